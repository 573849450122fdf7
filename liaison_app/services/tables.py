"""Set-based reading: a few columns of many rows as plain tuples, and child rows by parent."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import frappe
from frappe.query_builder import Table
from pypika.terms import Criterion, Field, Term

Rows = list[tuple[Any, ...]]
Value = TypeVar("Value")
MOST_NAMES = 2000  # in one IN (...)
ROWS_IN_ONE_INSERT = 500


def select(doctype: str, fields: Sequence[str], *conditions: Criterion) -> Rows:
	"""The fields of the rows that meet all conditions, in order of their names."""
	table = table_of(doctype)
	query = frappe.qb.from_(table, immutable=False).select(*[table[field] for field in fields])
	for condition in conditions:
		query = query.where(condition)
	return list(query.orderby(table.name).run())


def select_in(
	doctype: str, fields: Sequence[str], column: str, values: Collection[str], *conditions: Criterion
) -> Rows:
	"""The same for rows whose column holds one of the values; no values, no rows."""
	table = table_of(doctype)
	found: Rows = []
	for some in batches(sorted(values), MOST_NAMES):
		found.extend(select(doctype, fields, is_among(table[column], some), *conditions))
	return found


def children(
	doctype: str, parent_doctype: str, fields: Sequence[str], parents: Collection[str] | None = None
) -> Rows:
	"""(parent, *fields) of child rows in order of parent and place; of all parents when none are named."""
	table = table_of(doctype)
	query = (
		frappe.qb.from_(table)
		.select(table.parent, *[table[field] for field in fields])
		.where(table.parenttype == parent_doctype)
		.orderby(table.parent)
		.orderby(table.idx)
		.orderby(table.name)
	)
	if parents is None:
		return list(query.run())
	found: Rows = []
	for some in batches(sorted(parents), MOST_NAMES):
		found.extend(query.where(is_among(table.parent, some)).run())
	return found


def by_parent(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
	"""Child rows grouped by their first column, which is left out."""
	found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
	for parent, *rest in rows:
		found[parent].append(tuple(rest))
	return found


def batches(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
	"""Consecutive slices of at most `size` values."""
	for start in range(0, len(values), size):
		yield values[start : start + size]


def table_of(doctype: str) -> Table:
	"""The DocType's table for a query."""
	return frappe.qb.DocType(doctype)


class _Values(Term):
	"""Plain values in a row. One that the statement has already is not sent, nor quoted, a second time."""

	def __init__(self, values: Sequence[Any], placeholders: dict[Any, str]) -> None:
		super().__init__()
		self.values = values
		self.placeholders = placeholders

	def get_sql(self, *, param_wrapper: Any, **_options: Any) -> str:
		known = self.placeholders
		for value in self.values:
			if value not in known:
				known[value] = param_wrapper.get_sql(param_value=value)
		return ",".join([known[value] for value in self.values])


class _List(_Values):
	def get_sql(self, **options: Any) -> str:
		return f"({super().get_sql(**options)})"


def is_among(column: Field, values: Collection[str]) -> Criterion:
	"""`column IN (values)`, of at least one value; pypika's own `isin` spends more on wrapping each than the database on finding it."""
	return column.isin(_List(sorted(values), {}))


class _ByRow(Term):
	def __init__(self, key: Field, values: dict[str, Any]) -> None:
		super().__init__()
		self.key = key
		self.values = values

	def get_sql(self, *, param_wrapper: Any, **options: Any) -> str:
		placeholder = param_wrapper.get_sql
		cases = (
			f"WHEN {placeholder(param_value=key)} THEN {placeholder(param_value=value)}"
			for key, value in self.values.items()
		)
		return f"CASE {self.key.get_sql(**options)} {' '.join(cases)} END"


def by_row(key: Field, values: dict[str, Any]) -> Any:
	"""For each row the value of its key, so that one statement writes many rows; the value itself where all have the same."""
	first, *others = values.values()
	return first if all(other == first for other in others) else _ByRow(key, values)


def insert_rows(doctype: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
	"""Insert many rows of plain values; one whose name is taken stays as it is.

	As `frappe.db.bulk_insert`, which spends most of its time on wrapping each single value.
	"""
	for some in batches(rows, ROWS_IN_ONE_INSERT):
		placeholders: dict[Any, str] = {}
		lines = [(_Values(row, placeholders),) for row in some]
		frappe.db.bulk_insert(doctype, columns, lines, ignore_duplicates=True)


def rows_written() -> int:
	"""Rows that the last UPDATE of this connection changed; the query builder does not tell, so the driver's cursor is asked."""
	return int(frappe.db._cursor.rowcount)
