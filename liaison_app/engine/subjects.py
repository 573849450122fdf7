"""For whom an owner owes: the targets a rule looks at, with the days on which each is the owner's concern."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from . import days
from .days import Days
from .facts import EXCUSING_END_REASONS, Assignment, Officer, Target
from .index import FactIndex
from .rules import DutyRule

HeldDays = tuple[tuple[str, Days], ...]


@dataclass(frozen=True, slots=True)
class Subject:
	"""One axis of a rule for one owner: a target, or `name` "" for a total.

	`days` is when it concerns the owner; `excusing_ends` the ordinals on which it ends by graduation, departure or because
	the target is gone; `held` and `within` narrow a total to held targets or to units, by day.
	"""

	name: str
	days: Days
	excusing_ends: frozenset[int] = frozenset()
	held: HeldDays | None = None
	within: HeldDays | None = None
	assignments: tuple[Assignment, ...] = ()


class Subjects:
	"""Finds the subjects of a rule; what depends on the rule alone is worked out once."""

	def __init__(self, rule: DutyRule, index: FactIndex) -> None:
		self.rule = rule
		self.index = index
		self._listed: list[tuple[Target, Days]] | None = None
		self._listed_by_unit: dict[str, list[tuple[Target, Days]]] | None = None

	def of_officer(self, officer: Officer) -> list[Subject]:
		"""The subjects of an officer: one total, or the assigned or listed targets in order of their names."""
		within = self._units_of(officer)
		if self.rule.subject_kind == "Total":
			return self._total(officer, within)
		if self.rule.subject_kind == "Assigned":
			return self._assigned(officer, within)
		return self._listed_for(officer, officer.own_branch, within)

	def of_unit(self, unit: str) -> list[Subject]:
		"""The subjects of an owing unit."""
		scope = self.rule.scope
		root = self.index.college_of(unit) if scope == "Own College" else unit
		within = None if scope == "Anywhere" else ((root, days.ALWAYS),)
		if self.rule.subject_kind == "Total":
			return [Subject("", days.ALWAYS, within=within)]
		if self.rule.subject_kind == "Listed":
			return self._listed_for(None, unit, within)
		return self._assigned_in_unit(unit, within)

	def _total(self, officer: Officer, within: HeldDays | None) -> list[Subject]:
		if not self.rule.held_only:
			spans = days.ALWAYS if within is None else days.union(span for _, span in within)
			return [Subject("", spans, within=within)] if spans else []
		held = self._assigned(officer, within)
		if not held:
			return []
		spans = days.union(subject.days for subject in held)
		return [
			Subject(
				"",
				spans,
				held=tuple((subject.name, subject.days) for subject in held),
				within=within,
				assignments=tuple(assignment for subject in held for assignment in subject.assignments),
			)
		]

	def _assigned(self, officer: Officer, within: HeldDays | None) -> list[Subject]:
		found = []
		for name, assignments, held in self.index.held(officer.name, self.rule.regulation):
			target = self.index.targets[name]
			concerned = self._eligible_days(target, held, officer, officer.own_branch, within)
			if concerned:
				ends = self._excusing_ends(target, assignments)
				found.append(Subject(name, concerned, ends, assignments=tuple(assignments)))
		return found

	def _assigned_in_unit(self, unit: str, within: HeldDays | None) -> list[Subject]:
		gathered: dict[str, list[Subject]] = {}
		for member in sorted(self.index.officers_of_unit.get(unit, ())):
			for subject in self._assigned(self.index.officers[member], within):
				if self.index.targets[subject.name].represents_unit != unit:  # never the owner itself
					gathered.setdefault(subject.name, []).append(subject)
		return [
			Subject(
				name,
				days.union(subject.days for subject in found),
				frozenset().union(*(subject.excusing_ends for subject in found)),
			)
			for name, found in sorted(gathered.items())
		]

	def _listed_for(self, officer: Officer | None, own_branch: str, within: HeldDays | None) -> list[Subject]:
		found = []
		for target, active in self._listed_in(within):
			if self._stands_for_owner(target, officer, own_branch):
				continue
			concerned = self._scoped(target, active, within)
			if concerned:
				found.append(Subject(target.name, concerned, self._excusing_ends(target, [])))
		return found

	def _listed_in(self, within: HeldDays | None) -> list[tuple[Target, Days]]:
		"""The listed targets, of places only those that lie in one of the units, in order of their names."""
		if within is None:
			return self._all_listed()
		if self._listed_by_unit is None:
			self._listed_by_unit = self._by_unit()
		found = {
			target.name: (target, active)
			for unit, _ in within
			for target, active in self._listed_by_unit.get(unit, ())
		}
		return [found[name] for name in sorted(found)]

	def _by_unit(self) -> dict[str, list[tuple[Target, Days]]]:
		found: dict[str, list[tuple[Target, Days]]] = defaultdict(list)
		for target, active in self._all_listed():
			places = {place for place in (target.unit, target.represents_unit) if place}
			if self.rule.scope != "Own Unit":
				places = {unit for place in places for unit in self.index.unit_line(place)}
			for unit in places:
				found[unit].append((target, active))
		return found

	def _all_listed(self) -> list[tuple[Target, Days]]:
		if self._listed is None:
			rule, index = self.rule, self.index
			candidates = (
				(target, days.intersect(index.target_days(target), index.tag_days(target, rule.subject_tags)))
				for target in sorted(index.targets.values(), key=lambda target: target.name)
				if index.is_kind_of(target.target_type, rule.subject_types)
			)
			self._listed = [(target, active) for target, active in candidates if active]
		return self._listed

	def is_eligible(self, target: Target, day: date) -> bool:
		"""Whether the target is of the rule's types and carries one of its tags on the day."""
		tagged = self.index.tag_days(target, self.rule.subject_tags)
		return self.index.is_kind_of(target.target_type, self.rule.subject_types) and days.contains(
			tagged, day.toordinal()
		)

	def _eligible_days(
		self, target: Target, held: Days, officer: Officer, own_branch: str, within: HeldDays | None
	) -> Days:
		if not held or not self.index.is_kind_of(target.target_type, self.rule.subject_types):
			return days.EMPTY
		if self._stands_for_owner(target, officer, own_branch):
			return days.EMPTY
		tagged = days.intersect(held, self.index.tag_days(target, self.rule.subject_tags))
		return self._scoped(target, tagged, within)

	def _stands_for_owner(self, target: Target, officer: Officer | None, own_branch: str) -> bool:
		if officer and officer.user and target.user == officer.user:
			return True
		if not own_branch or target.represents_unit != own_branch:
			return False
		return self.rule.exclude_own_branch or officer is None

	def _scoped(self, target: Target, concerned: Days, within: HeldDays | None) -> Days:
		if within is None:
			return concerned
		exact = self.rule.scope == "Own Unit"
		allowed = days.union(span for unit, span in within if self.index.is_inside(target, unit, exact))
		return days.intersect(concerned, allowed)

	def _units_of(self, officer: Officer) -> HeldDays | None:
		scope = self.rule.scope
		if scope == "Anywhere":
			return None
		if scope == "Contacted Units":
			return tuple(self.index.contacted_units(officer.name))
		if scope == "Units in Charge":
			return tuple((unit, days.ALWAYS) for unit in officer.units_in_charge)
		own = self.index.college_of(officer.unit) if scope == "Own College" else officer.unit
		return ((own, days.ALWAYS),)

	def _excusing_ends(self, target: Target, assignments: list[Assignment]) -> frozenset[int]:
		ends = {
			assignment.to_date.toordinal()
			for assignment in assignments
			if assignment.to_date and assignment.end_reason in EXCUSING_END_REASONS
		}
		lines = [] if target.offered_in else [target, *self.index.parents_of(target)]
		return frozenset(ends | {line.active_to.toordinal() for line in lines if line.active_to})
