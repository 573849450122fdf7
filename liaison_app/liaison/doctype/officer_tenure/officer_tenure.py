from frappe.model.document import Document


class OfficerTenure(Document):
	pass
