"""5,000 rows from one workbook against the same rows through Frappe's Data Import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from time import perf_counter
from typing import Any

import frappe
from frappe.core.doctype.data_import.importer import Importer
from openpyxl import load_workbook as open_workbook

from liaison_app.services.workbook.loading import load_workbook
from liaison_app.services.workbook.sheets import BY_NAME
from liaison_app.services.workbook.template import DATE_FORMAT, template
from liaison_app.services.workbook.writing import renumber_units

from .stage import Stage, say
from .table import Row

BAR = 5
SAMPLED = 10  # one row in so many goes through Data Import
UNITS, OFFICERS, TARGETS, ASSIGNMENTS = 50, 700, 1550, 2000
TOP, POST, TARGET_TYPE = "Workbook Benchmark", "Workbook Post", "Workbook Class"
SINCE = date(2025, 9, 1)
# What was loaded is known by these prefixes.
FROM_WORKBOOK, FROM_DATA_IMPORT = "WB", "DI"

Rows = dict[str, list[dict[str, Any]]]


def measure(stage: Stage) -> Row:
	"""Loads both ways, commits as each does by itself, and removes what was loaded."""
	_insert_vocabulary()
	try:
		loading = min(_seconds_of_workbook() for _ in range(stage.repeats))
		seconds = {doctype: _seconds_of_data_import(doctype) for doctype in COUNTS}
	finally:
		_remove(FROM_WORKBOOK)
		_remove(FROM_DATA_IMPORT)
		_remove_vocabulary()
	data_import = sum(seconds.values())
	number = sum(len(rows) for rows in rows_with(FROM_WORKBOOK).values())
	return Row(
		f"loading a workbook of {number:,} rows against Frappe's Data Import of the same rows",
		f"≤ 1/{BAR}",
		f"1/{data_import / loading:.0f}",
		loading * BAR <= data_import,
		f"{loading:.1f} s against {data_import:.0f} s, scaled from one row in {SAMPLED}",
	)


def rows_with(prefix: str) -> Rows:
	"""The rows by sheet; all names and codes begin with the prefix."""
	officers = [f"{prefix}-O{number:04}" for number in range(OFFICERS)]
	targets = [f"{prefix}-T{number:04}" for number in range(TARGETS)]
	units = [f"{prefix} Unit {number:02}" for number in range(UNITS)]
	held = [(officers[number % OFFICERS], targets[number % TARGETS]) for number in range(ASSIGNMENTS)]
	return {
		"Units": [{"unit_name": unit, "parent_liaison_unit": TOP} for unit in units],
		"Officers": [
			{
				"officer_code": code,
				"full_name": f"Officer {code}",
				"unit": units[place % UNITS],
				"rank": place,
			}
			for place, code in enumerate(officers)
		],
		"Posts": [
			{"officer": code, "post": POST, "job_title": "Adviser", "from_date": SINCE} for code in officers
		],
		"Targets": [
			{
				"code": code,
				"title": f"Class {code}",
				"target_type": TARGET_TYPE,
				"unit": units[place % UNITS],
				"active_from": SINCE,
			}
			for place, code in enumerate(targets)
		],
		"Assignments": [
			{"officer": officer, "target": target, "from_date": SINCE, "status": "Approved"}
			for officer, target in held
		],
	}


# --- the workbook ---


def _seconds_of_workbook() -> float:
	"""Seconds from the bytes of the file to the commit."""
	_remove(FROM_WORKBOOK)
	content = _file_with(rows_with(FROM_WORKBOOK))
	began = perf_counter()
	loaded = load_workbook(content)
	frappe.db.commit()
	seconds = perf_counter() - began
	say(f"workbook: {sum(one.added for one in loaded):,} rows in {seconds:.1f} s")
	return seconds


def _file_with(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
	book = open_workbook(io.BytesIO(template({})))
	for name, lines in rows.items():
		sheet = BY_NAME[name]
		places = {column.field: place for place, column in enumerate(sheet.columns, 1)}
		for number, line in enumerate(lines, 2):
			for field, value in line.items():
				cell = book[sheet.title].cell(number, places[field], value)
				if isinstance(value, date):
					cell.number_format = DATE_FORMAT
	result = io.BytesIO()
	book.save(result)
	return result.getvalue()


# --- Data Import ---

COUNTS = {
	"Liaison Unit": UNITS,
	"Liaison Officer": OFFICERS,
	"Contact Target": TARGETS,
	"Liaison Assignment": ASSIGNMENTS,
}


def _seconds_of_data_import(doctype: str) -> float:
	"""Seconds that all rows of the DocType would take, from those of a sample."""
	lines = list(_lines(doctype))
	text = io.StringIO()
	writer = csv.DictWriter(text, list(lines[0]))
	writer.writeheader()
	writer.writerows(lines)
	file = frappe.get_doc(
		{"doctype": "File", "file_name": "benchmark_rows.csv", "is_private": 1, "content": text.getvalue()}
	).insert()
	document = frappe.get_doc(
		{
			"doctype": "Data Import",
			"reference_doctype": doctype,
			"import_type": "Insert New Records",
			"import_file": file.file_url,
		}
	).insert()
	before = frappe.db.count(doctype)
	began = perf_counter()
	Importer(doctype, data_import=document).import_data()
	seconds = perf_counter() - began
	frappe.delete_doc("File", file.name, force=True)
	if frappe.db.count(doctype) != before + len(lines):
		raise RuntimeError(
			f"Data Import of {doctype} ended with {document.status}: {document.template_warnings}"
		)
	say(f"Data Import: {len(lines)} x {doctype} in {seconds:.1f} s")
	return seconds * COUNTS[doctype] / len(lines)


def _lines(doctype: str) -> Iterator[dict[str, Any]]:
	"""The sample as Data Import takes it: an officer with the post in one line, assignments by names instead of codes."""
	rows = {
		name: lines[: max(1, len(lines) // SAMPLED)] for name, lines in rows_with(FROM_DATA_IMPORT).items()
	}
	if doctype == "Liaison Unit":
		yield from rows["Units"]
	elif doctype == "Liaison Officer":
		units = len(rows["Units"])
		for place, (officer, tenure) in enumerate(zip(rows["Officers"], rows["Posts"], strict=True)):
			post = {f"tenures.{name}": value for name, value in tenure.items() if name != "officer"}
			yield {**officer, "unit": rows["Units"][place % units]["unit_name"], **post}
	elif doctype == "Contact Target":
		units = len(rows["Units"])
		for place, target in enumerate(rows["Targets"]):
			yield {**target, "unit": rows["Units"][place % units]["unit_name"]}
	else:
		yield from _assignments(rows)


def _assignments(rows: Rows) -> Iterator[dict[str, Any]]:
	officers = dict(_names("Liaison Officer", "officer_code"))
	targets = dict(_names("Contact Target", "code"))
	officer_names = [officers[row["officer_code"]] for row in rows["Officers"]]
	target_names = [targets[row["code"]] for row in rows["Targets"]]
	for place, held in enumerate(rows["Assignments"]):
		officer = officer_names[place % len(officer_names)]
		yield {**held, "officer": officer, "target": target_names[place % len(target_names)]}


def _names(doctype: str, field: str) -> list[tuple[str, str]]:
	table = frappe.qb.DocType(doctype)
	return list(
		frappe.qb.from_(table)
		.select(table[field], table.name)
		.where(table[field].like(f"{FROM_DATA_IMPORT}-%"))
		.run()
	)


# --- before and after ---


def _insert_vocabulary() -> None:
	_remove(FROM_WORKBOOK)
	_remove(FROM_DATA_IMPORT)
	_remove_vocabulary()
	for doctype, values in VOCABULARY:
		frappe.get_doc({"doctype": doctype, **values}).insert()
	frappe.db.commit()


VOCABULARY = (
	("Liaison Post", {"post_name": POST}),
	("Target Type", {"target_type_name": TARGET_TYPE}),
	("Liaison Unit", {"unit_name": TOP, "clerk": "Administrator"}),
)


def _remove_vocabulary() -> None:
	for doctype, values in VOCABULARY:
		frappe.db.delete(doctype, {"name": next(iter(values.values()))})
	renumber_units()
	frappe.db.commit()


def _remove(prefix: str) -> None:
	"""What was loaded under the prefix."""
	officers = frappe.get_all(
		"Liaison Officer", {"officer_code": ("like", f"{prefix}-%")}, pluck="name", order_by="name asc"
	)
	if officers:
		for child in ("Officer Tenure", "Liaison Unit Link"):
			frappe.db.delete(child, {"parent": ("in", officers)})
		frappe.db.delete("Liaison Assignment", {"officer": ("in", officers)})
	frappe.db.delete("Liaison Officer", {"officer_code": ("like", f"{prefix}-%")})
	frappe.db.delete("Contact Target", {"code": ("like", f"{prefix}-%")})
	frappe.db.delete("Liaison Unit", {"name": ("like", f"{prefix} Unit %")})
	frappe.db.delete("Data Import", {"reference_doctype": ("in", list(COUNTS))})
	frappe.db.commit()
