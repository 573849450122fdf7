from frappe.model.document import Document


class LiaisonImportCount(Document):
	pass
