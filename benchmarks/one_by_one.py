"""The first generation against inserting the same obligations and ToDos as documents, one by one."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import frappe

from .stage import OBLIGATION, TODO, Stage, Written, say, say_nights, written
from .table import Row

BAR = 25
SAMPLE = 500
# Frappe sets these itself.
RECORD = {
	"creation",
	"modified",
	"owner",
	"modified_by",
	"docstatus",
	"idx",
	"_user_tags",
	"_comments",
	"_assign",
}


def measure(stage: Stage) -> Row:
	stage.set()
	nights, obligation, todo = [], [], []
	for turn in range(stage.repeats):
		nights.append(stage.first_generation())
		obligations, todos = written(OBLIGATION), written(TODO)
		obligation.append(_seconds_each(_documents(obligations, "owner_key", turn / stage.repeats)))
		todo.append(_seconds_each(_documents(todos, "allocated_to", turn / stage.repeats)))
	seconds = min(night.seconds for night in nights)
	one_by_one = min(obligation) * len(obligations.rows) + min(todo) * len(todos.rows)
	say_nights("first generation", nights)
	say(f"one by one: {_milliseconds(obligation)} an obligation, {_milliseconds(todo)} a to-do")
	return Row(
		f"first generation, {stage.officers:,} officers, {len(obligations.rows):,} obligations and"
		f" {len(todos.rows):,} ToDos, against `frappe.get_doc(...).insert()` of the same rows one by one",
		f"≥ {BAR} × faster",
		f"{one_by_one / seconds:.0f} × faster",
		one_by_one >= BAR * seconds,
		f"{seconds:.1f} s against {one_by_one:.0f} s, scaled from {SAMPLE} of each"
		f" ({_milliseconds(obligation)} and {_milliseconds(todo)})",
	)


def _milliseconds(seconds: list[float]) -> str:
	return f"{1000 * min(seconds):.1f} ms"


def _documents(finished: Written, owner: str, start: float) -> list[dict[str, Any]]:
	"""A sample of the rows as new documents with names of their own: all rows of some owners, each turn of others.

	Frappe remembers which links it has checked; rows of one owner share links as they would if all rows were inserted.
	"""
	rows = [dict(zip(finished.columns, row, strict=True)) for row in finished.rows]
	rows.sort(key=lambda row: (row[owner], row["name"]))
	first = int(start * len(rows))
	return [_document(finished.doctype, row) for row in rows[first : first + SAMPLE]]


def _document(doctype: str, row: dict[str, Any]) -> dict[str, Any]:
	values = {key: value for key, value in row.items() if key not in RECORD and value is not None}
	if doctype == OBLIGATION:
		return {"doctype": doctype, **values, "name": f"again-{row['name']}"}
	return {"doctype": doctype, **{key: value for key, value in values.items() if key != "name"}}


def _seconds_each(documents: list[dict[str, Any]]) -> float:
	"""Seconds that one insert takes, uncommitted, which is in favour of inserting one by one."""
	frappe.flags.liaison_engine = True
	frappe.get_doc(documents[0]).insert()  # the first one reads the DocType's shape
	began = perf_counter()
	for values in documents[1:]:
		frappe.get_doc(values).insert()
	taken = perf_counter() - began
	frappe.flags.liaison_engine = False
	frappe.db.rollback()
	return taken / (len(documents) - 1)
