import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate

from liaison_app.engine.calendar import monday_of
from liaison_app.liaison.checks import shown


class RosterWeek(Document):
	def validate(self) -> None:
		self.week = monday_of(getdate(self.week))
		if frappe.db.get_value("Duty Rule", self.rule, "owner_kind") != "Rotation":
			frappe.throw(
				_("{0} is no rule in rotation. Choose a rule that is owed by Rotation.").format(
					shown(self.rule)
				)
			)
		self.refuse_second_row()
		self.refuse_absent()
		if self.officer:
			self.vacated = None

	def onload(self) -> None:
		from liaison_app.services.reception import weeks

		self.set_onload("day", weeks.reception_day(self.rule, self.week))

	def on_update(self) -> None:
		from liaison_app.services.reception import vacant_weeks

		if self.officer:
			vacant_weeks.filled(self.name)

	def refuse_absent(self) -> None:
		"""Nobody is put into a week of his or her leave. What was drawn before the leave was entered, the night makes vacant."""
		if not self.officer or not self.has_value_changed("officer"):
			return
		from liaison_app.services import roster

		roster.refuse_away(self.rule, self.officer, self.week)

	def refuse_second_row(self) -> None:
		"""One officer serves a week of a rule; the unique index makes sure, this says so kindly."""
		same = {"rule": self.rule, "week": self.week, "name": ("!=", self.name or "")}
		if frappe.db.exists("Roster Week", same):
			frappe.throw(
				_("The week of {0} has a row already. Change the officer in that one.").format(
					formatdate(self.week)
				),
				frappe.DuplicateEntryError,
			)


def on_doctype_update() -> None:
	frappe.db.add_unique("Roster Week", ["rule", "week"])
