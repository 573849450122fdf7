"""What the visit form asks the server."""

from typing import Any

import frappe


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
