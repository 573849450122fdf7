from frappe.model.document import Document


class DutyDocument(Document):
	pass
