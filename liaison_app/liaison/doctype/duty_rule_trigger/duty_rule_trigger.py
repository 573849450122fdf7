from frappe.model.document import Document


class DutyRuleTrigger(Document):
	pass
