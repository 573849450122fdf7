"""The archive of a unit's officers: what one costs among ten times as many, and the memory of the process that makes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe

from liaison_app.services import rule_cache

from . import institution
from .stage import NIGHT, Stage, say
from .table import Row

BAR = 1.3
FEW, MANY = 50, 500
SCHOOL = "Benchmark School"
FIRST, LAST = "2026-08-01", "2027-01-31"
# In a process of its own, whose greatest memory is the archive's.
PROGRAM = """
import json, os, resource, sys, time
import frappe
frappe.init(os.environ["LIAISON_SITE"]); frappe.connect()
from liaison_app.services.archives import requests
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.perf_counter()
requests.run(sys.argv[1], 1)
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def measure(stage: Stage) -> Row:
	"""Of each number the least time and its memory. Raises RuntimeError where an archive is not made."""
	found = {number: _measured(stage, number) for number in (FEW, MANY)}
	stage._built = 0  # the other rows have an institution of their own
	(few, few_memory), (many, many_memory) = found[FEW], found[MANY]
	time, memory = many / few, many_memory / few_memory
	return Row(
		f"archive of a unit's officers ({FEW} and {MANY}), in one process: time for each officer, and peak memory",
		f"≤ {BAR} ×, memory ≤ {BAR} ×",
		f"{time:.2f} ×, memory {memory:.2f} ×",
		time <= BAR and memory <= BAR,
		f"{1000 * few:.0f} ms and {few_memory:.0f} MB, {1000 * many:.0f} ms and {many_memory:.0f} MB",
	)


def _measured(stage: Stage, officers: int) -> tuple[float, float]:
	_build(stage, officers)
	runs = [_made() for _ in range(min(stage.repeats, 2))]
	for seconds, memory, size in runs:
		say(f"{officers} officers: {seconds:.1f} s, {memory:.0f} MB of memory, a zip of {size / 1e6:.1f} MB")
	return min(run[0] for run in runs) / officers, min(run[1] for run in runs)


def _made() -> tuple[float, float, int]:
	values = {"kind": "Officers of a Unit", "unit": SCHOOL, "from_date": FIRST, "to_date": LAST}
	archive = frappe.get_doc({"doctype": "Liaison Archive", **values}).insert()
	frappe.db.commit()
	run = subprocess.run(
		[sys.executable, "-c", PROGRAM, str(archive.name)],
		env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
		capture_output=True,
		text=True,
		check=True,
	)
	told = json.loads(run.stdout.splitlines()[-1])
	frappe.db.rollback()  # a new snapshot: another process has written
	archive.reload()
	if archive.status != "Ready":
		raise RuntimeError(f"The archive was not made: {archive.message}")
	size = frappe.db.get_value("File", {"attached_to_name": archive.name}, "file_size")
	archive.delete()
	frappe.db.commit()
	return told["seconds"], told["megabytes"], size


def _build(stage: Stage, officers: int) -> None:
	institution.build(officers, visits_before=NIGHT)
	_put_under_one_school()
	institution._bulk(_papers(officers))
	frappe.db.commit()
	rule_cache.forget()
	stage.first_generation()
	frappe.db.rollback()


def _put_under_one_school() -> None:
	frappe.db.delete("Liaison Unit", {"name": SCHOOL})
	frappe.get_doc(
		{"doctype": "Liaison Unit", "name": SCHOOL, "unit_name": SCHOOL, "is_group": 1}
	).db_insert()
	table = frappe.qb.DocType("Liaison Unit")
	frappe.qb.update(table).set(table.parent_liaison_unit, SCHOOL).where(table.name != SCHOOL).run()
	frappe.utils.nestedset.rebuild_tree("Liaison Unit")


def _papers(officers: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
	"""Two papers of each officer, one of which is an official form."""
	frappe.db.delete("Duty Document")
	kinds = ("Summary", "Record Form")
	days = {"period_start": "2026-10-01", "period_end": "2026-10-31", "status": "Approved", "docstatus": 1}
	yield (
		"Duty Document",
		[
			{
				"name": f"BD-{number}-{kind}",
				"title": f"{kind} {number}",
				"document_kind": kind,
				"officer": institution.officer_name(number),
				"text": "<p>What was done</p>" * 20,
				**days,
			}
			for number in range(officers)
			for kind in kinds
		],
	)
