"""Reads a filled workbook: rows of values by sheet, and every fault by sheet, row and column. No site is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from .cells import CellRefused, is_blank, value_of
from .faults import Fault, WorkbookRefused, _, nearest
from .opening import cells_of, damaged, merged_ranges, open_workbook
from .sheets import LISTS, NOTES, SHEETS, Column, Sheet, folded

MOST_COLUMNS = 60
MOST_ROWS = 100_000  # filled rows of one sheet
LAST_ROW = 1_048_576  # of any sheet of Excel
MOST_FAULTS = 5000

Key = tuple[Any, ...]
Say = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Row:
	"""A row: its number in the sheet, the value of each column that is there; what could not be read is in `unread`."""

	number: int
	values: dict[str, Any]
	unread: frozenset[str] = frozenset()

	def key(self, sheet: Sheet) -> Key | None:
		"""The values by which the row is known; None when one of them could not be read."""
		if self.unread.intersection(sheet.key):
			return None
		return tuple(self.values.get(name) for name in sheet.key)


@dataclass(slots=True)
class Table:
	"""A sheet as it was filled: `title` is its name in the file, `headings` says where a field's column is."""

	sheet: Sheet
	title: str
	headings: dict[str, str] = field(default_factory=dict)
	rows: list[Row] = field(default_factory=list)

	def fault(self, row: Row | int, name: str, message: str, *values: str) -> Fault:
		"""A fault in a row, in the column of a field; no field: in the whole row."""
		number = row if isinstance(row, int) else row.number
		return Fault(self.title, number, self.headings.get(name, "") if name else "", message, values)


@dataclass(slots=True)
class Content:
	"""What a workbook holds, by name of sheet; sheets that are missing are empty. `faults` are those of single cells."""

	tables: dict[str, Table]
	faults: list[Fault]

	@property
	def row_count(self) -> int:
		"""How many filled rows there are."""
		return sum(len(table.rows) for table in self.tables.values())


def read_workbook(content: bytes, say: Say = lambda share, what: None) -> Content:
	"""The rows of a workbook. Raises WorkbookRefused when it is none, or its sheets and columns are not those of the template.

	`say(share, sheet)` is told how far it is (0 to 1).
	"""
	book = open_workbook(content)
	try:
		found, faults = _tables_of(book)
		for number, (table, sheet) in enumerate(found):
			say(number / len(found), table.title)
			faults += _headings_and_merges(table, sheet)
		if faults:
			raise WorkbookRefused(faults)
		for number, (table, sheet) in enumerate(found):
			say(number / len(found), table.title)
			_read_rows(table, sheet, faults)
	finally:
		book.close()
	tables = {sheet.name: Table(sheet, sheet.title) for sheet in SHEETS}
	result = Content({**tables, **{table.sheet.name: table for table, _sheet in found}}, faults)
	if not result.row_count and not faults:
		raise WorkbookRefused(
			[Fault("", 0, "", _("The workbook has no filled rows. Fill in the template first."))]
		)
	return result


def _tables_of(book: Any) -> tuple[list[tuple[Table, Any]], list[Fault]]:
	"""The sheets that are to be read, in the order of `SHEETS`, and what is wrong with the rest."""
	by_name = {name: sheet for sheet in SHEETS for name in sheet.names}
	found: dict[str, tuple[Table, Any]] = {}
	faults = []
	strangers = []
	for worksheet in book.worksheets:
		sheet = by_name.get(folded(worksheet.title))
		if sheet and sheet.name in found:
			first = found[sheet.name][0].title
			message = _('The sheets "{0}" and "{1}" are both for {2}. Keep one of them.')
			faults.append(Fault(worksheet.title, 0, "", message, (first, worksheet.title, sheet.title)))
		elif sheet:
			found[sheet.name] = (Table(sheet, worksheet.title), worksheet)
		elif worksheet.title not in (NOTES, LISTS) and _has_content(worksheet):
			strangers.append(worksheet.title)
	missing = [sheet for sheet in SHEETS if sheet.name not in found]
	faults += [_stranger(title, missing) for title in strangers]
	message = _(
		'The sheet "{0}" is missing. Add it with the headings of the template, even if it stays empty.'
	)
	faults += [Fault(sheet.title, 0, "", message, (sheet.title,)) for sheet in missing if not sheet.optional]
	return [found[sheet.name] for sheet in SHEETS if sheet.name in found], faults


def _stranger(title: str, missing: list[Sheet]) -> Fault:
	names = {name: sheet.title for sheet in missing for name in (sheet.title, sheet.name, sheet.title_zh)}
	close = nearest(title, names)
	if close:
		meant = names[close.split('"')[1]]
		return Fault(
			title, 0, "", _('There is no sheet "{0}" in the template. Name it "{1}".'), (title, meant)
		)
	message = _('There is no sheet "{0}" in the template. Remove it; the sheets are: {1}.')
	return Fault(title, 0, "", message, (title, ", ".join(sheet.title for sheet in SHEETS)))


def _has_content(worksheet: Any) -> bool:
	return any(not is_blank(cell) for _number, cells in _numbered(worksheet) for cell in cells)


def _numbered(worksheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
	"""Rows with their numbers. A file may claim rows that no sheet can have; such a one is refused."""
	for number, cells in enumerate(cells_of(worksheet, MOST_COLUMNS), 1):
		if number > LAST_ROW:
			raise damaged()
		yield number, cells


def _headings_and_merges(table: Table, worksheet: Any) -> list[Fault]:
	faults = [
		table.fault(
			int("".join(filter(str.isdigit, area.split(":")[0]))),
			"",
			_(
				"The cells {0} are merged. Unmerge them: every heading and every value stands in a cell of its own."
			),
			area,
		)
		for area in merged_ranges(worksheet)
	]
	headings: tuple[Any, ...] = next((cells for _number, cells in _numbered(worksheet)), ())
	faults += _read_headings(table, headings)
	return faults


def _read_headings(table: Table, cells: tuple[Any, ...]) -> list[Fault]:
	"""Which column of the sheet is which; what is missing, unknown or there twice."""
	by_name = {name: column for column in table.sheet.columns for name in column.names}
	faults = []
	for place, cell in enumerate(cells, 1):
		if is_blank(cell):
			continue
		heading = " ".join(str(cell.value).split())
		shown = f"{get_column_letter(place)}: {heading}"
		column = by_name.get(folded(heading.strip("* ＊")))
		if column is None:
			faults.append(_unknown_heading(table, shown, heading))
		elif column.field in table.headings:
			message = _('The heading "{0}" is there twice. Keep one of the columns.')
			faults.append(Fault(table.title, 1, shown, message, (heading,)))
		else:
			table.headings[column.field] = shown
	message = _('The column "{0}" is missing. Add it; row 1 holds the headings of the template.')
	return faults + [
		Fault(table.title, 1, "", message, (column.heading,))
		for column in table.sheet.columns
		if column.needed and column.field not in table.headings
	]


def _unknown_heading(table: Table, shown: str, heading: str) -> Fault:
	free = [column for column in table.sheet.columns if column.field not in table.headings]
	names = {name: column for column in free for name in (column.heading, column.title, column.title_zh)}
	close = nearest(heading, names)
	if close:
		meant = names[close.split('"')[1]].heading
		return Fault(table.title, 1, shown, _('There is no column "{0}". Name it "{1}".'), (heading, meant))
	message = _('There is no column "{0}". Remove it; the columns are: {1}.')
	known = ", ".join(column.heading for column in table.sheet.columns)
	return Fault(table.title, 1, shown, message, (heading, known))


def _read_rows(table: Table, worksheet: Any, faults: list[Fault]) -> None:
	columns = _columns_by_place(table)
	for number, cells in _numbered(worksheet):
		if number == 1 or all(is_blank(cell) for cell in cells):
			continue
		if len(table.rows) >= MOST_ROWS:
			faults.append(
				table.fault(number, "", _("The sheet has more than {0} rows. Split it."), str(MOST_ROWS))
			)
			return
		table.rows.append(_row(table, number, cells, columns, faults))
		if len(faults) > MOST_FAULTS:
			raise WorkbookRefused(faults)


def _columns_by_place(table: Table) -> list[Column | None]:
	"""The columns from left to right; None where a column has no heading."""
	by_letter = {shown.split(":")[0]: table.sheet.by_field[name] for name, shown in table.headings.items()}
	return [by_letter.get(get_column_letter(place)) for place in range(1, MOST_COLUMNS + 1)]


def _row(
	table: Table, number: int, cells: tuple[Any, ...], columns: list[Column | None], faults: list[Fault]
) -> Row:
	by_field = table.sheet.by_field
	# An empty cell with a default says nothing: a new row takes the default, a stored one stays as it is.
	values = {name: blank_value(by_field[name]) for name in table.headings if not by_field[name].default}
	unread = set()
	for place, (cell, column) in enumerate(zip(cells, columns, strict=False), 1):
		if is_blank(cell):
			continue
		if column is None:
			letter = get_column_letter(place)
			message = _(
				"The cell is filled, but its column has no heading in row 1. Name the column or empty the cell."
			)
			faults.append(Fault(table.title, number, letter, message))
			continue
		try:
			values[column.field] = value_of(column, cell)
		except CellRefused as refused:
			unread.add(column.field)
			faults.append(table.fault(number, column.field, refused.message, *refused.values))
	for column in table.sheet.columns:
		if column.needed and values.get(column.field) is None and column.field not in unread:
			unread.add(column.field)
			faults.append(table.fault(number, column.field, _("The cell is empty. Fill it in.")))
	return Row(number, values, frozenset(unread))


def blank_value(column: Column) -> Any:
	"""What an empty cell means."""
	if column.kind == "yes or no":
		return 0
	if column.kind == "references":
		return ()
	return None
