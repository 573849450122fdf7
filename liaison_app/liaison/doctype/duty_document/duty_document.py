from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from liaison_app.liaison.checks import refuse_repeated, shown
from liaison_app.liaison.following import FollowsWorkflow
from liaison_app.liaison.records import (
	amended_by_right,
	clean_texts,
	refuse_changes_by_cancelling,
	refuse_foreign_amendment,
	refuse_foreign_files,
	refuse_hidden_targets,
)
from liaison_app.services import settling
from liaison_app.services.documents import collating, declaring, papers, standing


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
		self.keep_carriers()
		papers.refuse_changes(self)
		papers.fill_in(self)
		papers.before_state_changes(self)

	def before_cancel(self) -> None:
		refuse_changes_by_cancelling(self, "handed_in_on", "status", "attachment", *standing.SAME_PAPER)
		collating.refuse_while_taken_in(self)

	def on_update(self) -> None:
		papers.state_changed(self)

	def on_cancel(self) -> None:
		self.db_set("prepared_for", None, update_modified=False)  # the next draft takes its place
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
		kept = before.prepared_for if before and standing.same_paper(before, self) else None
		self.prepared_for = kept or self.flags.prepared_for
		amended = None if before else amended_by_right(self)
		self.handed_in_on = standing.first_day(self, before, amended, getdate())

	def keep_carriers(self) -> None:
		"""Whom a declaration chooses, its author may find, and each is chosen once."""
		refuse_repeated(self.carriers, "target", _("The target {0} is chosen twice. Keep one."))
		before = self.get_doc_before_save()
		known = {row.target for row in before.carriers} if before else set()
		refuse_hidden_targets(self, known, *(row.target for row in self.carriers))
		declaring.complete(self)

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
