"""`check_assignment`: who may hold what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from . import days
from .facts import Assignment, Facts, Officer, Target
from .index import FactIndex
from .rows import Finding
from .rules import AssignmentRule


def check_assignment(proposed: Assignment, rule: AssignmentRule, facts: Facts | FactIndex) -> list[Finding]:
	"""What speaks against the proposed assignment under the rule, with the other approved assignments in the facts.

	`Refuse` forbids it, unless the assignment is an approved exception, when everything is only a warning.
	Raises KeyError for an officer or target that is not in the facts.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	check = _Check(proposed, rule, index)
	found = [
		finding
		for part in (check.eligibility, check.target_fit, check.place, check.number, check.beside)
		for finding in part()
	]
	found += [*check.rotation(), *check.following(), *check.duration()]
	if proposed.is_exception:
		return [
			Finding(severity="Warn", code=one.code, message=one.message, values=one.values) for one in found
		]
	return found


def _finding(strength: str, code: str, message: str, *values: str) -> Finding:
	return Finding(
		severity="Warn" if strength == "Warn" else "Refuse", code=code, message=message, values=values
	)


def is_of_unit_type(index: FactIndex, rule: AssignmentRule, officer: Officer) -> bool:
	"""Whether the officer's unit, or one above it, is of a type that the rule names."""
	line = index.unit_line(officer.unit)
	return any(index.units[unit].unit_type in rule.units for unit in line if unit in index.units)


class _Check:
	def __init__(self, proposed: Assignment, rule: AssignmentRule, index: FactIndex) -> None:
		self.proposed = proposed
		self.rule = rule
		self.index = index
		self.officer: Officer = index.officers[proposed.officer]
		self.target: Target = index.targets[proposed.target]
		self.span = days.span(proposed.from_date, proposed.to_date)
		self.first = self.span[0][0] if self.span else days.FIRST

	def eligibility(self) -> Iterator[Finding]:
		"""Post, Party membership, kind of unit, and the officer's own dates."""
		if not self.span:
			yield _finding("Refuse", "dates", "The assignment ends before it begins.")
		held = self.index.post_days(self.officer)
		wanted = self.rule.posts or tuple(held)
		in_post = days.union(held[post] for post in wanted if post in held)
		if not days.contains(in_post, self.first):
			yield _finding(
				"Refuse",
				"post",
				"{0} holds none of the posts of this rule when the assignment begins.",
				self.officer.name,
			)
		if self.rule.party_members_only and not self.officer.party_member:
			yield _finding("Refuse", "party member", "{0} is not a Party member.", self.officer.name)
		if self.rule.units and not is_of_unit_type(self.index, self.rule, self.officer):
			yield _finding(
				"Refuse",
				"unit",
				"The unit of {0} is not one of those that this rule names.",
				self.officer.name,
			)

	def target_fit(self) -> Iterator[Finding]:
		"""Type, tags, the target's own dates, own branch, oneself."""
		rule, target = self.rule, self.target
		if not self.index.is_kind_of(target.target_type, rule.target_types):
			yield _finding(
				"Refuse",
				"target type",
				"{0} is a {1}, which this rule does not name.",
				target.name,
				target.target_type,
			)
		if not days.contains(self.index.target_days(target), self.first):
			yield _finding(
				"Refuse", "inactive target", "{0} is not active when the assignment begins.", target.name
			)
		for strength, tags in (("Refuse", rule.required_tags), ("Warn", rule.preferred_tags)):
			if tags and not days.contains(self.index.tag_days(target, tags), self.first):
				yield _finding(
					strength,
					f"tags {strength.lower()}",
					"{0} carries none of: {1}.",
					target.name,
					", ".join(tags),
				)
		if (
			rule.exclude_own_branch
			and self.officer.own_branch
			and target.represents_unit == self.officer.own_branch
		):
			yield _finding("Refuse", "own branch", "{0} is the officer's own branch.", target.name)
		if self.officer.user and target.user == self.officer.user:
			yield _finding("Refuse", "oneself", "Nobody is assigned to themselves.")

	def place(self) -> Iterator[Finding]:
		"""Whether the target lies where the rule says."""
		if self.rule.scope == "Anywhere" or self._is_in_scope():
			return
		yield _finding(
			self.rule.scope_strength,
			"scope",
			"{0} does not lie within: {1}.",
			self.target.name,
			self.rule.scope,
		)

	def _is_in_scope(self) -> bool:
		scope, index, unit = self.rule.scope, self.index, self.officer.unit
		if scope == "Inside Held Target":
			return self._is_inside_held()
		if scope == "Contacted Units":
			units = [
				place
				for place, span in index.contacted_units(self.officer.name)
				if days.contains(span, self.first)
			]
		elif scope == "Units in Charge":
			units = list(self.officer.units_in_charge)
		elif scope == "Own College":
			units = [index.college_of(unit)]
		else:
			units = [unit]
		return any(index.is_inside(self.target, place, exact=scope == "Own Unit") for place in units)

	def _is_inside_held(self) -> bool:
		containers = {
			parent.name
			for parent in self.index.parents_of(self.target)
			if self.index.is_kind_of(parent.target_type, self.rule.inside_types)
		}
		held = {other.target for other in self._own_others_then()}
		if held & containers:
			return True
		units = (self.index.targets[name].represents_unit for name in held if self._may_contain(name))
		return any(unit and self.index.is_inside(self.target, unit) for unit in units)

	def _may_contain(self, name: str) -> bool:
		held = self.index.targets.get(name)
		return bool(held and self.index.is_kind_of(held.target_type, self.rule.inside_types))

	def number(self) -> Iterator[Finding]:
		"""The same target twice, and the maximum."""
		others = self._own_others_then()
		if any(
			other.target == self.target.name
			for other in others
			if other.regulation == self.proposed.regulation
		):
			yield _finding(
				"Refuse", "twice", "{0} already holds {1} at that time.", self.officer.name, self.target.name
			)
		held = self._most_at_once([other for other in others if other.assignment_rule == self.rule.name])
		if self.rule.max_targets and held > self.rule.max_targets:
			yield _finding(
				"Refuse",
				"maximum",
				"{0} would hold {1} targets; the rule allows {2}.",
				self.officer.name,
				str(held),
				str(self.rule.max_targets),
			)

	def _most_at_once(self, others: list[Assignment]) -> int:
		"""The most targets, with the proposed one, that are held on one day."""
		spans = [
			(other.target, days.intersect(self.span, days.span(other.from_date, other.to_date)))
			for other in others
		]
		starts = [self.first, *(span[0][0] for _, span in spans)]
		on_each = (
			{target for target, span in spans if days.contains(span, start)} | {self.target.name}
			for start in starts
		)
		return max(len(targets) for targets in on_each)

	def beside(self) -> Iterator[Finding]:
		"""Whether another rule, whose targets this one may not repeat, has the target already; or one that may not repeat this one's."""
		siblings = {self._sibling(code): code for code in self._never_together()}
		for other in self._own_others_then():
			if other.target == self.target.name and other.assignment_rule in siblings:
				yield _finding(
					"Refuse",
					"besides",
					"{0} is already held under {1}; this rule asks for others.",
					self.target.name,
					siblings[other.assignment_rule],
				)
				return

	def _never_together(self) -> set[str]:
		"""Codes of the rules of the regulation that may not share a target with this one."""
		rule = self.rule
		turned = {
			other.code
			for other in self.index.facts.assignment_rules
			if other.regulation == rule.regulation and other.besides == rule.code
		}
		return turned | ({rule.besides} if rule.besides else set())

	def rotation(self) -> Iterator[Finding]:
		"""None of what was held in the periods looked back to."""
		if self.rule.rotation_period == "None":
			return
		first, last = self._look_back()
		if any(
			other.name != self.proposed.name
			and other.target == self.target.name
			and other.regulation in ("", self.rule.regulation)
			and self._touches(other, first, last)
			for other in self.index.assignments_of.get(self.officer.name, ())
		):
			yield _finding(
				"Refuse",
				"rotation",
				"{0} held {1} between {2} and {3}; the rule asks for a change.",
				self.officer.name,
				self.target.name,
				str(date.fromordinal(first)),
				str(date.fromordinal(last)),
			)

	def following(self) -> Iterator[Finding]:
		"""Held only beside what the rule follows, and no longer."""
		if not self.rule.follows:
			return
		leading = [
			days.span(other.from_date, other.to_date)
			for other in self._own_others_then()
			if other.assignment_rule == self._sibling(self.rule.follows)
		]
		names = (self.officer.name, self.rule.follows)
		if not leading:
			yield _finding("Refuse", "follows", "{0} holds nothing under {1} at that time.", *names)
		elif days.subtract(self.span, days.union(leading)):
			yield _finding("Warn", "outlasts", "{0} does not hold under {1} for all of that time.", *names)

	def duration(self) -> Iterator[Finding]:
		"""Held until the target ends: an earlier end needs its reason."""
		end = self.proposed.to_date
		if not self.rule.until_target_ends or not end or self.proposed.end_reason:
			return
		later = days.next_day_in(self.index.target_days(self.target), end.toordinal() + 1)
		if later == end.toordinal() + 1:
			yield _finding(
				"Refuse",
				"ends early",
				"{0} is held as long as it exists. Give the reason why this assignment ends on {1}.",
				self.target.name,
				str(end),
			)

	def _sibling(self, code: str) -> str:
		return f"{self.rule.regulation}-{code}"

	def _own_others_then(self) -> list[Assignment]:
		return [
			other
			for other in self.index.assignments_of.get(self.officer.name, ())
			if other.name != self.proposed.name
			and days.intersect(self.span, days.span(other.from_date, other.to_date))
		]

	def _touches(self, other: Assignment, first: int, last: int) -> bool:
		return bool(days.clip(days.span(other.from_date, other.to_date), first, last))

	def _look_back(self) -> tuple[int, int]:
		"""The periods before the one in which the assignment begins, as ordinals; unknown ones last half a year or a year."""
		starts = sorted(start for start in self._period_starts() if start <= self.first) or [self.first]
		unknown = max(0, self.rule.rotation_look_back - (len(starts) - 1))
		begin = date.fromordinal(starts[max(0, len(starts) - 1 - self.rule.rotation_look_back)])
		begin -= relativedelta(months=unknown * (6 if self.rule.rotation_period == "Semester" else 12))
		return begin.toordinal(), starts[-1] - 1

	def _period_starts(self) -> Iterable[int]:
		calendar = self.index.calendar
		if self.rule.rotation_period == "Academic Year":
			return [calendar.academic_year_span(year)[0].toordinal() for year in calendar.academic_years()]
		if self.rule.rotation_period == "Semester":
			return [term.first_day.toordinal() for term in calendar.terms]
		year = date.fromordinal(self.first).year
		return [date(year - back, 1, 1).toordinal() for back in range(self.rule.rotation_look_back + 1)]
