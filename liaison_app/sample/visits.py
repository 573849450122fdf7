"""One semester of visits, as diligent and as negligent people make them: gaps, late entries, groups, attempts, withdrawals.

Each owed row decides for itself, by a random generator seeded with its name, so the same facts give the same visits whatever
else is planned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from ..engine import FactIndex, days, plan
from ..engine.facts import Facts, Target
from ..engine.rows import Obligation
from ..engine.rules import CountRow, DutyRule
from .diary import Diary

SEED = 3
DILIGENCE = (0.95, 0.9, 0.8, 0.97, 0.6, 0.9, 0.3)
USUAL_ACTIVITY = "Visit"
LATE, ATTEMPT, CANCELLED, BY_PHONE, GROUP, SAME_OCCASION = 0.08, 0.03, 0.015, 0.04, 0.5, 0.55
LONGEST_SITTING = 240  # minutes
MOST_SITTINGS = 6
ACCOUNTS = (
	"了解近期情况，听取意见建议。",
	"谈学习、工作和生活，记下两条建议，会后转有关部门。",
	"介绍学校近期安排，回答提问。",
	"看现场，问困难，约定下次时间。",
	"交流思想，鼓励发挥作用。",
)


@dataclass(slots=True)
class Visit:
	"""A visit while the semester is being written; `serves` are the rules it was made for."""

	officers: list[str]
	targets: list[str]
	activities: list[str]
	day: date
	minutes: int
	serves: set[tuple[str, str]] = field(default_factory=set)
	extra: dict[str, Any] = field(default_factory=dict)


class Semester:
	"""Writes the visits of all officers from `first_day` to the day before `today`, each on a day drawn from its whole period."""

	def __init__(self, facts: Facts, first_day: date, today: date) -> None:
		self.index = FactIndex(facts)
		self.first_day = first_day
		self.today = today
		self.visits: list[Visit] = []
		self._by_target: dict[str, list[Visit]] = {}

	def write(self) -> list[Visit]:
		"""All visits, in the order in which the rows asked for them."""
		for row in plan(self.index, (self.first_day, self.today)):
			rule = self.index.rules[row.key.rule]
			if rule.measure != "Document" and not row.waived:
				self._serve(row, rule)
		return self.visits

	def _serve(self, row: Obligation, rule: DutyRule) -> None:
		chance = Random(f"{SEED} visits {row.name}")
		officer = self._officer_for(row)
		allowed = self._days_for(row, officer)
		if not officer or not allowed:
			return
		for minutes in self._sittings(row, rule, chance):
			if chance.random() < diligence(self.index, officer):
				self._go(row, rule, officer, allowed, minutes, chance)

	def _officer_for(self, row: Obligation) -> str:
		if row.owner_kind == "Officer":
			return row.key.owner
		members = self.index.officers_of_unit.get(row.key.owner, frozenset())
		return min(members, key=lambda name: self.index.officers[name].rank, default="")

	def _days_for(self, row: Obligation, officer: str) -> list[date]:
		"""Teaching days, past and to come, on which a visit can count and the officer is there."""
		first = max(row.period_start, row.opens, self.first_day)
		last = max(row.dues[-1], row.period_end or row.dues[-1])
		if first > last:
			return []
		usable = days.intersect(row.assigned, days.subtract(row.in_post, self.index.leave_days(officer)))
		if row.key.subject:
			usable = days.intersect(usable, self.index.target_days(self.index.targets[row.key.subject]))
		usable = days.clip(usable, first.toordinal(), last.toordinal())
		teaching = (self.index.calendar.teaching_ordinals(begin, end) for begin, end in usable)
		return [date.fromordinal(ordinal) for span in teaching for ordinal in span]

	def _sittings(self, row: Obligation, rule: DutyRule, chance: Random) -> list[int]:
		"""Minutes of each visit that the row asks for."""
		if rule.measure in ("Minutes", "Share of Working Time"):
			number = math.ceil(row.quantity / LONGEST_SITTING)
			return [math.ceil(row.quantity / number)] * min(MOST_SITTINGS, number)
		return [chance.choice((30, 45, 60, 90)) for _ in range(math.ceil(row.quantity))]

	def _go(
		self, row: Obligation, rule: DutyRule, officer: str, allowed: list[date], minutes: int, chance: Random
	) -> None:
		line = chance.choice(rule.counts) if rule.counts else CountRow()
		target = row.key.subject or self._target_for(row, line, officer, chance)
		if not target:
			return
		activity = chance.choice(line.activities) if line.activities else USUAL_ACTIVITY
		day = chance.choice(allowed[1:] or allowed)  # hardly anybody goes on the very first day
		if day >= self.today:  # still to come
			return
		serves = (officer, row.name)
		allowed = [other for other in allowed if other < self.today]
		if self._joins_another(rule, officer, target, activity, allowed, serves, chance):
			return
		visit = Visit([officer], [target], [activity], day, minutes, {serves})
		_furnish(visit, rule, self.today, chance)
		self._note(visit)
		self._add_failures(visit, chance)

	def _target_for(self, row: Obligation, line: CountRow, officer: str, chance: Random) -> str:
		"""A target that fits the line, of the officer's own college if there is one."""
		held = {name for name, _ in row.held} if row.held is not None else None
		roots = [unit for unit, _ in row.within] if row.within is not None else None
		fitting = [
			target
			for target in self.index.facts.targets
			if self._fits(target, line)
			and (held is None or target.name in held)
			and (roots is None or any(self.index.is_inside(target, root) for root in roots))
		]
		home = self.index.college_of(self.index.officers[officer].unit)
		near = [target for target in fitting if self.index.is_inside(target, home)]
		choice = near or fitting
		return chance.choice(choice).name if choice else ""

	def _fits(self, target: Target, line: CountRow) -> bool:
		if not self.index.is_kind_of(target.target_type, line.target_types):
			return False
		lasts = days.subtract(days.span(self.first_day, self.today), self.index.target_days(target))
		tagged = not line.tags or any(tag.tag in line.tags for tag in target.tags)
		return not lasts and tagged

	def _joins_another(
		self,
		rule: DutyRule,
		officer: str,
		target: str,
		activity: str,
		allowed: list[date],
		serves: tuple[str, str],
		chance: Random,
	) -> bool:
		"""Two errands on one occasion, or a colleague's visit that one goes along with."""
		if rule.measure in ("Minutes", "Share of Working Time") or rule.evidence != "None":
			return False
		for visit in self._by_target.get(target, ()):
			if visit.extra or visit.day not in allowed or serves in visit.serves or len(visit.officers) > 2:
				continue
			own = officer in visit.officers
			if chance.random() > (SAME_OCCASION if own else GROUP) or (
				not own and activity not in visit.activities
			):
				continue
			visit.serves.add(serves)
			visit.officers = list(dict.fromkeys([*visit.officers, officer]))
			visit.activities = list(dict.fromkeys([*visit.activities, activity]))
			return True
		return False

	def _note(self, visit: Visit) -> None:
		self.visits.append(visit)
		for target in visit.targets:
			self._by_target.setdefault(target, []).append(visit)

	def _add_failures(self, visit: Visit, chance: Random) -> None:
		"""Now and then somebody was not there the first time, or a visit was entered by mistake and withdrawn."""
		for likelihood, extra in (
			(ATTEMPT, {"attempt": True, "outcome": "Not Reached"}),
			(CANCELLED, {"cancelled": True}),
		):
			if chance.random() < likelihood:
				self.visits.append(
					Visit(
						visit.officers[:1], visit.targets, visit.activities[:1], visit.day, 15, set(), extra
					)
				)


def diligence(index: FactIndex, officer: str) -> float:
	"""How much of what is owed the person gets done: most nearly all, a few very little."""
	return DILIGENCE[index.officers[officer].rank % len(DILIGENCE)]


def _furnish(visit: Visit, rule: DutyRule, today: date, chance: Random) -> None:
	"""Evidence where it is demanded, entries made too late, talks by telephone."""
	if rule.evidence != "None" and chance.random() < 0.8:
		visit.extra["has_report" if rule.evidence == "Report" else "has_attachment"] = True
	if chance.random() < LATE:
		recorded = min(today, visit.day + timedelta(days=chance.randint(3, 14)))
		visit.extra["recorded_on"] = recorded
	if chance.random() < BY_PHONE:
		visit.extra["mode"] = chance.choice(("Phone", "Online"))


def as_file(visits: list[Visit], places: dict[str, str]) -> dict[str, Any]:
	"""A visits file, in order of time; `places` maps targets to where they are met."""
	ordered = sorted(visits, key=lambda visit: (visit.day, visit.officers, visit.targets, visit.activities))
	diary = Diary()
	return {
		"format": "liaison-visits/1",
		"visits": [_entry(number, visit, places, diary) for number, visit in enumerate(ordered, 1)],
	}


def _entry(number: int, visit: Visit, places: dict[str, str], diary: Diary) -> dict[str, Any]:
	chance = Random(f"{SEED} entry {visit.day} {visit.officers} {visit.targets}")
	start = diary.begin(visit.officers, visit.day, visit.minutes, chance)
	recorded = visit.extra.get("recorded_on", visit.day)
	fields = {
		"mode": visit.extra.get("mode", "Face to Face"),
		"outcome": visit.extra.get("outcome", "Done"),
		"place": places.get(visit.targets[0], ""),
		"account": chance.choice(ACCOUNTS),
	}
	flags = {
		name: True
		for name in ("attempt", "cancelled", "has_attachment", "has_report")
		if visit.extra.get(name)
	}
	return {
		"name": f"V{number:04}",
		"officers": visit.officers,
		"targets": visit.targets,
		"activities": visit.activities,
		"start": start.isoformat(timespec="minutes"),
		"minutes": visit.minutes,
		"recorded_on": recorded.isoformat(),
		**flags,
		"fields": fields,
	}
