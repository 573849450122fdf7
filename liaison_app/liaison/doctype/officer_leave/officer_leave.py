from frappe.model.document import Document


class OfficerLeave(Document):
	pass
