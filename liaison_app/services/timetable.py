"""The timetable as stored: lessons for the checks of visits, and what a listener picks from."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe.utils import get_time

from liaison_app.engine.calendar import WEEKDAYS, Calendar, monday_of
from liaison_app.honesty.lessons import Lesson
from liaison_app.timetable import mondays_of, week_numbers

from .rule_facts import read_calendar
from .tables import select_in

DOCTYPE = "Liaison Timetable Entry"
ROLES = ("course", "taught_class", "teacher")
PARTS = {"course": "Course", "taught_class": "Class", "teacher": "Teacher"}  # as a visit calls them
MOST_READ = 5000
MOST_SHOWN = 100
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


# --- what a listener picks from ---


def lessons_on(day: date, text: str = "") -> list[dict[str, Any]]:
	"""The lessons of the day that the user may see, in order of time, at most MOST_SHOWN; `text` is looked for in course, class, teacher, place.

	Each has `name`, `lesson`, `begins` and `ends` (HH:MM), `minutes`, `place`, and of course, class and teacher name and title. A day of
	make-up lessons follows the timetable of another day: all weekdays are offered then.
	"""
	calendar = read_calendar()
	term = calendar.term_on(day)
	if not term or day in calendar.holidays:
		return []
	filters = {"term": term.name}
	if day not in calendar.make_up_days:
		filters["weekday"] = WEEKDAYS[day.weekday()]
	rows = frappe.get_list(
		DOCTYPE, filters, list(FIELDS), order_by="begins asc, name asc", limit_page_length=MOST_READ
	)
	taught = [row for row in rows if _in_week(row, day, calendar)]
	titles = _titles(taught)
	found = [_offered(row, titles) for row in taught]
	wanted = text.strip().casefold()
	return [each for each in found if wanted in each["searched"].casefold()][:MOST_SHOWN]


def _in_week(entry: dict[str, Any], day: date, calendar: Calendar) -> bool:
	lesson = next(_lessons_of(entry, calendar), None)
	return lesson is not None and (not lesson.mondays or monday_of(day) in lesson.mondays)


def _titles(rows: list[dict[str, Any]]) -> dict[str, str]:
	"""Whoever sees a lesson is told who teaches what to whom: that is what a timetable is for."""
	names = {row[role] for row in rows for role in ROLES if row[role]}
	return dict(select_in("Contact Target", ("name", "title"), "name", names))


def _offered(entry: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
	begins, ends = _time(entry["begins"]), _time(entry["ends"])
	parts = {role: titles.get(entry[role] or "", "") for role in ROLES}
	length = datetime.combine(date.min, ends) - datetime.combine(date.min, begins)
	return {
		"name": entry["name"],
		"lesson": entry["lesson"] or "",
		"begins": f"{begins:%H:%M}",
		"ends": f"{ends:%H:%M}",
		"minutes": int(length.total_seconds()) // 60,
		"place": entry["place"] or "",
		"targets": [
			{"role": PARTS[role], "target": entry[role], "title": title}
			for role, title in parts.items()
			if title
		],
		"searched": " ".join([*parts.values(), entry["place"] or "", entry["lesson"] or ""]),
	}


def named_beside(targets: Iterable[str]) -> set[str]:
	"""Whom the timetable names together with these in a lesson that the user may see: course, class and teacher go together."""
	names = sorted(set(targets))
	rows = (
		frappe.get_list(
			DOCTYPE,
			or_filters=[[DOCTYPE, role, "in", names] for role in ROLES],
			fields=list(ROLES),
			order_by="name asc",
			limit_page_length=MOST_READ,
		)
		if names
		else []
	)
	return {row[role] for row in rows for role in ROLES if row[role]}
