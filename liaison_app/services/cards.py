"""The numbers on the workspaces. Each counts what its reader may see, on a given day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count, Max

from liaison_app.engine.calendar import monday_of
from liaison_app.engine.periods import CALENDAR_PERIODS, periods_between
from liaison_app.engine.rules import DutyRule

from .reports import uncovered
from .reports.asked import seen
from .rule_cache import rules, trees
from .tables import table_of

DOCTYPE = "Periodic Obligation"
LONGEST_BACK = timedelta(days=800)  # the last academic year ended at most so long ago
WARN_AFTER = timedelta(hours=26)  # the night's job runs once a day


def due_this_week(today: date) -> tuple[int, list[date]]:
	"""Duties that fall due from today to Sunday, and these two days."""
	table = table_of(DOCTYPE)
	days = [today, monday_of(today) + timedelta(days=6)]
	return _number(table.state.isin(("Open", "Due")), table.next_due[days[0] : days[1]]), days


def overdue() -> int:
	"""Duties that are overdue."""
	return _number(table_of(DOCTYPE).state == "Overdue")


def missed_last_period(today: date) -> tuple[int, list[str]]:
	"""Duties missed in the last period of their rule that is over (last week, last month, last semester ...), and the keys of these periods.

	Duties that hang on an event, a term of office or an assignment have no last period.
	"""
	keys = last_periods(today)
	table = table_of(DOCTYPE)
	return (_number(table.state == "Missed", table.period_key.isin(keys)) if keys else 0), keys


def last_periods(today: date) -> list[str]:
	"""The keys of the last periods over by today, of every kind of period that a rule in force has."""
	calendar, found = trees().calendar, set()
	for rule in {_period_of(rule) for rule in rules() if rule.period in CALENDAR_PERIODS}:
		periods = periods_between(rule, calendar, today - LONGEST_BACK, today)
		over = [period for period in periods if period.last < today.toordinal()]
		if over:
			found.add(max(over, key=lambda period: period.last).key)
	return sorted(found)


def _period_of(rule: DutyRule) -> DutyRule:
	"""A rule with nothing but the period of this one, so that those of one kind are looked at once."""
	kept = (
		"period",
		"week_pattern",
		"week_interval",
		"weekday",
		"window_start",
		"window_end",
		"min_teaching_days",
	)
	bare = DutyRule(name="", code="", regulation="")
	return replace(bare, **{field: getattr(rule, field) for field in kept})


def never_contacted(today: date) -> int:
	"""Targets of the reader's units, or held by the reader's officers, that somebody holds and nobody has met this term.

	The lines of the report Uncovered Targets, so that card and report never differ.
	"""
	answer = uncovered.report({"period": "Semester", "only_held": 1}, today)
	return sum(1 for line in answer.lines if line.get("name"))


def last_run() -> datetime | None:
	"""When the last night's job that was completed ended."""
	table = table_of("Liaison Run")
	query = frappe.qb.from_(table).select(Max(table.ended)).where(table.status == "Completed")
	ended: datetime | None = query.run()[0][0]
	return ended


def hours_since(ended: datetime | None, now: datetime) -> tuple[int | None, bool]:
	"""Whole hours since the last run (None: there was none), and whether that is too long."""
	if not ended:
		return None, True
	return int((now - ended).total_seconds() // 3600), now - ended > WARN_AFTER


def _number(*conditions: Criterion) -> int:
	table = table_of(DOCTYPE)
	query = frappe.qb.from_(table).select(Count("*"))
	for condition in (*conditions, *seen(DOCTYPE)):
		query = query.where(condition)
	return int(query.run()[0][0])
