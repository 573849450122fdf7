from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from liaison_app.liaison.checks import shown
from liaison_app.liaison.following import FollowsWorkflow
from liaison_app.liaison.records import (
	amended_by_right,
	clean_texts,
	refuse_changes_by_cancelling,
	refuse_foreign_amendment,
	refuse_foreign_files,
)
from liaison_app.services import settling
from liaison_app.services.documents import papers, standing


class DutyDocument(FollowsWorkflow):
	DECISIONS = ("Approved", "Returned")
	CLOSED = ("Approved",)

	def validate(self) -> None:
		if not (self.officer or self.unit):
			frappe.throw(_("Say who hands the document in: an officer or a unit."))
		if self.rule:
			self.check_rule()
		refuse_foreign_amendment(self)
		refuse_foreign_files(self, "attachment")
		self.keep_state()
		papers.refuse_changes(self)
		papers.fill_in(self)

	def before_cancel(self) -> None:
		refuse_changes_by_cancelling(self, "handed_in_on", "status", "attachment", *standing.SAME_PAPER)

	def on_update(self) -> None:
		papers.state_changed(self)

	def on_cancel(self) -> None:
		settling.document_changed(self)

	def on_trash(self) -> None:
		if standing.is_handed_in(self):
			frappe.throw(
				_("This document is handed in. Ask for its return, or cancel it, before you delete it.")
			)

	def keep_state(self) -> None:
		"""Submitting hands in what nobody has handed in yet; the day of handing in is the app's to say."""
		self.status = self.status or "Draft"
		if self.docstatus.is_submitted() and self.status not in standing.HANDED_IN:
			self.status = "Handed In"
		before = self.get_doc_before_save()
		if self.status == "Returned" and not (before and before.status != "Draft"):
			frappe.throw(_("Only a document that was handed in can be returned."))
		amended = None if before else amended_by_right(self)
		self.handed_in_on = standing.first_day(self, before, amended, getdate())

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

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)


def on_doctype_update() -> Any:
	frappe.db.add_index("Duty Document", ["rule", "period_key"])
