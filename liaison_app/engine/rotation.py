"""One of a group in rotation: drawing the roster, and what the drawn weeks owe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import days
from .facts import Facts, Officer, RosterRow
from .index import FactIndex
from .periods import Period
from .rows import Obligation, Vacancy
from .rule_planner import RulePlanner
from .rules import DutyRule
from .share import Base, Decision, levels_of
from .subjects import Subject


def rotation_rows(planner: RulePlanner) -> Iterator[Obligation]:
	"""One row per drawn week and serving officer; a week whose officer is away or no longer in post owes nothing (a vacancy)."""
	weeks = {period.key: period for period, _ in planner.periods()}
	asked = {officer.name: (officer, levels) for officer, levels in planner.asked_officers()}
	for drawn in planner.index.facts.roster:
		period = weeks.get(week_key(drawn.week))
		if drawn.rule != planner.rule.name or period is None or drawn.officer not in asked:
			continue
		officer, levels = asked[drawn.officer]
		if not is_present(planner, officer, period):
			continue
		base = Base(planner.rule, period, planner.index)
		subject = Subject("", days.ALWAYS)
		level = next((level for level in levels.levels if _serves(level.days, period)), None)
		if level:
			holding = days.clip(levels.any_days, period.first, period.last)
			decision = Decision(level.quantity, level.nature, "", base.total, holding, True)
			yield planner.row(officer, "", subject, period, decision, levels)


def week_key(monday: date) -> str:
	"""The period key of a week by its Monday."""
	return f"W:{monday.isoformat()}"


def is_present(planner: RulePlanner, officer: Officer, period: Period) -> bool:
	"""Whether the officer is there on the named weekday of the week, or on any of its teaching days when none is named.

	An exemption from the rule is like a leave.
	"""
	index = planner.index
	asked = period.on or index.calendar.teaching_ordinals(period.first, period.last)
	exempt = index.exempt_days(planner.rule.name, "", officer, officer.unit)
	away = days.union((index.leave_days(officer.name), exempt))
	return any(not days.contains(away, day) for day in asked)


def is_member(planner: RulePlanner, name: str, period: Period) -> bool:
	"""Whether the officer is in a post of the rule on the named weekday of the week, or on any of its days when none is named."""
	levels = levels_of(planner.rule, planner.index.officers[name], planner.index).levels
	return any(_serves(level.days, period) for level in levels)


def _serves(held: days.Days, period: Period) -> bool:
	return any(days.contains(held, day) for day in (period.on or range(period.first, period.last + 1)))


def draw_roster(facts: Facts, rule: DutyRule, window: tuple[date, date]) -> list[RosterRow]:
	"""The roster rows to add for the owed weeks of the window that have none yet; drawn ones are never changed.

	Queue is the order of precedence. The first present member of the round serves; absent ones before go behind all not yet served
	in this round; when only absent ones remain their turn is lost and a new round starts. Nobody present: the week stays vacant (a
	row without officer). Members who join enter at the next round.
	"""
	index = FactIndex(facts)
	planner = RulePlanner(rule, index, window, None)
	history = sorted((row for row in facts.roster if row.rule == rule.name), key=lambda row: row.week)
	first = min([window[0], *(row.week for row in history)])
	planner.window = (first, window[1])
	existing = {week_key(row.week): row for row in history}
	queue = _Queue(planner)
	added: list[RosterRow] = []
	for period, _ in planner.periods():
		monday = date.fromordinal(period.first)
		if period.key in existing:
			queue.replay(existing[period.key], period)
		elif period.last >= window[0].toordinal():
			officer = queue.serve(period)
			added.append(RosterRow(rule=rule.name, week=monday, officer=officer, drawn=officer))
	return added


class _Queue:
	"""Who has not yet served in the current round, in order."""

	def __init__(self, planner: RulePlanner) -> None:
		self.planner = planner
		self.index = planner.index
		self.waiting: list[str] = []

	def serve(self, period: Period) -> str:
		"""The next present member, or "" when nobody is there; nobody's turn is lost by such a week."""
		before = self.waiting
		served = self._first_present(period)
		if not served:  # a new round
			self.waiting = self._members(period)
			served = self._first_present(period)
		if not served:
			self.waiting = before
		return served

	def replay(self, row: RosterRow, period: Period) -> None:
		"""Goes through a drawn week as it was drawn, whoever served in the end."""
		drawn = row.drawn or row.officer
		if not drawn:
			return
		if drawn not in self.waiting:
			self.waiting = self._members(period)
		if drawn in self.waiting:
			place = self.waiting.index(drawn)
			self.waiting = self.waiting[place + 1 :] + self.waiting[:place]

	def _first_present(self, period: Period) -> str:
		for place, name in enumerate(self.waiting):
			if self._is_member(name, period) and is_present(self.planner, self.index.officers[name], period):
				self.waiting = self.waiting[place + 1 :] + self.waiting[:place]
				return name
		return ""

	def _members(self, period: Period) -> list[str]:
		members = [
			officer for officer in self.index.officers.values() if self._is_member(officer.name, period)
		]
		return [officer.name for officer in sorted(members, key=lambda officer: (officer.rank, officer.name))]

	def _is_member(self, name: str, period: Period) -> bool:
		return is_member(self.planner, name, period)


def roster_vacancies(facts: Facts, rule: DutyRule, window: tuple[date, date]) -> list[Vacancy]:
	"""The owed weeks of the window for which nobody is drawn, or whose officer is away or no longer in post."""
	index = FactIndex(facts)
	planner = RulePlanner(rule, index, window, None)
	serving = {row.key.period for row in rotation_rows(planner)}
	drawn = {week_key(row.week): row.officer for row in facts.roster if row.rule == rule.name}
	return [
		Vacancy(
			rule=rule.name,
			subject="",
			period=period.key,
			reason="officer away" if drawn.get(period.key) else "nobody drawn",
		)
		for period, _ in planner.periods()
		if period.key not in serving and period.last >= window[0].toordinal()
	]
