from frappe.model.document import Document


class ContactVisitOfficer(Document):
	pass
