"""Changing a drawn roster: who may serve which week, and which weeks an absence entered late leaves vacant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from .facts import Facts, RosterRow
from .index import FactIndex
from .rotation import is_member, is_present, week_key
from .rule_planner import RulePlanner
from .rules import DutyRule

WhyNot = Literal["", "week not owed", "not in post", "away"]


def why_not(facts: Facts, rule: DutyRule, officer: str, monday: date) -> WhyNot:
	"""Why the officer cannot serve the week that begins on this Monday; empty when he or she can."""
	planner = RulePlanner(rule, FactIndex(facts), (monday, monday + timedelta(days=6)), None)
	return _why_not(planner, officer, monday)


def _why_not(planner: RulePlanner, officer: str, monday: date) -> WhyNot:
	period = next((period for period, _ in planner.periods() if period.key == week_key(monday)), None)
	if period is None:
		return "week not owed"
	if officer not in planner.index.officers or not is_member(planner, officer, period):
		return "not in post"
	return "" if is_present(planner, planner.index.officers[officer], period) else "away"


def fallen_out(facts: Facts, rule: DutyRule, window: tuple[date, date]) -> Iterator[tuple[RosterRow, WhyNot]]:
	"""The drawn weeks that begin in the window and whose officer is away or no longer in post, with the reason."""
	planner = RulePlanner(rule, FactIndex(facts), window, None)
	for row in facts.roster:
		if row.rule == rule.name and row.officer and window[0] <= row.week <= window[1]:
			reason = _why_not(planner, row.officer, row.week)
			if reason in ("away", "not in post"):
				yield row, reason
