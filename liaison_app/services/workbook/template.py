"""The workbook to fill in: headings in Chinese and English, a comment on each, drop-downs, and a sheet of notes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from .faults import _
from .sheets import BY_NAME, LISTS, NOTES, SHEETS, YES_OR_NO, Column, Sheet

LAST_PREPARED_ROW = 5001
NEEDED = PatternFill("solid", start_color="FFF2CC")
MAY_BE_EMPTY = PatternFill("solid", start_color="E7EEF7")
DATE_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"

NOTES_LINES = (
	_("Fill in the sheets, save as an Excel workbook (.xlsx) and load it. Everything is loaded, or nothing."),
	_("Columns with a yellow heading must be filled. Columns with a blue heading may be empty or left out."),
	_(
		"Loading a workbook again changes only what differs. Rows that are not in it stay as they are; nothing is deleted."
	),
	_("Units and terms are recognised by their names, officers and targets by their codes."),
	_("An empty cell empties the field on the site. To leave a field alone, remove its whole column."),
	_("Dates are real dates of the spreadsheet program, never text. Formulas and merged cells are refused."),
	_("Create the users of officers, reviewers and clerks on the site first."),
	_(
		"A sheet that you do not need stays with its headings. Leaves, Tags and Contact People may be removed."
	),
)


def template(words: Mapping[str, Sequence[str]], translate: Callable[[str], str] = str) -> bytes:
	"""The bytes of an empty .xlsx. `words` are the choices of the site by kind (`post`, `tag` ...); notes pass `translate`."""
	book = Workbook()
	_write_notes(book.worksheets[0], translate)
	for sheet in SHEETS:
		_write_sheet(book.create_sheet(sheet.title), sheet, translate)
	lists = _write_lists(book.create_sheet(LISTS), words)
	for sheet in SHEETS:
		_add_drop_downs(book[sheet.title], sheet, lists, translate)
	result = io.BytesIO()
	book.save(result)
	return result.getvalue()


def _write_notes(page: Any, translate: Callable[[str], str]) -> None:
	page.title = NOTES
	page.column_dimensions["A"].width = 28
	page.column_dimensions["B"].width = 110
	for number, line in enumerate(NOTES_LINES, 1):
		page.append([number, translate(line)])
	page.append([])
	for sheet in SHEETS:
		page.append([sheet.title, translate(sheet.help)])
	for row in page.iter_rows():
		for cell in row:
			cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")


def _write_sheet(page: Any, sheet: Sheet, translate: Callable[[str], str]) -> None:
	page.freeze_panes = "A2"
	page.row_dimensions[1].height = 32
	for place, column in enumerate(sheet.columns, 1):
		cell = page.cell(1, place, column.heading)
		cell.font = Font(bold=True)
		cell.fill = NEEDED if column.needed else MAY_BE_EMPTY
		cell.alignment = Alignment(wrap_text=True, vertical="top")
		cell.comment = Comment(_explained(column, translate), "Liaison", height=110, width=260)
		dimension = page.column_dimensions[get_column_letter(place)]
		dimension.width = (
			24 if column.kind in ("text", "name", "long text", "reference", "references") else 16
		)
		if number_format := _format(column):
			dimension.number_format = number_format


def _format(column: Column) -> str:
	"""Codes and phone numbers as text, so that leading zeros stay."""
	if column.kind == "date":
		return DATE_FORMAT
	is_code = column.kind in ("code", "phone") or column.refers_to in ("Officers", "Targets")
	return TEXT_FORMAT if is_code else ""


def _explained(column: Column, translate: Callable[[str], str]) -> str:
	parts = [translate(_("Must be filled.")) if column.needed else translate(_("May be empty."))]
	if column.help:
		parts.append(translate(column.help))
	if column.kind == "date":
		parts.append(translate(_("A date, not text.")))
	if column.choices:
		parts.append(" / ".join(f"{word} {word_zh}" for word, word_zh in column.choices.items()))
	return "\n".join(parts)


def _write_lists(page: Any, words: Mapping[str, Sequence[str]]) -> dict[str, str]:
	"""One column of choices for each kind, on a hidden sheet; where each is."""
	page.sheet_state = "hidden"
	lists = {**words, **_choices()}
	places = {}
	for place, (kind, values) in enumerate(lists.items(), 1):
		letter = get_column_letter(place)
		page.cell(1, place, kind)
		for number, value in enumerate(values, 2):
			page.cell(number, place, value)
		if values:
			places[kind] = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(values) + 1}"
	return places


def _choices() -> dict[str, list[str]]:
	found = {"yes or no": [f"{word} {word_zh}" for word, word_zh in YES_OR_NO.items()]}
	for sheet in SHEETS:
		for column in sheet.columns:
			if column.choices:
				found[_kind(sheet, column)] = [
					f"{word} {word_zh}" for word, word_zh in column.choices.items()
				]
	return found


def _kind(sheet: Sheet, column: Column) -> str:
	if column.choices:
		return f"{sheet.name}.{column.field}"
	return "yes or no" if column.kind == "yes or no" else column.refers_to


def _add_drop_downs(
	page: Any, sheet: Sheet, lists: Mapping[str, str], translate: Callable[[str], str]
) -> None:
	for place, column in enumerate(sheet.columns, 1):
		if column.kind == "references":
			continue  # a drop-down would allow one only
		if column.refers_to in BY_NAME:
			source = f"{quote_sheetname(BY_NAME[column.refers_to].title)}!$A$2:$A${LAST_PREPARED_ROW}"
		else:
			source = lists.get(_kind(sheet, column), "")
		if source:
			# A warning only: what is not on the list may be on the site.
			drop_down = DataValidation(
				type="list", formula1=f"={source}", allow_blank=True, errorStyle="warning"
			)
			drop_down.error = translate(_("This is not on the list."))
			letter = get_column_letter(place)
			drop_down.add(f"{letter}2:{letter}{LAST_PREPARED_ROW}")
			page.add_data_validation(drop_down)
