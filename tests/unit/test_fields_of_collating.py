"""Which papers a unit's paper takes in, and whose figures it tells."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from liaison_app.engine import FactIndex, owners_below, taken_in
from liaison_app.engine.calendar import Calendar
from liaison_app.engine.check_rule import problems_of_rule
from liaison_app.engine.facts import Unit
from liaison_app.engine.rules import PostQuantity
from liaison_app.jsonfile import FileRefused
from liaison_app.packs import pack_from, read_pack, shipped_packs
from tests.factories import (
	BRANCH,
	COLLEGE,
	OTHER_BRANCH,
	OTHER_COLLEGE,
	SCHOOL,
	UNITS,
	calendar_j,
	duty,
	facts,
	holds,
	officer,
	on,
	pack_facts,
	planned,
	posts,
	target,
	tenure,
	term,
)
from tests.fields import effect_of

AUTUMN = ("2018-09-03", "2019-01-18")
PEOPLE = [
	officer("Head", "School Leader", unit=SCHOOL),
	officer("Wei"),
	officer("Lin", unit=BRANCH),
	officer("Gu", unit=OTHER_COLLEGE),
	officer("Ma", unit=SCHOOL, own_branch=OTHER_BRANCH),
]


def summary(code, **more):
	return duty(code=code, measure="Document", document_kind="Summary", counts=(), **more)


def collating(code, kind, takes_in, **more):
	return summary(code, owner_kind="Unit", owner_unit_types=(kind,), takes_in=takes_in, posts=(), **more)


OWN = summary("Own")
OF_COLLEGE = collating("College", "College", "Own", scope="Own Subtree")
OF_SCHOOL = collating("School", "School", "College, Own")
WHOLE = facts(OWN, OF_COLLEGE, OF_SCHOOL, officers=PEOPLE)


def takes(whole, owner, code):
	found = planned(whole, *AUTUMN)
	rows = taken_in(found.one(code, owner), found.rows, FactIndex(whole))
	return [(row.key.rule.removeprefix("R-"), row.key.owner) for row in rows]


@effect_of("takes_in")
def test_a_college_takes_in_its_officers_and_the_school_the_colleges_and_whoever_is_in_none():
	assert takes(WHOLE, COLLEGE, "College") == [("Own", "Lin"), ("Own", "Wei")]
	assert takes(WHOLE, OTHER_COLLEGE, "College") == [("Own", "Gu")]
	assert takes(WHOLE, SCHOOL, "School") == [
		("College", OTHER_COLLEGE),
		("College", COLLEGE),
		("Own", "Head"),
		("Own", "Ma"),
	]


def test_a_paper_that_takes_in_nothing_tells_of_its_unit_and_all_below_it():
	index = FactIndex(WHOLE)
	during = ((on("2018-09-03").toordinal(), on("2019-01-18").toordinal()),)
	plain = replace(OF_COLLEGE, takes_in="", scope="Anywhere")
	assert owners_below(plain, COLLEGE, during, index) == {"Wei", "Lin", COLLEGE, BRANCH}
	assert owners_below(plain, OTHER_BRANCH, during, index) == {"Ma", OTHER_BRANCH}
	exact = replace(OF_COLLEGE, scope="Own Unit")
	assert owners_below(exact, COLLEGE, during, index) == {"Wei", COLLEGE}


def test_only_officers_in_its_posts_during_the_period_are_taken_in():
	leaders = replace(OF_SCHOOL, takes_in="Own", posts=(PostQuantity(post="President"),))
	people = [
		officer("Now", "President"),
		officer("Before", "School Leader", tenure("President", "2016-01-01", "2018-09-02")),
		officer("Never"),
	]
	whole = facts(OWN, leaders, officers=people, posts=posts(President=("School Leader",)))
	assert takes(whole, SCHOOL, "School") == [("Own", "Now")]


def test_what_ends_in_the_period_is_taken_in_once_and_what_is_waived_never():
	monthly = replace(OWN, period="Month")
	whole = facts(monthly, OF_COLLEGE, officers=[officer("Wei", tenure("School Leader", "2018-09-25"))])
	found = planned(whole, "2018-08-01", "2019-03-31")
	rows = taken_in(found.one("College", COLLEGE, period="S:2018-19 I"), found.rows, FactIndex(whole))
	assert [row.key.period for row in rows] == ["M:2018-10", "M:2018-11", "M:2018-12"]


def test_the_semesters_reports_go_to_the_half_year_in_which_they_end():
	whole = pack_facts(
		"E",
		calendar=facts(OWN).calendar,
		officers=[officer("Wei", unit=BRANCH), officer("Lin", own_branch=BRANCH)],
	)
	found = planned(whole, "2018-09-03", "2019-07-05")
	of_branch = [row for row in found.of("E8") if row.key.owner == BRANCH]
	periods = {
		row.key.period: sorted(
			(one.key.owner, one.key.period) for one in taken_in(row, found.rows, FactIndex(whole))
		)
		for row in of_branch
	}
	assert periods["H:2018-2"] == []
	assert ("Lin", "S:2018-19 I") in periods["H:2019-1"]
	assert ("Wei", "S:2018-19 I") in periods["H:2019-1"]


@pytest.mark.parametrize(
	("letter", "kind", "code", "expected"),
	[
		("A", "Office", "A16-office", {("A16", "Head")}),
		("A", "College", "A16-unit", {("A16", "Wei")}),
		("A", "Organisation Department", "A16-school", {("A16-office", "Own"), ("A16-unit", COLLEGE)}),
		("B", "Office", "B17-office", {("B17", "Wei")}),
		("D", "Quality Centre", "D8-report", {("D8", "Wei"), ("D8", "Head")}),
		("F", "College", "F3-college", {("F3", "Wei")}),
		("F", "Student Affairs Department", "F3-school", {("F3-college", COLLEGE)}),
	],
)
def test_what_each_regulation_collates(letter, kind, code, expected):
	posts_of_wei = ("College Party Head", "Middle-Level Cadre", "Staff Party Member")
	further = () if kind == "College" else (Unit(name="Own", parent=SCHOOL, unit_type=kind),)
	if kind == "Organisation Department":
		further = (
			Unit(name="Own", parent=SCHOOL, unit_type="Office"),
			Unit(name="Org", parent=SCHOOL, unit_type=kind),
		)
	whole = pack_facts(
		letter,
		calendar=calendar_later() if letter in "BD" else calendar_j(),
		units=(*(unit for unit in UNITS if unit.name != OTHER_COLLEGE), *further),
		officers=[officer("Wei", *posts_of_wei), officer("Head", "School Leader", unit=SCHOOL)],
		targets=[target("Class 1", "Class")],
		assignments=[holds("Wei", "Class 1", "2018-09-03", regulation="F")] if letter == "F" else [],
	)
	first, last = ("2021-10-01", "2021-10-31") if letter == "B" else AUTUMN
	first, last = ("2019-09-02", "2020-01-10") if letter == "D" else (first, last)
	found = planned(whole, first, last)
	owner = {"College": COLLEGE, "Organisation Department": "Org"}.get(kind, "Own")
	row = next(
		row for row in found.of(code, owner) if on(first) <= (row.period_end or on(first)) <= on("2022-01-31")
	)
	taken = taken_in(row, found.rows, FactIndex(whole))
	assert {(one.key.rule.split("-", 1)[1], one.key.owner) for one in taken} == expected


def calendar_later():
	return Calendar(
		terms=(
			term("2019-20 I", "2019-09-02", "2020-01-10"),
			term("2021-22 I", "2021-09-06", "2022-01-14"),
		)
	)


def test_only_a_units_paper_takes_in_others_and_never_itself():
	assert problems_of_rule(OF_COLLEGE) == []
	assert [problem.path for problem in problems_of_rule(replace(OWN, takes_in="College"))] == ["takes_in"]
	assert [problem.path for problem in problems_of_rule(replace(OF_COLLEGE, takes_in="College"))] == [
		"takes_in"
	]


def test_a_pack_names_only_rules_of_the_same_regulation():
	path = next(path for path in shipped_packs() if path.name.startswith("branches"))
	content = copy.deepcopy(read_pack(path).content)
	(rule,) = (rule for rule in content["duty_rules"] if rule["code"] == "A16-school")
	rule["takes_in"] = "A16, A17"
	with pytest.raises(FileRefused) as refused:
		pack_from(content)
	(problem,) = refused.value.problems
	assert "no duty rule 'A17'" in problem.wrong and problem.path.endswith(".takes_in")
