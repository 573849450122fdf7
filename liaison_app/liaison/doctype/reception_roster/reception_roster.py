import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_time, getdate

from liaison_app.liaison.checks import shown
from liaison_app.liaison.records import clean_texts


class ReceptionRoster(Document):
	def validate(self) -> None:
		rule = frappe.db.get_value("Duty Rule", self.rule, ["owner_kind", "title"], as_dict=True)
		if not rule or rule.owner_kind != "Rotation":
			frappe.throw(
				_("{0} is no rule in rotation. Choose a rule that is owed by Rotation.").format(
					shown(self.rule)
				)
			)
		if self.begins and self.ends and get_time(self.ends) <= get_time(self.begins):
			frappe.throw(_("It ends before it begins. Correct one of the times."))
		self.refuse_second_roster()
		self.keep_status()
		self.title = f"{rule.title} · {self.term}"[:140]

	def refuse_second_roster(self) -> None:
		"""One roster for a rule and a term; the unique index makes sure, this says so kindly."""
		same = {"rule": self.rule, "term": self.term, "name": ("!=", self.name or "")}
		other = frappe.db.get_value("Reception Roster", same)
		if other:
			frappe.throw(
				_("There is a roster for this term already: {0}.").format(shown(other)),
				frappe.DuplicateEntryError,
			)

	def keep_status(self) -> None:
		"""Publishing is a step of its own, which tells the officers."""
		before = self.get_doc_before_save()
		if not self.flags.liaison_button:
			self.status = before.status if before else "Draft"
			self.published_on = before.published_on if before else None

	def onload(self) -> None:
		from liaison_app.services.reception import rosters

		self.set_onload("weeks", rosters.on_form(self, frappe.session.user, getdate()))

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)


def on_doctype_update() -> None:
	frappe.db.add_unique("Reception Roster", ["rule", "term"])
