from frappe.model.document import Document


class LiaisonRegulationSection(Document):
	pass
