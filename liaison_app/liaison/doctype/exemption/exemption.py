from frappe.model.document import Document


class Exemption(Document):
	pass
