"""The obligations of one rule: who is asked, what their share comes to, and the row that follows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from . import days
from .days import Days
from .due import close_of, dues_of
from .facts import Officer
from .handover import Holder, owes_after_change
from .index import FactIndex
from .periods import Period, periods_between
from .rows import Key, Obligation, RowOwnerKind, obligation_name
from .rules import DutyRule
from .share import Base, Decision, Levels, decide, levels_of, unit_levels
from .subjects import Subject, Subjects

Window = tuple[date, date]


class RulePlanner:
	"""Plans one rule for all asked owners; periods and share bases are worked out once for the rule."""

	def __init__(
		self, rule: DutyRule, index: FactIndex, window: Window, owners: Collection[str] | None
	) -> None:
		self.rule = rule
		self.index = index
		self.window = window
		self.owners = owners
		self.subjects = Subjects(rule, index)
		self._bases: list[tuple[Period, Base]] | None = None
		self._decisions: dict[tuple[str, str, str], Decision | None] = {}
		# Most people hold the same posts on the same days: what days alone decide is worked out once for all of them.
		self._shares: dict[tuple[Any, ...], Decision | None] = {}
		self._terms: dict[tuple[Any, ...], dict[str, Any]] = {}

	# --- who is asked ---

	def asked_officers(self) -> Iterator[tuple[Officer, Levels]]:
		"""The asked officers whom the rule concerns, with the levels of their posts."""
		for officer in self.index.officers.values():
			if self.owners is None or officer.name in self.owners:
				levels = levels_of(self.rule, officer, self.index)
				if levels.levels:
					yield officer, levels

	def asked_units(self) -> Iterator[tuple[str, Levels]]:
		"""The asked units of the rule's types."""
		for unit in self.index.units.values():
			if unit.unit_type in self.rule.owner_unit_types and (
				self.owners is None or unit.name in self.owners
			):
				levels = unit_levels(self.rule, unit.name, self.index)
				if levels.levels:
					yield unit.name, levels

	# --- calendar periods ---

	def periods(self) -> list[tuple[Period, Base]]:
		"""The rule's calendar periods that can meet the window, with the base of their shares."""
		if self._bases is None:
			first = self.window[0] - timedelta(days=self._days_open_after_end())
			found = periods_between(self.rule, self.index.calendar, first, self.window[1])
			self._bases = [(period, Base(self.rule, period, self.index)) for period in found]
		return self._bases

	def _days_open_after_end(self) -> int:
		"""The most days that a row stays open after its period; rules that are merged look back equally far."""
		group = self.rule.merge_group
		merged = [rule for rule in self.index.facts.rules if group and rule.merge_group == group]
		return 1 + max(max(0, rule.due_days) + max(0, rule.grace_days) for rule in (self.rule, *merged))

	def officer_rows(self) -> Iterator[Obligation]:
		"""What officers owe in calendar periods."""
		for officer, levels in self.asked_officers():
			for subject in self.subjects.of_officer(officer):
				for period, base in self.periods():
					decision = self.decide_for(officer, levels, subject, period, base)
					if decision:
						yield self.row(officer, "", subject, period, decision, levels)

	def unit_rows(self) -> Iterator[Obligation]:
		"""What units owe in calendar periods."""
		for unit, levels in self.asked_units():
			for subject in self.subjects.of_unit(unit):
				for period, base in self.periods():
					decision = self.share_of(None, unit, levels, subject, period, base)
					if decision:
						yield self.row(None, unit, subject, period, decision, levels)

	def decide_for(
		self, officer: Officer, levels: Levels, subject: Subject, period: Period, base: Base
	) -> Decision | None:
		"""What the officer's share comes to, the other holders of a subject that changed hands considered."""
		decision = self.share_of(officer, officer.unit, levels, subject, period, base)
		if not decision or self.rule.subject_kind != "Assigned" or not subject.name:
			return decision
		others = self._other_holders(officer, subject.name, period, base)
		return owes_after_change(decision, others) if others else decision

	def share_of(
		self,
		officer: Officer | None,
		unit: str,
		levels: Levels,
		subject: Subject,
		period: Period,
		base: Base,
		event: str = "",
	) -> Decision | None:
		"""What the owner's share of the subject in the period comes to by itself; None without a day of holding."""
		assigned = days.clip(subject.days, period.first, period.last)
		if not assigned:
			return None
		leave = self.index.leave_days(officer.name) if officer else days.EMPTY
		exempt = self.index.exempt_days(self.rule.name, subject.name, officer, unit, event)
		key = (levels, assigned, leave, exempt, period, base)
		if key not in self._shares:
			self._shares[key] = decide(self.rule, levels, assigned, leave, exempt, base)
		return self._shares[key]

	def _other_holders(self, officer: Officer, target: str, period: Period, base: Base) -> list[Holder]:
		names = {found.officer for found in self.index.holders_of.get(target, ())} - {officer.name}
		others = []
		for name in sorted(names):
			decision = self._decision_of(name, target, period, base)
			if decision:
				others.append(Holder(decision.holding, decision.cover, decision.reached))
		return others

	def _decision_of(self, name: str, target: str, period: Period, base: Base) -> Decision | None:
		key = (name, target, period.key)
		if key not in self._decisions:
			self._decisions[key] = None
			officer = self.index.officers.get(name)
			levels = levels_of(self.rule, officer, self.index) if officer else None
			if officer and levels and levels.levels:
				found = (subject for subject in self.subjects.of_officer(officer) if subject.name == target)
				for subject in found:
					self._decisions[key] = self.share_of(officer, officer.unit, levels, subject, period, base)
		return self._decisions[key]

	# --- the row ---

	def row(
		self,
		officer: Officer | None,
		unit: str,
		subject: Subject,
		period: Period,
		decision: Decision,
		levels: Levels,
	) -> Obligation:
		"""The obligation of a calendar period."""
		leave = self.index.leave_days(officer.name) if officer else days.EMPTY
		last = decision.holding[-1][1]
		return self.obligation(
			officer.name if officer else unit,
			"Officer" if officer else "Unit",
			subject,
			period,
			decision,
			excused_on=date.fromordinal(last) if last in subject.excusing_ends else None,
			**self._terms_of(subject.days, period, decision, levels, leave),
		)

	def _terms_of(
		self, subject_days: Days, period: Period, decision: Decision, levels: Levels, leave: Days
	) -> dict[str, Any]:
		"""The fields of a row that follow from days and quantity."""
		key = (subject_days, period, decision, levels, leave)
		if key not in self._terms:
			quantity = self.quantity_in_row(decision, leave)
			dues = dues_of(self.rule, period, quantity, decision.holding, leave, self.index.calendar)
			first, last = decision.holding[0][0], decision.holding[-1][1]
			self._terms[key] = {
				"quantity": quantity,
				"opens": date.fromordinal(first),
				"dues": tuple(date.fromordinal(due) for due in dues),
				"close": close_of(dues[-1], last, self.rule.grace_days),
				"in_post": days.clip(levels.any_days, period.first, period.last),
				"assigned": days.clip(subject_days, period.first, period.last),
				"leave": days.clip(leave, period.first, period.last),
			}
		return self._terms[key]

	def obligation(
		self,
		owner: str,
		owner_kind: RowOwnerKind,
		subject: Subject,
		period: Period,
		decision: Decision,
		**fields: Any,
	) -> Obligation:
		"""An obligation with all that follows from the rule; `fields` are the rest."""
		rule = self.rule
		key = Key(rule.name, owner, subject.name, period.key)
		name = obligation_name(key)
		exempted = name in self.index.exempted_rows
		return Obligation(
			name=name,
			key=key,
			owner_kind=owner_kind,
			regulation=rule.regulation,
			nature=decision.nature,
			period_start=date.fromordinal(period.first),
			period_end=date.fromordinal(period.last) if period.last < days.LAST else None,
			held=subject.held,
			within=subject.within,
			waived="exemption" if exempted else decision.waived,
			lead_days=rule.reminder_days,
			more_than=rule.comparator == ">" and rule.measure == "Share of Working Time",
			reviewer_after_days=rule.reviewer_after_days,
			manager_after_days=rule.manager_after_days,
			**fields,
		)

	def quantity_in_row(self, decision: Decision, leave: Days) -> float:
		"""The quantity in the row's unit: minutes for working time and shares, else as it stands."""
		rule = self.rule
		if rule.measure == "Share of Working Time":
			present = days.subtract(decision.holding, leave)
			working = self.index.calendar.working_days_in(present)
			return round(decision.quantity / 100 * 60 * rule.hours_per_day * working, 6)
		if rule.measure == "Minutes":
			return round(decision.quantity * minutes_per_unit(rule), 6)
		return decision.quantity


def minutes_per_unit(rule: DutyRule) -> float:
	"""Minutes in one unit of a rule that is measured in time."""
	return {"Hours": 60.0, "Days": 60 * rule.hours_per_day}.get(rule.quantity_unit, 1.0)
