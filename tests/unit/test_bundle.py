"""Bundles on disk: parts are whole or not there, texts stay texts, names meet no other name, and memory does not grow."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from liaison_app.bundle import Letter, Parts, Sheet, letter, sheets, write_workbook

HEADS = (("visits", "Visits", ("Who", "When", "Hours")), ("papers", "Papers", ("Title",)))


@pytest.fixture
def parts(tmp_path):
	found = Parts(tmp_path / "LAR-1")
	found.begin({"officers": ["LO-1"]})
	return found


def packed(parts, tmp_path):
	target = tmp_path / "made.zip"
	parts.pack(target, "index.xlsx", HEADS)
	return zipfile.ZipFile(target)


def values(content, title):
	return [tuple(cell.value for cell in row) for row in load_workbook(io.BytesIO(content))[title].rows]


def test_all_parts_come_together_in_their_order_with_one_index(parts, tmp_path):
	for number in (2, 1):
		with parts.write(number) as part:
			part.add(f"{number}/note.txt", f"note {number}".encode())
			part.row("visits", f"Officer {number}", datetime(2026, 3, number, 9), 1.5)
	with packed(parts, tmp_path) as made:
		assert made.namelist() == ["index.xlsx", "1/note.txt", "2/note.txt"]
		assert made.read("2/note.txt") == b"note 2"
		assert values(made.read("index.xlsx"), "Visits") == [
			("Who", "When", "Hours"),
			("Officer 1", datetime(2026, 3, 1, 9), 1.5),
			("Officer 2", datetime(2026, 3, 2, 9), 1.5),
		]
		assert values(made.read("index.xlsx"), "Papers") == [("Title",)]


def test_a_part_that_fails_in_the_middle_is_not_there(parts):
	with pytest.raises(KeyError), parts.write(1) as part:
		part.add("a.txt", b"a")
		raise KeyError
	assert not parts.is_done(1)
	assert [each.name for each in parts.folder.iterdir()] == ["plan.json"]


def test_the_same_plan_keeps_its_parts_and_another_forgets_them(parts):
	with parts.write(1) as part:
		part.row("papers", "Plan")
	parts.begin({"officers": ["LO-1"]})
	assert parts.is_done(1)
	parts.begin({"officers": ["LO-1", "LO-2"]})
	assert not parts.is_done(1)


def test_equal_names_get_a_number_whatever_their_case(parts, tmp_path):
	with parts.write(1) as part:
		assert [part.add(each, b"x") for each in ("a/报告.txt", "a/报告.txt", "A/报告.TXT")] == [
			"a/报告.txt",
			"a/报告_2.txt",
			"A/报告_3.TXT",
		]
	with packed(parts, tmp_path) as made:
		assert made.testzip() is None


@pytest.mark.parametrize(
	"text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "TRUE", "2026-01-01"]
)
def test_a_text_stays_a_text(tmp_path, text):
	write_workbook(tmp_path / "book.xlsx", [Sheet("A", ["Text"], [[text]])])
	cell = load_workbook(tmp_path / "book.xlsx")["A"]["A2"]
	assert (cell.value, cell.data_type) == (text, "s")
	assert cell.quotePrefix == text.lstrip().startswith(sheets.INVITES_FORMULA)


def test_control_signs_and_texts_too_long_for_a_cell_break_nothing(tmp_path):
	write_workbook(
		tmp_path / "book.xlsx",
		[
			Sheet(
				"A",
				["Text"],
				[
					[
						"\x00a\x0b😀𠮷",
					],
					["长" * 40000],
				],
			)
		],
	)
	column = [cell.value for (cell,) in load_workbook(tmp_path / "book.xlsx")["A"].rows]
	assert column[1] == "a\n😀𠮷"
	assert len(column[2]) == sheets.LONGEST_CELL


def test_rows_go_on_in_a_further_sheet(tmp_path, monkeypatch):
	monkeypatch.setattr(sheets, "MOST_ROWS", 2)
	write_workbook(tmp_path / "book.xlsx", [Sheet("Vi/sits", ["N"], ([n] for n in range(4)))])
	book = load_workbook(tmp_path / "book.xlsx")
	assert {page.title: page.max_row for page in book} == {"Vi_sits": 3, "Vi_sits 2": 3}


def test_a_day_is_a_day(tmp_path):
	write_workbook(tmp_path / "book.xlsx", [Sheet("A", ["Day"], [[date(2026, 3, 1)]])])
	cell = load_workbook(tmp_path / "book.xlsx")["A"]["A2"]
	assert cell.is_date and cell.number_format == "yyyy-mm-dd"


def test_ten_times_the_parts_take_the_memory_of_one(tmp_path):
	def peak(number):
		parts = Parts(tmp_path / str(number))
		parts.begin({})
		tracemalloc.start()
		for place in range(number):
			with parts.write(place) as part:
				part.add(f"{place}.bin", b"x" * 100_000)
				for row in range(200):
					part.row("visits", f"Officer {place}", date(2026, 1, 1), row)
		parts.pack(tmp_path / f"{number}.zip", "index.xlsx", HEADS)
		found = tracemalloc.get_traced_memory()[1]
		tracemalloc.stop()
		return found

	peak(1)  # what is loaded at the first use
	assert peak(20) <= 1.3 * peak(2)


def test_a_letter_holds_any_sign():
	told = Letter(
		"“周”/报", [("Who", "a\x00😀𠮷"), ("None", "")], ["A", "B"], [["=1", "2"]], [("Problems", "one\ntwo")]
	)
	text = zipfile.ZipFile(io.BytesIO(letter(told))).read("word/document.xml").decode()
	for each in ("“周”/报", "Who: a😀𠮷", "=1", "Problems", "two"):
		assert each in text
	assert "None" not in text
