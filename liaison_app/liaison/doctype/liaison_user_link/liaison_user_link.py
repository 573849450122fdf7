from frappe.model.document import Document


class LiaisonUserLink(Document):
	pass
