from frappe.model.document import Document


class LiaisonOfficer(Document):
	pass
