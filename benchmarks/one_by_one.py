"""The first generation against inserting the same obligations and ToDos as documents, one by one."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import frappe

from .stage import OBLIGATION, TODO, Stage, say, say_nights, written
from .table import Row

BAR = 25
SAMPLE = 300
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
	for _ in range(stage.repeats):
		nights.append(stage.first_generation())
		obligations, todos = written(OBLIGATION), written(TODO)
		obligation.append(_seconds_each(_documents(obligations)))
		todo.append(_seconds_each(_documents(todos)))
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


def _documents(finished: Any) -> list[dict[str, Any]]:
	"""A sample of the rows, evenly spread, as new documents with names of their own."""
	step = max(1, len(finished.rows) // SAMPLE)
	rows = [dict(zip(finished.columns, row, strict=True)) for row in finished.rows[::step][:SAMPLE]]
	left_out = RECORD if finished.doctype == OBLIGATION else RECORD | {"name"}
	return [
		{
			"doctype": finished.doctype,
			**{key: value for key, value in row.items() if key not in left_out and value is not None},
			**({"name": f"again-{row['name']}"} if finished.doctype == OBLIGATION else {}),
		}
		for row in rows
	]


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
