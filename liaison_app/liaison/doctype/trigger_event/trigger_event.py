import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, today

from liaison_app.liaison.checks import APPROVERS, overlap, shown, span
from liaison_app.liaison.records import clean_texts
from liaison_app.services import events

ASKED = ("event_type", "target", "day", "status")


class TriggerEvent(Document):
	def before_insert(self) -> None:
		self.registered_on = today()

	def validate(self) -> None:
		if frappe.db.get_value("Trigger Event Type", self.event_type, "built_in"):
			frappe.throw(
				_("{0} is found by the app itself. Nothing has to be registered.").format(
					shown(self.event_type)
				)
			)
		if self.is_new() or self.has_value_changed("day") or self.has_value_changed("target"):
			self.refuse_impossible_day()
		self.refuse_change_by_others()
		about = frappe.db.get_value("Contact Target", self.target, "title") if self.target else None
		self.title = " · ".join(filter(None, [_(self.event_type), about, formatdate(self.day)]))[:140]

	def refuse_impossible_day(self) -> None:
		"""What has not happened yet asks for nothing, nor what befell a target that was not there."""
		day = getdate(self.day)
		if day > getdate():
			frappe.throw(
				_("{0} lies in the future. Register the event when it has happened.").format(formatdate(day))
			)
		found = frappe.db.get_value("Contact Target", self.target, ["title", "active_from", "active_to"])
		if self.target and found and not overlap(span(*found[1:]), (day, day)):
			frappe.throw(
				_(
					"{0} is not active on {1}. Correct the day of the event, or the dates of the target."
				).format(shown(found[0]), formatdate(day))
			)

	def refuse_change_by_others(self) -> None:
		"""Whoever owes for an event that somebody else registered does not cancel it away."""
		before = self.get_doc_before_save()
		mine = self.flags.ignore_permissions or frappe.session.user in ("Administrator", self.owner)
		if not before or mine or APPROVERS & set(frappe.get_roles()):
			return
		if any(str(before.get(field) or "") != str(self.get(field) or "") for field in ASKED):
			frappe.throw(
				_("Somebody else registered this event. Ask them, a reviewer or a manager to change it."),
				frappe.PermissionError,
			)

	def on_update(self) -> None:
		if self.is_new() or any(self.has_value_changed(field) for field in ASKED):
			events.answer_soon(self)

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
