from frappe.model.document import Document


class VisitFlagOfficer(Document):
	pass
