"""Matters that were raised twice: suggested, linked by a person, and answered together."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from liaison_app.matters.alike import find_alike

DOCTYPE = "Raised Matter"
DAYS_BACK = 365
MOST_COMPARED = 2000


def suggest(doc: Any) -> list[dict[str, Any]]:
	"""Matters of the last year that read alike and that the user sees: `name`, `register_no`, `subject`, `status`, `likeness`."""
	since = add_days(getdate(doc.raised_on), -DAYS_BACK)
	rows = frappe.get_list(
		DOCTYPE,
		{"name": ("!=", doc.name or ""), "raised_on": (">=", since)},
		["name", "register_no", "subject", "status"],
		order_by="raised_on desc, name desc",
		limit_page_length=MOST_COMPARED,
	)
	by_name = {row.name: row for row in rows}
	found = find_alike(doc.subject or "", [(row.name, row.subject) for row in rows])
	return [{**by_name[name], "likeness": round(score)} for name, score in found]


def main_of(doc: Any, name: str) -> Any:
	"""The matter that this one is the same as, and never one that is itself linked. Raises where the user may not read it."""
	if not frappe.db.exists(DOCTYPE, name):
		frappe.throw(_("There is no such matter."), frappe.DoesNotExistError)
	main = frappe.get_doc(DOCTYPE, name)
	main.check_permission("read")
	seen = {doc.name}
	while main.duplicate_of and main.name not in seen:
		seen.add(main.name)
		main = frappe.get_doc(DOCTYPE, main.duplicate_of)
	if main.name in seen:
		frappe.throw(_("A matter is not the same as itself. Choose another one."))
	return main


def follow(doc: Any, main: Any, today: date) -> None:
	"""Go on where the other one stands: with its unit and handler, and its answer if there is one."""
	doc.duplicate_of = main.name
	for field in ("unit", "handler", "dispatched_on", "taken_on"):
		doc.set(field, main.get(field))
	doc.status = main.status
	if main.outcome:
		doc.status, doc.answered_on = "Answered", today
		doc.outcome, doc.answer = main.outcome, main.answer


def waiting_for(name: str) -> list[str]:
	"""The matters linked to this one that have no answer yet."""
	waiting = {"duplicate_of": name, "status": ("in", ("Registered", "Dispatched", "In Hand"))}
	found: list[str] = frappe.get_all(DOCTYPE, waiting, pluck="name", order_by="name asc")
	return found
