"""A12: the festivals of a year, the lunar ones too."""

import json
from datetime import date
from pathlib import Path

import pytest

from liaison_app.engine.festivals import LAST_LUNAR_YEAR, TITLES_ZH, festivals_of

PACK = Path(__file__).parents[2] / "liaison_app" / "packs" / "branches_teachers_students_2018.json"


def days(year):
	return {festival.name: festival.day for festival in festivals_of(year)}


@pytest.mark.parametrize("name", ["Spring Festival", "Mid-Autumn Festival"])
def test_a12_the_days_are_those_that_the_pack_names(name):
	"""The two lists were made independently of each other."""
	pack = json.loads(PACK.read_text())
	(festival,) = [each for each in pack["festivals"] if each["name"] == name]
	named = [date.fromisoformat(day) for day in festival["dates"]]
	assert [days(day.year)[name] for day in named] == named


def test_days_that_almanacs_know():
	assert days(2020)["Mid-Autumn Festival"] == date(2020, 10, 1)
	assert days(2023)["Dragon Boat Festival"] == date(2023, 6, 22)  # after a leap month
	assert days(2024)["Lantern Festival"] == date(2024, 2, 24)
	assert days(2033)["Spring Festival"] == date(2033, 1, 31)
	assert days(2025)["Double Ninth Festival"] == date(2025, 10, 29)
	assert days(2019)["Teachers' Day"] == date(2019, 9, 10)


@pytest.mark.parametrize("year", range(2018, LAST_LUNAR_YEAR + 1))
def test_each_year_has_each_festival_once_where_the_moon_allows_it(year):
	found = days(year)
	assert set(found) == set(TITLES_ZH)
	assert date(year, 1, 21) <= found["Spring Festival"] <= date(year, 2, 20)
	assert date(year, 5, 27) <= found["Dragon Boat Festival"] <= date(year, 6, 25)
	assert date(year, 9, 7) <= found["Mid-Autumn Festival"] <= date(year, 10, 8)
	assert date(year, 9, 30) <= found["Double Ninth Festival"] <= date(year, 11, 1)


def test_the_moon_of_other_years_is_not_guessed():
	for year in (2017, LAST_LUNAR_YEAR + 1):
		found = days(year)
		assert found["Spring Festival"] is None and found["Lantern Festival"] is None
		assert found["National Day"] == date(year, 10, 1)
