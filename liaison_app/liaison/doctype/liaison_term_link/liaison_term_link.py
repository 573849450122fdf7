from frappe.model.document import Document


class LiaisonTermLink(Document):
	pass
