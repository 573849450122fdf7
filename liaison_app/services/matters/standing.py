"""How a matter stands today: by when its next step is due, whether it is overdue, which level it has reached."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from frappe.utils import getdate

from liaison_app.engine.calendar import Calendar
from liaison_app.matters import course
from liaison_app.matters.course import Dates
from liaison_app.matters.deadlines import Pause, days_run

from ..rule_facts import read_calendar
from . import routes


def bring_up_to_date(doc: Any, today: date | None = None, calendar: Calendar | None = None) -> int:
	"""Work out due day and overdue of a matter, in the document only; returns the level that it ought to have reached."""
	today, calendar = today or getdate(), calendar or read_calendar()
	named = routes.read(doc.route)
	pauses = pauses_of(doc)
	doc.due = course.due(doc.status, dates_of(doc), named.route, calendar, pauses)
	doc.paused = int(any(pause.resumed is None for pause in pauses))
	doc.overdue = int(bool(doc.due and today > doc.due))
	return course.level(today, doc.due, doc.level or 0, named.route, calendar, pauses)


def raise_level(doc: Any, level: int) -> None:
	"""Put the matter on that level of its route."""
	reached = routes.read(doc.route).levels[level - 1]
	doc.level, doc.level_name, doc.level_user = level, reached.name, reached.user


def days_to_answer(doc: Any, today: date) -> int:
	"""Working days from registration to the answer, without the days on which it was paused."""
	return days_run(read_calendar(), dates_of(doc).registered, today, pauses_of(doc))


def dates_of(doc: Any) -> Dates:
	"""The days of its steps. A matter that was reopened begins anew with the day of that."""
	days = (doc.dispatched_on, doc.taken_on, doc.answered_on, doc.given_back_on)
	return Dates(getdate(doc.registered_on), *(getdate(day) if day else None for day in days))


def pauses_of(doc: Any) -> tuple[Pause, ...]:
	"""Its pauses, those of the past too."""
	return as_pauses((row.from_date, row.to_date) for row in doc.pauses)


def as_pauses(rows: Iterable[tuple[Any, Any]]) -> tuple[Pause, ...]:
	"""Stored days as pauses."""
	return tuple(Pause(getdate(first), getdate(last) if last else None) for first, last in rows)
