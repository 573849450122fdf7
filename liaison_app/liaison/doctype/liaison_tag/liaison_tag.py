from frappe.model.document import Document


class LiaisonTag(Document):
	pass
