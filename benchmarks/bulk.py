"""The first generation against `frappe.db.bulk_insert` of the finished rows alone."""

from __future__ import annotations

from time import perf_counter

import frappe

from .stage import OBLIGATION, TODO, Stage, Written, say, written
from .table import Row

BAR = 3


def measure(stage: Stage) -> Row:
	stage.set()
	stage.first_generation()
	finished = [written(OBLIGATION), written(TODO)]
	pairs = [
		(_seconds_of_inserting(finished), stage.first_generation().seconds) for _ in range(stage.repeats)
	]
	bulk, whole = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
	say("bulk insert alone, first generation: " + ", ".join(f"{a:.1f} s, {b:.1f} s" for a, b in pairs))
	return Row(
		"the same against `frappe.db.bulk_insert` of the same finished rows alone",
		f"≤ {BAR} × its time",
		f"{whole / bulk:.1f} ×",
		whole <= BAR * bulk,
		f"{whole:.1f} s against {bulk:.1f} s",
	)


def _seconds_of_inserting(finished: list[Written]) -> float:
	for each in finished:
		frappe.db.truncate(each.doctype)
	began = perf_counter()
	for each in finished:
		frappe.db.bulk_insert(each.doctype, each.columns, each.rows)
	frappe.db.commit()
	return perf_counter() - began
