from frappe.model.document import Document


class LiaisonAssessmentWeight(Document):
	pass
