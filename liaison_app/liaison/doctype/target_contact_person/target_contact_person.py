from frappe.model.document import Document


class TargetContactPerson(Document):
	pass
