"""Obligations of a rolling rule: so many days after the last counting contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from . import days
from .days import Days
from .due import close_of, first_day_back
from .facts import Assignment, Officer
from .periods import Period
from .rows import Obligation
from .rule_planner import RulePlanner
from .share import Decision, Levels
from .subjects import Subject


def rolling_rows(planner: RulePlanner) -> Iterator[Obligation]:
	"""One row per subject and unbroken assignment, from the first to the last day of holding."""
	for officer, levels in planner.asked_officers():
		for subject in planner.subjects.of_officer(officer):
			for first, span in _unbroken(subject):
				concerned = days.intersect(span, subject.days)
				held = days.intersect(levels.any_days, concerned)
				if held:
					part = replace(subject, days=concerned)
					yield _rolling_row(planner, officer, levels, part, held, f"R:{first.name}")


def _unbroken(subject: Subject) -> list[tuple[Assignment, Days]]:
	"""The subject's assignments, those that overlap or follow one another joined: the first one and the days of all."""
	spans = [
		(days.span(assignment.from_date, assignment.to_date), assignment)
		for assignment in subject.assignments
	]
	found: list[tuple[Assignment, Days]] = []
	for span, assignment in sorted(
		(pair for pair in spans if pair[0]), key=lambda pair: (pair[0][0][0], pair[1].name)
	):
		joined = days.union((found[-1][1], span)) if found else days.EMPTY
		if len(joined) == 1:
			found[-1] = (found[-1][0], joined)
		else:
			found.append((assignment, span))
	return found


def _rolling_row(
	planner: RulePlanner, officer: Officer, levels: Levels, subject: Subject, held: Days, key: str
) -> Obligation:
	rule = planner.rule
	first, last = held[0][0], held[-1][1]
	period = Period(key, first, last)
	exempt = planner.index.exempt_days(rule.name, subject.name, officer, officer.unit)
	leave = days.union((planner.index.leave_days(officer.name), exempt))
	level = next(level for level in levels.levels if days.intersect(level.days, held))
	due = first_day_back(first + (rule.rolling_first_days or rule.rolling_days), held, leave)
	decision = Decision(level.quantity, level.nature, "", 1, held, True)
	return planner.obligation(
		officer.name,
		"Officer",
		subject,
		period,
		decision,
		quantity=1,
		opens=date.fromordinal(first),
		dues=(date.fromordinal(due),),
		close=close_of(last, last, rule.grace_days) if last < days.LAST else None,
		in_post=days.clip(levels.any_days, first, last),
		assigned=days.clip(subject.days, first, last),
		leave=days.clip(leave, first, last),
		excused_on=date.fromordinal(last) if last in subject.excusing_ends else None,
		rolling_days=rule.rolling_days,
	)
