from frappe.model.document import Document


class VisitFlagVisit(Document):
	pass
