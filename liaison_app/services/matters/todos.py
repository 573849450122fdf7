"""ToDos of matters: a projection of what is stored. Whoever has to take the next step has one open, and nobody else.

Registered: the office of the register, or the leader to whom it was submitted. Dispatched and in hand: the handler, else the unit.
Answered: the unit's reviewer, until the answer has been given back. Given back: the office. On a level: also who prepares it.
"""

from collections.abc import Collection, Iterable
from html import escape
from typing import Any

from frappe import _

from .. import listed_todos, messages
from ..approvals import Tree, read_tree
from ..labels import enabled_users
from ..listed_todos import TODO_FIELDS
from ..notices import managers
from ..tables import is_among, select, select_in, table_of
from ..todos import languages_of

KIND = "TM"  # begins their names
DOCTYPE = "Raised Matter"
FIELDS = (
	"name",
	"register_no",
	"subject",
	"status",
	"due",
	"overdue",
	"unit",
	"register_unit",
	"handler",
	"leader",
	"level_user",
)
Row = dict[str, Any]


def synchronise(names: Collection[str] | None = None) -> None:
	"""Bring the ToDos of these matters, or of all, in line."""
	table, todo = table_of(DOCTYPE), table_of("ToDo")
	open_ones = table.status != "Closed"
	found = (
		select_in(DOCTYPE, FIELDS, "name", names, open_ones) if names else select(DOCTYPE, FIELDS, open_ones)
	)
	wanted = _values([dict(zip(FIELDS, row, strict=True)) for row in found])
	open_todos = (todo.reference_type == DOCTYPE) & todo.name.like(f"{KIND}-%") & (todo.status == "Open")
	if names:
		open_todos &= is_among(todo.reference_name, names)
	listed_todos.bring_in_line(wanted, open_todos)


def _values(rows: list[Row]) -> dict[str, Row]:
	people = _responsible(rows)
	languages = languages_of(user for users in people.values() for user in users)
	return {
		messages.name_of(KIND, row["name"], user): _todo(row, user, languages[user])
		for row in rows
		for user in people[row["name"]]
	}


def _todo(row: Row, user: str, language: str) -> Row:
	what = _next_step(row["status"], language)
	text = _("{0} {1}: {2}", lang=language).format(row["register_no"], row["subject"], what)
	priority = "High" if row["overdue"] else "Medium"
	values = ("Open", priority, row["due"], user, escape(text), DOCTYPE, row["name"])
	return dict(zip(TODO_FIELDS, values, strict=True))


def _next_step(status: str, language: str) -> str:
	texts = {
		"Registered": _("dispatch it", lang=language),
		"Dispatched": _("take it in hand", lang=language),
		"In Hand": _("answer it", lang=language),
		"Answered": _("give the answer back to who raised it", lang=language),
		"Given Back": _("close it", lang=language),
	}
	return texts[status]


def _responsible(rows: list[Row]) -> dict[str, list[str]]:
	"""The users who have to do something about each matter; managers where nobody else is left."""
	tree = read_tree()
	leaders: dict[str, str | None] = dict(
		select_in(
			"Liaison Officer", ("name", "user"), "name", {row["leader"] for row in rows if row["leader"]}
		)
	)
	named = {row[field] for row in rows for field in ("handler", "level_user") if row[field]}
	enabled = enabled_users(named | {user for user in leaders.values() if user})
	last = managers() if rows else []
	found = {}
	for row in rows:
		first = _first(row, tree, leaders)
		users = [user for user in first if user and (user in enabled or user in tree.enabled)][:1] or last
		if row["level_user"] in enabled and row["status"] in ("Registered", "Dispatched", "In Hand"):
			users = [*users, row["level_user"]]
		found[row["name"]] = list(dict.fromkeys(users))
	return found


def _first(row: Row, tree: Tree, leaders: dict[str, str | None]) -> Iterable[str | None]:
	"""Who does the next step, in order of preference."""
	unit, office = row["unit"], row["register_unit"]
	if row["status"] == "Registered":
		return (leaders.get(row["leader"]), tree.answers(office, "clerk"), tree.answers(office, "reviewer"))
	if row["status"] == "Answered":
		return (tree.answers(unit, "reviewer"), row["handler"], tree.answers(unit, "clerk"))
	if row["status"] == "Given Back":
		return (tree.answers(office, "clerk"), tree.answers(office, "reviewer"))
	return (row["handler"], tree.answers(unit, "clerk"), tree.answers(unit, "reviewer"))
