"""Each report, as the desk runs it, against plain `frappe.get_all` of the rows that it reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import frappe
from frappe.desk.query_report import run

from .stage import OBLIGATION, Stage, say
from .table import Row

BAR = 5
SPAN = {"from_date": "2026-08-01", "to_date": "2027-01-31"}
IN_SPAN = {"period_start": ("<=", SPAN["to_date"])}
HELD = ("Liaison Assignment", ("target", "officer", "from_date", "to_date", "status"), {})
OWED = ("unit", "officer", "rule", "state", "quantity", "done")
VISITS = ("Contact Visit", ("name", "start", "duration_minutes", "outcome"), {"docstatus": 1})
PRESENT = ("Contact Visit Officer", ("parent", "officer"), {"parenttype": "Contact Visit"})
SEEN = ("Contact Visit Target", ("parent", "target"), {"parenttype": "Contact Visit"})
DONE = ("Liaison Activity Link", ("parent", "activity"), {"parenttype": "Contact Visit"})
Read = tuple[str, Sequence[str], dict[str, Any]]
# Report -> the rows that it reads, with the columns that it needs of them.
READS: dict[str, tuple[Read, ...]] = {
	"Duty Ledger": (
		(
			OBLIGATION,
			(
				*("name", "owner_kind", "owner_key", "officer", "unit", "rule", "nature", "subject"),
				*("subject_title", "period_label", "period_start", "quantity", "done", "quantity_unit"),
				*("state", "next_due", "waived_reason", "counted_contacts", "responsible_user"),
			),
			IN_SPAN,
		),
	),
	"Attainment by Unit": ((OBLIGATION, OWED, IN_SPAN),),
	"Attainment by Officer": ((OBLIGATION, OWED, IN_SPAN),),
	"Uncovered Targets": (
		("Contact Target", ("name", "title", "target_type", "unit"), {}),
		HELD,
		VISITS,
		SEEN,
	),
	"Visit Register": (
		(
			"Contact Visit",
			("name", "start", "duration_minutes", "mode", "outcome", "place", "recorded_on"),
			{"docstatus": 1},
		),
		PRESENT,
		SEEN,
		DONE,
	),
	"Who Fell Short": ((OBLIGATION, ("owner_kind", "owner_key", *OWED, "waived_reason"), IN_SPAN),),
	"Load per Officer and Week": (
		(OBLIGATION, ("officer", "rule", "last_due", "quantity_unit", "quantity", "plan_data"), IN_SPAN),
		HELD,
		VISITS,
		PRESENT,
	),
}


def measure(stage: Stage) -> Row:
	"""Report and plain reading take turns; of each the least time counts. Raises RuntimeError for a report without lines."""
	stage.weeks_later()
	obligations = frappe.db.count(OBLIGATION)
	ratios, behind = {}, []
	for report, reads in READS.items():
		_run(report)  # the first one fills the caches of the site
		pairs = [(_run(report), read_plainly(reads)) for _ in range(stage.repeats)]
		own, plain = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
		ratios[report] = own / plain
		behind.append(f"{report} {own / plain:.2f} × ({1000 * own:.0f} ms against {1000 * plain:.0f} ms)")
		say(behind[-1])
	slowest = max(ratios, key=lambda report: ratios[report])
	return Row(
		f"each of the seven reports at {obligations:,} obligations against plain `frappe.get_all` of the rows that it reads",
		f"≤ {BAR} ×",
		f"at most {ratios[slowest]:.1f} × ({slowest})",
		ratios[slowest] <= BAR,
		", ".join(behind),
	)


def _run(report: str) -> float:
	began = perf_counter()
	answer = run(report, json.dumps(SPAN), ignore_prepared_report=True, are_default_filters=False)
	seconds = perf_counter() - began
	if not answer["result"]:
		raise RuntimeError(f"{report} has no lines")
	return seconds


def read_plainly(reads: Sequence[Read]) -> float:
	"""Seconds of reading the rows and columns by `frappe.get_all`."""
	began = perf_counter()
	for doctype, fields, filters in reads:
		frappe.get_all(doctype, filters, list(fields), limit=0)
	return perf_counter() - began
