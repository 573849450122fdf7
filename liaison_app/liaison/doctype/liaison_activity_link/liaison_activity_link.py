from frappe.model.document import Document


class LiaisonActivityLink(Document):
	pass
