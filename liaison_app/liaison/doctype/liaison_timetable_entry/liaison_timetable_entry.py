import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_time

from liaison_app.liaison.checks import shown
from liaison_app.liaison.records import clean_texts
from liaison_app.timetable import week_numbers

CODES = {"course": "course_code", "taught_class": "class_code", "teacher": "teacher_code"}


class LiaisonTimetableEntry(Document):
	def validate(self) -> None:
		self.take_codes()
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

	def take_codes(self) -> None:
		"""A timetable knows the numbers of courses, classes and teachers, not what this site calls them."""
		for field, code_field in CODES.items():
			code = (self.get(code_field) or "").strip()
			if code and not self.get(field):
				found = frappe.db.get_value("Contact Target", {"code": code})
				if not found:
					frappe.throw(_("There is no target with the code {0}.").format(shown(code)))
				self.set(field, found)
			self.set(code_field, None)

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)
