"""A workbook as people fill it in: what is right is read as values, what is wrong is named by sheet, row and column."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from liaison_app.services.workbook import opening
from liaison_app.services.workbook.faults import WorkbookRefused
from liaison_app.services.workbook.reading import Content, read_workbook
from liaison_app.services.workbook.sheets import BY_NAME, SHEETS
from liaison_app.services.workbook.template import template
from tests.workbooks import SMALL, with_values, workbook

UNITS = BY_NAME["Units"].title
OFFICERS = BY_NAME["Officers"].title
TERMS = BY_NAME["Terms"].title


def values_of(content: Content, sheet: str) -> list[dict[str, Any]]:
	return [
		{name: value for name, value in row.values.items() if value} for row in content.tables[sheet].rows
	]


def fault_of(content: bytes) -> str:
	"""The only fault of a workbook."""
	faults = faults_of(content)
	assert len(faults) == 1, faults
	return faults[0]


def faults_of(content: bytes) -> list[str]:
	try:
		return [str(fault) for fault in read_workbook(content).faults]
	except WorkbookRefused as refused:
		return [str(fault) for fault in refused.faults]


def refusal_of(content: bytes) -> str:
	with pytest.raises(WorkbookRefused) as refused:
		read_workbook(content)
	return str(refused.value)


def changed(change: Callable[[Workbook], None]) -> bytes:
	return workbook(SMALL, change)


def repacked(
	content: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None
) -> bytes:
	"""The archive with every part passed through `change(name, bytes)`, and extra parts."""
	result = io.BytesIO()
	with (
		zipfile.ZipFile(io.BytesIO(content)) as old,
		zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
	):
		for name in old.namelist():
			new.writestr(name, change(name, old.read(name)))
		for name, data in (extra or {}).items():
			new.writestr(name, data)
	return result.getvalue()


# --- what is right ---


def test_every_kind_of_cell_is_read():
	content = read_workbook(workbook(SMALL))
	assert content.faults == []
	assert content.row_count == sum(len(rows) for rows in SMALL.values())
	assert values_of(content, "Officers")[0] == {
		"officer_code": "E001",
		"full_name": "Lin Bo",
		"unit": "Arts",
		"user": "lin@liaison.example",
		"party_member": 1,
		"own_branch": "Arts Branch",
		"rank": 1,
		"units_in_charge": ("Arts", "Arts Branch"),
		"phone": "139 0000 0001",
	}
	assert values_of(content, "Terms")[0]["first_day"] == date(2026, 9, 7)
	assert values_of(content, "Targets")[0]["end_reason"] == "Graduation"


def test_rows_are_numbered_as_in_the_file_and_blank_ones_are_passed_over():
	def with_gaps(book: Workbook) -> None:
		book[UNITS]["A7"] = "Sciences"
		book[UNITS]["B6"] = "   "

	content = read_workbook(changed(with_gaps))
	assert content.faults == []
	assert [row.number for row in content.tables["Units"].rows] == [2, 3, 4, 7]


def test_headings_and_sheets_are_known_in_either_language():
	def in_one_language(book: Workbook) -> None:
		for sheet in SHEETS:
			page = book[sheet.title]
			for place, column in enumerate(sheet.columns, 1):
				page.cell(1, place).value = column.title_zh if place % 2 else f" {column.title.upper()}* "
		book[UNITS].title = "单位"
		book[TERMS].title = "terms"

	assert read_workbook(changed(in_one_language)).faults == []


def test_choices_are_known_in_either_language():
	rows = with_values(SMALL, "Targets", 2, end_reason="毕业", hardship_category="Financial 经济")
	first = values_of(read_workbook(workbook(rows)), "Targets")[0]
	assert (first["end_reason"], first["hardship_category"]) == ("Graduation", "Financial")


@pytest.mark.parametrize(("written", "read"), [("是", 1), ("no", 0), (True, 1), (0, 0), ("否", 0), (None, 0)])
def test_yes_and_no_in_many_forms(written: object, read: int):
	content = read_workbook(workbook(with_values(SMALL, "Officers", 2, party_member=written)))
	assert content.faults == []
	assert content.tables["Officers"].rows[0].values["party_member"] == read


def test_spaces_around_a_text_do_not_make_it_another():
	rows = with_values(
		SMALL, "Units", 3, unit_name="\u3000Arts \u00a0", parent_liaison_unit=" Lakeside College"
	)
	assert values_of(read_workbook(workbook(rows)), "Units")[1] == {
		"unit_name": "Arts",
		"parent_liaison_unit": "Lakeside College",
	}


def test_a_code_typed_as_a_number_is_a_text():
	content = read_workbook(workbook(with_values(SMALL, "Targets", 2, code=20260101)))
	assert values_of(content, "Targets")[0]["code"] == "20260101"


def test_a_column_that_is_left_out_is_not_read_as_empty():
	content = read_workbook(changed(lambda book: book[OFFICERS].delete_cols(5, 9)))
	assert content.faults == []
	assert set(content.tables["Officers"].rows[0].values) == {"officer_code", "full_name", "unit", "user"}


def test_sheets_that_may_be_left_out():
	def without(book: Workbook) -> None:
		for name in ("Leaves", "Tags", "Contact People"):
			book.remove(book[BY_NAME[name].title])

	content = read_workbook(changed(without))
	assert content.faults == []
	assert content.tables["Leaves"].rows == []


def test_progress_is_told():
	told: list[tuple[float, str]] = []
	read_workbook(workbook(SMALL), lambda share, sheet: told.append((share, sheet)))
	assert [sheet for _share, sheet in told][: len(SHEETS)] == [sheet.title for sheet in SHEETS]
	assert all(0 <= share <= 1 for share, _sheet in told)


# --- the template ---


def test_the_template_has_headings_comments_and_drop_downs():
	book = load_workbook(io.BytesIO(template({"post": ["President 院长", "Staff"]}, lambda text: f"~{text}")))
	page = book[BY_NAME["Posts"].title]
	assert [cell.value for cell in page[1]] == [column.heading for column in BY_NAME["Posts"].columns]
	assert page["A1"].comment.text.startswith("~Must be filled.\n~The code of the officer")
	sources = {str(drop.sqref): drop.formula1 for drop in page.data_validations.dataValidation}
	assert sources["A2:A5001"] == "='Officers 联系人'!$A$2:$A$5001"
	letter, last = re.fullmatch(r"='Lists 选项'!\$([A-Z])\$2:\$\1\$(\d+)", sources["B2:B5001"]).groups()
	assert [book["Lists 选项"][f"{letter}{row}"].value for row in range(1, int(last) + 1)] == [
		"post",
		"President 院长",
		"Staff",
	]
	assert book["Notes 说明"]["B1"].value.startswith("~Fill in the sheets")


def test_an_empty_template_has_nothing_to_load():
	assert "no filled rows" in refusal_of(template({}))


# --- files that are none ---


@pytest.mark.parametrize(
	("content", "message"),
	[
		(b"", "The file is empty"),
		(b"unit,parent\nArts,\n", "no .xlsx workbook"),
		(opening.OLD_OFFICE_FILE + b"\0" * 600, "protected by a password or has the old .xls format"),
		(b"PK\x03\x04 this is not an archive", "damaged"),
	],
)
def test_a_file_that_is_no_workbook_is_refused(content: bytes, message: str):
	assert message in refusal_of(content)


def test_a_file_that_is_cut_off_is_refused():
	assert "damaged" in refusal_of(workbook(SMALL)[:-2000])


def test_another_archive_is_refused():
	result = io.BytesIO()
	with zipfile.ZipFile(result, "w") as archive:
		archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
	assert "no .xlsx workbook" in refusal_of(result.getvalue())


def test_a_sheet_that_is_no_xml_is_refused():
	broken = repacked(
		workbook(SMALL), lambda name, data: data[:300] if name == "xl/worksheets/sheet2.xml" else data
	)
	assert "damaged" in refusal_of(broken)


def test_macros_are_refused():
	assert "macros" in refusal_of(
		repacked(workbook(SMALL), lambda name, data: data, {"xl/vbaProject.bin": b"x"})
	)


def test_a_workbook_that_says_it_has_macros_is_refused():
	def say_so(name: str, data: bytes) -> bytes:
		return (
			data.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
			if "Content_Types" in name
			else data
		)

	assert "macros" in refusal_of(repacked(workbook(SMALL), say_so))


def test_a_bomb_is_refused_before_it_is_unpacked():
	zeros = b"\0" * (opening.LARGEST_UNPACKED + 1)
	bomb = repacked(workbook(SMALL), lambda name, data: data, {"xl/media/picture.bin": zeros})
	assert len(bomb) < 1024**2
	assert "larger than 192 MB" in refusal_of(bomb)


def test_too_large_a_file_is_refused_unread():
	assert "33 MB; at most 32 MB" in refusal_of(b"PK" + bytes(opening.LARGEST_FILE + 1024**2))


def test_dates_counted_from_1904_are_refused():
	def count_from_1904(book: Workbook) -> None:
		book.epoch = CALENDAR_MAC_1904

	assert "counts its dates from 1904" in refusal_of(changed(count_from_1904))


def test_an_entity_is_not_followed(tmp_path: Any):
	secret = tmp_path / "secret.txt"
	secret.write_text("Hidden Unit")

	def with_entity(name: str, data: bytes) -> bytes:
		if name != "xl/sharedStrings.xml":
			return data
		text = data.decode()
		head = f'<!DOCTYPE sst [<!ENTITY secret SYSTEM "file://{secret}">]>'
		start = text.index("<sst")
		return (text[:start] + head + text[start:].replace(">Arts<", ">&secret;<", 1)).encode()

	try:
		told = repr(read_workbook(repacked(workbook(SMALL), with_entity)))
	except WorkbookRefused as refused:
		told = str(refused)
	assert "Hidden Unit" not in told


# --- sheets and headings ---


def test_a_wrong_name_of_a_sheet_is_told_with_the_right_one():
	def rename(book: Workbook) -> None:
		book[UNITS].title = "Unit"

	faults = faults_of(changed(rename))
	assert f'Unit: There is no sheet "Unit" in the template. Name it "{UNITS}".' in faults
	assert any(f'The sheet "{UNITS}" is missing.' in fault for fault in faults)


def test_a_sheet_of_something_else_is_refused_unless_it_is_empty():
	def add(book: Workbook) -> None:
		book.create_sheet("Sheet1")
		book.create_sheet("Budget")["C3"] = 12

	assert fault_of(changed(add)).startswith('Budget: There is no sheet "Budget" in the template. Remove it;')


def test_two_sheets_for_the_same_are_refused():
	def add(book: Workbook) -> None:
		book.create_sheet("单位")["A1"] = "单位名称"

	assert "are both for" in fault_of(changed(add))


def test_a_missing_column_is_named():
	assert fault_of(changed(lambda book: book[OFFICERS].delete_cols(3))).startswith(
		f'{OFFICERS}, row 1: The column "Unit 所在单位" is missing.'
	)


def test_a_misspelt_heading_is_told_with_the_right_one():
	def misspell(book: Workbook) -> None:
		book[OFFICERS]["G1"] = "Ordre"

	assert fault_of(changed(misspell)) == (
		f'{OFFICERS}, row 1, G: Ordre: There is no column "Ordre". Name it "Order 排序".'
	)


def test_a_heading_twice_is_refused():
	def repeat(book: Workbook) -> None:
		book[UNITS]["F1"] = "Unit"

	assert (
		fault_of(changed(repeat))
		== f'{UNITS}, row 1, F: Unit: The heading "Unit" is there twice. Keep one of the columns.'
	)


def test_a_merged_heading_is_refused():
	faults = faults_of(changed(lambda book: book[UNITS].merge_cells("D1:E1")))
	assert faults == [
		f"{UNITS}, row 1: The cells D1:E1 are merged. Unmerge them: every heading and every value stands in a cell of its own."
	]


def test_merged_cells_below_the_headings_are_refused_each():
	def merge(book: Workbook) -> None:
		book[UNITS].merge_cells("B3:B4")
		book[OFFICERS].merge_cells("H2:I2")

	faults = faults_of(changed(merge))
	assert [fault.split(": ")[0] for fault in faults] == [f"{UNITS}, row 3", f"{OFFICERS}, row 2"]


def test_a_title_above_the_headings_is_refused():
	faults = faults_of(changed(lambda book: book[UNITS].insert_rows(1)))
	assert faults == [
		f'{UNITS}, row 1: The column "Unit 单位名称" is missing. Add it; row 1 holds the headings of the template.'
	]


def test_a_value_below_no_heading_is_refused():
	def add(book: Workbook) -> None:
		book[UNITS]["H3"] = "a remark"

	assert fault_of(changed(add)).startswith(
		f"{UNITS}, row 3, H: The cell is filled, but its column has no heading"
	)


# --- cells ---


def bad_cell(sheet: str, row: int, field: str, value: Any) -> str:
	return fault_of(workbook(with_values(SMALL, sheet, row, **{field: value})))


def test_a_formula_is_refused_whatever_its_kind():
	assert bad_cell("Units", 3, "unit_name", '="Ar"&"ts"').startswith(
		f"{UNITS}, row 3, A: Unit 单位名称: The cell holds a formula."
	)
	assert "holds a formula" in bad_cell("Terms", 2, "first_day", "=TODAY()")


def test_an_error_value_is_refused():
	assert "The cell holds the error #REF!" in bad_cell("Units", 3, "parent_liaison_unit", "#REF!")


@pytest.mark.parametrize(
	("written", "message"),
	[
		(
			"2026-09-07",
			'"2026-09-07" is text that looks like a date. Format the cell as a date and type 2026-09-07 again.',
		),
		(
			"2026年9月7日",
			'"2026年9月7日" is text that looks like a date. Format the cell as a date and type 2026-09-07 again.',
		),
		("next Monday", '"next Monday" is text, not a date.'),
		(46272, "The cell holds the number 46272, not a date. As Excel counts days it would be 2026-09-07:"),
		(
			20260907,
			"The cell holds the number 20260907, not a date. Format the cell as a date and type the date.",
		),
		(True, '"True" is no date.'),
		(datetime(2026, 9, 7, 8, 30), "The date has a time of day (2026-09-07 08:30:00)."),
		(date(1900, 1, 5), "The cell shows 1900-01-05: a small number formatted as a date."),
		(date(9999, 12, 31), "9999-12-31 lies too far ahead. Leave the cell empty"),
	],
)
def test_what_is_no_date_is_refused_with_what_is_meant(written: object, message: str):
	assert bad_cell("Terms", 2, "first_day", written).startswith(
		f"{TERMS}, row 2, C: First Teaching Day 开学日期: {message}"
	)


def test_the_leap_day_that_excel_invented_does_not_shift_dates():
	def as_number(book: Workbook) -> None:
		cell = book[TERMS]["C2"]
		cell.value, cell.number_format = 46272, "yyyy-mm-dd"

	content = read_workbook(changed(as_number))
	assert values_of(content, "Terms")[0]["first_day"] == date(2026, 9, 7)


@pytest.mark.parametrize(
	("sheet", "field", "written", "message"),
	[
		("Officers", "officer_code", "Ｅ００１", '"Ｅ００１" has full-width characters. Type "E001".'),
		("Officers", "user", "lin＠liaison.example", 'Type "lin@liaison.example".'),
		("Officers", "full_name", "Lin\u200bBo", "invisible character (U+200B)"),
		("Officers", "full_name", "Lin\nBo", "has a line break"),
		("Officers", "full_name", "<b>Lin</b>", "The character < is not allowed"),
		("Units", "unit_name", 'Arts" onfocus="', 'The character " is not allowed'),
		("Terms", "term_name", 'Autumn"', 'The character " is not allowed'),
		("Officers", "full_name", "L" * 141, "has 141 characters; at most 140"),
		("Officers", "full_name", True, "logical value (TRUE)"),
		("Officers", "full_name", date(2026, 9, 7), "holds a date or time"),
		("Officers", "officer_code", 1234567890123456, "more digits than Excel keeps"),
		("Officers", "phone", "call me", '"call me" is no phone number'),
		("Officers", "rank", -1, "no whole number"),
		("Officers", "rank", 1.5, "no whole number"),
		("Officers", "rank", "first", "no whole number"),
		("Officers", "party_member", "maybe", "neither Yes 是 nor No 否"),
		(
			"Targets",
			"end_reason",
			"Vanished",
			'"Vanished" is none of the choices. Choose one of: Rotation 轮换,',
		),
		("Officers", "full_name", None, "The cell is empty. Fill it in."),
	],
)
def test_what_a_column_does_not_take_is_refused(sheet: str, field: str, written: object, message: str):
	assert message in bad_cell(sheet, 2, field, written)


def test_every_fault_is_told_at_once():
	rows = with_values(SMALL, "Units", 3, unit_name="=A2")
	rows = with_values(rows, "Terms", 2, first_day="2026-09-07", last_day=46000)
	rows = with_values(rows, "Officers", 3, full_name=None)
	assert len(faults_of(workbook(rows))) == 4


# --- size ---


def test_a_hundred_thousand_blank_rows_are_no_rows():
	def below(book: Workbook) -> None:
		for row in range(5, 100_005):
			book[UNITS].cell(row, 1).value = " " if row % 2 else None
			book[UNITS].cell(row, 2).number_format = "@"

	content = read_workbook(changed(below))
	assert content.faults == []
	assert len(content.tables["Units"].rows) == 3


def test_a_row_that_no_sheet_can_have_is_refused():
	def far_below(name: str, data: bytes) -> bytes:
		row = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
		return data.replace(b"</sheetData>", row) if name == "xl/worksheets/sheet2.xml" else data

	assert "damaged" in refusal_of(repacked(workbook(SMALL), far_below))


def test_what_the_file_says_about_its_size_is_not_relied_on():
	def lie(name: str, data: bytes) -> bytes:
		return re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1"', data)

	content = read_workbook(repacked(workbook(SMALL), lie))
	assert content.faults == []
	assert content.row_count == sum(len(rows) for rows in SMALL.values())
