import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.liaison.checks import refuse_approval_by_others, refuse_reversed
from liaison_app.liaison.records import clean_texts


class Exemption(Document):
	def validate(self) -> None:
		if not (self.officer or self.unit or self.obligation):
			frappe.throw(_("Say who is exempted: an officer, a unit, or one duty."))
		if not (self.from_date or self.obligation):
			frappe.throw(_("Say from which day the exemption holds."))
		refuse_reversed(self)
		refuse_approval_by_others(self, ("Approved", "Rejected"))

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
