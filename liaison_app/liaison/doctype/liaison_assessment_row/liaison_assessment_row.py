from frappe.model.document import Document


class LiaisonAssessmentRow(Document):
	pass
