from frappe.model.document import Document


class MatterPause(Document):
	"""A row of a table; its parent checks it."""
