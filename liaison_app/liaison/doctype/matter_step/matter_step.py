from frappe.model.document import Document


class MatterStep(Document):
	"""A row of a table; its parent checks it."""
