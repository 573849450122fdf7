import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.liaison.checks import refuse_reversed
from liaison_app.liaison.records import clean_texts, refuse_foreign_files
from liaison_app.permissions import may_decide


class PresenceRegister(Document):
	def validate(self) -> None:
		from liaison_app.services.honesty import registers

		if not may_decide(self.unit):
			frappe.throw(
				_("Choose a unit that you review; the whole school is for managers."), frappe.PermissionError
			)
		refuse_reversed(self)
		refuse_foreign_files(self, "file")
		registers.work_out(self)

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
