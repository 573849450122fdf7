"""What Frappe counts and finds without asking which rows and fields the user may see, narrowed for the records of this app.

These functions take the place of Frappe's own by hooks.override_whitelisted_methods. Answers to such questions tell what is hidden
without showing it: a number is enough to find out a name letter by letter.
"""

from typing import Any

import frappe
from frappe import client
from frappe.desk import listview
from frappe.desk.form import linked_with

from liaison_app.permissions import ROWS, refuse_probing, sees_all
from liaison_app.probing import hidden_fields

Filters = str | dict[str, Any] | list[Any] | None


@frappe.whitelist(methods=["GET", "POST"])
def get_count(doctype: str, filters: Filters = None, debug: bool = False, cache: bool = False) -> int:
	"""As `frappe.client.get_count`, among the rows that the user sees. Raises PermissionError for a DocType that he or she may not read."""
	require_no_probing(doctype)
	if not _is_ours(doctype) or sees_all(frappe.session.user):
		return int(client.get_count(doctype, filters, cache=cache))
	seen = frappe.get_list(
		doctype,
		filters=frappe.utils.get_safe_filters(filters),
		pluck="name",
		order_by="name asc",
		limit_page_length=0,
	)
	return len(seen)


@frappe.whitelist(methods=["GET", "POST"])
def get(
	doctype: str, name: str | int | None = None, filters: Filters = None, parent: str | None = None
) -> Any:
	"""As `frappe.client.get`; of several by `filters` only one that the user sees, and not by fields that he or she may not read."""
	require_no_probing(doctype, parent)
	if not name and filters and doctype in ROWS and not sees_all(frappe.session.user):
		chosen = frappe.parse_json(filters)
		found = frappe.get_list(
			doctype, filters=chosen, pluck="name", order_by="name asc", limit_page_length=1
		)
		name = found[0] if found else "-"  # no record is called so
	return client.get(doctype, name, filters, parent)


@frappe.whitelist(methods=["GET", "POST"])
def linked(doctype: str, docname: str) -> dict[str, list[Any]]:
	"""As `frappe.desk.form.linked_with.get`, but not what is linked by a field that the user may not read: whoever raised a secret matter.

	Raises PermissionError for who may not read the document itself.
	"""
	frappe.has_permission(doctype, "read", docname, throw=True)
	found = linked_with.get_linked_doctypes(doctype=doctype)
	return dict(
		linked_with.get_linked_docs(
			doctype=doctype, name=docname, linkinfo={name: _shown(name, each) for name, each in found.items()}
		)
	)


def _shown(doctype: str, link: dict[str, Any]) -> dict[str, Any]:
	"""The link without the fields that are hidden from the user; without any there is nothing to look by."""
	names = link.get("fieldname")
	if not names:
		return link
	hidden = hidden_fields(doctype, frappe.session.user)
	shown = [name for name in ([names] if isinstance(names, str) else names) if name not in hidden]
	return {**link, "fieldname": shown} if shown else {}


@frappe.whitelist(methods=["GET", "POST"])
def group_by_count(doctype: str, current_filters: str, field: str) -> list[dict[str, Any]]:
	"""As `frappe.desk.listview.get_group_by_count`, among the rows that the user sees: by who has to do something, Frappe counts all."""
	frappe.has_permission(doctype, "read", throw=True)
	if doctype in ROWS:
		refuse_probing(doctype, frappe.session.user)
	if field == "assigned_to" and doctype in ROWS and not sees_all(frappe.session.user):
		seen = frappe.get_list(
			doctype,
			filters=frappe.parse_json(current_filters),
			pluck="name",
			order_by="name asc",
			limit_page_length=0,
		)
		current_filters = frappe.as_json([[doctype, "name", "in", seen or [""]]])
	return list(listview.get_group_by_count(doctype, current_filters, field))


def require_no_probing(doctype: str, parent: str | None = None) -> None:
	"""Raises PermissionError for a question about a field of this app that the user may not read."""
	if _is_ours(doctype):
		refuse_probing(doctype, frappe.session.user, parent)


def _is_ours(doctype: str) -> bool:
	return bool(frappe.db.get_value("DocType", doctype, "module", cache=True) == "Liaison")
