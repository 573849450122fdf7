"""The one place that makes, changes and closes ToDos of obligations. A ToDo is a projection: it is restored, never the record."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, Criterion, Table
from frappe.query_builder.functions import Concat, Substring

from liaison_app.engine.rows import todo_name

from .tables import batches, insert_rows, is_among, select_in, table_of

OPEN_STATES = ("Due", "Overdue")
REFERENCE = "Periodic Obligation"
WANTED_FIELDS = (
	"name",
	"title",
	"responsible_user",
	"next_due",
	"state",
	"done",
	"quantity",
	"quantity_unit",
	"period_label",
	"_assign",
)
READ_FIELDS = (*WANTED_FIELDS, "todo_status", "allocated_to")
Row = dict[str, Any]  # an obligation's WANTED_FIELDS, and status and user of its ToDo (None without one)
Describer = Callable[[Row], str]

OBLIGATION, TODO = Table(f"tab{REFERENCE}"), Table("tabToDo")
# An obligation asks for an open ToDo ...
ASKS = OBLIGATION.state.isin(OPEN_STATES) & OBLIGATION.responsible_user.isnotnull()
# ... and has none, or one that says something else;
DIFFERS = (
	TODO.name.isnull()
	| (TODO.status != "Open")
	| (TODO.date != OBLIGATION.next_due)
	| (TODO.allocated_to != OBLIGATION.responsible_user)
	| (TODO.priority != Case().when(OBLIGATION.state == "Overdue", "High").else_("Medium"))
	| (TODO.reference_name != OBLIGATION.name)
)
# or it asks for none and has one.
SUPERFLUOUS = (TODO.status == "Open") & (
	OBLIGATION.state.notin(OPEN_STATES) | OBLIGATION.responsible_user.isnull()
)


@dataclass(frozen=True)
class TodoChanges:
	"""How many to-dos were opened (or reopened), rewritten and closed."""

	opened: int = 0
	changed: int = 0
	closed: int = 0


def synchronise(owner_kind: str, owners: Collection[str], rewritten: Collection[str] = ()) -> TodoChanges:
	"""Make the ToDos of these owners' obligations what the stored states ask for: at most one open each, and none for those of the
	`rewritten` obligations that ask for none any more.
	"""
	found: list[Row] = []
	for some in batches(sorted(owners), 1000):
		found += _rows(_of_owners(owner_kind, some), ASKS & DIFFERS)
	for some in batches(sorted(rewritten), 1000):
		found += _rows(is_among(OBLIGATION.name, some), SUPERFLUOUS)
	return _bring_in_line(found)


def synchronise_rows(names: Collection[str]) -> TodoChanges:
	"""The same for single obligations, at most a thousand, whose progress has changed: their ToDos say anew how much is done."""
	return _bring_in_line(_rows(is_among(OBLIGATION.name, names), ASKS | SUPERFLUOUS) if names else [])


def close_reopened(since: datetime | None) -> TodoChanges:
	"""Close what somebody has opened again since then although its obligation asks for no ToDo; None: there is nothing yet."""
	if not since:
		return TodoChanges()
	return _bring_in_line(
		_rows((TODO.modified >= since) & (TODO.reference_name == OBLIGATION.name), SUPERFLUOUS)
	)


def _bring_in_line(found: list[Row]) -> TodoChanges:
	wanted = [row for row in found if _asks(row)]
	superfluous = [row for row in found if not _asks(row)]
	fresh = [row for row in wanted if not row["todo_status"]]
	stale = [row for row in wanted if row["todo_status"]]
	languages = languages_of(row["responsible_user"] for row in wanted)
	_insert(fresh, languages)
	for row in stale:
		_rewrite(row, languages)
	_close(superfluous)
	_set_assignees(wanted)
	_clear_assignees(superfluous)
	reopened = sum(row["todo_status"] != "Open" for row in stale)
	return TodoChanges(len(fresh) + reopened, len(stale) - reopened, len(superfluous))


# --- what differs ---


def _of_owners(owner_kind: str, owners: Collection[str]) -> Criterion:
	# the officer's column has an index together with the state
	if owner_kind == "Officer":
		return is_among(OBLIGATION.officer, owners)
	return (OBLIGATION.owner_kind == owner_kind) & is_among(OBLIGATION.owner_key, owners)


def _asks(row: Row) -> bool:
	"""Whether an obligation asks for an open ToDo."""
	return row["state"] in OPEN_STATES and bool(row["responsible_user"])


def _rows(scope: Criterion, condition: Criterion) -> list[Row]:
	"""Obligations, each with its ToDo if there is one, in order of their names."""
	query = (
		frappe.qb.from_(OBLIGATION, immutable=False)
		.left_join(TODO)
		.on(TODO.name == Concat("TD-", Substring(OBLIGATION.name, 4, 40)))
		.select(*[OBLIGATION[field] for field in WANTED_FIELDS], TODO.status, TODO.allocated_to)
		.where(scope & condition)
	)  # sorted here: asked to, the database reads all rows in that order
	return [dict(zip(READ_FIELDS, row, strict=True)) for row in sorted(query.run(), key=lambda row: row[0])]


# --- writing ---


def _insert(rows: list[Row], languages: dict[str, str]) -> None:
	now = frappe.utils.now()
	record = {"creation": now, "modified": now, "owner": "Administrator", "modified_by": "Administrator"}
	describers = {language: describer(language) for language in set(languages.values())}
	lines = [
		{
			"name": todo_name(row["name"]),
			**record,
			**_todo_values(row, describers[languages[row["responsible_user"]]]),
		}
		for row in rows
	]
	if lines:
		insert_rows("ToDo", list(lines[0]), [tuple(line.values()) for line in lines])


def _todo_values(row: Row, describe: Describer) -> Row:
	return {
		"status": "Open",
		"priority": "High" if row["state"] == "Overdue" else "Medium",
		"date": row["next_due"],
		"allocated_to": row["responsible_user"],
		"assigned_by": "Administrator",
		"description": describe(row),
		"reference_type": REFERENCE,
		"reference_name": row["name"],
	}


def describer(language: str) -> Describer:
	"""What says in a to-do the duty, the period, how much of it is done and by when it is due; text of users is escaped.

	Its words are looked up once, because there are thousands of to-dos.
	"""
	text = _("{0} ({1}): {2} of {3} {4} done, due {5}", lang=language)
	measured_in = cache(lambda unit: _(unit, lang=language).lower())

	def describe(wanted: Row) -> str:
		return escape(
			text.format(
				wanted["title"],
				wanted["period_label"],
				_number(wanted["done"]),
				_number(wanted["quantity"]),
				measured_in(wanted["quantity_unit"]),
				_date(wanted["next_due"]),
			)
		)

	return describe


def languages_of(users: Iterable[str]) -> dict[str, str]:
	"""Each user's language, else the site's."""
	wanted = set(users)
	own: dict[str, str] = dict(select_in("User", ("name", "language"), "name", wanted))
	return {user: own.get(user) or site_language() for user in wanted}


def site_language() -> str:
	"""The language of the System Settings."""
	return frappe.db.get_single_value("System Settings", "language", cache=True) or "en"


def _number(value: float) -> str:
	return f"{value:g}"


def _date(value: date | str) -> str:
	return str(value)


def _rewrite(row: Row, languages: dict[str, str]) -> None:
	language = languages[row["responsible_user"]]
	todo = table_of("ToDo")
	query = frappe.qb.update(todo).where(todo.name == todo_name(row["name"]))
	for column, value in _todo_values(row, describer(language)).items():
		query = query.set(todo[column], value)
	query.set(todo.modified, frappe.utils.now()).run()
	if row["todo_status"] != "Open":
		_say_why_reopened(row, language)


def _say_why_reopened(row: Row, language: str) -> None:
	text = _(
		"The to-do is open again: {0} of {1} done. Only a recorded visit or document counts.", lang=language
	)
	frappe.get_doc(
		{
			"doctype": "Comment",
			"comment_type": "Info",
			"reference_doctype": REFERENCE,
			"reference_name": row["name"],
			"content": text.format(_number(row["done"]), _number(row["quantity"])),
		}
	).insert(ignore_permissions=True)  # the engine speaks, whoever is logged in


def _close(rows: list[Row]) -> None:
	todo = table_of("ToDo")
	for some in batches([todo_name(row["name"]) for row in rows], 1000):
		frappe.qb.update(todo).set(todo.status, "Closed").set(todo.modified, frappe.utils.now()).where(
			is_among(todo.name, some)
		).run()


def _set_assignees(rows: list[Row]) -> None:
	"""`_assign` is what lists and the sidebar show; it follows the ToDo and keeps whom people assigned by hand."""
	_reassign(rows, lambda users, row: [*users, *{row["responsible_user"]}.difference(users)])


def _clear_assignees(rows: list[Row]) -> None:
	"""Take the assignees of closed ToDos out again."""
	_reassign(rows, lambda users, row: [user for user in users if user != row["allocated_to"]])


def _reassign(rows: list[Row], changed: Callable[[list[str], Row], list[str]]) -> None:
	by_value: dict[str, list[str]] = defaultdict(list)
	for row in rows:
		users = json.loads(row["_assign"] or "[]")
		wanted = changed(users, row)
		if wanted != users:
			by_value[json.dumps(wanted)].append(row["name"])
	table = table_of(REFERENCE)
	for value, names in by_value.items():
		for some in batches(names, 1000):
			frappe.qb.update(table).set(table._assign, value).where(is_among(table.name, some)).run()
