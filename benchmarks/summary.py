"""The figures of a unit's summary, 100 officers with 20,000 visits, against a plain read of those visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from time import perf_counter
from typing import Any

import frappe

from liaison_app.services import rule_cache
from liaison_app.services.documents import computing, drafting

from . import institution
from .reports import DONE, PRESENT, SEEN, VISITS, read_plainly
from .stage import NIGHT, OBLIGATION, Stage, say
from .table import Row

BAR = 5
OFFICERS, VISITS_EACH, DAYS = 100, 200, 80
SCHOOL, KIND = "Benchmark School", "Benchmark School"
SUMMARY = {
	"code": "8",
	"title": "Summary of the semester",
	"owner_kind": "Unit",
	"owner_unit_types": [{"unit_type": KIND}],
	"posts": [],
	"counts": [],
	"measure": "Document",
	"document_kind": "Summary",
}
ADVOCATED = {"code": "9", "title": "Any talk", "nature": "Advocated", "without_minimum": 1, "quantity": 0}


def measure(stage: Stage) -> Row:
	"""Both take turns; of each the least time counts. Raises RuntimeError for a summary that does not tell of all visits."""
	_build(stage)
	paper = frappe.get_doc("Duty Document", drafting.prepare(_owed()))
	visits = len(computing.visits_of(paper.rows))
	if visits < OFFICERS * VISITS_EACH:
		raise RuntimeError(f"The summary tells of {visits} visits only.")
	plain = (VISITS, PRESENT, SEEN, DONE)
	pairs = [(_work_out(paper), read_plainly(plain)) for _ in range(stage.repeats)]
	own, read = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
	frappe.db.rollback()
	return Row(
		f"the figures of a unit's summary, {OFFICERS} officers with {visits:,} visits, against plain `frappe.get_all` of those visits",
		f"≤ {BAR} ×",
		f"{own / read:.1f} ×",
		own <= BAR * read,
		f"{1000 * own:.0f} ms against {1000 * read:.0f} ms",
	)


def _work_out(paper: Any) -> float:
	frappe.local.document_cache = {}
	began = perf_counter()
	computing.rows_of(paper, NIGHT)
	return perf_counter() - began


def _owed() -> str:
	return str(frappe.db.get_value(OBLIGATION, {"owner_key": SCHOOL, "rule": f"{institution.REGULATION}-8"}))


def _build(stage: Stage) -> None:
	institution.build(OFFICERS, visits_before=NIGHT)
	stage._built = 0  # the other rows have an institution of their own
	frappe.get_doc({"doctype": "Liaison Unit Type", "unit_type_name": KIND}).insert()
	root = {"name": SCHOOL, "unit_name": SCHOOL, "unit_type": KIND, "is_group": 1}
	frappe.get_doc({"doctype": "Liaison Unit", **root}).db_insert()
	table = frappe.qb.DocType("Liaison Unit")
	frappe.qb.update(table).set(table.parent_liaison_unit, SCHOOL).where(table.name != SCHOOL).run()
	for rule in (SUMMARY, ADVOCATED):
		institution._insert_rule(rule)
	institution._bulk(_more_visits())
	frappe.db.commit()
	rule_cache.forget()
	stage.first_generation()
	frappe.db.rollback()  # a new snapshot: another process has written
	say(f"{frappe.db.count('Contact Visit'):,} visits, {frappe.db.count(OBLIGATION):,} obligations")


def _more_visits() -> Iterator[tuple[str, list[dict[str, Any]]]]:
	"""Up to so many visits of each officer, spread over the days before the night."""
	pairs = [
		(number, each)
		for number in range(OFFICERS)
		for each in range(institution.VISITS_PER_OFFICER, VISITS_EACH)
	]
	yield "Contact Visit", [_visit(number, each) for number, each in pairs]
	yield "Contact Visit Officer", [institution._present(number, each) for number, each in pairs]
	yield "Contact Visit Target", [_seen(number, each) for number, each in pairs]
	yield "Liaison Activity Link", [institution._activity(number, each) for number, each in pairs]


def _visit(number: int, each: int) -> dict[str, Any]:
	day: date = NIGHT - timedelta(days=1 + (number + each) % DAYS)
	start = datetime.combine(day, time(8 + each // DAYS * 3))
	return {**institution._visit(number, each, NIGHT), "start": start, "recorded_on": day}


def _seen(number: int, each: int) -> dict[str, Any]:
	held = institution.CLASSES + institution.DORMITORIES
	target = f"{institution.officer_name(number)}-{each % held}"
	return {**institution._seen(number, each), "target": target}
