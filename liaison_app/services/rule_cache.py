"""Rules, trees and calendar for a single visit or assignment: read once, kept in the site's cache until one of their records changes."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import frappe

from liaison_app.engine.calendar import Calendar
from liaison_app.engine.facts import TargetType, Unit
from liaison_app.engine.rules import AssignmentRule, DutyRule

from .rule_facts import RuleFacts, read_assignment_rules, read_rule_facts

KEY = "liaison_rule_facts"


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


def _cached() -> tuple[RuleFacts, tuple[AssignmentRule, ...]]:
	if not hasattr(frappe.local, KEY):
		setattr(frappe.local, KEY, frappe.cache.get_value(KEY, _read))
	return getattr(frappe.local, KEY)


def _read() -> tuple[RuleFacts, tuple[AssignmentRule, ...]]:
	facts = replace(read_rule_facts(since=date.max), events=(), exemptions=(), roster=())
	return facts, read_assignment_rules()
