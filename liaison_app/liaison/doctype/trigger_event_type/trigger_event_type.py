from frappe.model.document import Document


class TriggerEventType(Document):
	pass
