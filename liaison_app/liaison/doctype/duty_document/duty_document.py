from typing import Any

import frappe
from frappe import _
from frappe.utils import today

from liaison_app.liaison.checks import shown
from liaison_app.liaison.following import FollowsWorkflow
from liaison_app.liaison.records import (
	amended_by_right,
	clean_texts,
	refuse_changes_by_cancelling,
	refuse_foreign_amendment,
	refuse_foreign_files,
)

SAME_PAPER = ("officer", "unit", "rule", "period_key", "document_kind", "subject")


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
