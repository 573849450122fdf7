import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from liaison_app.liaison.checks import shown


class DutyDocument(Document):
	def validate(self) -> None:
		if not (self.officer or self.unit):
			frappe.throw(_("Say who hands the document in: an officer or a unit."))
		if self.rule:
			self.check_rule()

	def before_submit(self) -> None:
		first = self.amended_from and frappe.db.get_value("Duty Document", self.amended_from, "handed_in_on")
		self.handed_in_on = first or today()

	def on_submit(self) -> None:
		from liaison_app.services import settling

		settling.document_changed(self)

	def on_cancel(self) -> None:
		from liaison_app.services import settling

		settling.document_changed(self)

	def check_rule(self) -> None:
		"""A document answers the rule that asks for its kind, for the period that it names."""
		wanted = frappe.db.get_value("Duty Rule", {"name": self.rule, "measure": "Document"}, "document_kind")
		if wanted != self.document_kind:
			frappe.throw(
				_(
					"The rule {0} does not ask for a document of the kind {1}. Choose another rule or kind."
				).format(shown(self.rule), _(self.document_kind))
			)
		if not self.period_key:
			frappe.throw(_("Name the period that the document is for, as the duty shows it."))
