import frappe
from frappe import _
from frappe.model.document import Document


class LiaisonPost(Document):
	def validate(self) -> None:
		if any(row.post == self.post_name for row in self.implies):
			frappe.throw(_("A post cannot count as itself. Take it out of the list."))
