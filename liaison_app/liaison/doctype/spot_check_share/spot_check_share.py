from frappe.model.document import Document


class SpotCheckShare(Document):
	pass
