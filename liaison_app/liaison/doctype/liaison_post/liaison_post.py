from frappe.model.document import Document


class LiaisonPost(Document):
	pass
