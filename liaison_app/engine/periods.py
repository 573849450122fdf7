"""The periods of a rule: calendar and teaching periods, with keys that hold no editable date.

Periods that hang on a tenure, an event or an assignment are made where those are read (`planning`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .calendar import WEEKDAYS, Calendar, TeachingWeek, monday_of
from .rules import DutyRule

MONTHS_OF = {"Month": 1, "Quarter": 3, "Half-Year": 6, "Calendar Year": 12}
CALENDAR_PERIODS = (*MONTHS_OF, "Week", "Semester", "Academic Year", "Yearly Window")


@dataclass(frozen=True, slots=True)
class Period:
	"""A period as ordinals, both inclusive. `on` narrows it to days of a named weekday; `term` is set for a semester."""

	key: str
	first: int
	last: int
	on: tuple[int, ...] | None = None


def periods_between(rule: DutyRule, calendar: Calendar, first: date, last: date) -> list[Period]:
	"""The owed periods of a rule with a calendar period that touch [first, last], in order of time.

	A period with fewer teaching days than the rule asks for is left out, and so is a named weekday without teaching.
	"""
	if rule.period not in CALENDAR_PERIODS:
		raise ValueError(f"{rule.period} is no period of the calendar.")
	low, high = first.toordinal(), last.toordinal()
	return [
		period
		for period in _candidates(rule, calendar, first, last)
		if period.first <= high and period.last >= low and _is_owed(period, rule, calendar)
	]


def _is_owed(period: Period, rule: DutyRule, calendar: Calendar) -> bool:
	if period.on is not None and not period.on:
		return False
	least = least_teaching_days(rule)
	return not least or calendar.teaching_days_between(period.first, period.last) >= least


def least_teaching_days(rule: DutyRule) -> int:
	"""How many teaching days a period must hold to be owed: a week at least one, for it is a teaching week."""
	return max(1, rule.min_teaching_days) if rule.period == "Week" else rule.min_teaching_days


def _candidates(rule: DutyRule, calendar: Calendar, first: date, last: date) -> Iterator[Period]:
	if rule.period in MONTHS_OF:
		return _month_blocks(MONTHS_OF[rule.period], first, last)
	if rule.period == "Week":
		return _weeks(rule, calendar, first, last)
	if rule.period == "Semester":
		return _semesters(calendar)
	if rule.period == "Academic Year":
		return _academic_years(calendar)
	return _yearly_windows(rule, first, last)


def _month_blocks(months: int, first: date, last: date) -> Iterator[Period]:
	start = date(first.year, (first.month - 1) // months * months + 1, 1)
	while start <= last:
		end_month = start + relativedelta(months=months - 1)
		end = end_month.replace(day=monthrange(end_month.year, end_month.month)[1])
		yield Period(_month_key(months, start), start.toordinal(), end.toordinal())
		start = end + timedelta(days=1)


def _month_key(months: int, start: date) -> str:
	if months == 12:
		return f"C:{start.year}"
	letter = {1: "M", 3: "Q", 6: "H"}[months]
	number = (start.month - 1) // months + 1
	return f"M:{start.year}-{start.month:02d}" if letter == "M" else f"{letter}:{start.year}-{number}"


def _semesters(calendar: Calendar) -> Iterator[Period]:
	for term in calendar.terms:
		yield Period(f"S:{term.name}", term.first_day.toordinal(), term.last_day.toordinal())


def _academic_years(calendar: Calendar) -> Iterator[Period]:
	for year in calendar.academic_years():
		start, end = calendar.academic_year_span(year)
		yield Period(f"Y:{year}", start.toordinal(), end.toordinal())


def _yearly_windows(rule: DutyRule, first: date, last: date) -> Iterator[Period]:
	for year in range(first.year - 1, last.year + 1):
		start = day_of_year(year, rule.window_start)
		end = day_of_year(year, rule.window_end)
		if end < start:
			end = day_of_year(year + 1, rule.window_end)
		yield Period(f"F:{year}", start.toordinal(), end.toordinal())


def day_of_year(year: int, month_and_day: str) -> date:
	"""The date of an `MM-DD` in a year; 29 February becomes the 28th in a common year. Raises ValueError on other nonsense."""
	month, day = (int(part) for part in month_and_day.split("-"))
	if (month, day) == (2, 29):
		day = monthrange(year, 2)[1]
	return date(year, month, day)


def _weeks(rule: DutyRule, calendar: Calendar, first: date, last: date) -> Iterator[Period]:
	if rule.week_pattern == "Every":
		monday = monday_of(first)
		while monday <= last:
			yield _week_period(rule, calendar, monday, monday + timedelta(days=6))
			monday += timedelta(days=7)
		return
	for block in _week_blocks(rule, calendar):
		yield _week_period(rule, calendar, block[0].monday, block[-1].sunday)


def _week_blocks(rule: DutyRule, calendar: Calendar) -> Iterator[list[TeachingWeek]]:
	if rule.week_pattern in ("Odd", "Even"):
		remainder = 1 if rule.week_pattern == "Odd" else 0
		yield from ([week] for week in calendar.weeks if week.number % 2 == remainder)
		return
	interval = max(1, rule.week_interval)
	blocks: dict[tuple[str, int], list[TeachingWeek]] = {}
	for week in calendar.weeks:
		blocks.setdefault((week.term.name, (week.number - 1) // interval), []).append(week)
	yield from blocks.values()


def _week_period(rule: DutyRule, calendar: Calendar, monday: date, sunday: date) -> Period:
	first, last = monday.toordinal(), sunday.toordinal()
	return Period(f"W:{monday.isoformat()}", first, last, _named_days(rule, calendar, first, last))


def _named_days(rule: DutyRule, calendar: Calendar, first: int, last: int) -> tuple[int, ...] | None:
	if not rule.weekday:
		return None
	wanted = WEEKDAYS.index(rule.weekday)
	return tuple(
		ordinal
		for ordinal in calendar.teaching_ordinals(first, last)
		if date.fromordinal(ordinal).weekday() == wanted
	)
