import frappe
from frappe import _
from frappe.model.document import Document


class PeriodicObligation(Document):
	"""Written by the app only: the nightly run and the visits decide what is owed, nobody types it."""

	def before_insert(self) -> None:
		refuse_by_hand()

	def validate(self) -> None:
		refuse_by_hand()

	def on_trash(self) -> None:
		refuse_by_hand()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_by_hand()


def refuse_by_hand() -> None:
	"""Refuse unless the app itself is at work."""
	if not frappe.flags.liaison_engine:
		frappe.throw(
			_(
				"Duties are worked out by the app. Change the rule, the assignment or the visit, or enter an exemption."
			),
			frappe.PermissionError,
		)


def on_doctype_update() -> None:
	frappe.db.add_index("Periodic Obligation", ["owner_key", "frozen", "next_change_on"])
	frappe.db.add_index("Periodic Obligation", ["officer", "state"])
	frappe.db.add_index("Periodic Obligation", ["rule", "period_key"])
	frappe.db.add_index("Periodic Obligation", ["next_due", "state"])
