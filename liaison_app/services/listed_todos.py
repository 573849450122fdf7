"""Writes ToDos that list what is stored elsewhere: exactly the wanted ones are open, and each says what is wanted of it now."""

from collections.abc import Sequence
from typing import Any

import frappe
from frappe.query_builder import Criterion

from .tables import batches, insert_rows, is_among, select, select_in, table_of

TODO_FIELDS = (
	"status",
	"priority",
	"date",
	"allocated_to",
	"description",
	"reference_type",
	"reference_name",
)
Values = dict[str, Any]  # a ToDo's TODO_FIELDS


def bring_in_line(values: dict[str, Values], open_ones: Criterion) -> None:
	"""Insert, rewrite and close so that of the open ones exactly those of these names are left, saying this."""
	stored = {name: rest for name, *rest in select("ToDo", ("name", *TODO_FIELDS), open_ones)}
	missing = set(values) - set(stored)
	stored.update({name: rest for name, *rest in select_in("ToDo", ("name", *TODO_FIELDS), "name", missing)})
	_insert({name: line for name, line in values.items() if name not in stored})
	for name, line in values.items():
		if name in stored and stored[name] != list(line.values()):
			_write([name], line)
	_write(sorted(set(stored) - set(values)), {"status": "Closed"})


def _insert(lines: dict[str, Values]) -> None:
	now = frappe.utils.now()
	record = {"creation": now, "modified": now, "owner": "Administrator", "modified_by": "Administrator"}
	record["assigned_by"] = "Administrator"
	rows = [(name, *line.values(), *record.values()) for name, line in lines.items()]
	insert_rows("ToDo", ("name", *TODO_FIELDS, *record), rows)


def _write(names: Sequence[str], values: Values) -> None:
	todo = table_of("ToDo")
	for some in batches(names, 1000):
		query = frappe.qb.update(todo).where(is_among(todo.name, some))
		for column, value in values.items():
			query = query.set(todo[column], value)
		query.set(todo.modified, frappe.utils.now()).run()
