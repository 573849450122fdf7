"""What a hand-over would lead to: problems under the rules, load before and after, what ends with it, and who would be left to nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from . import days
from .assigning import check_assignment
from .facts import Assignment, EndReason
from .index import FactIndex
from .placing import Hands, remarks_on
from .rows import Finding
from .rules import AssignmentRule
from .succession import Holding, circle


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
	"""An assignment that ends, and who follows; nobody: it only ends."""

	assignment: str
	successor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
	"""How many targets an officer holds on the day after, without the hand-over and with it."""

	officer: str
	before: int
	after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
	"""What comes of the moves. `findings` by assignment; `uncovered` targets nobody would hold; `ends_with` assignments that end too."""

	findings: dict[str, list[Finding]] = field(default_factory=dict)
	load: list[Load] = field(default_factory=list)
	uncovered: list[str] = field(default_factory=list)
	ends_with: list[str] = field(default_factory=list)

	@property
	def is_possible(self) -> bool:
		"""Whether nothing forbids it and nobody is left uncovered."""
		refused = any(one.severity == "Refuse" for found in self.findings.values() for one in found)
		return not (refused or self.uncovered)


def foresee(index: FactIndex, moves: Sequence[Move], last_day: date, reason: EndReason) -> HandOver:
	"""What the moves lead to when all these assignments end on the last day and the successors hold from the next day on.

	The facts hold both sides' officers with all that they hold, and the assignments of the moves. Raises KeyError for an unknown one.
	"""
	by_name = {each.name: each for each in index.facts.assignments}
	old = [by_name[move.assignment] for move in moves]
	look = _Look(index, moves, old, last_day, reason)
	ends_with = look.ends_with()
	after = look.without(ends_with)
	return HandOver(
		findings={
			one.name: found
			for one, move in zip(old, moves, strict=True)
			if (found := look.findings(one, move))
		},
		load=list(look.load(after)),
		uncovered=sorted(look.uncovered(after, [*old, *ends_with])),
		ends_with=[one.name for one in ends_with],
	)


def following(one: Assignment, successor: str, begin: date) -> Assignment:
	"""The successor's assignment, up to the end that was planned for this one."""
	end = one.to_date if one.to_date and one.to_date >= begin else None
	return Assignment(
		name=f"after {one.name}",
		officer=successor,
		target=one.target,
		from_date=begin,
		to_date=end,
		regulation=one.regulation,
		assignment_rule=one.assignment_rule,
	)


class _Look:
	def __init__(
		self,
		index: FactIndex,
		moves: Sequence[Move],
		old: Sequence[Assignment],
		last_day: date,
		reason: EndReason,
	) -> None:
		self.index = index
		self.moves, self.old = moves, old
		self.last_day, self.begin = last_day, last_day + timedelta(days=1)
		self.rules = {rule.name: rule for rule in index.facts.assignment_rules}
		moved = {one.name for one in old}
		self.rest = tuple(each for each in index.facts.assignments if each.name not in moved)
		self.ended = tuple(replace(one, to_date=last_day, end_reason=reason) for one in old)
		self.made = tuple(
			following(one, move.successor, self.begin)
			for one, move in zip(old, moves, strict=True)
			if move.successor and self._is_there(one.target)
		)
		self.after = self._with((*self.rest, *self.ended, *self.made))

	def _with(self, assignments: tuple[Assignment, ...]) -> FactIndex:
		return FactIndex(replace(self.index.facts, assignments=assignments))

	def _is_there(self, target: str) -> bool:
		there = self.index.target_days(self.index.targets[target])
		return days.contains(there, self.begin.toordinal())

	# --- one move ---

	def findings(self, one: Assignment, move: Move) -> list[Finding]:
		if not move.successor:
			return []
		found = [*self._of_people(one, move)]
		if found:
			return found
		proposed = following(one, move.successor, self.begin)
		rule = self.rules.get(one.assignment_rule)
		if rule is None or not self._is_there(one.target):
			return found
		asked = check_assignment(proposed, rule, self.after)
		return [*asked, *remarks_on(proposed, rule, self.after, Hands())]

	def _of_people(self, one: Assignment, move: Move) -> Iterator[Finding]:
		"""What no rule needs to say: there, in post, somebody else, no circle, not a holder already."""
		officer = self.index.officers.get(move.successor)
		if move.successor == one.officer:
			yield _finding("Refuse", "circle", "Nobody succeeds themselves. Choose another successor.")
		elif officer is None:
			yield _finding("Refuse", "left", "{0} is disabled.", move.successor)
		elif not self._is_in_post(move.successor):
			yield _finding("Refuse", "no post", "{0} holds no post on {1}.", move.successor, str(self.begin))
		elif self._circle(one, move):
			yield _finding("Refuse", "circle", "These succeed one another in a circle: {0}.", move.successor)
		elif any(each.officer == move.successor and self._holds_after(each, one) for each in self.rest):
			yield _finding(
				"Warn", "holds it", "{0} holds {1} already and keeps it.", move.successor, one.target
			)

	def _circle(self, one: Assignment, move: Move) -> list[str]:
		named = {old.name: each.successor for old, each in zip(self.old, self.moves, strict=True)}
		others = [
			Holding(
				officer=each.officer,
				from_date=each.from_date,
				to_date=each.to_date,
				successor=named.get(each.name, ""),
			)
			for each in (*self.ended, *self.rest)
			if each.target == one.target and each.name != one.name
		]
		return circle(
			Holding(
				officer=one.officer, from_date=one.from_date, to_date=self.last_day, successor=move.successor
			),
			others,
		)

	def _holds_after(self, each: Assignment, one: Assignment) -> bool:
		return (
			each.target == one.target
			and each.regulation in ("", one.regulation)
			and days.contains(days.span(each.from_date, each.to_date), self.begin.toordinal())
		)

	def _is_in_post(self, name: str) -> bool:
		officer = self.index.officers.get(name)
		held = self.index.post_days(officer).values() if officer else ()
		return days.contains(days.union(held), self.begin.toordinal())

	# --- all of them ---

	def ends_with(self) -> list[Assignment]:
		"""What the officers may not hold any longer without what they hand over."""
		leading = {(one.officer, self._follower_of(one)) for one in self.old if self._follower_of(one)}
		found = []
		for each in self.rest:
			rule = self.rules.get(each.assignment_rule)
			span = days.span(each.from_date, each.to_date)
			lasts = days.clip(span, self.begin.toordinal(), days.LAST)
			if rule and lasts and (each.officer, (rule.regulation, rule.follows)) in leading:
				if each.officer in self.after.officers and not self._still_allowed(each, rule, lasts[0][0]):
					found.append(each)
		return found

	def _follower_of(self, one: Assignment) -> tuple[str, str] | None:
		rule = self.rules.get(one.assignment_rule)
		return (rule.regulation, rule.code) if rule else None

	def _still_allowed(self, each: Assignment, rule: AssignmentRule, since: int) -> bool:
		then = replace(each, from_date=date.fromordinal(since))
		return not any(
			one.code in ("follows", "scope") and one.severity == "Refuse"
			for one in check_assignment(then, rule, self.after)
		)

	def without(self, ends_with: Collection[Assignment]) -> FactIndex:
		"""The facts after all of it."""
		names = {one.name for one in ends_with}
		ended = tuple(replace(one, to_date=self.last_day) for one in ends_with)
		kept = tuple(each for each in self.rest if each.name not in names)
		return self._with((*kept, *ended, *self.ended, *self.made))

	def load(self, after: FactIndex) -> Iterator[Load]:
		"""Of everybody concerned, the busiest afterwards first."""
		people = {one.officer for one in self.old} | {move.successor for move in self.moves if move.successor}
		rows = [
			Load(officer=name, before=self._held(self.index, name), after=self._held(after, name))
			for name in people
		]
		yield from sorted(rows, key=lambda row: (-row.after, row.officer))

	def _held(self, index: FactIndex, officer: str) -> int:
		return len(
			{
				each.target
				for each in index.assignments_of.get(officer, ())
				if days.contains(days.span(each.from_date, each.to_date), self.begin.toordinal())
			}
		)

	def uncovered(self, after: FactIndex, touched: Collection[Assignment]) -> set[str]:
		"""Targets that go on and that nobody in a post would hold on the day after."""
		return {
			one.target
			for one in touched
			if self._is_there(one.target)
			and not any(
				days.contains(days.span(each.from_date, each.to_date), self.begin.toordinal())
				and self._is_in_post(each.officer)
				for each in after.holders_of.get(one.target, ())
			)
		}


def _finding(severity: Literal["Warn", "Refuse"], code: str, message: str, *values: str) -> Finding:
	return Finding(severity=severity, code=code, message=message, values=values)


def not_yours(officer: str) -> Finding:
	"""What is said to who may not decide for the officer."""
	return _finding(
		"Refuse",
		"not yours",
		"You do not decide for {0}. Ask the reviewer of that unit, or a manager.",
		officer,
	)


def contacts_after(officer: str, number: int, target: str) -> Finding:
	"""What is said of contacts that the officer had after the last day."""
	return _finding(
		"Warn",
		"contacts after",
		"{0} has {1} contacts with {2} after the last day; they will not count as held.",
		officer,
		str(number),
		target,
	)
