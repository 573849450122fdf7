"""A register that others kept, from its file, and against the visits of a unit's officers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from liaison_app.honesty import (
	Columns,
	Coverage,
	Register,
	RegisterMatch,
	RegisterRow,
	Visit,
	covered_by,
	find_columns,
	match_register,
	read_register,
)

from ..reports.asked import seen, units_below
from ..tables import select, select_in, table_of
from ..workbook.faults import WorkbookRefused
from ..workbook.opening import cells_of, open_workbook
from . import reading, thresholds

DOCTYPE = "Presence Register"
MOST_COLUMNS = 60
MOST_LINES = 100_000
LINES_BEFORE_HEADING = 10
MOST_FAULTS = 50


def work_out(document: Any) -> None:
	"""Read the file of a register that is being saved, and note how much of it can be used. Raises ValidationError for another file."""
	register = read(document)
	if not register.rows:
		frappe.throw(_("No line of the register holds a date and a name."))
	document.entries, document.unread = len(register.rows), len(register.unread)
	document.faults = "\n".join(
		_("Line {0}: {1}").format(line.number, _(line.message).format(*line.values))
		for line in register.unread[:MOST_FAULTS]
	)


def read(document: Any) -> Register:
	"""The entries of the register's file. Raises ValidationError for a file that is none, has no heading or too many lines."""
	try:
		book = open_workbook(_content(document.file))
		return _read_sheet(book.worksheets[0], document.place_of_all or "")
	except WorkbookRefused as refused:
		frappe.throw("<br>".join(frappe.utils.escape_html(fault.text(_)) for fault in refused.faults))
	raise AssertionError  # frappe.throw has raised


def _content(url: str) -> bytes:
	name = frappe.db.get_value("File", {"file_url": url, "is_folder": 0})
	if not name:
		frappe.throw(_("Attach the register's file."))
	path = frappe.get_doc("File", name).get_full_path()
	with open(path, "rb") as file:
		return file.read()


def _read_sheet(sheet: Any, place_of_all: str) -> Register:
	lines = (tuple(cell.value for cell in row) for row in cells_of(sheet, MOST_COLUMNS))
	number, columns = _heading(lines)
	some = list(islice(lines, MOST_LINES + 1))
	if len(some) > MOST_LINES:
		frappe.throw(_("The register has more than {0} lines. Split it.").format(MOST_LINES))
	return read_register(some, replace(columns, place_of_all=place_of_all), number + 1)


def _heading(lines: Iterator[tuple[Any, ...]]) -> tuple[int, Columns]:
	"""The number of the heading's line, and its columns."""
	for number, heading in enumerate(islice(lines, LINES_BEFORE_HEADING), 1):
		if columns := find_columns(heading):
			return number, columns
	frappe.throw(
		_("The file has no heading with a date and a name, such as: {0}").format(
			"日期, 地点, 姓名 / Date, Place, Name"
		)
	)
	raise AssertionError  # frappe.throw has raised


def match(document: Any) -> RegisterMatch:
	"""The register against the visits of the unit's officers that the user sees."""
	rows = read(document).rows
	coverage = _coverage(document, rows)
	if coverage is None:
		return RegisterMatch((), ())
	officers = _officers(document.unit)
	visits = _readable(reading.of_officers(officers, _days(coverage)))
	return match_register(
		rows,
		[_named_now(visit, visits) for visit in visits.visits],
		{name: (full_name,) for name, full_name in officers.items()},
		thresholds.read(),
		coverage=coverage,
	)


def _readable(read: reading.Read) -> reading.Read:
	"""The visits that the user sees."""
	allowed, names = seen(reading.VISIT), set(read.current.values())
	rows = select_in(reading.VISIT, ("name",), "name", names, *allowed)
	readable = {name for (name,) in rows}
	return reading.Read(
		tuple(each for each in read.visits if read.current[each.name] in readable), read.current
	)


def _named_now(visit: Visit, read: reading.Read) -> Visit:
	return replace(visit, name=read.current.get(visit.name, visit.name))


def _coverage(document: Any, rows: tuple[RegisterRow, ...]) -> Coverage | None:
	found = covered_by(rows)
	if found is None:
		return None
	first = getdate(document.from_date) if document.from_date else found.first_day
	last = getdate(document.to_date) if document.to_date else found.last_day
	return Coverage(first, last, found.places)


def _days(coverage: Coverage) -> set[date]:
	length = (coverage.last_day - coverage.first_day).days
	return {coverage.first_day + timedelta(days=number) for number in range(length + 1)}


def _officers(unit: str) -> dict[str, str]:
	"""Officer -> full name, of the unit and all below it, as far as the user sees them."""
	table = table_of("Liaison Officer")
	below = table.unit.isin(units_below(unit))
	return dict(select("Liaison Officer", ("name", "full_name"), below, *seen("Liaison Officer")))
