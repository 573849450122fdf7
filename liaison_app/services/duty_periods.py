"""The periods that My Duties is looked at by: a week, a month, a semester, an academic year, and their neighbours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from liaison_app.engine.calendar import Calendar, Term, monday_of

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DutyPeriod:
	"""Days from `since` to `until`, both inclusive. `name` is that of the term or academic year, and of the term that a teaching week
	belongs to; `number` is the week's. `previous` and `next` are days of the neighbours, None where the calendar ends.
	"""

	kind: str
	since: date
	until: date
	previous: date | None
	next: date | None
	name: str = ""
	number: int = 0


def period_of(kind: str, day: date, calendar: Calendar) -> DutyPeriod:
	"""The period of one of the KINDS that holds the day. In a vacation the semester is the one that began last. Raises KeyError."""
	return KINDS[kind](day, calendar)


def _week(day: date, calendar: Calendar) -> DutyPeriod:
	monday = monday_of(day)
	period = _between("week", monday, monday + timedelta(days=6))
	taught = next((week for week in calendar.weeks if week.monday == monday), None)
	return _named(period, taught.term.name, taught.number) if taught else period


def _month(day: date, _calendar: Calendar) -> DutyPeriod:
	first = day.replace(day=1)
	return _between("month", first, (first + timedelta(days=31)).replace(day=1) - A_DAY)


def _semester(day: date, calendar: Calendar) -> DutyPeriod:
	if not calendar.terms:
		return _half_year(day)
	place = _last_begun([term.first_day for term in calendar.terms], day)
	before, term, after = _with_neighbours(calendar.terms, place)
	return DutyPeriod(
		kind="semester",
		since=term.first_day,
		until=term.last_day,
		previous=before.first_day if before else None,
		next=after.first_day if after else None,
		name=term.name,
	)


def _academic_year(day: date, calendar: Calendar) -> DutyPeriod:
	years = calendar.academic_years()
	if not years:
		return _from_september(day)
	spans = [calendar.academic_year_span(year) for year in years]
	place = _last_begun([first for first, _ in spans], day)
	since, until = spans[place]
	return DutyPeriod(
		kind="academic_year",
		since=since,
		until=until,
		previous=spans[place - 1][0] if place else None,
		next=spans[place + 1][0] if place + 1 < len(spans) else None,
		name=years[place],
	)


KINDS: dict[str, Callable[[date, Calendar], DutyPeriod]] = {
	"week": _week,
	"month": _month,
	"semester": _semester,
	"academic_year": _academic_year,
}


def _between(kind: str, since: date, until: date) -> DutyPeriod:
	return DutyPeriod(kind, since, until, since - A_DAY, until + A_DAY)


def _named(period: DutyPeriod, name: str, number: int) -> DutyPeriod:
	return DutyPeriod(
		period.kind, period.since, period.until, period.previous, period.next, name=name, number=number
	)


def _half_year(day: date) -> DutyPeriod:
	"""Where no terms are entered."""
	if day.month <= 6:
		return _between("semester", date(day.year, 1, 1), date(day.year, 6, 30))
	return _between("semester", date(day.year, 7, 1), date(day.year, 12, 31))


def _from_september(day: date) -> DutyPeriod:
	first = day.year if day.month >= 9 else day.year - 1
	return _between("academic_year", date(first, 9, 1), date(first + 1, 8, 31))


def _last_begun(starts: list[date], day: date) -> int:
	"""The place of the last one that has begun on the day; the first one before that."""
	return max(sum(start <= day for start in starts) - 1, 0)


def _with_neighbours(terms: tuple[Term, ...], place: int) -> tuple[Term | None, Term, Term | None]:
	before = terms[place - 1] if place else None
	after = terms[place + 1] if place + 1 < len(terms) else None
	return before, terms[place], after
