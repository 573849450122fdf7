import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_time

from liaison_app.liaison.checks import shown
from liaison_app.liaison.records import clean_texts
from liaison_app.timetable import week_numbers


class LiaisonTimetableEntry(Document):
	def validate(self) -> None:
		if not (self.course or self.taught_class or self.teacher):
			frappe.throw(_("Name the course, the class or the teacher of the lesson."))
		if get_time(self.ends) <= get_time(self.begins):
			frappe.throw(_("The lesson ends before it begins. Correct one of the times."))
		try:
			week_numbers(self.weeks or "", self.which_weeks or "All")
		except ValueError as error:
			frappe.throw(
				_("The weeks {0} cannot be read. Write numbers as 1-8, 10.").format(shown(error.args[0]))
			)

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
