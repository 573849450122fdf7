"""Obligations in the database: engine rows to columns and back, bulk insert, guarded update."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder import Criterion

from liaison_app.engine.days import Days
from liaison_app.engine.rows import Key, Obligation, Progress, StoredRow
from liaison_app.engine.status import next_due

from .labels import Labels
from .tables import MOST_NAMES, batches, insert_rows, is_among, rows_written, select, select_in, table_of
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
_to_json = json.JSONEncoder(separators=(",", ":")).encode


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
	"""Write only what contacts change, under the same guard. Returns the names of the rows left alone."""
	return {
		change.row.name
		for change in changes
		if not _write(
			change.row.name,
			_progress_values(change, today, found[change.row.name].revision + 1),
			found[change.row.name].revision,
		)
	}


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
		"counted_contacts": json.dumps([progress.on_time, *progress.contacts]),
		"last_contact_on": progress.last_day,
		"frozen": int(row.frozen),
		"next_change_on": None if row.frozen else next_change(row.row, progress, today),
		"revision": revision,
	}


def label_hash(shown: dict[str, Any]) -> str:
	"""Tells whether the labels of a row are still those that are stored."""
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


def pack(row: Obligation) -> str:
	"""What the columns do not hold, as JSON; days are ordinals, and what is empty is left out."""
	plan: dict[str, Any] = {
		"dues": [due.toordinal() for due in row.dues],
		"in_post": row.in_post,
		"assigned": row.assigned,
		"leave": row.leave,
		"event": row.event,
		"creatable_until": row.creatable_until and row.creatable_until.toordinal(),
		"lead_days": row.lead_days,
		"more_than": row.more_than,
		"rolling_days": row.rolling_days,
		"reviewer_after_days": row.reviewer_after_days,
		"manager_after_days": row.manager_after_days,
	}
	filters: dict[str, Any] = {"held": row.held, "within": row.within}  # nothing held is not the same as no filter
	kept = {key: value for key, value in plan.items() if value}
	kept.update((key, value) for key, value in filters.items() if value is not None)
	return _to_json(kept)


def _found(stored: dict[str, Any]) -> Found:
	row = _obligation(stored, json.loads(stored["plan_data"]))
	on_time, *contacts = json.loads(stored["counted_contacts"] or "[0]")
	progress = Progress(
		done=stored["done"], on_time=on_time, contacts=tuple(contacts), last_day=stored["last_contact_on"]
	)
	kept = StoredRow(row=row, progress=progress, state=stored["state"], frozen=bool(stored["frozen"]))
	return Found(kept, bool(stored["planned"]), stored["revision"] or 0, stored["plan_hash"] or "")


def _obligation(stored: dict[str, Any], plan: dict[str, Any]) -> Obligation:
	until = plan.get("creatable_until")
	return Obligation(
		name=stored["name"],
		key=Key(stored["rule"], stored["owner_key"], stored["subject"] or "", stored["period_key"]),
		owner_kind=stored["owner_kind"],
		regulation=stored["regulation"],
		nature=stored["nature"],
		quantity=stored["quantity"],
		period_start=stored["period_start"],
		period_end=stored["period_end"],
		opens=stored["opens"],
		dues=tuple(date.fromordinal(due) for due in plan["dues"]),
		close=stored["close_on"],
		in_post=_days(plan.get("in_post", ())),
		assigned=_days(plan.get("assigned", ())),
		held=_named_days(plan.get("held")),
		within=_named_days(plan.get("within")),
		leave=_days(plan.get("leave", ())),
		waived=stored["waived_reason"] or "",
		excused_on=stored["excused_on"],
		event=plan.get("event", ""),
		creatable_until=date.fromordinal(until) if until else None,
		lead_days=plan.get("lead_days", 0),
		more_than=plan.get("more_than", False),
		rolling_days=plan.get("rolling_days", 0),
		reviewer_after_days=plan.get("reviewer_after_days", 0),
		manager_after_days=plan.get("manager_after_days", 0),
	)


def _days(packed: Sequence[Sequence[int]]) -> Days:
	return tuple((first, last) for first, last in packed)


def _named_days(packed: Sequence[Any] | None) -> tuple[tuple[str, Days], ...] | None:
	return None if packed is None else tuple((name, _days(span)) for name, span in packed)
