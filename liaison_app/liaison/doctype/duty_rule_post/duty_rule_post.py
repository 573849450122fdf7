from frappe.model.document import Document


class DutyRulePost(Document):
	pass
