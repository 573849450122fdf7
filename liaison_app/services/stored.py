"""Obligations in the database: engine rows to columns and back, bulk insert, guarded update."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder import Criterion

from liaison_app.engine.credit import counts_until
from liaison_app.engine.rows import Obligation, Progress, StoredRow
from liaison_app.engine.rules import DutyRule
from liaison_app.engine.status import next_due

from .labels import Labels
from .plan_data import pack, unpack
from .tables import (
	MOST_NAMES,
	batches,
	by_row,
	insert_rows,
	is_among,
	rows_written,
	select,
	select_in,
	table_of,
)
from .todos import OPEN_STATES

DOCTYPE = "Periodic Obligation"
READ_FIELDS = (
	"name",
	"rule",
	"owner_key",
	"subject",
	"period_key",
	"owner_kind",
	"regulation",
	"nature",
	"quantity",
	"period_start",
	"period_end",
	"opens",
	"close_on",
	"waived_reason",
	"excused_on",
	"plan_data",
	"done",
	"counted_contacts",
	"last_contact_on",
	"state",
	"frozen",
	"planned",
	"revision",
	"plan_hash",
)


@dataclass(frozen=True)
class Found:
	"""A stored row with what only the database knows: whether it was planned last, and how often it was written."""

	row: StoredRow
	planned: bool
	revision: int
	label_hash: str


def read_rows(*conditions: Criterion, among: tuple[str, Collection[str]] | None = None) -> dict[str, Found]:
	"""Stored rows that meet the conditions, by name; `among` is (column, values)."""
	if among:
		rows = select_in(DOCTYPE, READ_FIELDS, among[0], among[1], *conditions)
	else:
		rows = select(DOCTYPE, READ_FIELDS, *conditions)
	return {row[0]: _found(dict(zip(READ_FIELDS, row, strict=True))) for row in rows}


def owners_of_closed(owners: Collection[str]) -> set[str]:
	"""Those of the owners who have rows that are closed."""
	table = table_of(DOCTYPE)
	query = frappe.qb.from_(table).select(table.owner_key).distinct().where(table.frozen == 1)
	found = (
		query.where(is_among(table.owner_key, some)).run() for some in batches(sorted(owners), MOST_NAMES)
	)
	return {owner for rows in found for (owner,) in rows}


def companions(rows: Sequence[Obligation], rules: Iterable[DutyRule]) -> list[Obligation]:
	"""The other rows of the same owners in the same time, closed ones too, where a rule does not share its visits with them.

	Empty where every rule shares: then no row's progress hangs on another.
	"""
	if not rows or all(rule.shared for rule in rules):
		return []
	table = table_of(DOCTYPE)
	since, until = min(row.period_start for row in rows), max(counts_until(row) for row in rows)
	overlaps = (table.period_start <= until) & (table.close_on.isnull() | (table.close_on >= since))
	found = read_rows(overlaps, among=("owner_key", {row.key.owner for row in rows}))
	known = {row.name for row in rows}
	return [each.row.row for name, each in found.items() if name not in known]


def insert(rows: Iterable[StoredRow], labels: Labels, today: date) -> int:
	"""Insert the rows in bulk; one that is there already (another worker was first) stays as it is. Returns how many were given."""
	values = [_values(row, labels, today, revision=0) for row in rows]
	if values:
		now = frappe.utils.now()
		record = {"creation": now, "modified": now, "owner": "Administrator", "modified_by": "Administrator"}
		lines = [(*record.values(), *line.values(), _assignee(line)) for line in values]
		insert_rows(DOCTYPE, [*record, *values[0], "_assign"], lines)
	return len(values)


def update(
	changes: Iterable[StoredRow],
	found: dict[str, Found],
	labels: Labels,
	today: date,
	unplanned: Collection[str] = (),
) -> set[str]:
	"""Rewrite the rows, each only if nobody else has written it since it was read. Returns the names of those left alone."""
	left: set[str] = set()
	for row in changes:
		name = row.row.name
		revision = found[name].revision
		values = _values(row, labels, today, revision=revision + 1, planned=name not in unplanned)
		if not _write(name, values, revision):
			left.add(name)
	return left


def update_progress(changes: Iterable[StoredRow], found: dict[str, Found], today: date) -> set[str]:
	"""Write only what contacts change, in one statement and under the same guard.

	Returns the names that are to be settled again: all of them when somebody else has written one meanwhile.
	"""
	lines = {
		change.row.name: _progress_values(change, today, found[change.row.name].revision + 1)
		for change in changes
	}
	if not lines:
		return set()
	table = table_of(DOCTYPE)
	unchanged = table.revision == by_row(table.name, {name: found[name].revision for name in lines})
	query = frappe.qb.update(table, immutable=False).where(is_among(table.name, lines) & unchanged)
	for column in next(iter(lines.values())):
		values = {name: line[column] for name, line in lines.items()}
		query = query.set(table[column], by_row(table.name, values))
	query.set(table.modified, frappe.utils.now()).run()
	return set() if rows_written() == len(lines) else set(lines)


def _write(name: str, values: dict[str, Any], revision: int) -> bool:
	table = table_of(DOCTYPE)
	query = frappe.qb.update(table).where((table.name == name) & (table.revision == revision))
	for column, value in values.items():
		if column != "name":
			query = query.set(table[column], value)
	query.set(table.modified, frappe.utils.now()).run()
	return rows_written() == 1


def _assignee(line: dict[str, Any]) -> str | None:
	"""A new row that asks for a ToDo is born assigned, which spares an update."""
	asks = line["state"] in OPEN_STATES and line["responsible_user"]
	return json.dumps([line["responsible_user"]]) if asks else None


# --- columns ---


def _values(
	row: StoredRow, labels: Labels, today: date, *, revision: int, planned: bool = True
) -> dict[str, Any]:
	planned_row = row.row
	is_officer = planned_row.owner_kind == "Officer"
	shown = labels.of(planned_row)
	return {
		"name": planned_row.name,
		"rule": planned_row.key.rule,
		"regulation": planned_row.regulation,
		"owner_kind": planned_row.owner_kind,
		"owner_key": planned_row.key.owner,
		"officer": planned_row.key.owner if is_officer else None,
		"subject": planned_row.key.subject or None,
		"period_key": planned_row.key.period,
		"nature": planned_row.nature,
		"quantity": planned_row.quantity,
		**shown,
		"plan_hash": label_hash(shown),
		"period_start": planned_row.period_start,
		"period_end": planned_row.period_end,
		"opens": planned_row.opens,
		"last_due": planned_row.dues[-1],
		"close_on": planned_row.close,
		"waived_reason": planned_row.waived or None,
		"excused_on": planned_row.excused_on,
		"plan_data": pack(planned_row),
		"planned": int(planned),
		**_progress_values(row, today, revision),
	}


def _progress_values(row: StoredRow, today: date, revision: int) -> dict[str, Any]:
	"""The columns that contacts and the passing of time change."""
	progress = row.progress
	return {
		"state": row.state,
		"done": progress.done,
		"next_due": next_due(row.row, progress),
		"counted_contacts": _counted(progress),
		"last_contact_on": progress.last_day,
		"frozen": int(row.frozen),
		"next_change_on": None if row.frozen else next_change(row.row, progress, today),
		"revision": revision,
	}


def _counted(progress: Progress) -> str:
	"""How many were on time and the names of the contacts, as JSON."""
	if not progress.contacts and not progress.on_time:
		return "[0]"  # as most rows are written
	return json.dumps([progress.on_time, *progress.contacts])


def label_hash(shown: dict[str, Any]) -> str:
	"""Tells whether the labels of a row are still those that are stored."""
	# Rows of sites from before said nothing of it, and need not all be written anew.
	shown = {name: value for name, value in shown.items() if name != "sensitive" or value}
	return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def relabelled(rows: Iterable[Obligation], found: dict[str, Found], labels: Labels) -> set[str]:
	"""Names of stored, open rows whose labels or responsible user have changed."""
	return {
		row.name
		for row in rows
		if row.name in found
		and not found[row.name].row.frozen
		and label_hash(labels.of(row)) != found[row.name].label_hash
	}


def next_change(row: Obligation, progress: Progress, today: date) -> date | None:
	"""The first day after `today` on which the passing of time alone can change the state, or who is told; None when none can."""
	due = next_due(row, progress)
	days = [row.opens, due - timedelta(days=row.lead_days), due + timedelta(days=1)]
	days += [
		due + timedelta(days=after) for after in (row.reviewer_after_days, row.manager_after_days) if after
	]
	if row.excused_on:
		days.append(row.excused_on)
	if row.period_end:
		days.append(row.period_end + timedelta(days=1))
	if row.close:
		days.append(row.close + timedelta(days=1))
	return min((day for day in days if day > today), default=None)


def _found(stored: dict[str, Any]) -> Found:
	row = unpack(stored, json.loads(stored["plan_data"]))
	on_time, *contacts = json.loads(stored["counted_contacts"] or "[0]")
	progress = Progress(
		done=stored["done"], on_time=on_time, contacts=tuple(contacts), last_day=stored["last_contact_on"]
	)
	kept = StoredRow(row=row, progress=progress, state=stored["state"], frozen=bool(stored["frozen"]))
	return Found(kept, bool(stored["planned"]), stored["revision"] or 0, stored["plan_hash"] or "")
