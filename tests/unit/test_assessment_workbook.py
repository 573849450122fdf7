"""The assessment's workbook: texts stay texts, numbers numbers, and the headings stand on each page."""

import io

from openpyxl import load_workbook

from liaison_app.forms.assessment import assessment_workbook

FORMULA = "=cmd|'/C calc'!A0"


def made(rows):
	content = assessment_workbook(FORMULA, "考核", ["姓名", "完成率 (%)"], rows, [FORMULA], ["备注", FORMULA])
	return load_workbook(io.BytesIO(content)).active


def test_whatever_a_text_begins_with_it_is_a_text():
	sheet = made([[FORMULA, 75.5], ["+1", None], ["李雷/𠮷", 100]])
	cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
	assert {cell.data_type for cell in cells} == {"s", "n"}
	assert [cell.value for cell in sheet[4]] == [FORMULA, 75.5]
	assert [cell.value for cell in sheet[6]] == ["李雷/𠮷", 100]


def test_headings_repeat_and_notes_stand_around_the_table():
	sheet = made([["甲", 1]])
	assert sheet.print_title_rows == "$3:$3"
	assert sheet.freeze_panes == "B4"
	assert [sheet.cell(row, 1).value for row in (2, 6, 7)] == [FORMULA, "备注", FORMULA]


def test_without_a_row_there_is_a_table_all_the_same():
	assert [cell.value for cell in made([])[3]] == ["姓名", "完成率 (%)"]
