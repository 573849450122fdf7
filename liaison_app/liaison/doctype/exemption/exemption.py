import frappe
from frappe import _
from frappe.utils import formatdate

from liaison_app.liaison.checks import refuse_reversed, shown
from liaison_app.liaison.following import FollowsWorkflow
from liaison_app.liaison.records import clean_texts, refuse_foreign_files
from liaison_app.services import exemptions

SCOPE = ("officer", "unit", "rule", "subject", "event", "obligation", "from_date", "to_date")


class Exemption(FollowsWorkflow):
	DECISIONS = ("Approved", "Rejected", "Returned", "Withdrawn")
	CLOSED = ("Handed In", "Approved", "Rejected", "Withdrawn")

	def before_validate(self) -> None:
		self.take_owner()
		super().before_validate()

	def validate(self) -> None:
		if not (self.officer or self.unit or self.obligation):
			frappe.throw(_("Say who is exempted: an officer, a unit, or one duty."))
		if not (self.from_date or self.obligation):
			frappe.throw(_("Say from which day the exemption holds."))
		if self.kind == "Challenge" and not self.obligation:
			frappe.throw(_("A challenge is about one duty. Name it."))
		refuse_reversed(self)
		refuse_foreign_files(self, "evidence")
		if self.is_new() or any(self.has_value_changed(field) for field in SCOPE):
			self.refuse_closed()
			self.refuse_second()
		self.title = exemptions.title_of(self)[:140]

	def take_owner(self) -> None:
		"""Whose the duty is decides whose exemption it is, and so who decides on it."""
		owed = exemptions.owner_of(self.obligation) if self.obligation else {}
		for field, owner in owed.items():
			if self.get(field) and self.get(field) != owner:
				frappe.throw(
					_("The duty is owed by {0}. Correct who is exempted, or choose another duty.").format(
						shown(owner or _("a unit"))
					)
				)
			self.set(field, owner)

	def refuse_closed(self) -> None:
		"""What is over stays as it was."""
		closed = exemptions.closed_on(self)
		if closed:
			frappe.throw(
				_("{0} is closed since {1}, and stays as it is. Ask a manager for a correction note.").format(
					shown(closed.title), formatdate(closed.close_on) if closed.close_on else ""
				),
				title=_("Period Closed"),
			)

	def refuse_second(self) -> None:
		other = exemptions.open_one(self.obligation, self.name) if self.obligation else None
		if other:
			frappe.throw(_("{0} asks for the same already, or grants it.").format(shown(other)))

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if "Approved" in (self.status, before and before.status):
			exemptions.answer_soon(self)

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
