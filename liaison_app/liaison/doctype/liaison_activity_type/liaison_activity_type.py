from frappe.model.document import Document


class LiaisonActivityType(Document):
	pass
