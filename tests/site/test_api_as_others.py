"""Every function that the desk may call, called by somebody for another college: refused, or without a word of that college.

A function of `liaison_app.api` without a row in ROWS fails here.
"""

import importlib
import json
import pkgutil
from typing import Any

import frappe
import pytest

import liaison_app.api
from tests import sitekit
from tests.site.api_rows import NAMES, ROWS, WHO, Row
from tests.site.two_colleges import (
	FLOWER,
	REFUSED,
	ask,
	counts,
	make_two_colleges,
	outcome,
)


@pytest.fixture(scope="module", autouse=True)
def colleges(site):
	"""Made once, because accounts and nights take their time; the tests themselves are rolled back."""
	with sitekit.clean_afterwards():
		yield make_two_colleges()


def functions() -> set[str]:
	"""Every function of `liaison_app.api` that a request may call."""
	found = set()
	for module in pkgutil.iter_modules(liaison_app.api.__path__):
		loaded = importlib.import_module(f"liaison_app.api.{module.name}")
		own = (each for each in vars(loaded).values() if getattr(each, "__module__", "") == loaded.__name__)
		found |= {f"{module.name}.{each.__name__}" for each in own if each in frappe.whitelisted}
	return found


def test_every_function_has_a_row():
	assert functions() == {row.function for row in ROWS}


def test_whitelisted_functions_are_nowhere_else():
	elsewhere = {
		f"{each.__module__}.{each.__name__}"
		for each in frappe.whitelisted
		if each.__module__.startswith("liaison_app.") and not each.__module__.startswith("liaison_app.api.")
	}
	assert elsewhere == set()


def label(row: Row) -> str:
	return f"{row.function}-{ROWS.index(row)}"


@pytest.mark.parametrize("row", ROWS, ids=label)
@pytest.mark.parametrize("who", WHO)
def test_for_another_college_it_is_refused_or_tells_nothing(colleges, as_user, row, who):
	west, east = colleges.west, colleges.east
	before, expected = counts(west), getattr(row, who)
	user = east.officer.user if who == "officer" else east[who]
	method = f"liaison_app.api.{row.function}"
	with as_user(user):
		if expected == NAMES:
			assert_names_only(ask(method, row.asked(west, east), row.http), west)
			return
		assert outcome(method, row.asked(west, east), row.http, west) == expected
	after = counts(west)
	assert after["link"] == before["link"]
	if expected == REFUSED:
		frappe.db.rollback()  # as a request does that raises
		assert counts(west) == before


def assert_names_only(said: str, west: Any) -> None:
	"""Name, full name and unit of an officer, nothing else."""
	answer = json.loads(said)[0]
	if isinstance(answer, str):
		assert answer == west.officer.full_name
		return
	assert answer == [[west.officer.name, west.officer.full_name, west.unit]]


@pytest.mark.parametrize("row", [row for row in ROWS if row.told], ids=label)
def test_whom_it_concerns_is_told(colleges, as_user, row):
	"""Otherwise the refusals above would prove nothing."""
	west, east = colleges.west, colleges.east
	user = {"officer": west.officer.user, "manager": colleges.manager}.get(row.told) or west[row.told]
	with as_user(user):
		said = ask(f"liaison_app.api.{row.function}", row.asked(west, east), row.http)
	assert FLOWER in said.lower()


@pytest.mark.parametrize("who", ["Guest", "nobody"])
@pytest.mark.parametrize("row", ROWS, ids=label)
def test_guests_and_who_has_no_role_are_refused(colleges, as_user, row, who):
	west, east = colleges.west, colleges.east
	before = counts(west)
	expected = row.nobody if who == "nobody" else REFUSED
	with as_user(colleges.get(who) or who):
		assert outcome(f"liaison_app.api.{row.function}", row.asked(west, east), row.http, west) == expected
	frappe.db.rollback()
	assert counts(west) == before
