from frappe.model.document import Document


class ContactVisitTarget(Document):
	pass
