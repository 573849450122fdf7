from frappe.model.document import Document


class LiaisonUnitLink(Document):
	pass
