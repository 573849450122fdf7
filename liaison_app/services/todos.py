"""The one place that makes, changes and closes ToDos of obligations. A ToDo is a projection: it is restored, never the record."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Concat, Substring

from liaison_app.engine.rows import todo_name

from .tables import Rows, batches, insert_rows, select_in, table_of

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
)


@dataclass(frozen=True)
class TodoChanges:
	"""How many to-dos were opened (or reopened), rewritten and closed."""

	opened: int = 0
	changed: int = 0
	closed: int = 0


def synchronise(owner_kind: str, owners: Collection[str]) -> TodoChanges:
	"""Make the ToDos of these owners' obligations what the stored states ask for: at most one open each, none for the others."""
	opened = changed = closed = 0
	for some in batches(sorted(owners), 1000):
		done = _synchronise(_of_owners(owner_kind, some))
		opened, changed, closed = opened + done.opened, changed + done.changed, closed + done.closed
	return TodoChanges(opened, changed, closed)


def synchronise_rows(names: Collection[str]) -> TodoChanges:
	"""The same for single obligations, at most a thousand, whose progress has changed: their ToDos say anew how much is done."""
	scope = table_of(REFERENCE).name.isin(sorted(names))
	return _synchronise(scope, rewrite=True) if names else TodoChanges()


def _synchronise(scope: Criterion, rewrite: bool = False) -> TodoChanges:
	wanted, superfluous = _wanted(scope, rewrite), _superfluous(scope)
	known = _known([todo_name(row[0]) for row in wanted])
	fresh = [row for row in wanted if todo_name(row[0]) not in known]
	stale = [row for row in wanted if todo_name(row[0]) in known]
	_insert(fresh)
	for row in stale:
		_rewrite(row, was=known[todo_name(row[0])])
	_close(superfluous)
	reopened = sum(known[todo_name(row[0])] != "Open" for row in stale)
	return TodoChanges(len(fresh) + reopened, len(stale) - reopened, len(superfluous))


# --- what differs ---


def _of_owners(owner_kind: str, owners: Collection[str]) -> Criterion:
	table = table_of(REFERENCE)
	return (table.owner_kind == owner_kind) & table.owner_key.isin(list(owners))


def _todo_name_of(obligation: Any) -> Any:
	return Concat("TD-", Substring(obligation.name, 4, 40))


def _wanted(scope: Criterion, rewrite: bool) -> Rows:
	"""Obligations that ask for an open ToDo and have none, or one that says something else (all of them, to be rewritten)."""
	obligation, todo = table_of(REFERENCE), table_of("ToDo")
	differs = (
		todo.name.isnull()
		| (todo.status != "Open")
		| (todo.date != obligation.next_due)
		| (todo.allocated_to != obligation.responsible_user)
		| (
			todo.priority
			!= frappe.qb.terms.Case().when(obligation.state == "Overdue", "High").else_("Medium")
		)
		| (todo.reference_name != obligation.name)
	)
	query = (
		frappe.qb.from_(obligation)
		.left_join(todo)
		.on(todo.name == _todo_name_of(obligation))
		.select(*[obligation[field] for field in WANTED_FIELDS])
		.where(scope & obligation.state.isin(OPEN_STATES) & obligation.responsible_user.isnotnull())
		.orderby(obligation.name)
	)
	return list((query if rewrite else query.where(differs)).run())


def _superfluous(scope: Criterion) -> list[str]:
	"""Open ToDos of obligations that ask for none."""
	obligation, todo = table_of(REFERENCE), table_of("ToDo")
	rows = (
		frappe.qb.from_(obligation)
		.join(todo)
		.on((todo.reference_name == obligation.name) & (todo.reference_type == REFERENCE))
		.select(todo.name)
		.where(scope & (todo.status == "Open"))
		.where(obligation.state.notin(OPEN_STATES) | (todo.name != _todo_name_of(obligation)))
		.where(todo.name.like("TD-%"))
		.orderby(todo.name)
		.run()
	)
	return [name for (name,) in rows]


def _known(names: list[str]) -> dict[str, str]:
	return dict(select_in("ToDo", ("name", "status"), "name", names))


# --- writing ---


def _insert(rows: Rows) -> None:
	if not rows:
		return
	now = frappe.utils.now()
	fields = ("name", "creation", "modified", "owner", "modified_by", *_todo_values(rows[0]))
	values = [
		(todo_name(row[0]), now, now, "Administrator", "Administrator", *_todo_values(row).values())
		for row in rows
	]
	insert_rows("ToDo", fields, values)
	_set_assignees(rows)


def _todo_values(row: tuple[Any, ...]) -> dict[str, Any]:
	wanted = dict(zip(WANTED_FIELDS, row, strict=True))
	return {
		"status": "Open",
		"priority": "High" if wanted["state"] == "Overdue" else "Medium",
		"date": wanted["next_due"],
		"allocated_to": wanted["responsible_user"],
		"assigned_by": "Administrator",
		"description": describe(wanted),
		"reference_type": REFERENCE,
		"reference_name": wanted["name"],
	}


def describe(wanted: dict[str, Any]) -> str:
	"""What the to-do says: the duty, the period, how much of it is done and by when it is due; text of users is escaped."""
	language = language_of(wanted["responsible_user"])
	text = _("{0} ({1}): {2} of {3} {4} done, due {5}", lang=language).format(
		wanted["title"],
		wanted["period_label"],
		_number(wanted["done"]),
		_number(wanted["quantity"]),
		_(wanted["quantity_unit"], lang=language).lower(),
		_date(wanted["next_due"]),
	)
	return frappe.utils.escape_html(text)


def language_of(user: str) -> str:
	"""The user's language, else the site's."""
	return frappe.db.get_value("User", user, "language", cache=True) or site_language()


def site_language() -> str:
	"""The language of the System Settings."""
	return frappe.db.get_single_value("System Settings", "language", cache=True) or "en"


def _number(value: float) -> str:
	return f"{value:g}"


def _date(value: date | str) -> str:
	return str(value)


def _rewrite(row: tuple[Any, ...], was: str) -> None:
	name = todo_name(row[0])
	values = _todo_values(row)
	todo = table_of("ToDo")
	query = frappe.qb.update(todo).where(todo.name == name).set(todo.modified, frappe.utils.now())
	for column, value in values.items():
		query = query.set(todo[column], value)
	query.run()
	_set_assignees([row])
	if was != "Open":
		_say_why_reopened(row)


def _say_why_reopened(row: tuple[Any, ...]) -> None:
	wanted = dict(zip(WANTED_FIELDS, row, strict=True))
	language = language_of(wanted["responsible_user"])
	text = _(
		"The to-do is open again: {0} of {1} done. Only a recorded visit or document counts.", lang=language
	)
	frappe.get_doc(
		{
			"doctype": "Comment",
			"comment_type": "Info",
			"reference_doctype": REFERENCE,
			"reference_name": wanted["name"],
			"content": text.format(_number(wanted["done"]), _number(wanted["quantity"])),
		}
	).insert(ignore_permissions=True)  # the engine speaks, whoever is logged in


def _close(names: list[str]) -> None:
	todo = table_of("ToDo")
	for some in batches(names, 1000):
		frappe.qb.update(todo).set(todo.status, "Closed").set(todo.modified, frappe.utils.now()).where(
			todo.name.isin(list(some))
		).run()
		_clear_assignees(some)


def _set_assignees(rows: Rows) -> None:
	"""`_assign` is what lists and the sidebar show; it follows the ToDo and keeps whom people assigned by hand."""
	wanted = {row[0]: row[2] for row in rows}
	_reassign(wanted, lambda users, user: users if user in users else [*users, user])


def _clear_assignees(todos: Sequence[str]) -> None:
	"""Take the assignees of closed ToDos out again."""
	closed = select_in("ToDo", ("reference_name", "allocated_to"), "name", todos)
	_reassign(dict(closed), lambda users, user: [each for each in users if each != user])


def _reassign(user_of: dict[str, str], changed: Callable[[list[str], str], list[str]]) -> None:
	by_value: dict[str, list[str]] = defaultdict(list)
	for name, stored in select_in(REFERENCE, ("name", "_assign"), "name", user_of):
		users = json.loads(stored or "[]")
		wanted = changed(users, user_of[name])
		if wanted != users:
			by_value[json.dumps(wanted)].append(name)
	table = table_of(REFERENCE)
	for value, names in by_value.items():
		for some in batches(names, 1000):
			frappe.qb.update(table).set(table._assign, value).where(table.name.isin(list(some))).run()
