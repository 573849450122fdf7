"""Submitted visits and handed-in documents as the engine sees them."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Cast_
from pypika.terms import Term

from liaison_app.engine.facts import Contact, HandedIn
from liaison_app.engine.rules import DutyRule

from .documents.standing import handed_in
from .people_facts import TARGET_FIELDS
from .tables import MOST_NAMES, Rows, batches, by_parent, children, is_among, select, select_in, table_of

VISIT_FIELDS = (
	"name",
	"start",
	"duration_minutes",
	"outcome",
	"recorded_on",
	"attachment",
	"report",
	"has_report",
	"mode",
	"place",
)
DONE = "Done"


def visit_names(officers: Collection[str] | None, since: date, until: date | None = None) -> Rows:
	"""(name, modified as text) of submitted visits that start from `since` to `until`, of these officers (None = anybody), in order of names."""
	visit = table_of("Contact Visit")
	return _submitted((visit.name, Cast_(visit.modified, "varchar")), officers, since, until)


def _submitted(
	columns: Sequence[Term], officers: Collection[str] | None, since: date, until: date | None
) -> Rows:
	"""The columns of such visits, in order of the first; one of the officer gives a row for each of these officers who took part."""
	visit, presence = table_of("Contact Visit"), table_of("Contact Visit Officer")
	found: set[tuple[Any, ...]] = set()
	groups: list[Sequence[str] | None] = [None] if officers is None else list(batches(sorted(officers), 2000))
	for some in groups:
		query = (
			frappe.qb.from_(visit, immutable=False)
			.select(*columns)
			.where((visit.docstatus == 1) & (visit.start >= since))
		)
		if until:
			query = query.where(visit.start < frappe.utils.add_days(until, 1))
		if some is not None:
			query = query.join(presence).on(
				(presence.parent == visit.name) & is_among(presence.officer, some)
			)
		found.update(query.run())
	return sorted(found, key=lambda row: row[0])


def fingerprint(names: Rows) -> str:
	"""The same for the same visits in the same state, with the same number of files."""
	files = _files_of([name for name, _ in names])
	return hashlib.sha256(repr((names, sorted(files))).encode()).hexdigest()


def read_contacts(names: Collection[str], rules: Sequence[DutyRule]) -> list[Contact]:
	"""The visits of these names, with every field that a rule's visit filter asks about."""
	columns = columns_asked(rules)
	targets = by_parent(children("Contact Visit Target", "Contact Visit", ("target",), names))
	return _contacts(select_in("Contact Visit", columns, "name", names), columns, rules, targets)


def read_contacts_between(
	officers: Collection[str], since: date, until: date, rules: Sequence[DutyRule], with_others: bool = True
) -> tuple[list[Contact], Rows]:
	"""The submitted visits of these officers that start from `since` to `until`, with or without the others who took part; and the
	TARGET_FIELDS of their targets, as often as they are named.
	"""
	visit, presence = table_of("Contact Visit"), table_of("Contact Visit Officer")
	columns = columns_asked(rules)
	found = _submitted([*(visit[column] for column in columns), presence.officer], officers, since, until)
	rows = {row[0]: row[:-1] for row in found}
	present = by_parent(sorted((row[0], row[-1]) for row in found))
	named = _targets_in_full(list(rows))
	targets = by_parent(row[:2] for row in named)
	return (
		_contacts(list(rows.values()), columns, rules, targets, None if with_others else present),
		[row[1:] for row in named],
	)


def _targets_in_full(visits: Sequence[str]) -> Rows:
	"""(visit, *TARGET_FIELDS) in order of visits and places."""
	line, target = table_of("Contact Visit Target"), table_of("Contact Target")
	found: Rows = []
	for some in batches(visits, MOST_NAMES):
		query = frappe.qb.from_(line, immutable=False).join(target).on(target.name == line.target)
		query = query.select(line.parent, *[target[field] for field in TARGET_FIELDS])
		query = query.where((line.parenttype == "Contact Visit") & is_among(line.parent, some))
		found += query.orderby(line.parent).orderby(line.idx).orderby(line.name).run()
	return found


def columns_asked(rules: Sequence[DutyRule]) -> list[str]:
	"""The columns of a visit that make a contact, and those that the rules' visit filters ask about."""
	return [*VISIT_FIELDS, *_asked_fields(rules)]


def _contacts(
	rows: Rows,
	columns: list[str],
	rules: Sequence[DutyRule],
	targets: dict[str, Rows],
	officers: dict[str, Rows] | None = None,
) -> list[Contact]:
	names = [row[0] for row in rows]
	if officers is None:
		officers = by_parent(children("Contact Visit Officer", "Contact Visit", ("officer",), names))
	activities = by_parent(children("Liaison Activity Link", "Contact Visit", ("activity",), names))
	files = _files_of(names) if any(rule.evidence == "Attachment" for rule in rules) else set()
	return [
		_contact(dict(zip(columns, row, strict=True)), officers, targets, activities, files) for row in rows
	]


def _contact(row: dict[str, Any], officers: Any, targets: Any, activities: Any, files: set[str]) -> Contact:
	name = row["name"]
	return Contact(
		name=name,
		officers=tuple(officer for (officer,) in officers.get(name, ())),
		targets=tuple(target for (target,) in targets.get(name, ())),
		activities=tuple(activity for (activity,) in activities.get(name, ())),
		start=row["start"],
		minutes=row["duration_minutes"] or 0,
		recorded_on=row["recorded_on"],
		attempt=row["outcome"] not in (DONE, "", None),
		has_attachment=bool(row["attachment"]) or name in files,
		has_report=bool(row["report"] or row["has_report"]),
		fields=row,
	)


def _asked_fields(rules: Sequence[DutyRule]) -> list[str]:
	asked = {condition.fieldname for rule in rules for condition in rule.visit_filters}
	known = set(frappe.get_meta("Contact Visit").get_valid_columns())
	return sorted((asked & known) - set(VISIT_FIELDS))


def _files_of(names: Collection[str]) -> set[str]:
	of_visits = table_of("File").attached_to_doctype == "Contact Visit"
	return {row[0] for row in select_in("File", ("attached_to_name",), "attached_to_name", names, of_visits)}


def read_documents(owners: Collection[str] | None) -> tuple[HandedIn, ...]:
	"""Handed-in documents of these officers (None = of all units) that name a rule and a period."""
	fields = ("name", "rule", "officer", "unit", "period_key", "subject", "handed_in_on")
	table = table_of("Duty Document")
	named: list[Criterion] = [handed_in(), table.rule.isnotnull(), table.period_key.isnotnull()]
	if owners is None:
		rows = select("Duty Document", fields, *named, (table.officer.isnull()) | (table.officer == ""))
	else:
		rows = select_in("Duty Document", fields, "officer", owners, *named)
	return tuple(
		HandedIn(
			name=name,
			rule=rule,
			owner=officer or unit,
			period_key=period,
			subject=subject or "",
			handed_in_on=day,
		)
		for name, rule, officer, unit, period, subject, day in rows
		if (officer or unit) and day
	)
