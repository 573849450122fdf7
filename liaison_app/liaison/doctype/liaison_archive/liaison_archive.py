from frappe.model.document import Document

from liaison_app.services.archives import requests


class LiaisonArchive(Document):
	"""A request for a zip, and where it is. Its period and whom it is about stay as they were asked for."""

	def before_insert(self) -> None:
		requests.prepare(self)

	def validate(self) -> None:
		requests.refuse_what_is_not_asked(self)

	def after_insert(self) -> None:
		requests.queue(self.name)

	def on_trash(self) -> None:
		requests.forget(self.name)
