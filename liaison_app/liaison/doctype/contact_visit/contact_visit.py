from frappe.model.document import Document


class ContactVisit(Document):
	pass
