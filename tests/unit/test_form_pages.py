"""Rows of a printed form on pages: how high they get, where they are parted, and that nothing of a text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from liaison_app.forms.pages import Sheet, em_width, laid_out, wrapped

SHEET = Sheet({"text": 60}, first=100, following=200, size=12, least=10)


def rows(*texts: str) -> list[dict[str, object]]:
	return [{"number": number, "text": text} for number, text in enumerate(texts, 1)]


def test_rows_fill_a_page_and_go_on_with_the_next():
	pages = laid_out(rows(*["短"] * 30), SHEET)
	assert [len(page) for page in pages] == [10, 20]
	assert [row["number"] for page in pages for row in page] == list(range(1, 31))


def test_no_rows_are_one_empty_page():
	assert laid_out([], SHEET) == [[]]


def test_no_more_rows_than_a_page_may_have():
	sheet = Sheet({"text": 60}, first=200, following=200, most=4)
	assert [len(page) for page in laid_out(rows(*"一二三四五六七八九"), sheet)] == [4, 4, 1]


def test_a_short_row_goes_to_the_next_page_whole():
	pages = laid_out(rows(*["短"] * 9, "两三行的话" * 8), SHEET)
	assert [len(page) for page in pages] == [9, 1]
	assert pages[1][0]["text"] == "两三行的话" * 8


def test_a_long_text_goes_on_over_pages_and_shorter_ones_end():
	long = "研究发展党员工作，听取汇报。" * 200
	sheet = Sheet({"day": 30, "text": 60}, first=100, following=200)
	pages = laid_out([{"day": "10月14日", "number": 7, "text": long}], sheet)
	parts = [row for page in pages for row in page]
	assert len(pages) > 3
	assert [part["continued"] for part in parts] == [False] + [True] * (len(parts) - 1)
	assert "".join(str(part["text"]) for part in parts) == long
	assert [part["day"] for part in parts] == ["10月14日"] + [""] * (len(parts) - 1)
	assert {part["number"] for part in parts} == {7}


def test_a_heading_does_not_stand_alone_at_the_foot():
	heading = {"text": "标题", "least": 10, "keep": 20}
	pages = laid_out([*rows(*["短"] * 8), heading, *rows("短")], SHEET)
	assert [len(page) for page in pages] == [8, 2]


def test_a_row_may_be_higher_than_others():
	pages = laid_out([{"text": "", "least": 60}, {"text": "", "least": 60}], SHEET)
	assert [len(page) for page in pages] == [1, 1]


def test_a_row_higher_than_any_page_ends():
	assert [len(page) for page in laid_out([{"text": "短", "least": 900}] * 3, SHEET)] == [1, 1, 1]


def test_a_page_without_room_is_left_empty_only_when_it_must():
	crowded = Sheet({"text": 60}, first=0, following=100)
	assert sum(map(len, laid_out(rows("短", "短"), crowded))) == 2


def test_rows_that_fill_begin_no_page():
	sheet = Sheet({"text": 60}, first=100, following=100, least=30, fill=True)
	assert [len(page) for page in laid_out(rows("短", "", "", "", ""), sheet)] == [3]
	assert [len(page) for page in laid_out(rows("", "", "", "短", "", ""), sheet)] == [3, 3]


def test_line_breaks_are_lines():
	assert wrapped("一\n\n二", 10) == ["一\n", "\n", "二"]
	assert wrapped("", 10) == [""]


def test_no_line_begins_with_a_comma():
	assert wrapped("研究发展，党员", 5) == ["研究发展，", "党员"]
	assert wrapped("研究发展，党员，", 6) == ["研究发展，", "党员，"]


def test_words_of_letters_stay_whole_unless_too_long():
	assert wrapped("北京 Beijing", 6) == ["北京 ", "Beijing"]
	assert len(wrapped("x" * 100, 11)) > 4


@pytest.mark.parametrize(
	"sign, width", [("中", 1), ("，", 1), ("𠮷", 1), ("😀", 1), ("W", 1), ("\u0301", 0), ("\u200d", 0)]
)
def test_signs_are_as_wide_as_a_character_or_less(sign: str, width: float):
	assert em_width(sign) == width


def test_latin_letters_are_narrower():
	assert 0.5 < em_width("a") < em_width("A") < 1


@given(some.lists(some.text(max_size=400), max_size=12), some.floats(0, 300), some.integers(0, 5))
def test_nothing_is_lost_and_no_page_is_too_full(texts: list[str], first: float, most: int):
	sheet = Sheet({"text": 40}, first=first, following=120, most=most)
	pages = laid_out(rows(*texts), sheet)
	found: dict[object, str] = {}
	for page in pages:
		assert not most or len(page) <= most
		for row in page:
			found[row["number"]] = found.get(row["number"], "") + str(row["text"])
	assert {number: text.replace("\n", "") for number, text in found.items()} == {
		number: text.replace("\n", "") for number, text in enumerate(texts, 1)
	}
	for page in pages[1:]:
		assert (
			sum(sheet.height(len(wrapped(str(row["text"]), sheet.ems("text")))) for row in page[:-1]) <= 120
		)
