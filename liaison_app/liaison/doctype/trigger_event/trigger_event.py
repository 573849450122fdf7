import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, today

from liaison_app.liaison.checks import shown
from liaison_app.liaison.records import clean_texts


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
		about = frappe.db.get_value("Contact Target", self.target, "title") if self.target else None
		self.title = " · ".join(filter(None, [_(self.event_type), about, formatdate(self.day)]))[:140]

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
