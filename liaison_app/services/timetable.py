"""The timetable as stored: lessons for the checks of visits, and what a listener picks from."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from frappe.utils import get_time

from liaison_app.engine.calendar import WEEKDAYS, Calendar
from liaison_app.honesty.lessons import Lesson
from liaison_app.timetable import mondays_of, week_numbers

from .rule_facts import read_calendar
from .tables import select_in

DOCTYPE = "Liaison Timetable Entry"
ROLES = ("course", "taught_class", "teacher")
FIELDS = (
	"name",
	"term",
	"weekday",
	"begins",
	"ends",
	"weeks",
	"which_weeks",
	"lesson",
	"place",
	*ROLES,
)


def lessons(since: date, until: date, calendar: Calendar | None = None) -> list[Lesson]:
	"""A lesson for each target of each entry of the terms that share a day with the span. What cannot be read is left out."""
	calendar = calendar or read_calendar()
	terms = [term.name for term in calendar.terms if term.first_day <= until and since <= term.last_day]
	rows = select_in(DOCTYPE, FIELDS, "term", terms)
	return [lesson for row in rows for lesson in _lessons_of(dict(zip(FIELDS, row, strict=True)), calendar)]


def _lessons_of(entry: dict[str, Any], calendar: Calendar) -> Iterator[Lesson]:
	term = calendar.term_named(entry["term"])
	try:
		numbers = week_numbers(entry["weeks"] or "", entry["which_weeks"] or "All")
	except ValueError:  # stored past the check
		return
	if not term:
		return
	for target in filter(None, (entry[role] for role in ROLES)):
		yield Lesson(
			target=target,
			weekday=WEEKDAYS.index(entry["weekday"]),
			begins=_time(entry["begins"]),
			ends=_time(entry["ends"]),
			from_date=term.first_day,
			to_date=term.last_day,
			mondays=mondays_of(numbers, term),
		)


def _time(value: Any) -> time:
	"""A time as the database gives it, which is a span since midnight."""
	return (datetime.min + value).time() if isinstance(value, timedelta) else get_time(value)
