from frappe.model.document import Document


class DutyRule(Document):
	pass
