"""How much of a period somebody holds a duty, and whether that is enough to owe it."""

from __future__ import annotations

from dataclasses import dataclass

from . import days
from .days import Days
from .facts import Officer
from .index import FactIndex
from .periods import Period, least_teaching_days
from .rules import DutyRule, Nature


@dataclass(frozen=True, slots=True)
class Level:
	"""A quantity of the post table with the days on which a post of that quantity or more is held."""

	quantity: float
	nature: Nature
	days: Days


@dataclass(frozen=True, slots=True)
class Levels:
	"""The levels of one owner under one rule, required before advocated, largest first; `any_days` joins them all."""

	levels: tuple[Level, ...]
	any_days: Days


@dataclass(frozen=True, slots=True)
class Decision:
	"""What a share comes to: `waived` is empty when owed. `cover` is in the days of the base (teaching or calendar days)."""

	quantity: float
	nature: Nature
	waived: str
	cover: int
	holding: Days
	reached: bool


def concerned_days(rule: DutyRule, officer: Officer, index: FactIndex) -> Days:
	"""Days on which the officer is in a post of the rule while its regulation is in force, whatever the quantity."""
	if rule.party_members_only and not officer.party_member:
		return days.EMPTY
	if not index.is_bound(rule.regulation, officer.unit, officer.own_branch):
		return days.EMPTY
	held = index.post_days(officer)
	posts = [line.post for line in rule.posts] or list(held)
	in_post = days.union(held[post] for post in posts if post in held)
	return days.intersect(in_post, index.regulation_days.get(rule.regulation, days.ALWAYS))


def levels_of(rule: DutyRule, officer: Officer, index: FactIndex) -> Levels:
	"""The officer's levels under the rule while its regulation is in force; no level means it does not concern them."""
	if rule.party_members_only and not officer.party_member:
		return Levels((), days.EMPTY)
	if not index.is_bound(rule.regulation, officer.unit, officer.own_branch):
		return Levels((), days.EMPTY)
	held = index.post_days(officer)
	if rule.posts:
		table = [
			(line.quantity or rule.quantity, line.nature or rule.nature, held.get(line.post, ()))
			for line in rule.posts
		]
	else:
		table = [(rule.quantity, rule.nature, days.union(held.values()))]
	return _levels(table, index.regulation_days.get(rule.regulation, days.ALWAYS))


def unit_levels(rule: DutyRule, unit: str, index: FactIndex) -> Levels:
	"""The one level of an owing unit."""
	if not index.is_bound(rule.regulation, unit):
		return Levels((), days.EMPTY)
	in_force = index.regulation_days.get(rule.regulation, days.ALWAYS)
	return _levels([(rule.quantity, rule.nature, days.ALWAYS)], in_force)


def _levels(table: list[tuple[float | None, Nature, Days]], in_force: Days) -> Levels:
	lines = [(quantity, nature, held) for quantity, nature, held in table if quantity and held]
	found = []
	for nature in ("Required", "Advocated"):
		for quantity in sorted({line[0] for line in lines if line[1] == nature}, reverse=True):
			enough = days.union(line[2] for line in lines if line[1] == nature and line[0] >= quantity)
			found.append(Level(quantity, nature, days.intersect(enough, in_force)))
	found = [level for level in found if level.days]
	return Levels(tuple(found), days.union(level.days for level in found))


class Base:
	"""The days that a share is taken of: the period's calendar days, or its teaching days when the rule asks for such."""

	__slots__ = ("calendar", "in_teaching_days", "total")

	def __init__(self, rule: DutyRule, period: Period, index: FactIndex) -> None:
		self.calendar = index.calendar
		self.in_teaching_days = least_teaching_days(rule) > 0
		self.total = self.measure(((period.first, period.last),))

	def measure(self, some: Days) -> int:
		"""The number of base days in the set."""
		return self.calendar.teaching_days_in(some) if self.in_teaching_days else days.count(some)

	def suffices(self, some: Days, part: float) -> bool:
		"""Whether the set covers the part (exactly the part suffices); part 0 asks for any day."""
		if part <= 0:
			return bool(some)
		return self.measure(some) >= part * self.total - 1e-9


def decide(
	rule: DutyRule, levels: Levels, assigned: Days, leave: Days, exempt: Days, base: Base
) -> Decision | None:
	"""The largest level that the days held, less leave and exemption, reach; waived when none does; None without a day.

	`assigned` is the set of days, inside the period, on which the subject is held.
	"""
	holding = days.intersect(levels.any_days, assigned)
	if not holding:
		return None
	away = days.union((leave, exempt)) if exempt else leave
	level, cover = _reached(rule, levels, assigned, away, base)
	if level:
		return Decision(level.quantity, level.nature, "", cover, holding, True)
	if not _reached(rule, levels, assigned, days.EMPTY, base)[0]:
		reason = "part period"
	elif not _reached(rule, levels, assigned, leave, base)[0]:
		reason = "leave"
	else:
		reason = "exemption"
	level = _smallest_held(levels, assigned)
	cover = base.measure(days.subtract(holding, away))
	return Decision(level.quantity, level.nature, reason, cover, holding, False)


def _reached(
	rule: DutyRule, levels: Levels, assigned: Days, away: Days, base: Base
) -> tuple[Level | None, int]:
	for level in levels.levels:
		present = days.subtract(days.intersect(level.days, assigned), away)
		if base.suffices(present, rule.part):
			return level, base.measure(present)
	return None, 0


def _smallest_held(levels: Levels, assigned: Days) -> Level:
	held = [level for level in levels.levels if days.intersect(level.days, assigned)]
	required = [level for level in held if level.nature == "Required"]
	return (required or held)[-1]
