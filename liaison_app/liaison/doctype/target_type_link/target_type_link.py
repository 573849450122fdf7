from frappe.model.document import Document


class TargetTypeLink(Document):
	pass
