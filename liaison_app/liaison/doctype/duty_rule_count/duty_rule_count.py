from frappe.model.document import Document


class DutyRuleCount(Document):
	pass
