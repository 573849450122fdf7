"""Workbooks for tests: the real template, filled."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook

from liaison_app.services.workbook.sheets import BY_NAME
from liaison_app.services.workbook.template import DATE_FORMAT, template

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

# A school with two colleges, one officer who heads the first, its class, and the bond between them.
SMALL: dict[str, list[dict[str, Any]]] = {
	"Units": [
		{"unit_name": "Lakeside College", "clerk": "clerk@liaison.example"},
		{"unit_name": "Arts", "parent_liaison_unit": "Lakeside College"},
		{"unit_name": "Arts Branch", "parent_liaison_unit": "Arts"},
	],
	"Terms": [
		{
			"term_name": "2026/27 Autumn",
			"academic_year": "2026/27",
			"first_day": date(2026, 9, 7),
			"last_day": date(2027, 1, 15),
		},
		{
			"term_name": "2026/27 Spring",
			"academic_year": "2026/27",
			"first_day": date(2027, 3, 1),
			"last_day": date(2027, 7, 9),
		},
	],
	"Officers": [
		{
			"officer_code": "E001",
			"full_name": "Lin Bo",
			"unit": "Arts",
			"user": "lin@liaison.example",
			"party_member": "Yes 是",
			"own_branch": "Arts Branch",
			"rank": 1,
			"units_in_charge": "Arts; Arts Branch",
			"phone": "139 0000 0001",
		},
		{"officer_code": "E002", "full_name": "Mei Qing", "unit": "Arts"},
	],
	"Posts": [
		{"officer": "E001", "post": "President", "job_title": "Dean", "from_date": date(2025, 9, 1)},
		{"officer": "E002", "post": "Staff", "from_date": date(2025, 9, 1), "to_date": date(2028, 8, 31)},
	],
	"Leaves": [
		{
			"officer": "E002",
			"from_date": date(2026, 11, 2),
			"to_date": date(2026, 11, 6),
			"reason": "congress",
		}
	],
	"Targets": [
		{
			"code": "T001",
			"title": "Class 2601",
			"target_type": "Class",
			"unit": "Arts",
			"active_from": date(2026, 9, 1),
			"active_to": date(2029, 6, 30),
			"end_reason": "Graduation",
		},
		{
			"code": "T002",
			"title": "Yu Wen",
			"target_type": "Student",
			"unit": "Arts",
			"parent_contact_target": "T001",
		},
		{
			"code": "T003",
			"title": "Ethics",
			"target_type": "Course",
			"unit": "Arts",
			"offered_in": "2026/27 Autumn",
		},
	],
	"Tags": [{"target": "T002", "tag": "Applicant", "from_date": date(2026, 10, 8)}],
	"Contact People": [
		{"target": "T001", "person_name": "Gu An", "role_title": "class teacher", "phone": "021-1"}
	],
	"Assignments": [
		{"officer": "E001", "target": "T001", "from_date": date(2026, 9, 7)},
		{"officer": "E002", "target": "T002", "from_date": date(2026, 9, 7), "to_date": date(2027, 7, 9)},
	],
}


def workbook(rows: Rows, change: Callable[[Workbook], None] = lambda book: None) -> bytes:
	"""The template with these rows by sheet and field, after `change` had its way with it."""
	book = load_workbook(io.BytesIO(_empty()))
	for name, lines in rows.items():
		sheet = BY_NAME[name]
		places = {column.field: place for place, column in enumerate(sheet.columns, 1)}
		for number, line in enumerate(lines, 2):
			for field, value in line.items():
				cell = book[sheet.title].cell(number, places[field], value)
				if isinstance(value, date):
					cell.number_format = DATE_FORMAT
	change(book)
	result = io.BytesIO()
	book.save(result)
	return result.getvalue()


@cache
def _empty() -> bytes:
	return template({})


def with_values(rows: Rows, sheet: str, row: int, **values: Any) -> dict[str, list[dict[str, Any]]]:
	"""The rows with other values in one row of a sheet, the first being row 2 as in the file."""
	copied = {name: [dict(line) for line in lines] for name, lines in rows.items()}
	copied[sheet][row - 2].update(values)
	return copied
