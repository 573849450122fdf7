from frappe.model.document import Document


class DutyDocumentRow(Document):
	pass
