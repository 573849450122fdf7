from frappe.model.document import Document


class TargetTypeCheckItem(Document):
	pass
