from frappe.model.document import Document


class LiaisonUnitType(Document):
	pass
