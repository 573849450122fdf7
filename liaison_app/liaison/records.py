"""Records that count: texts without scripts, files that are one's own, amendments by right. Shared by visits and documents."""

import re
from typing import Any

import frappe
from frappe import _
from frappe.utils.html_utils import sanitize_html

from liaison_app.liaison.checks import shown

TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor")
MARKUP = re.compile(r"<[a-zA-Z/!?]")
FILE_FOLDERS = ("/files/", "/private/files/")


def clean_texts(doc: Any) -> None:
	"""Take scripts out of all texts: Frappe itself trusts those of a document that arrives submitted or looks like JSON."""
	for each in (doc, *doc.get_all_children()):
		for field in each.meta.get("fields", {"fieldtype": ("in", TEXTS)}):
			value = each.get(field.fieldname)
			if isinstance(value, str) and MARKUP.search(value):
				each.set(field.fieldname, sanitize_html(value, always_sanitize=True))


def refuse_foreign_files(doc: Any, *fields: str) -> None:
	"""An attached file is one of this site that the user may read: to name it is to claim it."""
	for field in fields:
		url = doc.get(field)
		if url and doc.has_value_changed(field) and not _may_attach(doc, url):
			frappe.throw(
				_("The file {0} does not exist, or you may not read it. Upload it here.").format(shown(url))
			)


def _may_attach(doc: Any, url: str) -> bool:
	if not url.startswith(FILE_FOLDERS):
		return False
	own = {doc.name, doc.get("amended_from")} - {None, ""}
	for name in frappe.get_all("File", {"file_url": url, "is_folder": 0}, pluck="name"):
		file = frappe.get_doc("File", name)
		attached_here = file.attached_to_doctype == doc.doctype and file.attached_to_name in own
		# The database takes "A" for "a", the disk and the browser do not.
		if file.file_url == url and (attached_here or file.is_downloadable()):
			return True
	return False


def refuse_foreign_amendment(doc: Any) -> None:
	"""Who may not read a document cannot amend it: the amendment inherits from it."""
	if not doc.amended_from or not doc.has_value_changed("amended_from"):
		return
	if not frappe.has_permission(doc.doctype, "read", doc=doc.amended_from):
		frappe.throw(
			_("You may not read {0}, so you cannot amend it.").format(shown(doc.amended_from)),
			frappe.PermissionError,
		)


def refuse_hidden_targets(doc: Any, known: set[str], *names: str | None) -> None:
	"""Who names a target is told its title: whoever may not find it cannot name it, unless it is `known` from before."""
	wanted = {name for name in names if name} - known
	if doc.flags.ignore_permissions or not wanted:
		return
	found = frappe.get_list(
		"Contact Target",
		{"name": ("in", sorted(wanted))},
		pluck="name",
		order_by="name asc",
		limit_page_length=0,
	)
	for name in sorted(wanted - set(found)):
		frappe.throw(
			_("There is no target {0} that you may see. Choose one from the list.").format(shown(name)),
			frappe.PermissionError,
		)


def amended_by_right(doc: Any) -> Any | None:
	"""The cancelled document that this one amends, if the user may amend that one."""
	first = frappe.get_doc(doc.doctype, doc.amended_from) if doc.amended_from else None
	if not first or not first.docstatus.is_cancelled():
		return None
	return first if frappe.has_permission(doc.doctype, "amend", doc=first) else None


def refuse_changes_by_cancelling(doc: Any, *fields: str) -> None:
	"""Values sent along with a cancellation would be stored without a check, and an amendment would inherit them."""
	before = doc.get_doc_before_save()
	if any((before.get(field) or doc.get(field)) and doc.has_value_changed(field) for field in fields):
		frappe.throw(_("Cancelling changes nothing else. Reload the document, then cancel it."))
