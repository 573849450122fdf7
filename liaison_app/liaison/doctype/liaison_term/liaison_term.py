from frappe.model.document import Document


class LiaisonTerm(Document):
	pass
