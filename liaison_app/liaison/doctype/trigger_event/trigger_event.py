from frappe.model.document import Document


class TriggerEvent(Document):
	pass
