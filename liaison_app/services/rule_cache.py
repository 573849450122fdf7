"""Rules, trees and calendar for a single visit or assignment: read once by a process, kept until one of their records changes, and
for a minute at most.
"""

from dataclasses import dataclass, replace
from datetime import date
from time import monotonic
from typing import Any

import frappe

from liaison_app.engine.calendar import Calendar
from liaison_app.engine.facts import TargetType, Unit
from liaison_app.engine.rules import AssignmentRule, DutyRule

from .rule_facts import RuleFacts, read_assignment_rules, read_rule_facts

KEY = "liaison_rule_facts"
Cached = tuple[RuleFacts, tuple[AssignmentRule, ...]]
# Who reads in a transaction that began before somebody's change sees what was true then, and may do so after the change has taken the
# mark away: what was read is wrong then, and nothing takes it away but its age.
MOST_SECONDS = 60


@dataclass(frozen=True)
class Kept:
	"""What a process has read, under which mark of the site and when."""

	mark: str
	read_at: float
	cached: Cached

	def holds(self, mark: str) -> bool:
		"""Whether it may still be used."""
		return self.mark == mark and monotonic() - self.read_at < MOST_SECONDS


_KEPT: dict[str, Kept] = {}  # by site


@dataclass(frozen=True)
class Trees:
	"""Units, target types and the calendar."""

	units: tuple[Unit, ...]
	target_types: tuple[TargetType, ...]
	calendar: Calendar


def rules() -> tuple[DutyRule, ...]:
	"""The rules in force."""
	return common().rules


def trees() -> Trees:
	"""The trees that rules refer to."""
	facts = common()
	return Trees(facts.units, facts.target_types, facts.calendar)


def common() -> RuleFacts:
	"""What holds for everyone, but for events, exemptions and the roster, which change too often to be kept."""
	return _cached()[0]


def assignment_rules() -> tuple[AssignmentRule, ...]:
	"""The enabled Assignment Rules."""
	return _cached()[1]


def forget(*_args: Any) -> None:
	"""A record that rules are made of has changed (also usable as a document event).

	Forgets again when the transaction ends: until then another request reads, and keeps, what was true before.
	"""
	_drop()
	frappe.db.after_commit.add(_drop)
	frappe.db.after_rollback.add(_drop)


def _drop() -> None:
	frappe.cache.delete_value(KEY)
	if hasattr(frappe.local, KEY):
		delattr(frappe.local, KEY)


def _cached() -> Cached:
	if not hasattr(frappe.local, KEY):
		setattr(frappe.local, KEY, _kept_or_read())
	return getattr(frappe.local, KEY)


def _kept_or_read() -> Cached:
	"""What this process has read, as long as the site's mark is the one that it was read under: whoever forgets takes the mark away."""
	mark = frappe.cache.get_value(KEY)
	if not mark:
		mark = frappe.generate_hash()
		frappe.cache.set_value(KEY, mark)
	kept = _KEPT.get(frappe.local.site)
	if kept is None or not kept.holds(mark):
		kept = _KEPT[frappe.local.site] = Kept(mark, monotonic(), _read())
	return kept.cached


def _read() -> Cached:
	facts = replace(read_rule_facts(since=date.max), events=(), exemptions=(), roster=())
	return facts, read_assignment_rules()
