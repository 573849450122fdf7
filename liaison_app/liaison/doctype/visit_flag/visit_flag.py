import json

import frappe
from frappe.model.document import Document


class VisitFlag(Document):
	"""What a check has asked about visits. Its name is derived from what was found; the app writes it, nobody types it."""

	def onload(self) -> None:
		from liaison_app.services.honesty import answering, store

		values = json.loads(self.message_values or "[]")
		now = {line.first_visit: line.visit for line in self.visits}
		# Stored in the site's language; read in that of the reader.
		self.evidence = store.told(self.message, [now.get(value, value) for value in values])
		self.set_onload("may_answer", answering.may_answer(self))
		self.set_onload(
			"asked", store.visits_of(self) if frappe.has_permission("Contact Visit", "read") else []
		)
