"""`plan`: from facts to the obligations of a window of days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from . import special
from .facts import Facts
from .index import FactIndex
from .periods import CALENDAR_PERIODS
from .rotation import rotation_rows
from .rows import Obligation
from .rule_planner import RulePlanner, Window
from .rules import DutyRule


def plan(facts: Facts | FactIndex, window: Window, owners: Collection[str] | None = None) -> list[Obligation]:
	"""All obligations whose [start, close] meets the window (both days inclusive), in order of their keys.

	`owners` are the names of officers and units to answer for; None means all. Facts may hold more than the owners (the other
	holders of their subjects, the members of their units). Raises ValueError on an open-ended term of office without a length.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	rows = [
		row
		for rule in index.facts.rules
		if rule.enabled and owes_a_number(rule)
		for row in _rows_of(RulePlanner(rule, index, window, owners))
	]
	found = _keep_largest_of_merge_groups(rows, index)  # first, for it may not depend on the window
	return sorted((row for row in found if _meets(row, window, index)), key=lambda row: row.key)


def owes_a_number(rule: DutyRule) -> bool:
	"""Whether the rule makes obligations; one without any quantity is a tally."""
	return rule.quantity is not None or any(line.quantity for line in rule.posts)


def _rows_of(planner: RulePlanner) -> Iterable[Obligation]:
	rule = planner.rule
	if rule.owner_kind == "Rotation":
		return rotation_rows(planner)
	if rule.period not in CALENDAR_PERIODS:
		return special.ROWS_OF[rule.period](planner)
	return planner.unit_rows() if rule.owner_kind == "Unit" else planner.officer_rows()


def _meets(row: Obligation, window: Window, index: FactIndex) -> bool:
	first, last = window
	if index.rules[row.key.rule].measure == "Share of Working Time" and not row.quantity:
		return False  # no working day, nothing to take a share of
	until = row.creatable_until or row.close
	return row.period_start <= last and (until is None or until >= first)


def _keep_largest_of_merge_groups(rows: list[Obligation], index: FactIndex) -> list[Obligation]:
	"""Of the owed rows of one merge group, owner, subject and period the largest stays; the others are waived as covered."""
	groups: dict[tuple[str, str, str, str], list[Obligation]] = {}
	for row in rows:
		group = index.rules[row.key.rule].merge_group
		if group and not row.waived:
			groups.setdefault((group, *row.key[1:]), []).append(row)
	covered: dict[str, str] = {}
	for members in groups.values():
		largest = min(members, key=lambda row: (-row.quantity, row.key.rule))
		covered.update({row.name: largest.name for row in members if row is not largest})
	return [
		replace(row, waived=f"covered by {covered[row.name]}") if row.name in covered else row for row in rows
	]
