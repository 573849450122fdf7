from frappe.model.document import Document


class SpotCheck(Document):
	"""A visit that was drawn by chance, and what the contact said. The app writes it, nobody types it."""

	def onload(self) -> None:
		from liaison_app.services.honesty import spot_checks

		self.set_onload("may_answer", spot_checks.may_answer(self))
