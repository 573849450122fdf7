from frappe.model.document import Document


class LiaisonAssignmentRule(Document):
	pass
