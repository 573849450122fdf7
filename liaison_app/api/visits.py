"""What the visit form asks the server."""

from typing import Any

import frappe
from frappe import _

from liaison_app.services import settling

MANAGERS = ("Liaison Manager", "System Manager")


@frappe.whitelist(methods=["GET", "POST"])
@frappe.validate_and_sanitize_search_inputs
def search_officers(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict[str, Any] | None = None
) -> list[tuple[str, str, str]]:
	"""Colleagues who may have taken part in a visit, as (name, full name, unit), for the form's link field.

	Officers see their own record only, yet a visit by several of them must name them all. Raises PermissionError for
	users who may not record visits.
	"""
	frappe.has_permission("Contact Visit", "create", throw=True)
	rows = frappe.get_all(
		"Liaison Officer",
		filters={"enabled": 1},
		or_filters=[["full_name", "like", f"%{txt}%"], ["name", "like", f"%{txt}%"]],
		fields=["name", "full_name", "unit"],
		order_by="rank asc, full_name asc, name asc",
		limit_start=int(start),
		limit_page_length=int(page_len),
	)
	return [(row.name, row.full_name, row.unit) for row in rows]


@frappe.whitelist(methods=["GET", "POST"])
def ledger(visit: str) -> list[dict[str, Any]]:
	"""For each duty that the visit could have served: `title`, `owner`, `counted`, and if not the translated `reason`.

	Raises PermissionError for who may not read the visit.
	"""
	frappe.has_permission("Contact Visit", "read", visit, throw=True)
	lines = settling.ledger(frappe.get_doc("Contact Visit", visit))
	named = {"name": ("in", [line["obligation"] for line in lines] or [""])}
	readable = frappe.get_list(
		"Periodic Obligation", named, pluck="name", order_by="name asc", limit_page_length=0
	)
	return [{**line, "reason": _(line["reason"])} for line in lines if line["obligation"] in readable]


@frappe.whitelist(methods=["POST"])
def add_correction(visit: str, reason: str) -> None:
	"""Note on a submitted visit, and on the closed duties that it counted for, what was wrong; no figure changes.

	Raises PermissionError for all but managers, ValidationError without a reason.
	"""
	frappe.only_for(MANAGERS, message=True)
	document = frappe.get_doc("Contact Visit", visit)
	document.check_permission("read")
	if document.docstatus != 1:
		frappe.throw(_("Only a submitted visit takes a correction note."))
	if not reason.strip():
		frappe.throw(_("Say what was wrong and what is right."))
	settling.add_correction(document, reason.strip())
