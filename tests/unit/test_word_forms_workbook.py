"""The grid summary as a workbook: all rows, ready to print, and texts that stay texts."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from liaison_app.forms import values
from liaison_app.forms.rows import OfficerRow
from liaison_app.forms.workbook import grid_workbook
from tests.word_files import a_holding


def sheet_of(content: bytes) -> Worksheet:
	return load_workbook(io.BytesIO(content)).active


def a_sheet(officers: int = 45, **fields: object) -> Worksheet:
	holdings = [a_holding(school_class=f"数控{number:03d}", **fields) for number in range(officers)]
	return sheet_of(grid_workbook(values.grid("示例学院", reversed(holdings))))


def test_all_rows_are_there_sorted():
	sheet = a_sheet(45)
	assert sheet["A1"].value == "示例学院党员干部“三联系”汇总表"
	assert [cell.value for cell in sheet[2]][:4] == ["序号", "干部教师", "学院", "联系班级"]
	assert [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)] == list(range(1, 46))
	assert [row[3] for row in sheet.iter_rows(min_row=3, values_only=True)] == [
		f"数控{number:03d}" for number in range(45)
	]


def test_it_is_ready_to_print():
	sheet = a_sheet(45)
	assert sheet.print_area == "'汇总表'!$A$1:$K$47"
	assert sheet.print_title_rows == "$2:$2"
	assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
	assert [each.id for each in sheet.row_breaks.brk] == [22, 42]
	assert not sheet.sheet_properties.pageSetUpPr.fitToPage if sheet.sheet_properties.pageSetUpPr else True


def test_no_page_is_empty():
	assert [each.id for each in a_sheet(20).row_breaks.brk] == []
	assert [each.id for each in a_sheet(40).row_breaks.brk] == [22]


def test_columns_fit_a_landscape_page():
	# a column of n characters is 7n + 5 dots of a 96th of an inch; the page is 297 mm less its margins
	sheet = a_sheet(1)
	dots = sum(7 * sheet.column_dimensions[letter].width + 5 for letter in "ABCDEFGHIJK")
	assert dots / 96 <= 297 / 25.4 - sheet.page_margins.left - sheet.page_margins.right


@pytest.mark.parametrize(
	"text",
	[
		"=cmd|' /C calc'!A0",
		"=1+1",
		"+8613800000000",
		"-1",
		"@SUM(A1)",
		'=HYPERLINK("http://example.com")',
		"\t=1",
	],
)
def test_texts_that_look_like_formulas_stay_texts(text):
	sheet = a_sheet(1, officer=OfficerRow(name=text), remark=text)
	for place in ("B3", "K3"):
		assert (sheet[place].value, sheet[place].data_type) == (text, "s")
		assert sheet[place].quotePrefix


def test_no_cell_of_the_file_holds_a_formula():
	content = grid_workbook(values.grid("=1+1", [a_holding(officer=OfficerRow(name="=cmd|'/C calc'!A0"))]))
	with zipfile.ZipFile(io.BytesIO(content)) as archive:
		assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["欧阳𠮷祥", "😀", 'O\'Brien "三/班" <&>', "𪚥"])
def test_rare_signs_stay(text):
	assert a_sheet(1, officer=OfficerRow(name=text))["B3"].value == text


def test_control_signs_go_and_too_long_texts_are_cut_to_what_a_cell_holds():
	assert a_sheet(1, remark="a\x00\x07b")["K3"].value == "ab"
	assert len(a_sheet(1, remark="长" * 40_000)["K3"].value) == 32_767


def test_without_officers_the_twenty_rows_of_the_form_are_there():
	sheet = sheet_of(grid_workbook(values.grid("", [])))
	assert sheet.max_row == 22
	assert [cell.value or "" for cell in sheet[22]] == [20, *[""] * 10]
