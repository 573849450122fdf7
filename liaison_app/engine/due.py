"""When each unit of a quantity falls due, and when a row closes."""

from __future__ import annotations

from datetime import date, timedelta

from . import days
from .calendar import Calendar
from .days import Days
from .periods import Period, day_of_year
from .rules import DutyRule


def dues_of(
	rule: DutyRule, period: Period, quantity: float, holding: Days, leave: Days, calendar: Calendar
) -> tuple[int, ...]:
	"""The due day (ordinal) of each unit of the quantity in a calendar period; minutes and documents have one.

	`holding` is the non-empty set of days on which it is owed, inside the period. No due day inside the period lies outside it.
	"""
	last = _within_holding(_last_due(rule, period, holding), period, holding, leave)
	units = max(1, int(quantity)) if counts_in_units(rule) else 1
	if rule.pacing == "Evenly":
		asked = [*_evenly(period, units, calendar)[:-1], last]
	elif rule.pacing == "Given Weeks":
		asked = _given_weeks(rule, period, units, calendar, last)
	else:
		return (last,) * units
	return tuple(min(_within_holding(day, period, holding, leave), last) for day in asked)


def counts_in_units(rule: DutyRule) -> bool:
	"""Whether the quantity is a number of contacts or targets rather than minutes or a document."""
	return rule.measure in ("Visits", "Distinct Targets")


def _last_due(rule: DutyRule, period: Period, holding: Days) -> int:
	if rule.due == "Start + Days":
		return max(period.first, holding[0][0]) + rule.due_days
	if rule.due == "End + Days":
		return period.last + rule.due_days
	if rule.due == "Window End":
		return _window_end(rule, period)
	return period.on[-1] if period.on else period.last


def _window_end(rule: DutyRule, period: Period) -> int:
	"""The end of the window: of the period itself, or the first one inside a longer period."""
	first = date.fromordinal(period.first)
	if rule.period != "Yearly Window":
		for year in (first.year, first.year + 1):
			end = day_of_year(year, rule.window_end).toordinal()
			if period.first <= end <= period.last:
				return end
	return period.last


def _within_holding(due: int, period: Period, holding: Days, leave: Days) -> int:
	"""Inside the period: on a held day, and past a leave on the first day back; outside it: as it is."""
	if not period.first <= due <= period.last:
		return due
	held_day = days.next_day_in(holding, due)
	if held_day is None:
		return holding[-1][1]
	if days.contains(leave, held_day):
		return days.next_day_in(days.subtract(holding, leave), held_day) or holding[-1][1]
	return held_day


def _evenly(period: Period, units: int, calendar: Calendar) -> list[int]:
	teaching = calendar.teaching_ordinals(period.first, period.last)
	if not teaching:
		teaching = list(range(period.first, period.last + 1))
	return [teaching[-(-unit * len(teaching) // units) - 1] for unit in range(1, units + 1)]


def _given_weeks(rule: DutyRule, period: Period, units: int, calendar: Calendar, last: int) -> list[int]:
	weeks = [
		week
		for week in calendar.weeks
		if period.first <= week.sunday.toordinal() and week.monday.toordinal() <= period.last
	]
	asked = []
	for number in sorted(rule.pacing_weeks)[:units]:
		later = (week for week in weeks if week.number >= number and calendar.has_teaching(week))
		week = next(later, None)
		asked.append(week.sunday.toordinal() if week else last)
	return asked + [last] * (units - len(asked))


def event_due(rule: DutyRule, day: date, after_days: int, leave: Days, calendar: Calendar) -> int:
	"""The due day of an event: so many days after it, days of leave not running, or the end of a teaching week after it."""
	if rule.due == "Teaching Week After Event":
		return _teaching_week_after(day, max(1, rule.due_week), calendar) or day.toordinal()
	return after(day.toordinal(), after_days, leave)


def after(start: int, number: int, leave: Days) -> int:
	"""The ordinal `number` days after `start`, days of leave not counted (leave without end counts as none)."""
	due = start
	bounded = leave if leave and leave[-1][1] < days.LAST else days.EMPTY
	while number > 0:
		due += 1
		if not days.contains(bounded, due):
			number -= 1
	return due


def _teaching_week_after(day: date, number: int, calendar: Calendar) -> int | None:
	later = [week for week in calendar.weeks if week.monday > day and calendar.has_teaching(week)]
	return later[min(number, len(later)) - 1].sunday.toordinal() if later else None


def first_day_back(due: int, held: Days, leave: Days) -> int:
	"""A due day of an open-ended row: past leave and gaps, never past the last held day; a later one stays as it is."""
	last = held[-1][1]
	if due > last:
		return due
	return days.next_day_in(days.subtract(held, leave), due) or last


def close_of(last_due: int, last_holding_day: int, grace_days: int) -> date:
	"""The last day on which a contact of the row can be recorded."""
	return date.fromordinal(max(last_due, last_holding_day)) + timedelta(days=grace_days)
