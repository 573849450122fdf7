from frappe.model.document import Document

from liaison_app.liaison.records import clean_texts


class RosterSwap(Document):
	"""Who asked whom to change weeks, and what came of it. Nobody types one: it is asked from the roster."""

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
