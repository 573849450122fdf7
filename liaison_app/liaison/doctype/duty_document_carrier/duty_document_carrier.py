from frappe.model.document import Document


class DutyDocumentCarrier(Document):
	pass
