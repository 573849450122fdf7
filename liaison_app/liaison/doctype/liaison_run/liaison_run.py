from frappe.model.document import Document


class LiaisonRun(Document):
	pass
