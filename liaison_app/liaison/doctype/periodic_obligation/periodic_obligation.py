from frappe.model.document import Document


class PeriodicObligation(Document):
	pass
