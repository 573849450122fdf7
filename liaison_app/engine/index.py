"""Look-ups over the facts, each worked out once: trees, holdings, days of tags, leaves and exemptions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property

from . import days
from .days import Days
from .facts import Assignment, Event, Exemption, Facts, Officer, Target, Unit
from .rules import DutyRule


class FactIndex:
	"""Facts by name and by what refers to them. Reads only; results are remembered for the life of the index."""

	def __init__(self, facts: Facts) -> None:
		self.facts = facts
		self.calendar = facts.calendar
		self.officers: dict[str, Officer] = {officer.name: officer for officer in facts.officers}
		self.units: dict[str, Unit] = {unit.name: unit for unit in facts.units}
		self.targets: dict[str, Target] = {target.name: target for target in facts.targets}
		self.rules: dict[str, DutyRule] = {rule.name: rule for rule in facts.rules}
		self._unit_lines: dict[str, tuple[str, ...]] = {}
		self._post_days: dict[str, dict[str, Days]] = {}
		self._target_days: dict[str, Days] = {}
		self._leave: dict[str, Days] = {}
		self._held: dict[tuple[str, str], list[tuple[str, list[Assignment], Days]]] = {}

	# --- trees ---

	@cached_property
	def kinds(self) -> dict[str, frozenset[str]]:
		"""Target type -> itself and every type above it."""
		parents = {kind.name: kind.parent for kind in self.facts.target_types}
		return {name: frozenset(_line(name, parents)) for name in parents}

	def is_kind_of(self, target_type: str, wanted: tuple[str, ...]) -> bool:
		"""Whether the type is one of the wanted ones or below one; nothing wanted means any."""
		if not wanted:
			return True
		kinds = self.kinds.get(target_type) or frozenset((target_type,))
		return not kinds.isdisjoint(wanted)

	@cached_property
	def _unit_parents(self) -> dict[str, str]:
		return {unit.name: unit.parent for unit in self.facts.units}

	def unit_line(self, unit: str) -> tuple[str, ...]:
		"""The unit and every unit above it, from below."""
		if unit not in self._unit_lines:
			self._unit_lines[unit] = _line(unit, self._unit_parents)
		return self._unit_lines[unit]

	def is_in_subtree(self, unit: str, root: str) -> bool:
		"""Whether the unit is the root or lies below it."""
		return bool(unit) and root in self.unit_line(unit)

	def college_of(self, unit: str) -> str:
		"""The unit of the line that stands right below the root; the root for whoever sits there."""
		line = self.unit_line(unit)
		return line[-2] if len(line) > 1 else unit

	@cached_property
	def _implied_posts(self) -> dict[str, frozenset[str]]:
		implies = {post.name: post.implies for post in self.facts.posts}
		return {name: frozenset(_reachable(name, implies)) for name in implies}

	# --- officers ---

	def post_days(self, officer: Officer) -> dict[str, Days]:
		"""Post (held or implied) -> the days on which the officer holds it."""
		found = self._post_days.get(officer.name)
		if found is None:
			gathered: dict[str, list[Days]] = defaultdict(list)
			for tenure in officer.tenures:
				tenure_days = days.span(tenure.from_date, tenure.to_date)
				for post in self._implied_posts.get(tenure.post) or (tenure.post,):
					gathered[post].append(tenure_days)
			found = {post: days.union(spans) for post, spans in gathered.items()}
			self._post_days[officer.name] = found
		return found

	def holds_post(self, post: str, wanted: frozenset[str]) -> bool:
		"""Whether a tenure in the post is one in any wanted post."""
		return not (self._implied_posts.get(post) or frozenset((post,))).isdisjoint(wanted)

	def leave_days(self, officer: str) -> Days:
		"""The officer's days of absence."""
		if officer not in self._leave:
			person = self.officers.get(officer)
			leaves = person.leaves if person else ()
			self._leave[officer] = days.union(days.span(leave.from_date, leave.to_date) for leave in leaves)
		return self._leave[officer]

	@cached_property
	def officers_of_unit(self) -> dict[str, frozenset[str]]:
		"""Unit -> officers whose unit or own branch lies in its subtree."""
		members: dict[str, set[str]] = defaultdict(set)
		for officer in self.facts.officers:
			for unit in {*self.unit_line(officer.unit), *self.unit_line(officer.own_branch)}:
				members[unit].add(officer.name)
		return {unit: frozenset(names) for unit, names in members.items() if unit}

	# --- regulations ---

	@cached_property
	def regulation_days(self) -> dict[str, Days]:
		"""Regulation -> days in force; a superseded one ends the day before its successor starts."""
		ends: dict[str, date] = {}
		for regulation in self.facts.regulations:
			if regulation.supersedes and regulation.effective_from:
				last = regulation.effective_from - timedelta(days=1)
				ends[regulation.supersedes] = min(last, ends.get(regulation.supersedes, last))
		in_force = {}
		for regulation in self.facts.regulations:
			last_days = [day for day in (regulation.effective_to, ends.get(regulation.name)) if day]
			in_force[regulation.name] = days.span(regulation.effective_from, min(last_days, default=None))
		return in_force

	@cached_property
	def regulation_units(self) -> dict[str, str]:
		"""Regulation -> the unit whose subtree it binds ("" = everyone)."""
		return {regulation.name: regulation.unit for regulation in self.facts.regulations}

	def is_bound(self, regulation: str, *units: str) -> bool:
		"""Whether the regulation binds somebody of any of these units."""
		root = self.regulation_units.get(regulation, "")
		return not root or any(self.is_in_subtree(unit, root) for unit in units if unit)

	# --- targets ---

	def target_days(self, target: Target) -> Days:
		"""Days on which the target and everything above it is active; one offered in terms, the whole of those terms."""
		found = self._target_days.get(target.name)
		if found is None:
			found = self._own_days(target)
			for parent in self.parents_of(target):
				found = days.intersect(found, days.span(parent.active_from, parent.active_to))
			self._target_days[target.name] = found
		return found

	def _own_days(self, target: Target) -> Days:
		if not target.offered_in:
			return days.span(target.active_from, target.active_to)
		terms = [term for term in self.calendar.terms if term.name in target.offered_in]
		return days.union(days.span(term.first_day, term.last_day) for term in terms)

	def parents_of(self, target: Target) -> list[Target]:
		"""The targets that contain it, from below; a circle ends where it closes."""
		found: list[Target] = []
		seen = {target.name}
		while target.parent and target.parent not in seen and target.parent in self.targets:
			target = self.targets[target.parent]
			seen.add(target.name)
			found.append(target)
		return found

	@staticmethod
	def tag_days(target: Target, tags: tuple[str, ...]) -> Days:
		"""Days on which the target carries any of the tags; no tag means always."""
		if not tags:
			return days.ALWAYS
		return days.union(days.span(tag.from_date, tag.to_date) for tag in target.tags if tag.tag in tags)

	def is_inside(self, target: Target, unit: str, exact: bool = False) -> bool:
		"""Whether the target lies in the unit (exactly, or in its subtree)."""
		places = [place for place in (target.unit, target.represents_unit) if place]
		if exact:
			return unit in places
		return any(self.is_in_subtree(place, unit) for place in places)

	# --- assignments ---

	@cached_property
	def assignments_of(self) -> dict[str, list[Assignment]]:
		"""Officer -> assignments in order of their names."""
		found: dict[str, list[Assignment]] = defaultdict(list)
		for assignment in sorted(self.facts.assignments, key=lambda assignment: assignment.name):
			found[assignment.officer].append(assignment)
		return found

	@cached_property
	def holders_of(self) -> dict[str, list[Assignment]]:
		"""Target -> its assignments."""
		found: dict[str, list[Assignment]] = defaultdict(list)
		for assignment in self.facts.assignments:
			found[assignment.target].append(assignment)
		return found

	def held(self, officer: str, regulation: str) -> list[tuple[str, list[Assignment], Days]]:
		"""(target, assignments, days) that the officer holds under the regulation or under none, the target being active."""
		key = (officer, regulation)
		if key not in self._held:
			by_target: dict[str, list[Assignment]] = defaultdict(list)
			for assignment in self.assignments_of.get(officer, ()):
				if assignment.target in self.targets and assignment.regulation in ("", regulation):
					by_target[assignment.target].append(assignment)
			self._held[key] = [
				(target, found, self._days_held(target, found)) for target, found in sorted(by_target.items())
			]
		return self._held[key]

	def _days_held(self, target: str, assignments: list[Assignment]) -> Days:
		spans = days.union(days.span(found.from_date, found.to_date) for found in assignments)
		return days.intersect(spans, self.target_days(self.targets[target]))

	def contacted_units(self, officer: str) -> list[tuple[str, Days]]:
		"""(unit, days) of every unit that a held target stands for, under whatever regulation."""
		found = []
		for assignment in self.assignments_of.get(officer, ()):
			target = self.targets.get(assignment.target)
			if target and target.represents_unit:
				found.append((target.represents_unit, self._days_held(target.name, [assignment])))
		return found

	# --- exemptions and events ---

	@cached_property
	def exempted_rows(self) -> frozenset[str]:
		"""Names of the obligations that an exemption names."""
		return frozenset(exemption.obligation for exemption in self.facts.exemptions if exemption.obligation)

	@cached_property
	def _exemptions(self) -> tuple[dict[str, list[Exemption]], list[Exemption]]:
		by_officer: dict[str, list[Exemption]] = defaultdict(list)
		others = []
		for exemption in self.facts.exemptions:
			if exemption.obligation:
				continue
			if exemption.officer:
				by_officer[exemption.officer].append(exemption)
			else:
				others.append(exemption)
		return by_officer, others

	def exempt_days(
		self, rule: str, subject: str, officer: Officer | None, unit: str, event: str = ""
	) -> Days:
		"""Days on which an approved exemption covers the officer (or the owing unit) for rule, subject and event."""
		by_officer, others = self._exemptions
		candidates = [*(by_officer.get(officer.name, ()) if officer else ()), *others]
		if not candidates:
			return days.EMPTY
		return days.union(
			days.span(exemption.from_date, exemption.to_date)
			for exemption in candidates
			if exemption.rule in ("", rule)
			and exemption.subject in ("", subject)
			and exemption.event in ("", event)
			and (not exemption.unit or self.is_in_subtree(unit, exemption.unit))
		)

	@cached_property
	def events_by_type(self) -> dict[str, list[Event]]:
		"""Event type -> the events that were not cancelled."""
		found: dict[str, list[Event]] = defaultdict(list)
		for event in self.facts.events:
			if not event.cancelled:
				found[event.event_type].append(event)
		return found


def _line(name: str, parents: dict[str, str]) -> tuple[str, ...]:
	line: list[str] = []
	while name and name not in line:
		line.append(name)
		name = parents.get(name, "")
	return tuple(line)


def _reachable(name: str, implies: dict[str, tuple[str, ...]]) -> set[str]:
	found: set[str] = set()
	waiting = [name]
	while waiting:
		post = waiting.pop()
		if post not in found:
			found.add(post)
			waiting.extend(implies.get(post, ()))
	return found
