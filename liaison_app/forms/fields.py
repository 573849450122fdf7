"""The fields that each official form offers to its Word template, as data: name, kind, and what stands there.

A field of kind `record` is written `{{ name.part }}`; one of kind `rows` is walked with `{%tr for row in name %}`. An
institution that adds a field of its own in the desk hands it to the checks as one more `Field`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .problems import _

Kind = Literal["text", "number", "date", "record", "rows"]


@dataclass(frozen=True, slots=True)
class Field:
	"""One value of a form. `fields` are the parts of a record, or of each of the rows."""

	name: str
	kind: Kind
	description: str
	fields: tuple[Field, ...] = ()

	def part(self, name: str) -> Field | None:
		"""The part of that name; None when there is none."""
		return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Form:
	"""One official form: its name in the app, its heading on paper, and its fields."""

	name: str
	title: str
	fields: tuple[Field, ...]

	@property
	def file_name(self) -> str:
		"""The shipped template in the folder `templates`."""
		return f"{self.name}.docx"


def names_of(fields: Iterable[Field], before: str = "") -> Iterator[str]:
	"""Every name that a template may write: `officer`, `visits`, `visits.account`."""
	for field in fields:
		yield before + field.name
		yield from names_of(field.fields, f"{before}{field.name}.")


def _text(name: str, description: str) -> Field:
	return Field(name, "text", description)


def _number(name: str, description: str) -> Field:
	return Field(name, "number", description)


def _group(name: str, description: str) -> Field:
	"""One line of the monthly sheet of leaders: who or what was met, when, and what happened."""
	return Field(
		name,
		"record",
		description,
		(
			_text("names", _("Names of what was visited, joined by commas")),
			_text("dates", _("Days of the visits, one a line")),
			_text("accounts", _("Accounts of the visits, one a line, in the order of the days")),
		),
	)


_OFFICER = _text("officer", _("Name of the officer"))
_POST = _text("post", _("Post of the officer"))
_YEAR = _number("year", _("Year of the sheet"))
_MONTH = _number("month", _("Month of the sheet, 1 to 12"))

CONTACT_RECORD = Form(
	"contact_record",
	"党员领导干部联系党支部、联系师生工作记录表",
	(
		_OFFICER,
		_POST,
		_text("branches", _("Names of the branches held, joined by commas")),
		_text("persons", _("Names of the persons held, joined by commas")),
		Field(
			"visits",
			"rows",
			_("Visits by day, filled up with empty rows to eight"),
			(Field("day", "date", _("Day of the visit")), _text("account", _("Account of the visit"))),
		),
	),
)

CONTACTS = (
	_group("general_branch", _("General branches contacted in the month")),
	_group("leadership_team", _("Leadership teams contacted in the month")),
	_group("branch", _("Branches contacted in the month")),
	_group("teaching_office", _("Teaching offices contacted in the month")),
	_group("young_teacher", _("Young teachers contacted in the month")),
)
ENTRIES = (
	_group("classroom", _("Classrooms entered in the month")),
	_group("school_class", _("Classes entered in the month")),
	_group("dormitory", _("Dormitories entered in the month")),
	_group("canteen", _("Canteens entered in the month")),
	_group("club", _("Clubs entered in the month")),
	_group("lecture", _("Lectures given or heard in the month")),
	_group("network", _("Contacts over the network in the month")),
)
FIVE_CONTACTS_SEVEN_ENTRIES = Form(
	"five_contacts_seven_entries",
	"领导班子成员“五联七进”工作记录表",
	(_OFFICER, _POST, _YEAR, _MONTH, *CONTACTS, *ENTRIES),
)

THREE_SPECIALTIES = Form(
	"three_specialties",
	"中层干部“三特一体”工作记录表",
	(
		_OFFICER,
		_text("unit", _("Department of the officer")),
		_POST,
		_YEAR,
		_MONTH,
		_text("work_function", _("Specialty by the function of the office")),
		_text("business", _("Specialty by the main business")),
		_text("personal_talent", _("Specialty by personal talent")),
		_text("teacher_carriers", _("Groups of teachers chosen for contact")),
		_text("student_carriers", _("Groups of students chosen for contact")),
		_text(
			"narrative", _("What was done in the month, which problems were found and how they were helped")
		),
	),
)

REGISTRATION = Form(
	"registration",
	"党员干部“三联系”登记表",
	(
		Field(
			"copies",
			"rows",
			_("One row for each copy to print"),
			(_text("holder", _("Who keeps this copy")), _number("number", _("Number of the copy, from 1"))),
		),
		_text("unit", _("College of the class")),
		_text("school_class", _("Name of the class")),
		_OFFICER,
		_text("mobile", _("Short mobile number of the officer")),
		_text("political_status", _("Political status of the officer")),
		_text("department", _("Department of the officer")),
		_text("office_phone", _("Office telephone of the officer")),
		_POST,
		_text("class_teacher", _("Name of the class teacher")),
		_text("class_teacher_mobile", _("Short mobile number of the class teacher")),
		_text("counsellor", _("Name of the counsellor")),
		_text("counsellor_mobile", _("Short mobile number of the counsellor")),
		Field(
			"students",
			"rows",
			_("Students in hardship, filled up with empty rows to three"),
			(
				_text("name", _("Name of the student")),
				_text("contact", _("How the student is reached")),
				_text("category", _("Category of hardship; empty for readers who may not see it")),
			),
		),
		Field(
			"dormitories",
			"rows",
			_("Dormitories of the class, filled up with empty rows to five"),
			(
				_text("building", _("Building of the dormitory")),
				_text("room", _("Number of the room")),
				_text("head", _("Head of the dormitory")),
				_number("people", _("How many live there")),
				_text("remark", _("Remark, such as a room shared by several classes")),
			),
		),
	),
)

GRID = Form(
	"grid",
	"党员干部“三联系”汇总表",
	(
		_text("institution", _("Name of the institution, printed before the heading")),
		Field(
			"officers",
			"rows",
			_("Officers by college and name, filled up with empty rows to twenty"),
			(
				_number("number", _("Number of the row, from 1")),
				_text("officer", _("Name of the officer")),
				_text("unit", _("College of the class")),
				_text("school_class", _("Name of the class")),
				_text("class_teacher", _("Name of the class teacher")),
				_text("counsellor", _("Name of the counsellor")),
				_text("student_dormitories", _("Dormitories of the students in hardship")),
				_text("students", _("Names of the students in hardship")),
				_text("contact", _("How they are reached")),
				_text("other_dormitories", _("Other dormitories of the class")),
				_text("remark", _("Remark")),
			),
		),
	),
)

OBSERVATION = Form(
	"observation",
	"听课记录表",
	(
		_text("observer", _("Name of who heard the class")),
		_POST,
		Field("day", "date", _("Day of the class")),
		_text("lesson", _("Which lesson of the day")),
		_text("course", _("Name of the course")),
		_text("teacher", _("Name of the teacher")),
		_text("school_class", _("Name of the class that was taught")),
		_text("place", _("Where it was taught")),
		_number("expected", _("How many students should be there")),
		_number("present", _("How many students were there")),
		_text("moral_education", _("How teaching and moral education go together")),
		_text("attitude", _("Attitude of the teacher")),
		_text("method", _("Method of teaching")),
		_text("discipline", _("Discipline in the class")),
		_text("atmosphere", _("Atmosphere in the class")),
		_text("effect", _("Effect of the teaching")),
		_text("process", _("Course of the lesson")),
		_text("exchange", _("What was talked over with teacher and students")),
		_text("overall", _("Overall rating")),
	),
)

_TIMES = (
	_number("required", _("How many classes are required")),
	_number("heard", _("How many classes were heard")),
	_text("attainment", _("Share attained, as a percentage")),
)
_HEARD = (
	_text("name", _("Name of the course or teacher")),
	_text("unit", _("Unit of the course or teacher")),
	_number("heard", _("How often it was heard")),
)
EXECUTION_REPORT = Form(
	"execution_report",
	"领导干部听课制度执行情况报告",
	(
		_text("institution", _("Name of the institution, printed before the heading")),
		_text("term", _("Semester of the report")),
		Field("day", "date", _("Day of the report")),
		Field(
			"departments",
			"rows",
			_("Departments with their sums"),
			(
				_text("unit", _("Department")),
				*_TIMES,
				Field(
					"officers",
					"rows",
					_("Officers of the department"),
					(
						_text("officer", _("Name of the officer")),
						_text("post", _("Post of the officer")),
						*_TIMES,
					),
				),
			),
		),
		Field("total", "record", _("Sums of the school"), _TIMES),
		Field("courses", "rows", _("Courses that were heard"), _HEARD),
		_text("courses_never_heard", _("Courses that nobody heard, joined by commas")),
		Field("teachers", "rows", _("Teachers that were heard"), _HEARD),
		_text("teachers_never_heard", _("Teachers that nobody heard, joined by commas")),
		Field(
			"ratings",
			"rows",
			_("Ratings by item"),
			(
				_text("item", _("What was rated")),
				_number("excellent", _("How many were rated excellent")),
				_number("good", _("How many were rated good")),
				_number("fair", _("How many were rated fair")),
				_number("poor", _("How many were rated poor")),
			),
		),
		Field(
			"problems",
			"rows",
			_("Problems that were found"),
			(
				_text("problem", _("What was found")),
				_text("handler", _("Who handles it")),
				_text("handling", _("How it was handled")),
			),
		),
		_text("conclusions", _("Conclusions of the centre")),
	),
)

FORMS: dict[str, Form] = {
	form.name: form
	for form in (
		CONTACT_RECORD,
		FIVE_CONTACTS_SEVEN_ENTRIES,
		THREE_SPECIALTIES,
		REGISTRATION,
		GRID,
		OBSERVATION,
		EXECUTION_REPORT,
	)
}
