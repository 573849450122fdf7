from frappe.model.document import Document


class LiaisonTagLink(Document):
	pass
