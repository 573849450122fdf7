from frappe.model.document import Document


class MatterChannel(Document):
	"""A way by which matters come in."""
