"""`check_assignment` and `vacancies`: who may hold what, and what nobody holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from . import days
from .days import Days
from .facts import Assignment, Facts, Officer, Target
from .index import FactIndex
from .rotation import roster_vacancies
from .rows import Finding, Obligation, Vacancy
from .rules import AssignmentRule


def check_assignment(proposed: Assignment, rule: AssignmentRule, facts: Facts | FactIndex) -> list[Finding]:
	"""What speaks against the proposed assignment under the rule, with the other approved assignments in the facts.

	`Refuse` forbids it, unless the assignment is an approved exception, when everything is only a warning.
	Raises KeyError for an officer or target that is not in the facts.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	check = _Check(proposed, rule, index)
	found = [*check.eligibility(), *check.target_fit(), *check.place(), *check.number(), *check.history()]
	if proposed.is_exception:
		return [
			Finding(severity="Warn", code=one.code, message=one.message, values=one.values) for one in found
		]
	return found


def _finding(strength: str, code: str, message: str, *values: str) -> Finding:
	return Finding(
		severity="Warn" if strength == "Warn" else "Refuse", code=code, message=message, values=values
	)


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
		if self.rule.units and not self._is_of_unit_type():
			yield _finding(
				"Refuse",
				"unit",
				"The unit of {0} is not one of those that this rule names.",
				self.officer.name,
			)

	def _is_of_unit_type(self) -> bool:
		line = self.index.unit_line(self.officer.unit)
		return any(
			self.index.units[unit].unit_type in self.rule.units for unit in line if unit in self.index.units
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
		return any(other.target in containers for other in self._own_others_then())

	def number(self) -> Iterator[Finding]:
		"""The maximum, and the same target twice."""
		others = self._own_others_then()
		if any(
			other.target == self.target.name
			for other in others
			if other.regulation == self.proposed.regulation
		):
			yield _finding(
				"Refuse", "twice", "{0} already holds {1} at that time.", self.officer.name, self.target.name
			)
		held = {other.target for other in others if other.assignment_rule == self.rule.name} | {
			self.target.name
		}
		if self.rule.max_targets and len(held) > self.rule.max_targets:
			yield _finding(
				"Refuse",
				"maximum",
				"{0} would hold {1} targets; the rule allows {2}.",
				self.officer.name,
				str(len(held)),
				str(self.rule.max_targets),
			)
		if self.rule.besides:
			beside = {
				other.target for other in others if other.assignment_rule == self._sibling(self.rule.besides)
			}
			if self.target.name in beside:
				yield _finding(
					"Refuse",
					"besides",
					"{0} is already held under {1}; this rule asks for others.",
					self.target.name,
					self.rule.besides,
				)

	def history(self) -> Iterator[Finding]:
		"""Rotation: none of the periods looked back to; following: no longer than what it follows."""
		if self.rule.rotation_period != "None":
			first, last = self._look_back()
			for other in self.index.assignments_of.get(self.officer.name, ()):
				if (
					other.name != self.proposed.name
					and other.target == self.target.name
					and self._touches(other, first, last)
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
					break
		if self.rule.follows:
			leading = self._sibling(self.rule.follows)
			if all(other.assignment_rule != leading for other in self._own_others_then()):
				yield _finding(
					"Refuse",
					"follows",
					"{0} holds nothing under {1} at that time.",
					self.officer.name,
					self.rule.follows,
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
		"""The periods before the one in which the assignment begins, as ordinals."""
		starts = sorted(start for start in self._period_starts() if start <= self.first)
		place = max(0, len(starts) - 1 - self.rule.rotation_look_back)
		current = starts[-1] if starts else self.first
		return (starts[place] if starts else days.FIRST), current - 1

	def _period_starts(self) -> Iterable[int]:
		calendar = self.index.calendar
		if self.rule.rotation_period == "Academic Year":
			return [calendar.academic_year_span(year)[0].toordinal() for year in calendar.academic_years()]
		if self.rule.rotation_period == "Semester":
			return [term.first_day.toordinal() for term in calendar.terms]
		year = date.fromordinal(self.first).year
		return [date(year - back, 1, 1).toordinal() for back in range(self.rule.rotation_look_back + 1)]


# --- what nobody holds ---


def vacancies(
	facts: Facts | FactIndex, rows: Iterable[Obligation], window: tuple[date, date]
) -> list[Vacancy]:
	"""Subjects whose holders all fall short in a period, roster weeks without anybody, and assignment rules not filled on the window's last day.

	`rows` are the planned rows of the window.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	found = list(_unowed_subjects(index, rows))
	for rule in index.facts.rules:
		if rule.enabled and rule.owner_kind == "Rotation":
			found.extend(roster_vacancies(index.facts, rule, window))
	for assignment_rule in index.facts.assignment_rules:
		if assignment_rule.enabled and assignment_rule.nature == "Required":
			found.extend(shortfalls(index, assignment_rule, window[1]))
	return found


def _unowed_subjects(index: FactIndex, rows: Iterable[Obligation]) -> Iterator[Vacancy]:
	waived: dict[tuple[str, str, str], bool] = {}
	for row in rows:
		rule = index.rules[row.key.rule]
		if row.key.subject and rule.subject_kind == "Assigned":
			key = (row.key.rule, row.key.subject, row.key.period)
			waived[key] = waived.get(key, True) and bool(row.waived)
	for (rule_name, subject, period), nobody in sorted(waived.items()):
		if nobody:
			yield Vacancy(rule=rule_name, subject=subject, period=period, reason="nobody owes it")


def shortfalls(index: FactIndex, rule: AssignmentRule, day: date) -> Iterator[Vacancy]:
	"""Officers who hold fewer than the rule's minimum (of each type), or their ratio, and targets with too few holders."""
	period = f"D:{day.isoformat()}"
	holders = [officer for officer in index.officers.values() if _must_hold(index, rule, officer, day)]
	held = {officer.name: _held_on(index, rule, officer, day) for officer in holders}
	least = max(rule.min_targets, _by_ratio(index, rule, len(holders), day))
	groups = (
		[(kind,) for kind in rule.target_types] if rule.types_needed == "Each Of" else [rule.target_types]
	)
	for officer in holders:
		for kinds in groups:
			fitting = [target for target in held[officer.name] if index.is_kind_of(target.target_type, kinds)]
			if len(fitting) < least and not rule.coverage:
				reason = f"holds {len(fitting)} of {least}: {' or '.join(kinds)}"
				yield Vacancy(rule=rule.name, subject=officer.name, period=period, reason=reason)
	if rule.coverage:
		yield from _uncovered(index, rule, holders, held, day)


def _must_hold(index: FactIndex, rule: AssignmentRule, officer: Officer, day: date) -> bool:
	if rule.party_members_only and not officer.party_member:
		return False
	if not index.is_bound(rule.regulation, officer.unit, officer.own_branch):
		return False
	held: dict[str, Days] = index.post_days(officer)
	wanted = rule.posts or tuple(held)
	return any(days.contains(held.get(post, ()), day.toordinal()) for post in wanted)


def _held_on(index: FactIndex, rule: AssignmentRule, officer: Officer, day: date) -> list[Target]:
	return [
		index.targets[target]
		for target, assignments, span in index.held(officer.name, rule.regulation)
		if days.contains(span, day.toordinal())
		# a coverage asks whether the target is held at all, under whichever rule of the regulation
		and any(rule.coverage or assignment.assignment_rule in ("", rule.name) for assignment in assignments)
	]


def _eligible_on(index: FactIndex, rule: AssignmentRule, day: date) -> list[Target]:
	return [
		target
		for target in index.targets.values()
		if index.is_kind_of(target.target_type, rule.target_types)
		and days.contains(index.target_days(target), day.toordinal())
	]


def _by_ratio(index: FactIndex, rule: AssignmentRule, holders: int, day: date) -> int:
	if not rule.ratio or not holders:
		return 0
	return int(rule.ratio * len(_eligible_on(index, rule, day)) / holders)


def _uncovered(
	index: FactIndex, rule: AssignmentRule, holders: list[Officer], held: dict[str, list[Target]], day: date
) -> Iterator[Vacancy]:
	"""Targets of the holders' colleges with fewer holders than the coverage."""
	colleges = {index.college_of(officer.unit) for officer in holders}
	for target in _eligible_on(index, rule, day):
		if any(index.is_inside(target, college) for college in colleges):
			number = sum(target in found for found in held.values())
			if number < rule.coverage:
				reason = f"held by {number} of {rule.coverage}"
				yield Vacancy(
					rule=rule.name, subject=target.name, period=f"D:{day.isoformat()}", reason=reason
				)
