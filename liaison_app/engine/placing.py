"""What is worth knowing before an assignment is approved, besides what forbids it: dates, absence, and what is still missing after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from . import days
from .facts import Assignment, Facts
from .gaps import holders_on, short_of, uncovered
from .index import FactIndex
from .rows import Finding
from .rules import AssignmentRule


@dataclass(frozen=True, slots=True)
class Hands:
	"""Through whose hands a proposal went: by the officer alone, and whether its proposer and approver stand for whom the rule names."""

	by_officer: bool = False
	placed_as_ruled: bool = True
	approved_as_ruled: bool = True


def remarks_on(
	proposed: Assignment, rule: AssignmentRule, facts: Facts | FactIndex, hands: Hands | None = None
) -> list[Finding]:
	"""What the approver is told; only an absence so long that the holder had to be replaced at once forbids it.

	The facts hold the officers and targets of the officer's college where the rule has a coverage or a ratio.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	span = days.span(proposed.from_date, proposed.to_date)
	if not span:
		return []
	found = [
		*_force(proposed, rule, index),
		*_absence(proposed, rule, index),
		*_hands(proposed, rule, hands or Hands()),
		*_missing(proposed, rule, index),
	]
	return [replace(one, severity="Warn") for one in found] if proposed.is_exception else found


def switched_off(rule: str) -> Finding:
	"""What is said of a rule that is not enabled."""
	return _finding("Refuse", "switched off", "The rule {0} is switched off.", rule)


def _finding(severity: Literal["Warn", "Refuse"], code: str, message: str, *values: str) -> Finding:
	return Finding(severity=severity, code=code, message=message, values=values)


def _force(proposed: Assignment, rule: AssignmentRule, index: FactIndex) -> Iterator[Finding]:
	"""Whether the regulation is in force and binds the officer at all."""
	held = days.span(proposed.from_date, proposed.to_date)
	in_force = index.regulation_days.get(rule.regulation)
	if in_force is not None and not days.intersect(held, in_force):
		yield _finding(
			"Warn", "not in force", "The regulation {0} is not in force at that time.", rule.regulation
		)
	officer = index.officers[proposed.officer]
	if not index.is_bound(rule.regulation, officer.unit, officer.own_branch):
		yield _finding(
			"Warn", "not bound", "The regulation {0} does not bind {1}.", rule.regulation, officer.name
		)


def _absence(proposed: Assignment, rule: AssignmentRule, index: FactIndex) -> Iterator[Finding]:
	least = rule.replace_after_leave_days
	held = days.span(proposed.from_date, proposed.to_date)
	away = index.leave_days(proposed.officer) if least else days.EMPTY
	long_away = tuple(each for each in away if each[1] - each[0] + 1 >= least)
	for first, last in days.intersect(long_away, held):
		yield _finding(
			"Refuse" if first == held[0][0] else "Warn",
			"long leave",
			"{0} is away from {1} to {2}; whoever is away for {3} days is to be replaced.",
			proposed.officer,
			str(date.fromordinal(first)),
			str(date.fromordinal(last)),
			str(least),
		)


def _hands(proposed: Assignment, rule: AssignmentRule, hands: Hands) -> Iterator[Finding]:
	if hands.by_officer and not rule.self_declared:
		yield _finding(
			"Warn",
			"self declared",
			"{0} has proposed this; the rule has others hand out targets.",
			proposed.officer,
		)
	if rule.placed_by and not hands.by_officer and not hands.placed_as_ruled:
		yield _finding("Warn", "placed by", "The rule has this handed out by: {0}.", rule.placed_by)
	if rule.approved_by and not hands.approved_as_ruled:
		yield _finding("Warn", "approved by", "The rule has this approved by: {0}.", rule.approved_by)


def _missing(proposed: Assignment, rule: AssignmentRule, index: FactIndex) -> Iterator[Finding]:
	"""What the officer, or the college under a coverage, still lacks once this is approved."""
	if rule.nature != "Required" or not proposed.from_date:
		return
	others = tuple(each for each in index.facts.assignments if each.name != proposed.name)
	after = FactIndex(replace(index.facts, assignments=(*others, proposed)))
	officer = after.officers[proposed.officer]
	if officer not in holders_on(after, rule, proposed.from_date):
		return
	for number, least, kinds in short_of(after, rule, officer, proposed.from_date):
		yield _finding(
			"Warn",
			"minimum",
			"{0} then holds {1} of at least {2}: {3}.",
			officer.name,
			str(number),
			str(least),
			", ".join(kinds),
		)
	left = uncovered(after, rule, proposed.from_date)
	if left:
		yield _finding(
			"Warn",
			"coverage",
			"Still held by fewer than {0}: {1} targets, among them {2}.",
			str(rule.coverage),
			str(len(left)),
			left[0][0],
		)
