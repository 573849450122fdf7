from frappe.model.document import Document


class DutyDocumentSource(Document):
	pass
