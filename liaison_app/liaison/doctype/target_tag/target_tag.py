from frappe.model.document import Document


class TargetTag(Document):
	pass
