"""An .xlsx written row by row: memory does not grow with the rows, and what is a text stays one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from liaison_app.forms.plain import clean_text

Cell = str | int | float | date | datetime | None
MOST_ROWS = 1_000_000  # of a sheet; Excel itself takes 1,048,576
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
NOT_IN_TITLES = str.maketrans({sign: "_" for sign in "[]:*?/\\'"})
INVITES_FORMULA = ("=", "+", "-", "@", "\t")
DATE, TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Sheet:
	"""A sheet: its title, the headings, and rows of as many cells, read once."""

	title: str
	headings: Sequence[str]
	rows: Iterable[Sequence[Cell]]


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
	"""Write the workbook. Rows beyond what a sheet holds go on in a further one."""
	book = Workbook(write_only=True)
	for sheet in sheets:
		rows = iter(sheet.rows)
		number = 1
		while _write_sheet(book, sheet, rows, number):
			number += 1
	book.save(path)


def _write_sheet(book: Any, sheet: Sheet, rows: Iterator[Sequence[Cell]], number: int) -> bool:
	"""Write one sheet full; whether there may be more."""
	first = next(rows, None)
	if first is None and number > 1:
		return False
	suffix = f" {number}" if number > 1 else ""
	page = book.create_sheet(sheet.title.translate(NOT_IN_TITLES)[: LONGEST_TITLE - len(suffix)] + suffix)
	page.freeze_panes = "A2"
	for column in range(1, len(sheet.headings) + 1):
		page.column_dimensions[get_column_letter(column)].width = 18
	page.append([_heading(page, text) for text in sheet.headings])
	if first is None:
		return False
	page.append([_cell(page, value) for value in first])
	written = 1
	for row in islice(rows, MOST_ROWS - 1):
		page.append([_cell(page, value) for value in row])
		written += 1
	return written == MOST_ROWS


def _heading(page: Any, text: str) -> Any:
	cell = _cell(page, text)
	cell.font = Font(bold=True)
	return cell


def _cell(page: Any, value: Cell) -> Any:
	if isinstance(value, str):
		return _text(page, value)
	cell: Any = WriteOnlyCell(page)
	cell.value = value
	if isinstance(value, date):
		cell.number_format = TIME if isinstance(value, datetime) else DATE
	return cell


def _text(page: Any, text: str) -> Any:
	"""A text as text: never a formula, nor one when somebody edits the cell later."""
	cell = WriteOnlyCell(page, clean_text(text)[:LONGEST_CELL])
	cell.data_type = "s"
	if text.lstrip().startswith(INVITES_FORMULA):
		cell.number_format = "@"
		cell.quotePrefix = True
	return cell
