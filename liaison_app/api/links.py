"""What Frappe's link fields ask the server, narrowed where Frappe itself asks for too little.

These functions take the place of Frappe's own by hooks.override_whitelisted_methods: those tell every user the title of every
record, and find rows that are hidden from the user when the request asks to ignore user permissions.
"""

from typing import Any

import frappe
from frappe.desk import search

from liaison_app.permissions import ROWS, sees_all

Filters = str | dict[str, Any] | list[Any] | None


@frappe.whitelist(methods=["GET", "POST"])
def link_title(doctype: str, docname: str) -> str | None:
	"""The title of a record as a link shows it; its name where the user may not read the record, because names tell nothing.

	Officers are named to whoever may record visits, as in `api.visits.search_officers`.
	"""
	may_read = doctype not in ROWS or (
		frappe.db.exists(doctype, docname) and frappe.has_permission(doctype, "read", docname)
	)
	is_colleague = doctype == "Liaison Officer" and frappe.has_permission("Contact Visit", "create")
	if not (may_read or is_colleague):
		return docname
	title: str | None = search.get_link_title(doctype, docname)
	return title


@frappe.whitelist(methods=["GET", "POST"])
def search_link(
	doctype: str,
	txt: str,
	query: str | None = None,
	filters: Filters = None,
	page_length: int = 10,
	searchfield: str | None = None,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
	link_fieldname: str | None = None,
) -> Any:
	"""As `frappe.desk.search.search_link`, among the rows that the user sees."""
	ignores = ignore_user_permissions and frappe.has_permission(doctype, "select") and _may_ignore(doctype)
	return frappe.call(
		search.search_link,
		doctype=doctype,
		txt=txt,
		query=query,
		filters=filters,
		page_length=page_length,
		searchfield=searchfield,
		reference_doctype=reference_doctype,
		ignore_user_permissions=bool(ignores),
		link_fieldname=link_fieldname,  # of later versions
	)


@frappe.whitelist(methods=["GET", "POST"])
def search_widget(
	doctype: str,
	txt: str,
	query: str | None = None,
	searchfield: str | None = None,
	start: int = 0,
	page_length: int = 10,
	filters: Filters = None,
	filter_fields: str | None = None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
	link_fieldname: str | None = None,
) -> Any:
	"""As `frappe.desk.search.search_widget`, among the rows that the user sees."""
	ignores = ignore_user_permissions and frappe.has_permission(doctype, "select") and _may_ignore(doctype)
	return frappe.call(
		search.search_widget,
		doctype=doctype,
		txt=txt,
		query=query,
		searchfield=searchfield,
		start=start,
		page_length=page_length,
		filters=filters,
		filter_fields=filter_fields,
		as_dict=as_dict,
		reference_doctype=reference_doctype,
		ignore_user_permissions=bool(ignores),
		link_fieldname=link_fieldname,  # of later versions
	)


def _may_ignore(doctype: str) -> bool:
	return doctype not in ROWS or sees_all(frappe.session.user)
