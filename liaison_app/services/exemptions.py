"""Requests to be released from duties: whose they are, what is closed already, and that a decision takes effect at once."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from . import duty_titles, working_out
from .tables import select, select_in, table_of

OBLIGATION = "Periodic Obligation"
STANDING = ("Draft", "Handed In", "Returned", "Approved")
KINDS = ("Exemption", "Challenge")
SCOPES = ("Duty", "Rule", "Time")


def ask(obligation: str, values: dict[str, Any], scope: str) -> str:
	"""Hand in a request of whoever owes the duty: for it alone, for its rule or for everything in a time. Returns its name."""
	owed = frappe.db.get_value(
		OBLIGATION, obligation, ["officer", "unit", "owner_kind", "rule"], as_dict=True
	)
	owner = {"officer": owed.officer} if owed.owner_kind == "Officer" else {"unit": owed.unit}
	wide = {**owner, **({"rule": owed.rule} if scope == "Rule" else {})}
	about = {"obligation": obligation} if scope == "Duty" else wide
	request = frappe.get_doc({"doctype": "Exemption", **values, **about}).insert()
	request.status = "Handed In"  # a step of its own: who is asked is told of changes
	request.save()
	return str(request.name)


def owner_of(obligation: str) -> dict[str, str | None]:
	"""Who owes the duty: `officer`, or for a duty of a unit `unit`."""
	owed = frappe.db.get_value(OBLIGATION, obligation, ["officer", "unit", "owner_kind"], as_dict=True)
	if not owed:
		return {}
	return {"officer": owed.officer} if owed.owner_kind == "Officer" else {"unit": owed.unit}


def title_of(exemption: Any) -> str:
	"""Who, from what and when; not about whom, because messages carry it."""
	who = (
		frappe.db.get_value("Liaison Officer", exemption.officer, "full_name") if exemption.officer else None
	)
	rule = exemption.rule
	if exemption.obligation:
		rule = frappe.db.get_value(OBLIGATION, exemption.obligation, "rule")
	titles = duty_titles.read_titles([rule]) if rule else {}
	language = frappe.db.get_single_value("System Settings", "language", cache=True) or "en"
	what = duty_titles.duty(titles, rule, None, language) if rule else None
	days = " – ".join(str(day) for day in (exemption.from_date, exemption.to_date) if day)
	return " · ".join(filter(None, [who or exemption.unit, what, days]))


def open_one(obligation: str, name: str | None) -> str | None:
	"""Another request for the same duty that stands."""
	found = frappe.get_all(
		"Exemption",
		{"obligation": obligation, "status": ("in", STANDING), "name": ("!=", name or "")},
		pluck="name",
		order_by="name asc",
		limit=1,
	)
	return found[0] if found else None


def closed_on(exemption: Any) -> Any | None:
	"""The closed duty (`title`, `close_on`) that the exemption comes too late for, when there is none that it still could serve."""
	fields = ["title", "close_on", "frozen"]
	if exemption.obligation:
		owed = frappe.db.get_value(OBLIGATION, exemption.obligation, fields, as_dict=True)
		return owed if owed and owed.frozen else None
	last = getdate(exemption.to_date) if exemption.to_date else None
	if not last or last >= getdate():
		return None
	about: dict[str, Any] = {"period_start": ("<=", last)}
	about.update({key: exemption.get(key) for key in ("officer", "rule", "subject") if exemption.get(key)})
	if not exemption.officer:
		about["unit"] = exemption.unit
	owed = frappe.get_all(OBLIGATION, about, [*fields, "period_end"], order_by="close_on desc, name asc")
	met = [row for row in owed if not row.period_end or row.period_end >= getdate(exemption.from_date)]
	return met[0] if met and all(row.frozen for row in met) else None


# --- a decision takes effect ---


def answer_soon(exemption: Any) -> None:
	"""Work out whom it releases, or released before."""
	officers, units = set(), set()
	for each in filter(None, (exemption, exemption.get_doc_before_save())):
		if each.officer:
			officers.add(each.officer)
		elif each.unit:
			inside = _units_in(each.unit)
			units |= inside
			officers |= {name for (name,) in select_in("Liaison Officer", ("name",), "unit", inside)}
	working_out.soon(officers, units)


def _units_in(unit: str) -> set[str]:
	table = table_of("Liaison Unit")
	bounds = frappe.db.get_value("Liaison Unit", unit, ["lft", "rgt"])
	if not bounds:
		return set()
	inside = (table.lft >= bounds[0]) & (table.rgt <= bounds[1])
	return {name for (name,) in select("Liaison Unit", ("name",), inside)}


def refuse_unknown(kind: str, scope: str) -> None:
	"""Raises ValidationError for what the dialog does not offer."""
	if kind not in KINDS or scope not in SCOPES or (kind == "Challenge" and scope != "Duty"):
		frappe.throw(_("Choose what you ask for from the list."))
