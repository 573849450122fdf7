"""Weeks of a term as timetables write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.engine.calendar import Term
from liaison_app.timetable import mondays_of, week_numbers

AUTUMN = Term("2019-20 I", "2019/20", date(2019, 9, 3), date(2020, 1, 17))  # begins on a Tuesday


@pytest.mark.parametrize(
	("text", "which", "numbers"),
	[
		("", "All", set()),
		("1-4", "All", {1, 2, 3, 4}),
		("1-3, 6", "All", {1, 2, 3, 6}),
		("第1－4周", "Odd", {1, 3}),
		("1~4周、7周", "Even", {2, 4}),
		("5", "All", {5}),
	],
)
def test_d10_weeks_are_read_as_timetables_write_them(text, which, numbers):
	assert week_numbers(text, which) == numbers


def test_d10_every_second_week_of_a_whole_term():
	assert {1, 3, 17} <= week_numbers("", "Odd") and 2 not in week_numbers("", "Odd")


@pytest.mark.parametrize(
	("text", "which"), [("0", "All"), ("8-1", "All"), ("1-99", "All"), ("x", "All"), ("2", "Odd")]
)
def test_d10_weeks_that_cannot_be_are_refused(text, which):
	with pytest.raises(ValueError):
		week_numbers(text, which)


@given(st.text(max_size=20))
def test_d10_any_text_is_read_or_refused(text):
	try:
		assert all(1 <= number <= 53 for number in week_numbers(text))
	except ValueError as error:
		assert error.args


def test_d10_week_one_holds_the_first_teaching_day():
	assert mondays_of(frozenset({1, 3}), AUTUMN) == {date(2019, 9, 2), date(2019, 9, 16)}
