from frappe.model.document import Document


class DutyDocumentSection(Document):
	pass
