from frappe.model.document import Document


class ContactTarget(Document):
	pass
