import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from liaison_app.liaison.records import clean_texts, refuse_changes_by_cancelling
from liaison_app.permissions import may_decide
from liaison_app.services import assessments


class LiaisonAssessment(Document):
	def validate(self) -> None:
		if not may_decide(self.unit):
			frappe.throw(
				_("Assess a unit that you review; the whole school is for managers."), frappe.PermissionError
			)
		if self.year_kind not in ("Academic Year", "Calendar Year"):
			frappe.throw(_("Choose the kind of year."))
		if self.docstatus.is_draft():
			self.approved_by = self.frozen_key = None
			assessments.work_out(self, getdate())

	def before_submit(self) -> None:
		assessments.freeze(self)

	def before_cancel(self) -> None:
		refuse_changes_by_cancelling(self, *assessments.FIXED)

	def on_cancel(self) -> None:
		self.db_set("frozen_key", None)

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
