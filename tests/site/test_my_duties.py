"""My Duties on a real site: the figures of each period by hand, who sees whose, and what is refused."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import frappe
import pytest

from liaison_app.api import duties as api
from liaison_app.services import duty_year
from tests import sitekit
from tests.site import builders
from tests.site.autumn import SCRIPT, figures, make_autumn, seen, talk


@pytest.fixture(scope="module")
def autumn(site: str) -> Iterator[Any]:
	with sitekit.clean_afterwards():
		yield make_autumn()


# --- figures ---


def test_a_month_shows_what_presses_first(autumn):
	answer = seen(autumn)
	assert figures(answer) == [
		(autumn.odd, "Due", 0, 1),
		(None, "Open", 1, 4),
		("Class 1", "Met", 1, 1),
	]
	assert answer["counts"] == {"Due": 1, "Open": 1, "Met": 1}
	assert [str(row["due"]) for row in answer["rows"]] == ["2018-10-31", "2018-11-09", "2018-10-31"]
	period = answer["period"]
	assert (period["since"], period["until"], period["current"]) == (
		date(2018, 10, 1),
		date(2018, 10, 31),
		True,
	)


def test_pace_compares_with_what_the_elapsed_part_asks(autumn):
	paces = {row["title"].split(" ", 1)[1]: row["pace"] for row in seen(autumn)["rows"]}
	# One of four talks fell due by 5 October, on the 25th of 100 teaching days; the met month has no pace any more.
	assert paces == {
		f"Talk monthly: {autumn.odd}": "on pace",
		"Four talks": "on pace",
		"Talk monthly: Class 1": None,
	}
	late = {row["rule"]: row["pace"] for row in seen(autumn, today=date(2018, 12, 3))["rows"]}
	assert late[autumn.total.name] == "behind"


def test_each_kind_of_period_has_its_neighbours(autumn):
	expected = {
		"week": ("2018-10-22", "2018-10-28", "2018-10-21", "2018-10-29", "2018-19-1", 8),
		"month": ("2018-10-01", "2018-10-31", "2018-09-30", "2018-11-01", "", 0),
		"semester": ("2018-09-03", "2019-01-18", "None", "2019-02-25", "2018-19-1", 0),
		"academic_year": ("2018-09-03", "2019-09-02", "None", "None", "2018-19", 0),
	}
	for kind, figures_of_kind in expected.items():
		period = seen(autumn, kind)["period"]
		named = tuple(str(period[name]) for name in ("since", "until", "previous", "next"))
		assert (*named, period["name"], period["number"]) == figures_of_kind


def test_a_vacation_belongs_to_the_semester_before_it(autumn):
	assert seen(autumn, "semester", date(2019, 2, 1))["period"]["name"] == "2018-19-1"
	assert seen(autumn, "semester", date(2017, 1, 1))["period"]["name"] == "2018-19-1"


def test_a_past_period_shows_only_what_ran_in_it(autumn):
	assert figures(seen(autumn, "month", date(2018, 9, 15))) == [(None, "Open", 1, 4)]
	assert figures(seen(autumn, "month", date(2018, 8, 15))) == []


def test_filters_narrow_rows_and_counts_but_not_the_choices(autumn):
	answer = seen(autumn, subject=autumn.classes[0].name)
	assert (figures(answer), answer["counts"]) == ([("Class 1", "Met", 1, 1)], {"Met": 1})
	assert len(answer["choices"]["targets"]) == 2
	assert figures(seen(autumn, regulation="Y")) == []
	by_state = seen(autumn, states=("Due",))
	assert (len(by_state["rows"]), by_state["counts"]) == (1, {"Due": 1, "Open": 1, "Met": 1})


def test_clause_and_document_come_in_the_users_language(autumn):
	rule = seen(autumn)["rules"][autumn.monthly.name]
	assert (rule["title"], rule["clause"], rule["document"]) == ("Talk monthly", "Article 3", "Regulation X")
	frappe.local.lang = "zh"
	assert seen(autumn)["rules"][autumn.monthly.name]["title"] == "每月谈话"


def test_a_long_list_comes_in_parts(autumn):
	everything = seen(autumn, "academic_year")
	assert everything["total"] == len(everything["rows"])
	rest = seen(autumn, "academic_year", start=1)
	assert [row["name"] for row in rest["rows"]] == [row["name"] for row in everything["rows"][1:]]


def test_the_year_counts_visits_that_happened(autumn):
	talk(autumn.ann, autumn.classes[1], "2018-10-09")
	talk(autumn.ann, autumn.classes[1], "2018-10-11", outcome="Not Reached", outcome_reason="away")
	builders.make_visit([autumn.ann], [autumn.classes[1]], start="2018-10-12 10:00:00")
	assert duty_year.visits_by_day(autumn.ann.name, 2018) == {"2018-10-09": 2}
	assert duty_year.visits_by_day(autumn.ann.name, 2019) == {}
	assert duty_year.years_of(autumn.ann.name, date(2020, 5, 1)) == [2020, 2019, 2018]


# --- who sees whose ---


def test_an_officer_sees_the_own_duties_and_what_counted(autumn, as_user):
	with as_user(autumn.ann.user):
		answer = api.my_duties(kind="month", day="2018-10-22")
		met = next(row["name"] for row in answer["rows"] if row["state"] == "Met")
		(found,) = api.counted(met)
	assert (answer["officer"]["name"], answer["may_record"], answer["chooses"]) == (
		autumn.ann.name,
		True,
		False,
	)
	assert (found["doctype"], found["name"]) == ("Contact Visit", autumn.visit)


@pytest.mark.parametrize("named", ["ann", "nobody at all"])
def test_an_officer_is_refused_the_duties_of_another(autumn, as_user, named):
	whose = autumn.ann.name if named == "ann" else named
	with as_user(autumn.bob.user):
		for asked in (
			lambda: api.my_duties(officer=whose),
			lambda: api.year(officer=whose),
			lambda: api.tallies(officer=whose, since="2018-10-01", until="2018-10-31"),
		):
			with pytest.raises(frappe.PermissionError):
				asked()


def test_an_officer_is_refused_what_counted_for_another(autumn, as_user):
	name = seen(autumn)["rows"][0]["name"]
	with as_user(autumn.bob.user), pytest.raises(frappe.PermissionError):
		api.counted(name)


def test_who_is_no_user_of_the_app_is_refused(autumn, as_user):
	stranger = builders.make_user("stranger.duties@liaison.example")
	with as_user(stranger):
		for asked in (
			lambda: api.my_duties(),
			lambda: api.year(officer=""),
			lambda: api.tallies(officer="", since="2018-10-01", until="2018-10-31"),
		):
			with pytest.raises(frappe.PermissionError):
				asked()


def test_a_clerk_chooses_and_records_and_a_reviewer_looks(autumn, as_user):
	clerk = builders.make_user("clerk.duties@liaison.example", "Liaison Clerk")
	reviewer = builders.make_user("reviewer.duties@liaison.example", "Liaison Reviewer")
	unit = frappe.get_doc("Liaison Unit", autumn.unit)
	unit.update({"clerk": clerk, "reviewer": reviewer}).save()
	for user, may_record in ((clerk, True), (reviewer, False)):
		with as_user(user):
			answer = api.my_duties(officer=autumn.ann.name, kind="month", day="2018-10-22")
			nobody = api.my_duties()
		assert (len(answer["rows"]), answer["may_record"], answer["chooses"]) == (3, may_record, True)
		assert (nobody["officer"], nobody["rows"]) == (None, [])


def test_a_clerk_is_refused_an_officer_of_another_unit(autumn, as_user):
	clerk = builders.make_user("other.clerk.duties@liaison.example", "Liaison Clerk")
	elsewhere = builders.make_unit("Elsewhere College", clerk=clerk)
	own = builders.make_officer(elsewhere)
	with as_user(clerk):
		assert api.my_duties(officer=own.name)["officer"]["name"] == own.name
		with pytest.raises(frappe.PermissionError):
			api.my_duties(officer=autumn.ann.name)


# --- bad input ---


@pytest.mark.parametrize(
	"asked",
	[
		{"kind": "decade"},
		{"kind": ""},
		{"day": "yesterday"},
		{"day": "2018-02-30"},
		{"day": "9999-12-31"},
		{"day": "0001-01-01"},
		{"states": "Overdue,Broken"},
	],
)
def test_other_words_are_refused_and_not_repeated_as_html(autumn, as_user, asked):
	with as_user(autumn.ann.user), pytest.raises(frappe.ValidationError):
		api.my_duties(**asked)
	with as_user(autumn.ann.user), pytest.raises(frappe.ValidationError) as refused:
		api.my_duties(**{name: SCRIPT for name in asked})
	assert "<script>" not in str(refused.value)


def test_odd_values_of_filters_find_nothing(autumn, as_user):
	with as_user(autumn.ann.user):
		for odd in (SCRIPT, "' OR 1=1 --", "%"):
			assert api.my_duties(regulation=odd)["rows"] == api.my_duties(subject=odd)["rows"] == []
		assert api.my_duties(kind="month", day="2018-10-22", start=10**9)["rows"] == []
		assert len(api.my_duties(kind="month", day="2018-10-22", start=-5)["rows"]) == 3


@pytest.mark.parametrize("year", [3, -1, 10**9])
def test_what_is_no_year_is_refused(autumn, as_user, year):
	with as_user(autumn.ann.user), pytest.raises(frappe.ValidationError):
		api.year(officer="", year=year)
