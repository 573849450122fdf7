from frappe.model.document import Document


class LiaisonAssignment(Document):
	pass
