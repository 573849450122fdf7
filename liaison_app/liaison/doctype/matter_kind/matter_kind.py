from frappe.model.document import Document


class MatterKind(Document):
	"""What a matter is about."""
