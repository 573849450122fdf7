"""Trigger events: reported once however often they arrive, answered at once by whoever owes for them."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex
from liaison_app.permissions import HELD

from . import rule_cache, working_out
from .tables import select, select_in, table_of

EVENT = "Trigger Event"
SAME = ("event_type", "target", "day")


def report(values: dict[str, Any]) -> tuple[str, bool]:
	"""Register the event unless its `external_id` is known: its name, and whether it is new.

	Raises ValidationError when the number belongs to something else, PermissionError to who may not report it.
	"""
	number = values["external_id"]
	known = _known(number)
	if known:
		return _the_same(known, values), False
	try:
		return str(frappe.get_doc({"doctype": EVENT, **values}).insert().name), True
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		# Sent twice at once: the other one was first. A new transaction sees it.
		frappe.db.rollback()
		frappe.clear_messages()
	known = _known(number)
	if not known:
		raise frappe.UniqueValidationError(EVENT, number)
	return _the_same(known, values), False


def cancel(number: str) -> str:
	"""Cancel the event of that number, once or again; its name. Raises DoesNotExistError for one that the user does not see."""
	name = _known(number)
	if not name or not frappe.has_permission(EVENT, "read", doc=name):
		frappe.throw(
			_("There is no event of the number {0} that you may see.").format(escape_html(number)),
			frappe.DoesNotExistError,
		)
	event = frappe.get_doc(EVENT, name)
	if event.status != "Cancelled":
		event.status = "Cancelled"
		event.save()
	return str(event.name)


def target_of_code(code: str) -> str:
	"""The target that the institution knows by this code, among those that the user sees. Raises ValidationError."""
	found = frappe.get_list("Contact Target", {"code": code}, pluck="name", order_by="name asc", limit=1)
	if not found:
		frappe.throw(
			_("There is no target {0} that you may see. Choose one from the list.").format(escape_html(code))
		)
	return str(found[0])


def _known(number: str) -> str | None:
	return frappe.db.get_value(EVENT, {"external_id": number})


def _the_same(name: str, values: dict[str, Any]) -> str:
	event = frappe.get_doc(EVENT, name)
	event.check_permission("read")
	stored = {"event_type": event.event_type, "target": event.target or "", "day": getdate(event.day)}
	told = {field: values.get(field) or "" for field in SAME} | {"day": getdate(values["day"])}
	if stored != told:
		frappe.throw(
			_(
				"The number {0} belongs to another event already. Send a number of its own with each event."
			).format(escape_html(values["external_id"]))
		)
	return str(event.name)


# --- who answers ---


def answer_soon(event: Any) -> None:
	"""Work out whom the event concerns, as it is and as it was; the rest is found by night."""
	if frappe.flags.in_import or frappe.flags.in_migrate:
		return
	officers, units = set(_owing(event.name, "Officer")), set(_owing(event.name, "Unit"))
	for each in filter(None, (event, event.get_doc_before_save())):
		if each.target:
			officers |= _holders(each.target, getdate(each.day))
			line = _line_of(each.target)
			officers |= _contacting(line)
			units |= set(line[:1])
	working_out.soon(officers, units)


def _owing(event: str, kind: str) -> list[str]:
	table = table_of("Periodic Obligation")
	conditions = (table.event == event, table.owner_kind == kind, table.frozen == 0)
	return [owner for (owner,) in select("Periodic Obligation", ("owner_key",), *conditions)]


def _holders(target: str, day: Any) -> set[str]:
	table = table_of("Liaison Assignment")
	then = (table.from_date <= day) & (table.to_date.isnull() | (table.to_date >= day))
	held = (table.target == target) & table.status.isin(HELD)
	return {officer for (officer,) in select("Liaison Assignment", ("officer",), held, then)}


def _line_of(target: str) -> tuple[str, ...]:
	unit = frappe.db.get_value("Contact Target", target, "unit")
	return FactIndex(Facts(units=rule_cache.trees().units)).unit_line(unit) if unit else ()


def _contacting(line: tuple[str, ...]) -> set[str]:
	"""Officers who hold a target that stands for one of the units: they answer for a person whom nobody holds."""
	places = {name for (name,) in select_in("Contact Target", ("name",), "represents_unit", set(line))}
	status = table_of("Liaison Assignment").status
	rows = select_in("Liaison Assignment", ("officer",), "target", places, status.isin(HELD))
	return {officer for (officer,) in rows}
