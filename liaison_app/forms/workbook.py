"""The grid summary as an .xlsx workbook, ready to print: all rows, header on each page, twenty rows a page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from .fields import GRID
from .plain import clean_text

# Heading, field and width of each column; the widths fill a landscape page of A4 at full size.
COLUMNS = (
	("序号", "number", 5),
	("干部教师", "officer", 10),
	("学院", "unit", 15),
	("联系班级", "school_class", 13),
	("班主任", "class_teacher", 9),
	("联系班级\n辅导员", "counsellor", 10),
	("联系困难生\n寝室", "student_dormitories", 14),
	("联系困难生", "students", 13),
	("联系方式", "contact", 14),
	("班级其他寝室", "other_dormitories", 17),
	("备注", "remark", 10),
)
HEADING_ROW = 2
ROWS_A_PAGE = 20
LONGEST_CELL = 32_767
INVITES_FORMULA = ("=", "+", "-", "@", "\t")
FONT = "宋体"
MARGIN_SIDE = 0.4
THIN = Border(*(Side(style="thin"),) * 4)


def grid_workbook(values: Mapping[str, Any]) -> bytes:
	"""The .xlsx of the values of `values.grid`. Texts stay texts, whatever they begin with; 32,767 characters fit a cell."""
	book = Workbook()
	sheet = book.active
	assert isinstance(sheet, Worksheet)
	sheet.title = "汇总表"
	_write_headings(sheet, f"{values['institution']}{GRID.title}")
	for number, row in enumerate(values["officers"], HEADING_ROW + 1):
		_write_row(sheet, number, [row[field] for _heading, field, _width in COLUMNS])
	_set_page(sheet)
	made = io.BytesIO()
	book.save(made)
	return made.getvalue()


def write_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
	"""A text into a cell, as text: never a formula, nor one when somebody edits the cell later."""
	cell = sheet.cell(row, column)
	cell.value = clean_text(text)[:LONGEST_CELL]
	cell.data_type = "s"
	cell.number_format = "@"
	cell.quotePrefix = text.startswith(INVITES_FORMULA)


def _write_headings(sheet: Worksheet, title: str) -> None:
	sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
	write_text(sheet, 1, 1, title)
	_style(sheet, 1, 1, Font(name=FONT, size=16, bold=True), border=None)
	sheet.row_dimensions[1].height = 30
	sheet.row_dimensions[HEADING_ROW].height = 32
	for column, (heading, _field, width) in enumerate(COLUMNS, 1):
		write_text(sheet, HEADING_ROW, column, heading)
		_style(sheet, HEADING_ROW, column, Font(name=FONT, size=10, bold=True))
		sheet.column_dimensions[get_column_letter(column)].width = width


def _write_row(sheet: Worksheet, row: int, values: Sequence[str | int | None]) -> None:
	for column, value in enumerate(values, 1):
		if isinstance(value, str):
			write_text(sheet, row, column, value)
		else:
			sheet.cell(row, column).value = value
		_style(sheet, row, column, Font(name=FONT, size=10))


def _style(sheet: Worksheet, row: int, column: int, font: Font, border: Border | None = THIN) -> None:
	cell = sheet.cell(row, column)
	cell.font = font
	cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
	if border:
		cell.border = border


def _set_page(sheet: Worksheet) -> None:
	"""A4 landscape at full size: fitting to a width would switch the page breaks off."""
	last = sheet.max_row
	sheet.page_setup.orientation = "landscape"
	sheet.page_setup.paperSize = 9  # the number of A4
	sheet.page_margins.left = sheet.page_margins.right = MARGIN_SIDE
	sheet.page_margins.top = sheet.page_margins.bottom = 0.5
	sheet.print_options.horizontalCentered = True
	sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
	sheet.print_area = f"A1:{get_column_letter(len(COLUMNS))}{last}"
	sheet.freeze_panes = f"A{HEADING_ROW + 1}"
	sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页，共 &N 页"))
	for row in range(HEADING_ROW + ROWS_A_PAGE, last, ROWS_A_PAGE):
		sheet.row_breaks.append(Break(id=row))
