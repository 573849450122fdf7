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
	holders = holders_on(index, rule, day)
	held = {officer.name: _held_on(index, rule, officer, day) for officer in holders}
	for officer in holders:
		for number, least, kinds in _short_of(index, rule, officer, holders, held[officer.name], day):
			reason = f"holds {number} of {least}: {' or '.join(kinds)}"
			yield Vacancy(rule=rule.name, subject=officer.name, period=period, reason=reason)
	if rule.coverage:
		for target, number in _uncovered(index, rule, holders, held, day):
			yield Vacancy(
				rule=rule.name, subject=target, period=period, reason=f"held by {number} of {rule.coverage}"
			)


def holders_on(index: FactIndex, rule: AssignmentRule, day: date) -> list[Officer]:
	"""Who must hold targets under the rule on the day."""
	return [officer for officer in index.officers.values() if must_hold(index, rule, officer, day)]


def short_of(
	index: FactIndex, rule: AssignmentRule, officer: Officer, day: date
) -> list[tuple[int, int, tuple[str, ...]]]:
	"""(held, least, target types) of what the officer holds too few of on the day; a coverage asks nobody in particular."""
	held = _held_on(index, rule, officer, day)
	return list(_short_of(index, rule, officer, holders_on(index, rule, day), held, day))


def uncovered(index: FactIndex, rule: AssignmentRule, day: date) -> list[tuple[str, int]]:
	"""(target, holders) of the targets that fewer officers hold on the day than the rule's coverage."""
	holders = holders_on(index, rule, day)
	held = {officer.name: _held_on(index, rule, officer, day) for officer in holders}
	return list(_uncovered(index, rule, holders, held, day)) if rule.coverage else []


def _short_of(
	index: FactIndex,
	rule: AssignmentRule,
	officer: Officer,
	holders: list[Officer],
	held: list[Target],
	day: date,
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
	if rule.coverage:
		return
	least = max(rule.min_targets, _by_ratio(index, rule, officer, holders, day))
	each_of = rule.types_needed == "Each Of"
	for kinds in [(kind,) for kind in rule.target_types] if each_of else [rule.target_types]:
		number = sum(index.is_kind_of(target.target_type, kinds) for target in held)
		if number < least:
			yield number, least, kinds


def must_hold(index: FactIndex, rule: AssignmentRule, officer: Officer, day: date) -> bool:
	"""Whether the officer is one of those who must hold targets under the rule on the day."""
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
) -> Iterator[tuple[str, int]]:
	"""Targets of the holders' colleges with fewer holders than the coverage, and how many they have."""
	colleges = {index.college_of(officer.unit) for officer in holders}
	for target in _eligible_on(index, rule, day):
		if any(index.is_inside(target, college) for college in colleges):
			number = sum(target in found for found in held.values())
			if number < rule.coverage:
				yield target.name, number
