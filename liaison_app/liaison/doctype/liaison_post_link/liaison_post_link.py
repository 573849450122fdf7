from frappe.model.document import Document


class LiaisonPostLink(Document):
	pass
