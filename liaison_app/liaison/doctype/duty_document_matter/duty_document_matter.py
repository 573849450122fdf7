from frappe.model.document import Document


class DutyDocumentMatter(Document):
	"""A row of a table; its parent checks it."""
