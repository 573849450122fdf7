"""The register: each unit numbers its matters of a year 1, 2, 3, ... without gaps, however many register at once."""

from typing import Any

import frappe
from frappe import _
from frappe.model.naming import getseries
from frappe.query_builder.functions import Max
from frappe.utils import getdate

from liaison_app.permissions import SEES_ALL, sees_all
from liaison_app.scope import Scope

from ..tables import select_in, table_of

DOCTYPE = "Raised Matter"
DIGITS = 4


def choose_unit(doc: Any) -> None:
	"""Whose register a new matter is in: the unit of the user's own officer, else one that the user answers for.

	Raises ValidationError where there is none to choose, or it is closed.
	"""
	doc.register_unit = doc.register_unit or _own_unit(frappe.session.user) or _root()
	if not doc.register_unit:
		frappe.throw(_("Choose the unit in whose register the matter is to be."))
	if frappe.db.get_value("Liaison Unit", doc.register_unit, "disabled"):
		frappe.throw(_("This unit is closed. Choose another register."))


def give_number(doc: Any) -> None:
	"""Write the next number of the register into a matter that is being inserted.

	The series row is locked until the transaction ends: who comes at the same time waits, and who fails takes no number along.
	"""
	doc.register_year = getdate(doc.raised_on).year
	series = f"RM-{doc.register_unit}-{doc.register_year}-"[:140]
	number = int(getseries(series, DIGITS))
	highest = _highest(doc.register_unit, doc.register_year)
	if number <= highest:  # the unit was renamed: its numbers go on
		number = highest + 1
		table = frappe.qb.DocType("Series")
		frappe.qb.update(table).set(table.current, number).where(table.name == series).run()
	doc.register_number = number
	doc.register_no = f"{doc.register_year}-{number:0{DIGITS}d}"
	doc.register_key = f"{doc.register_unit}|{doc.register_no}"[-140:]


def _highest(unit: str, year: int) -> int:
	table = table_of(DOCTYPE)
	query = frappe.qb.from_(table).select(Max(table.register_number))
	return int(query.where((table.register_unit == unit) & (table.register_year == year)).run()[0][0] or 0)


def own_units(user: str) -> set[str]:
	"""The units of the officers that the user is or records for."""
	officers = {officer for (officer,) in _officers(Scope(user, acting=True))}
	return {unit for (unit,) in select_in("Liaison Officer", ("unit",), "name", officers)}


def _officers(scope: Scope) -> Any:
	table = table_of("Liaison Officer")
	return (
		frappe.qb.from_(table).select(table.name).where(table.name.isin(scope.officers(reviewed=False))).run()
	)


def _own_unit(user: str) -> str | None:
	own: str | None = frappe.db.get_value(
		"Liaison Officer", {"user": user, "enabled": 1}, "unit", order_by="name asc"
	)
	if own:
		return own
	for role in ("clerk", "reviewer"):
		found: str | None = frappe.db.get_value(
			"Liaison Unit", {role: user, "disabled": 0}, "name", order_by="lft asc, name asc"
		)
		if found:
			return found
	return None


def _root() -> str | None:
	if not (sees_all(frappe.session.user) or SEES_ALL & set(frappe.get_roles())):
		return None
	found: str | None = frappe.db.get_value(
		"Liaison Unit", {"disabled": 0}, "name", order_by="lft asc, name asc"
	)
	return found
