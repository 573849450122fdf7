"""The assessment as an .xlsx workbook: a title, sentences about it, one row per officer. Texts stay texts, whatever they begin with."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .workbook import write_text

Cell = str | int | float | None
FONT = "宋体"
THIN = Border(*(Side(style="thin"),) * 4)
WIDEST = 40


def assessment_workbook(
	title: str,
	sheet_title: str,
	headings: Sequence[str],
	rows: Sequence[Sequence[Cell]],
	before: Sequence[str] = (),
	after: Sequence[str] = (),
) -> bytes:
	"""The .xlsx: the title, the sentences `before`, the headings (repeated on each page) and rows, the sentences `after`."""
	book = Workbook()
	sheet = book.active
	assert isinstance(sheet, Worksheet)
	sheet.title = sheet_title[:31]
	write_text(sheet, 1, 1, title)
	sheet.cell(1, 1).font = Font(name=FONT, size=16, bold=True)
	for number, sentence in enumerate(before, 2):
		write_text(sheet, number, 1, sentence)
	top = 2 + len(before)
	_write_table(sheet, top, headings, rows)
	for number, sentence in enumerate(after, top + len(rows) + 2):
		write_text(sheet, number, 1, sentence)
	_set_page(sheet, top, len(headings))
	made = io.BytesIO()
	book.save(made)
	return made.getvalue()


def _write_table(sheet: Worksheet, top: int, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
	for number, row in enumerate([headings, *rows], top):
		for place, value in enumerate(row, 1):
			if isinstance(value, str):
				write_text(sheet, number, place, value)
			else:
				sheet.cell(number, place).value = value
			cell = sheet.cell(number, place)
			cell.font = Font(name=FONT, size=10, bold=number == top)
			cell.alignment = Alignment(vertical="center", wrap_text=True)
			cell.border = THIN
	for place in range(1, len(headings) + 1):
		texts = [str(row[place - 1] or "") for row in [headings, *rows]]
		widest = max(_width(text) for text in texts)
		sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(8, widest + 2))


def _width(text: str) -> int:
	"""In Latin letters: a Chinese one takes the room of two."""
	return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _set_page(sheet: Worksheet, top: int, columns: int) -> None:
	"""A4 landscape, as wide as the page."""
	sheet.page_setup.orientation = "landscape"
	sheet.page_setup.paperSize = 9  # the number of A4
	sheet.page_setup.fitToHeight = 0
	sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
	sheet.print_title_rows = f"{top}:{top}"
	sheet.print_area = f"A1:{get_column_letter(columns)}{sheet.max_row}"
	sheet.freeze_panes = f"B{top + 1}"
