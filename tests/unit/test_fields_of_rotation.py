"""One of a group in rotation: who is drawn, who serves, and which weeks are vacant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from liaison_app.engine import draw_roster, vacancies
from liaison_app.engine.facts import Exemption
from tests.factories import calendar_j, duty, facts, leave, officer, on, planned, tenure
from tests.worlds import WHOLE, World, law, some_day, worlds

RULE = duty(owner_kind="Rotation", period="Week", weekday="Wednesday")
START = on("2018-09-03")


def group(*members, roster=(), **more):
	people = members or [officer(name, rank=rank) for rank, name in enumerate("ABC")]
	return facts(RULE, officers=list(people), roster=roster, **more)


def weeks(whole, number, first=1):
	start = START + timedelta(weeks=first - 1)
	return draw_roster(whole, RULE, (start, start + timedelta(weeks=number, days=-1)))


def served(rows):
	return "".join(row.officer or "-" for row in rows)


def test_the_queue_is_the_order_of_precedence_and_only_owed_weeks_count():
	members = [officer("B", rank=1), officer("C", rank=0), officer("A", rank=1)]
	rows = weeks(group(*members), 6)
	assert served(rows) == "CABCA"  # week 5 has no teaching
	assert on("2018-10-01") not in {row.week for row in rows}
	assert {row.drawn for row in rows} == {row.officer for row in rows}


def test_drawing_in_pieces_is_drawing_at_once():
	away = officer("B", rank=1, leaves=(leave("2018-09-12", "2018-09-30"),))
	whole = group(officer("A"), away, officer("C", rank=2))
	at_once = weeks(whole, 12)
	drawn = []
	for first in (1, 3, 4, 8):
		drawn += weeks(replace(whole, roster=tuple(drawn)), {1: 2, 3: 1, 4: 4, 8: 5}[first], first)
	assert drawn == at_once and served(at_once)[:5] == "ACACB"


def test_joiners_enter_at_the_next_round():
	joiner = officer("0", tenure("School Leader", "2018-09-11"), rank=-1)
	whole = group(joiner, *[officer(name, rank=rank) for rank, name in enumerate("ABC")])
	assert served(weeks(whole, 8)) == "ABC0ABC"


def test_who_leaves_the_post_serves_no_more():
	gone = officer("B", tenure("School Leader", until="2018-09-09"), rank=1)
	whole = group(officer("A"), gone, officer("C", rank=2))
	assert served(weeks(whole, 4)) == "ACAC"


def test_a_week_without_anybody_is_vacant_and_nobodys_turn_is_lost():
	away = (leave("2018-09-10", "2018-09-16"),)
	whole = group(*(officer(name, rank=rank, leaves=away) for rank, name in enumerate("ABC")))
	rows = weeks(whole, 4)
	assert served(rows) == "A-BC"
	pieces = weeks(whole, 2)
	assert served(pieces + weeks(replace(whole, roster=tuple(pieces)), 2, 3)) == "A-BC"
	found = vacancies(replace(whole, roster=tuple(rows)), [], (START, START + timedelta(weeks=4, days=-1)))
	assert [(gap.period, gap.reason) for gap in found] == [("W:2018-09-10", "nobody drawn")]


def test_an_exemption_is_like_a_leave():
	exempt = Exemption(name="X", officer="A", rule=RULE.name, to_date=on("2018-09-05"))
	assert served(weeks(group(exemptions=[exempt]), 4)) == "BCAA"


@pytest.mark.parametrize(("weekday", "expected"), [("Wednesday", "BCA"), ("", "ABC")])
def test_away_is_who_is_not_there_on_the_named_day_or_on_any_teaching_day(weekday, expected):
	away = officer("A", leaves=(leave("2018-09-05", "2018-09-05"),))
	rule = replace(RULE, weekday=weekday)
	whole = replace(group(away, officer("B", rank=1), officer("C", rank=2)), rules=(rule,))
	assert served(draw_roster(whole, rule, (START, START + timedelta(days=20)))) == expected


def test_a_swap_edits_two_rows_and_a_substitution_one():
	rows = weeks(group(), 3)
	swapped = [replace(rows[0], officer="B"), replace(rows[1], officer="A"), rows[2]]
	substituted = [rows[0], replace(rows[1], officer="C"), rows[2]]
	for roster, expected in ((swapped, "BAC"), (substituted, "ACC")):
		whole = group(roster=tuple(roster))
		owners = sorted(planned(whole, START, "2018-09-23").rows, key=lambda row: row.period_start)
		assert "".join(row.key.owner for row in owners) == expected
		assert weeks(whole, 3) == [] and served(weeks(whole, 4)) == "A"


def test_later_leave_vacates_the_row_and_moves_nobody_else():
	rows = weeks(group(), 3)
	away = officer("B", rank=1, leaves=(leave("2018-09-12", "2018-09-12"),))
	whole = group(officer("A"), away, officer("C", rank=2), roster=tuple(rows))
	assert [row.key.owner for row in planned(whole, START, "2018-09-23").rows] == ["A", "C"]
	found = vacancies(whole, [], (START, on("2018-09-23")))
	assert [(gap.period, gap.reason) for gap in found] == [("W:2018-09-10", "officer away")]


def test_the_week_of_who_serves_is_owed_in_that_week():
	rows = weeks(group(), 1)
	row = planned(group(roster=tuple(rows)), START, "2018-09-09").one("D")
	assert (row.key.owner, row.key.subject, row.key.period, row.quantity) == ("A", "", "W:2018-09-03", 1)
	assert row.dues == (on("2018-09-05"),) and calendar_j().is_teaching_day(on("2018-09-05"))


@law
@given(worlds(), some_day)
def test_rosters_of_any_group(world: World, cut):
	"""Drawn at once or in two pieces it is the same; running again changes nothing; who serves is owed that week."""
	rule = replace(RULE, posts=world.facts.rules[0].posts, regulation="R")
	whole = replace(world.facts, rules=(rule,), roster=())
	at_once = draw_roster(whole, rule, WHOLE)
	cut -= timedelta(days=cut.weekday())
	first = draw_roster(whole, rule, (WHOLE[0], cut - timedelta(days=1)))
	second = draw_roster(replace(whole, roster=tuple(first)), rule, (cut, WHOLE[1]))
	assert first + second == at_once
	drawn = replace(whole, roster=tuple(at_once))
	assert draw_roster(drawn, rule, WHOLE) == []
	rows = planned(drawn, *WHOLE).rows
	assert {(row.key.period, row.key.owner) for row in rows} == {
		(f"W:{row.week}", row.officer) for row in at_once if row.officer
	}
