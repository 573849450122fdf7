import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.liaison.checks import refuse_reversed


class LiaisonRegulation(Document):
	def validate(self) -> None:
		refuse_reversed(self, "effective_from", "effective_to")
		for field in ("supersedes", "based_on"):
			if self.get(field) and self.get(field) == self.name:
				frappe.throw(_("A regulation cannot refer to itself. Choose another one."))
