from frappe.model.document import Document


class LiaisonUnitDeputy(Document):
	pass
