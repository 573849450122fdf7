from frappe.model.document import Document


class LiaisonUnitTypeLink(Document):
	pass
