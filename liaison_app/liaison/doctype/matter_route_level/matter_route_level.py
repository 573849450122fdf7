from frappe.model.document import Document


class MatterRouteLevel(Document):
	"""A row of a table; its parent checks it."""
