"""The timetable on the site: entered, refused, read by the checks of visits, picked from by listeners."""

from datetime import date, time

import frappe
import pytest

from liaison_app.api import timetable as timetable_api
from liaison_app.services import timetable
from tests.site.builders import insert, make_lesson, make_officer, make_target, make_unit, make_visit


@pytest.fixture
def term(site):
	days = {"first_day": "1990-09-04", "last_day": "1991-01-18"}
	return insert("Liaison Term", term_name="1990 I", academic_year="1990/91", **days).name


@pytest.fixture
def taught(site):
	return make_target(make_unit("Test College"), title="Class 1")


def test_d10_the_checks_of_visits_read_a_lesson_of_each_target(term, taught):
	teacher = make_target(taught.unit, "Teacher", title="Teacher Li")
	make_lesson(term, taught, teacher=teacher.name, weeks="1-4", which_weeks="Even")
	found = timetable.lessons(date(1990, 10, 1), date(1990, 10, 31))
	assert {lesson.target for lesson in found} == {taught.name, teacher.name}
	lesson = found[0]
	assert (lesson.weekday, lesson.begins, lesson.ends) == (0, time(8), time(9, 30))
	assert lesson.mondays == {date(1990, 9, 10), date(1990, 9, 24)}
	assert timetable.lessons(date(1991, 2, 1), date(1991, 2, 28)) == []


@pytest.mark.parametrize(
	("wrong", "message"),
	[
		({"taught_class": None}, "Name the course"),
		({"ends": "07:00:00"}, "ends before it begins"),
		({"weeks": "all of them"}, "cannot be read"),
		({"weeks": "8-1"}, "8-1"),
	],
)
def test_d10_a_lesson_that_cannot_be_is_refused(term, taught, wrong, message):
	with pytest.raises(frappe.ValidationError, match=message):
		make_lesson(term, taught, **wrong)


def test_d10_an_import_names_course_class_and_teacher_by_their_codes(term, taught):
	teacher = make_target(taught.unit, "Teacher", title="Teacher Li", code="T-77")
	entry = make_lesson(term, taught, teacher_code=" T-77 ")
	assert (entry.teacher, entry.teacher_code) == (teacher.name, None)
	with pytest.raises(frappe.ValidationError, match="no target with the code T-78"):
		make_lesson(term, taught, teacher_code="T-78")


@pytest.fixture
def heard(term, taught):
	"""An officer who may see classes but no teachers, and a lesson of Class 1 with Teacher Li on Mondays of odd weeks."""
	frappe.db.set_value("Target Type", taught.target_type, "visible_to_all", 1)
	teacher = make_target(taught.unit, "Teacher", title="Teacher Li")
	entry = make_lesson(term, taught, teacher=teacher.name, which_weeks="Odd", place="Room 7")
	return frappe._dict(officer=make_officer(taught.unit), teacher=teacher, entry=entry, taught=taught)


def test_d10_a_listener_finds_course_class_and_teacher_of_the_day(heard, as_user):
	with as_user(heard.officer.user):
		(lesson,) = timetable_api.lessons("1990-09-17", "teacher li")
		assert (lesson["begins"], lesson["minutes"], lesson["place"]) == ("08:00", 90, "Room 7")
		assert [(each["role"], each["target"]) for each in lesson["targets"]] == [
			("Class", heard.taught.name),
			("Teacher", heard.teacher.name),
		]
		assert timetable_api.lessons("1990-09-10") == []  # an even week
		assert timetable_api.lessons("1990-09-18") == []  # a Tuesday
		assert timetable_api.lessons("1990-09-17", "somebody else") == []
		with pytest.raises(frappe.ValidationError, match="no day"):
			timetable_api.lessons("soon")


def test_d10_a_holiday_has_no_lessons_and_a_make_up_day_offers_those_of_all_weekdays(heard):
	insert("Liaison Calendar Day", date="1990-10-01", kind="Holiday", title="Holiday")
	insert("Liaison Calendar Day", date="1990-09-22", kind="Make-up Day", title="Made up")
	assert timetable.lessons_on(date(1990, 10, 1)) == []
	assert [each["name"] for each in timetable.lessons_on(date(1990, 9, 22))] == [heard.entry.name]


def test_d10_a_listener_names_the_teacher_of_the_timetable_and_no_other(heard, as_user):
	other = make_target(heard.taught.unit, "Teacher", title="Teacher Wu")
	with as_user(heard.officer.user):
		with pytest.raises(frappe.PermissionError, match="that you may see"):
			make_visit([heard.officer], [heard.teacher])
		visit = frappe.get_doc(
			{
				**make_visit([heard.officer], [heard.taught]).as_dict(),
				"name": None,
				"targets": [
					{"target": heard.taught.name, "role": "Class"},
					{"target": heard.teacher.name, "role": "Teacher"},
				],
			}
		).insert()
		assert visit.title == "Class 1, Teacher Li"
		visit.append("targets", {"target": other.name, "role": "Teacher"})
		with pytest.raises(frappe.PermissionError, match="that you may see"):
			visit.save()
