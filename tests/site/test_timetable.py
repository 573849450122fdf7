"""The timetable on the site: entered, refused, read by the checks of visits, picked from by listeners."""

from datetime import date, time

import frappe
import pytest

from liaison_app.services import timetable
from tests.site.builders import insert, make_lesson, make_target, make_unit


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
