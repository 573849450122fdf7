"""Regulations, rules, calendar and trees: the facts that are the same for every officer."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe.model import no_value_fields

from liaison_app.engine.calendar import Calendar, Term
from liaison_app.engine.facts import Event, Exemption, Post, RosterRow, TargetType, Unit
from liaison_app.engine.rule_from_row import assignment_rule_from_row, duty_rule_from_row
from liaison_app.engine.rules import AssignmentRule, DutyRule, Regulation

from .failures import Failure
from .settings import last_completed_run
from .tables import by_parent, children, select, table_of


@dataclass
class RuleFacts:
	"""What holds for everyone, with a fingerprint of the rows that it was read from."""

	calendar: Calendar
	regulations: tuple[Regulation, ...]
	rules: tuple[DutyRule, ...]
	posts: tuple[Post, ...]
	units: tuple[Unit, ...]
	target_types: tuple[TargetType, ...]
	events: tuple[Event, ...]
	exemptions: tuple[Exemption, ...]
	roster: tuple[RosterRow, ...]
	last_completed_run: date | None
	fingerprint: str = ""
	failures: list[Failure] = field(default_factory=list)


def read_rule_facts(since: date) -> RuleFacts:
	"""Everything but people, targets and assignments; events and roster weeks from `since` on.

	A rule that cannot be read is left out and named in `failures`; its obligations are not to be touched.
	"""
	failures: list[Failure] = []
	rule_rows = _rule_rows("Duty Rule")
	raw: dict[str, Any] = {
		"rules": rule_rows,
		"terms": select("Liaison Term", ("name", "academic_year", "first_day", "last_day")),
		"days": select("Liaison Calendar Day", ("name", "date", "kind", "trigger_event_type")),
		"regulations": _regulation_rows(),
		"posts": select("Liaison Post", ("name",)),
		"implied": children("Liaison Post Link", "Liaison Post", ("post",)),
		"units": _unit_rows(),
		"types": select("Target Type", ("name", "parent_target_type")),
		"events": _event_rows(since),
		"sensitive": select(
			"Trigger Event Type", ("name",), table_of("Trigger Event Type").sensitive == 1
		),  # the labels hang on it
		"exemptions": _exemption_rows(),
		"roster": _roster_rows(since),
	}
	return RuleFacts(
		calendar=_calendar(raw["terms"], raw["days"]),
		regulations=tuple(
			Regulation(
				name=name,
				title=title or "",
				effective_from=start,
				effective_to=end,
				supersedes=old or "",
				unit=unit or "",
			)
			for name, title, start, end, old, unit in raw["regulations"]
		),
		rules=_read_rules(rule_rows, {row[0] for row in raw["regulations"]}, failures),
		posts=_posts(raw["posts"], raw["implied"]),
		units=_units(raw["units"]),
		target_types=tuple(TargetType(name=name, parent=parent or "") for name, parent in raw["types"]),
		events=(*_events(raw["events"]), *_festivals(raw["days"], since)),
		exemptions=_exemptions(raw["exemptions"]),
		roster=tuple(
			RosterRow(rule=rule, week=week, officer=officer or "", drawn=drawn or "")
			for rule, week, officer, drawn in raw["roster"]
		),
		last_completed_run=last_completed_run(),
		fingerprint=hashlib.sha256(repr(raw).encode()).hexdigest(),
		failures=failures,
	)


def read_assignment_rules() -> tuple[AssignmentRule, ...]:
	"""All enabled Assignment Rules."""
	return tuple(
		assignment_rule_from_row(row) for row in _rule_rows("Liaison Assignment Rule") if row.get("enabled")
	)


# --- rules ---


def _rule_rows(doctype: str) -> list[dict[str, Any]]:
	"""Rule rows with their child rows as mappings, the shape that the engine reads rules from."""
	rows = frappe.get_all(doctype, fields=["*"], order_by="name asc")
	by_name = {row["name"]: _without_record_fields(row) for row in rows}
	for table_field in frappe.get_meta(doctype).get_table_fields():
		columns = _columns_of(table_field.options)
		found = children(table_field.options, doctype, ("parentfield", *columns))
		for parent, lines in by_parent(found).items():
			for parentfield, *values in lines:
				if parent in by_name and parentfield == table_field.fieldname:
					line = dict(zip(columns, values, strict=True))
					by_name[parent].setdefault(parentfield, []).append(line)
	return list(by_name.values())


def _columns_of(child_table: str) -> list[str]:
	"""The fields of a child table that hold a value; buttons and breaks have no column."""
	fields = frappe.get_meta(child_table).fields
	return [field.fieldname for field in fields if field.fieldtype not in no_value_fields]


def _without_record_fields(row: dict[str, Any]) -> dict[str, Any]:
	"""The row without what every save changes or users add (`modified`, `_comments`), so that it does not look like a new rule."""
	left_out = ("modified", "modified_by", "creation", "owner", "docstatus", "idx")
	return {key: value for key, value in row.items() if key not in left_out and not key.startswith("_")}


def _read_rules(
	rows: list[dict[str, Any]], in_force: set[str], failures: list[Failure]
) -> tuple[DutyRule, ...]:
	rules = []
	for row in rows:
		if not row.get("enabled") or row["regulation"] not in in_force:
			continue
		try:
			rules.append(duty_rule_from_row(row))
		except Exception as error:  # contained: one unreadable rule must not stop the others
			failures.append(Failure("Duty Rule", row["name"], str(error)))
	return tuple(rules)


def _regulation_rows() -> list[tuple[Any, ...]]:
	fields = ("name", "title", "effective_from", "effective_to", "supersedes", "unit")
	return select("Liaison Regulation", fields, table_of("Liaison Regulation").status != "Draft")


def _posts(names: list[tuple[Any, ...]], implied: list[tuple[Any, ...]]) -> tuple[Post, ...]:
	links: dict[str, list[str]] = defaultdict(list)
	for parent, post in implied:
		links[parent].append(post)
	return tuple(Post(name=name, implies=tuple(links[name])) for (name,) in names)


def _unit_rows() -> list[tuple[Any, ...]]:
	fields = ("name", "parent_liaison_unit", "unit_type", "reviewer", "clerk")
	return select("Liaison Unit", fields, table_of("Liaison Unit").disabled == 0)


def _units(rows: list[tuple[Any, ...]]) -> tuple[Unit, ...]:
	return tuple(
		Unit(
			name=name,
			parent=parent or "",
			unit_type=kind or "",
			reviewer=reviewer or "",
			clerk=clerk or "",
		)
		for name, parent, kind, reviewer, clerk in rows
	)


def read_units() -> tuple[Unit, ...]:
	"""The units that are not disabled, alone."""
	return _units(_unit_rows())


# --- calendar and events ---


def _calendar(terms: list[tuple[Any, ...]], days: list[tuple[Any, ...]]) -> Calendar:
	return Calendar(
		terms=tuple(Term(name, year or "", first, last) for name, year, first, last in terms),
		holidays=frozenset(day for _, day, kind, _ in days if kind == "Holiday"),
		make_up_days=frozenset(day for _, day, kind, _ in days if kind == "Make-up Day"),
	)


def read_calendar() -> Calendar:
	"""The institution's calendar alone."""
	return _calendar(
		select("Liaison Term", ("name", "academic_year", "first_day", "last_day")),
		select("Liaison Calendar Day", ("name", "date", "kind", "trigger_event_type")),
	)


def _event_rows(since: date) -> list[tuple[Any, ...]]:
	table = table_of("Trigger Event")
	fields = ("name", "event_type", "day", "target", "registered_on")
	recent = (table.day >= since) | (table.registered_on >= since)
	return select("Trigger Event", fields, table.status != "Cancelled", recent)


def _events(rows: list[tuple[Any, ...]]) -> tuple[Event, ...]:
	return tuple(
		Event(name=name, event_type=kind, day=day, target=target or "", registered_on=registered)
		for name, kind, day, target, registered in rows
	)


def _festivals(days: list[tuple[Any, ...]], since: date) -> tuple[Event, ...]:
	"""Festivals of the calendar trigger by themselves, for every held target."""
	return tuple(
		Event(name=name, event_type=event_type, day=day)
		for name, day, kind, event_type in days
		if kind == "Festival" and event_type and day >= since
	)


def _exemption_rows() -> list[tuple[Any, ...]]:
	fields = ("name", "officer", "unit", "rule", "subject", "event", "obligation", "from_date", "to_date")
	return select("Exemption", fields, table_of("Exemption").status == "Approved")


def _exemptions(rows: list[tuple[Any, ...]]) -> tuple[Exemption, ...]:
	names = ("name", "officer", "unit", "rule", "subject", "event", "obligation")
	return tuple(
		Exemption(
			**{key: value or "" for key, value in zip(names, row[:7], strict=True)},
			from_date=row[7],
			to_date=row[8],
		)
		for row in rows
	)


def _roster_rows(since: date) -> list[tuple[Any, ...]]:
	table = table_of("Roster Week")
	return select("Roster Week", ("rule", "week", "officer", "drawn"), table.week >= since)
