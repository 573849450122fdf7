"""Which papers a unit's paper takes in, and whose figures it tells: officer to unit to school."""

from __future__ import annotations

from collections.abc import Iterable

from . import days
from .days import Days
from .facts import Officer
from .index import FactIndex
from .rows import Obligation
from .rule_from_row import split_names
from .rules import DutyRule


def owners_below(rule: DutyRule, unit: str, during: Days, index: FactIndex) -> frozenset[str]:
	"""Names of the officers and units whose figures the unit's paper tells.

	A rule that collates reaches as far as its scope says, and to officers in its posts at any time of those days; any other rule
	reaches the unit, all below it, and whoever has it as own branch.
	"""
	scope = rule.scope if rule.takes_in else "Own Subtree"
	posts = frozenset(line.post for line in rule.posts) if rule.takes_in else frozenset()
	people = {
		officer.name
		for officer in index.officers.values()
		if _is_below(officer, unit, scope, index) and _is_in_post(officer, posts, during, index)
	}
	return frozenset(people | {place for place in index.units if _reaches(place, unit, scope, index)})


def _is_below(officer: Officer, unit: str, scope: str, index: FactIndex) -> bool:
	return officer.own_branch == unit or _reaches(officer.unit, unit, scope, index)


def _reaches(place: str, unit: str, scope: str, index: FactIndex) -> bool:
	if scope == "Anywhere":
		return True
	return place == unit if scope == "Own Unit" else index.is_in_subtree(place, unit)


def _is_in_post(officer: Officer, posts: frozenset[str], during: Days, index: FactIndex) -> bool:
	held = index.post_days(officer)
	return not posts or any(days.intersect(held[post], during) for post in posts if post in held)


def taken_in(row: Obligation, rows: Iterable[Obligation], index: FactIndex) -> list[Obligation]:
	"""Those of the rows whose papers the row's paper takes in, in order of rule and owner.

	They are of the rules that its rule takes in, of owners within its reach, and end in its period. What one of them takes in itself is
	not taken in twice: a college's summary stands for those of its officers.
	"""
	found = list(rows)
	direct = _direct(row, found, index)
	deeper = {each.name for one in direct for each in _direct(one, found, index)}
	return sorted(
		(each for each in direct if each.name not in deeper), key=lambda each: (each.key.rule, each.key.owner)
	)


def _direct(row: Obligation, rows: list[Obligation], index: FactIndex) -> list[Obligation]:
	rule = index.rules.get(row.key.rule)
	if not rule or not rule.takes_in or row.owner_kind != "Unit":
		return []
	codes = {f"{rule.regulation}-{code}" for code in split_names(rule.takes_in)}
	first, last = row.period_start, row.period_end or row.dues[-1]
	owners = owners_below(rule, row.key.owner, days.span(first, last), index)
	return [
		each
		for each in rows
		if each.key.rule in codes
		and each.key.owner in owners
		and each.name != row.name
		and not each.waived
		and first <= (each.period_end or each.dues[-1]) <= last
	]
