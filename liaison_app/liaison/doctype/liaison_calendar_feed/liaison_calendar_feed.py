import frappe
from frappe import _
from frappe.model.document import Document


class LiaisonCalendarFeed(Document):
	"""A user's private link to the calendar. Written by the app only: the link itself is shown once and stored nowhere."""

	def validate(self) -> None:
		refuse_by_hand(self)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_by_hand(self)


def refuse_by_hand(doc: Document) -> None:
	"""Refuse what does not come from the buttons."""
	if not doc.flags.liaison_button:
		frappe.throw(
			_("A calendar link is created and revoked with the buttons of the calendar."),
			frappe.PermissionError,
		)
