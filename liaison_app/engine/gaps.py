"""`vacancies`: what nobody owes, and who holds too little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from . import days
from .assigning import is_of_unit_type
from .days import Days
from .facts import Facts, Officer, Target
from .index import FactIndex
from .rotation import roster_vacancies
from .rows import Obligation, Vacancy
from .rules import AssignmentRule


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
			is_waived = bool(row.waived) and not row.waived.startswith("covered by") and not row.excused_on
			waived[key] = waived.get(key, True) and is_waived
	for (rule_name, subject, period), nobody in sorted(waived.items()):
		if nobody:
			yield Vacancy(rule=rule_name, subject=subject, period=period, reason="nobody owes it")


def shortfalls(index: FactIndex, rule: AssignmentRule, day: date) -> Iterator[Vacancy]:
	"""Officers who hold fewer than the rule's minimum (of each type), or their ratio, and targets with too few holders."""
	period = f"D:{day.isoformat()}"
	holders = [officer for officer in index.officers.values() if _must_hold(index, rule, officer, day)]
	held = {officer.name: _held_on(index, rule, officer, day) for officer in holders}
	groups = (
		[(kind,) for kind in rule.target_types] if rule.types_needed == "Each Of" else [rule.target_types]
	)
	for officer in holders:
		least = max(rule.min_targets, _by_ratio(index, rule, officer, holders, day))
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
	if rule.units and not is_of_unit_type(index, rule, officer):
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
		and not _is_long_away(index, rule, officer, day)
	]


def _is_long_away(index: FactIndex, rule: AssignmentRule, officer: Officer, day: date) -> bool:
	"""Whether the officer is on a leave so long that the rule asks for somebody else to hold the targets."""
	least = rule.replace_after_leave_days
	leave = index.leave_days(officer.name) if least else days.EMPTY
	return any(first <= day.toordinal() <= last and last - first + 1 >= least for first, last in leave)


def _eligible_on(index: FactIndex, rule: AssignmentRule, day: date) -> list[Target]:
	return [
		target
		for target in index.targets.values()
		if index.is_kind_of(target.target_type, rule.target_types)
		and days.contains(index.target_days(target), day.toordinal())
		and days.contains(index.tag_days(target, rule.required_tags), day.toordinal())
	]


def _by_ratio(
	index: FactIndex, rule: AssignmentRule, officer: Officer, holders: list[Officer], day: date
) -> int:
	"""How many targets fall to each holder of the officer's place, in whole numbers; holders are no targets of their own."""
	if not rule.ratio:
		return 0
	place = _place_of(index, rule, officer)
	alike = [other for other in holders if _place_of(index, rule, other) == place]
	users = {other.user for other in alike if other.user}
	targets = [
		target
		for target in _eligible_on(index, rule, day)
		if target.user not in users
		and (not place or index.is_inside(target, place, rule.scope == "Own Unit"))
	]
	return int(rule.ratio * len(targets) / len(alike))


def _place_of(index: FactIndex, rule: AssignmentRule, officer: Officer) -> str:
	"""The unit within whose bounds a ratio is taken; empty for a rule without one of the officer's own."""
	if rule.scope == "Own College":
		return index.college_of(officer.unit)
	return officer.unit if rule.scope in ("Own Unit", "Own Subtree") else ""


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
