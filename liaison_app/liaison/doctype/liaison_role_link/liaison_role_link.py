from frappe.model.document import Document


class LiaisonRoleLink(Document):
	pass
