"""Flags as stored: what is missing is added, what is found again reopened, what is found no longer closed. Answers stay."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _

from liaison_app.honesty import Flag, FlagChanges, StoredFlag, reconcile_flags

from ..failures import Failure, failure_from
from ..tables import by_parent, children, select, select_in, table_of
from .reading import VISIT, Read

DOCTYPE = "Visit Flag"
PART = "Visit Flag Visit"
ASKED, COMPARED = "Asked About", "Compared With"
SHORT = 140


def bring_in_line(found: Sequence[Flag], read: Read, since: date) -> tuple[FlagChanges, list[Failure]]:
	"""Make the store hold just the flags found among those from `since` on; what a reviewer answered stays."""
	wanted = [flag for flag in found if flag.day >= since]
	changes = reconcile_flags(_stored(table_of(DOCTYPE).day >= since), wanted)
	failed = _write(changes, read)
	_name_anew(read)
	return changes, failed


def add(found: Sequence[Flag], read: Read) -> tuple[FlagChanges, list[Failure]]:
	"""Add what is found of a few visits; nothing is closed, as not all visits were looked at."""
	asked = {visit for flag in found for visit in flag.visits}
	parents = {parent for (parent,) in select_in(PART, ("parent",), "first_visit", asked)}
	stored = _stored_of(select_in(DOCTYPE, ("name", "kind", "status"), "name", parents))
	changes = reconcile_flags(stored, found)
	changes = FlagChanges(changes.add, changes.reopen)
	return changes, _write(changes, read)


def _stored(*conditions: Any) -> list[StoredFlag]:
	return _stored_of(select(DOCTYPE, ("name", "kind", "status"), *conditions))


def _stored_of(rows: Iterable[tuple[Any, ...]]) -> list[StoredFlag]:
	found = list(rows)
	parts = by_parent(children(PART, DOCTYPE, ("first_visit", "part"), {row[0] for row in found}))
	return [
		StoredFlag(
			name=name,
			check=kind,
			status=status,
			visits=tuple(visit for visit, part in parts.get(name, ()) if part == ASKED),
		)
		for name, kind, status in found
	]


def open_questions() -> dict[str, list[str]]:
	"""First name of a visit -> the open flags that ask about it."""
	flag, part = table_of(DOCTYPE), table_of(PART)
	query = frappe.qb.from_(part).join(flag).on(flag.name == part.parent).select(part.first_visit, flag.name)
	query = query.where((part.part == ASKED) & (flag.status == "Open"))
	found: dict[str, list[str]] = {}
	for visit, name in query.orderby(flag.name).orderby(part.idx).run():
		found.setdefault(visit, []).append(name)
	return found


# --- writing ---


def _write(changes: FlagChanges, read: Read) -> list[Failure]:
	failed = [failure for flag in changes.add if (failure := _insert(flag, read))]
	_set_status(changes.reopen, "Open")
	_set_status(changes.close, "No Longer Found")
	return failed


def _set_status(names: Collection[str], status: str) -> None:
	for name in names:
		frappe.db.set_value(DOCTYPE, name, "status", status)


def _insert(flag: Flag, read: Read) -> Failure | None:
	"""Insert it; one that somebody else has inserted meanwhile is left alone."""
	people: dict[str, str] = dict(select_in("Liaison Officer", ("name", "full_name"), "name", flag.officers))
	document = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"kind": flag.check,
			"status": "Open",
			"day": flag.day,
			"people": ", ".join(people.get(name) or name for name in flag.officers)[:SHORT],
			"message": flag.message,
			"message_values": json.dumps(list(flag.values), ensure_ascii=False),
			"evidence": told(flag.message, [read.current.get(value, value) for value in flag.values]),
			"officers": [{"officer": name, "officer_name": people.get(name)} for name in flag.officers],
			"visits": _parts(flag, read),
		}
	)
	document.name = flag.name
	document.flags.name_set = True
	frappe.db.savepoint("liaison_flag")
	try:
		document.insert(ignore_permissions=True)  # the check acts, no user
	except frappe.DuplicateEntryError:
		frappe.db.rollback(save_point="liaison_flag")
	except Exception as error:  # contained: the other flags are written
		frappe.db.rollback(save_point="liaison_flag")
		return failure_from(DOCTYPE, flag.name, error)
	return None


def _parts(flag: Flag, read: Read) -> list[dict[str, Any]]:
	starts = {visit.name: visit.start for visit in read.visits}
	return [
		{"visit": read.current.get(name, name), "start": starts.get(name), "part": part, "first_visit": name}
		for part, names in ((ASKED, flag.visits), (COMPARED, flag.compared_with))
		for name in names
	]


def told(message: str, values: Sequence[str]) -> str:
	"""The evidence in the reader's language."""
	return str(_(message)).format(*values)


def _name_anew(read: Read) -> None:
	"""Lines of visits that were amended since lead to what holds now."""
	part = table_of(PART)
	amended = {first: now for first, now in read.current.items() if first != now}
	for name, first, visit in select_in(PART, ("name", "first_visit", "visit"), "first_visit", set(amended)):
		if visit != amended[first]:
			frappe.qb.update(part).set(part.visit, amended[first]).where(part.name == name).run()


def visits_of(flag: Any) -> list[str]:
	"""The submitted visits that a flag asks about, as they are called today."""
	names = {line.visit for line in flag.visits if line.part == ASKED and line.visit}
	rows = select_in(VISIT, ("name",), "name", names, table_of(VISIT).docstatus == 1)
	return [name for (name,) in rows]
