"""Rules and trees for a single visit: read once, kept in the site's cache until one of their records changes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe

from liaison_app.engine.calendar import Calendar
from liaison_app.engine.facts import TargetType, Unit
from liaison_app.engine.rules import DutyRule

from .rule_facts import RuleFacts, read_rule_facts

KEY = "liaison_rule_facts"


@dataclass(frozen=True)
class Trees:
	"""Units, target types and the calendar."""

	units: tuple[Unit, ...]
	target_types: tuple[TargetType, ...]
	calendar: Calendar


def rules() -> tuple[DutyRule, ...]:
	"""The rules in force."""
	return _cached()[0]


def trees() -> Trees:
	"""The trees that rules refer to."""
	return _cached()[1]


def forget(*_args: Any) -> None:
	"""A rule, regulation, unit, target type, term or calendar day has changed (also usable as a document event)."""
	frappe.cache.delete_value(KEY)
	if hasattr(frappe.local, KEY):
		delattr(frappe.local, KEY)


def _cached() -> tuple[tuple[DutyRule, ...], Trees]:
	if not hasattr(frappe.local, KEY):
		setattr(frappe.local, KEY, frappe.cache.get_value(KEY, _read))
	return getattr(frappe.local, KEY)


def _read() -> tuple[tuple[DutyRule, ...], Trees]:
	facts: RuleFacts = read_rule_facts(since=date.max)
	return facts.rules, Trees(facts.units, facts.target_types, facts.calendar)
