import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate


class LiaisonCalendarDay(Document):
	def validate(self) -> None:
		if self.kind != "Festival":
			self.trigger_event_type = None
			self.refuse_contradiction()
		elif not self.trigger_event_type:
			frappe.throw(
				_("Name the event type of the festival: the rules that answer it begin on that day.")
			)

	def refuse_contradiction(self) -> None:
		"""A day is either off or taught."""
		opposite = "Holiday" if self.kind == "Make-up Day" else "Make-up Day"
		if frappe.db.exists("Liaison Calendar Day", {"date": self.date, "kind": opposite}):
			frappe.throw(
				_("{0} is entered as {1} already. Delete that entry first.").format(
					formatdate(self.date), _(opposite)
				)
			)
