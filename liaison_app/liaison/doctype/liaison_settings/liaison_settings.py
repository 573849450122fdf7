from frappe.model.document import Document


class LiaisonSettings(Document):
	pass
