"""`to_replace`: who is to be given a new target, and which target a new holder, because a target or a holder has gone or is long away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from . import days
from .days import Days
from .facts import Assignment, Officer, Target
from .gaps import must_hold, short_of
from .index import FactIndex
from .rules import AssignmentRule

# Whatever is older has been lived with for a year; a list of it would hide what is new.
LOOK_BACK_DAYS = 400
LEAVING = ("Officer Left", "Leave", "Departure")
Reason = Literal["Target Ended", "Officer Left", "Long Leave", "Assignment Ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
	"""An officer to be given another target (`kind` Officer), or a target to be given another holder, from a day on."""

	kind: Literal["Officer", "Target"]
	officer: str
	target: str
	since: date
	reason: Reason
	rule: str = ""  # assignment rule


def to_replace(index: FactIndex, today: date, ahead: int = 14) -> list[Placement]:
	"""What is open today or opens within so many days ahead, each officer once per rule and each target once, in order of the days.

	The facts hold, for each officer in question, the holdings and those of others of the same targets. Who is not among the
	officers has left.
	"""
	rules = {rule.name: rule for rule in index.facts.assignment_rules}
	search = _Search(index, rules, today, ahead)
	found = sorted(
		(each for assignment in index.facts.assignments for each in search.of(assignment)),
		key=lambda each: (each.since, each.kind, each.officer, each.target),
	)
	once: dict[tuple[str, str, str], Placement] = {}
	for each in found:
		key = ("Officer", each.officer, each.rule) if each.kind == "Officer" else ("Target", each.target, "")
		once.setdefault(key, each)
	return list(once.values())


class _Search:
	def __init__(self, index: FactIndex, rules: dict[str, AssignmentRule], today: date, ahead: int) -> None:
		self.index = index
		self.rules = rules
		self.today = today.toordinal()
		self.window: Days = ((self.today - LOOK_BACK_DAYS, self.today + ahead),)

	def of(self, assignment: Assignment) -> Iterator[Placement]:
		target = self.index.targets.get(assignment.target)
		rule = self.rules.get(assignment.assignment_rule)
		if target is None or (rule and rule.nature != "Required"):
			return
		there = self.index.target_days(target)
		held = days.intersect(days.span(assignment.from_date, assignment.to_date), there)
		if not held:
			return
		after = held[-1][1] + 1
		if after <= days.LAST and not days.contains(there, after):
			yield from self._officer_without(assignment, rule, target, after)
			return
		for since, reason in self._gone(assignment, rule, after):
			yield from self._target_without(assignment, target, since, reason)

	def _officer_without(
		self, assignment: Assignment, rule: AssignmentRule | None, target: Target, since: int
	) -> Iterator[Placement]:
		"""The target is over: does its holder hold enough without it?"""
		officer = self.index.officers.get(assignment.officer)
		if officer is None or not days.contains(self.window, since):
			return
		day = max(since, self.today)
		if self._is_in_post(officer, day) and self._is_short(officer, rule, target, day):
			yield self._placement("Officer", assignment, since, "Target Ended")

	def _is_short(self, officer: Officer, rule: AssignmentRule | None, target: Target, day: int) -> bool:
		on = date.fromordinal(day)
		if rule and not must_hold(self.index, rule, officer, on):
			return False
		if rule and not rule.coverage:
			return bool(short_of(self.index, rule, officer, on))
		kinds = rule.target_types if rule else (target.target_type,)
		regulation = rule.regulation if rule else ""
		return not any(
			days.contains(span, day) and self.index.is_kind_of(self.index.targets[name].target_type, kinds)
			for name, _assignments, span in self.index.held(officer.name, regulation)
		)

	def _gone(
		self, assignment: Assignment, rule: AssignmentRule | None, after: int
	) -> Iterator[tuple[int, Reason]]:
		"""Since when the target, which goes on, is without this holder."""
		lasting = bool(rule and (rule.until_target_ends or rule.coverage))
		if after <= days.LAST and (lasting or assignment.end_reason in LEAVING):
			yield after, "Assignment Ended"
		if after <= self.today:
			return
		officer = self.index.officers.get(assignment.officer)
		if officer is None:
			yield self.today, "Officer Left"
			return
		left = self._left_on(officer)
		if left and left < after:
			yield left, "Officer Left"
		for first, last in self._long_away(officer, rule):
			if last >= self.today and first < after:
				yield first, "Long Leave"

	def _target_without(
		self, assignment: Assignment, target: Target, since: int, reason: Reason
	) -> Iterator[Placement]:
		day = max(since, self.today)
		if not (reason == "Long Leave" and since <= day) and not days.contains(self.window, since):
			return
		if day > self.window[0][1] or not days.contains(self.index.target_days(target), day):
			return
		others = self.index.holders_of.get(target.name, ())
		if not any(self._serves(other, assignment, day) for other in others):
			yield self._placement("Target", assignment, since, reason)

	def _serves(self, other: Assignment, instead: Assignment, day: int) -> bool:
		"""Whether the other assignment's holder holds the target on the day and is there."""
		if instead.regulation and other.regulation not in ("", instead.regulation):
			return False
		officer = self.index.officers.get(other.officer)
		if officer is None or not self._is_in_post(officer, day):
			return False
		if not days.contains(days.span(other.from_date, other.to_date), day):
			return False
		rule = self.rules.get(other.assignment_rule) or self.rules.get(instead.assignment_rule)
		return not days.contains(self._long_away(officer, rule), day)

	def _long_away(self, officer: Officer, rule: AssignmentRule | None) -> Days:
		least = rule.replace_after_leave_days if rule else 0
		leave = self.index.leave_days(officer.name) if least else days.EMPTY
		return tuple(each for each in leave if each[1] - each[0] + 1 >= least)

	def _post_days(self, officer: Officer) -> Days:
		return days.union(self.index.post_days(officer).values())

	def _is_in_post(self, officer: Officer, day: int) -> bool:
		return days.contains(self._post_days(officer), day)

	def _left_on(self, officer: Officer) -> int:
		"""The first day without a post, of the absence that is now or comes next; 0: none comes."""
		ended = [last for first, last in self._post_days(officer) if first <= self.today]
		return ended[-1] + 1 if ended and ended[-1] < days.LAST else 0

	@staticmethod
	def _placement(
		kind: Literal["Officer", "Target"], assignment: Assignment, since: int, reason: Reason
	) -> Placement:
		return Placement(
			kind=kind,
			officer=assignment.officer,
			target=assignment.target,
			since=date.fromordinal(since),
			reason=reason,
			rule=assignment.assignment_rule,
		)
