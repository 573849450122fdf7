from frappe.model.document import Document


class LiaisonRunChunk(Document):
	pass
