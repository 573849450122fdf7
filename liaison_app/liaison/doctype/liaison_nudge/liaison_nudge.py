from frappe.model.document import Document


class LiaisonNudge(Document):
	"""Who reminded which officer on which day. Its name is derived from officer and day; nobody types or changes it."""
