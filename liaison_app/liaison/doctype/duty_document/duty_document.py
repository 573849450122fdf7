import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today
from frappe.utils.html_utils import sanitize_html

from liaison_app.liaison.checks import shown

TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor")
MARKUP = re.compile(r"<[a-zA-Z/!?]")
FILE_FOLDERS = ("/files/", "/private/files/")
SAME_PAPER = ("officer", "unit", "rule", "period_key", "document_kind", "subject")


class DutyDocument(Document):
	def validate(self) -> None:
		if not (self.officer or self.unit):
			frappe.throw(_("Say who hands the document in: an officer or a unit."))
		if self.rule:
			self.check_rule()
		refuse_foreign_amendment(self)
		refuse_foreign_files(self, "attachment")
		if self.docstatus.is_draft():
			self.handed_in_on = None

	def before_submit(self) -> None:
		self.handed_in_on = self.first_handed_in_on() or today()

	def before_cancel(self) -> None:
		refuse_changes_by_cancelling(self, "handed_in_on", "attachment", *SAME_PAPER)

	def on_submit(self) -> None:
		from liaison_app.services import settling

		settling.document_changed(self)

	def on_cancel(self) -> None:
		from liaison_app.services import settling

		settling.document_changed(self)

	def first_handed_in_on(self) -> Any:
		"""A correction of the same paper is as early as the paper; None where this is another one."""
		first = amended_by_right(self)
		same = first and all((first.get(field) or "") == (self.get(field) or "") for field in SAME_PAPER)
		return first.handed_in_on if same else None

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)

	def check_rule(self) -> None:
		"""A document answers the rule that asks for its kind, for the period that it names."""
		wanted = frappe.db.get_value("Duty Rule", {"name": self.rule, "measure": "Document"}, "document_kind")
		if wanted != self.document_kind:
			frappe.throw(
				_(
					"The rule {0} does not ask for a document of the kind {1}. Choose another rule or kind."
				).format(shown(self.rule), _(self.document_kind))
			)
		if not self.period_key:
			frappe.throw(_("Name the period that the document is for, as the duty shows it."))


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
