from frappe.model.document import Document


class LiaisonRegulation(Document):
	pass
