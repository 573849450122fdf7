from frappe.model.document import Document


class LiaisonImportError(Document):
	pass
