"""Rates with and without the visits that are asked about."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liaison_app.engine import FactIndex, as_of, plan, settle, summarise
from liaison_app.engine.rows import StoredRow
from liaison_app.honesty import BothRates, rates_with_and_without
from tests.factories import planned, three_contacts, visit
from tests.worlds import LAST, OFFICERS, WHOLE, World, dice, law, worlds

AUTUMN = ("2018-09-03", "2019-01-18")
SCOPES = {name: [name] for name in OFFICERS} | {"all": [*OFFICERS, "East", "West", "East Branch", "School"]}


def stored_rows(world: World, today: date) -> list[StoredRow]:
	rows = plan(world.facts, WHOLE)
	progress = settle(rows, world.contacts, world.facts)
	return [as_of(row, progress[row.name], today) for row in rows]


def figures(rates: list[BothRates]) -> list[tuple[object, ...]]:
	return [(both.with_all, both.without_doubtful) for both in rates]


@law
@given(worlds(), dice)
def test_without_doubtful_visits_is_as_if_they_had_not_been(world: World, rolled: random.Random):
	rows = stored_rows(world, LAST)
	doubtful = frozenset(one.name for one in world.contacts if rolled.random() < 0.4)
	rates = rates_with_and_without(rows, world.contacts, world.facts, SCOPES, doubtful)
	assert [both.with_all for both in rates] == summarise(rows, world.contacts, world.facts, SCOPES)
	remaining = [one for one in world.contacts if one.name not in doubtful]
	anew = settle([row.row for row in rows], remaining, world.facts)
	lowered = [replace(row, progress=anew[row.row.name]) for row in rows]
	done = {(one.scope, one.rule): one.done for one in summarise(lowered, remaining, world.facts, SCOPES)}
	for both in rates:
		less = both.without_doubtful
		assert (less.scope, less.rule, less.states) == (
			both.with_all.scope,
			both.with_all.rule,
			both.with_all.states,
		)
		assert less.done <= both.with_all.done and less.tally <= both.with_all.tally
		assert (less.attainment or 0) <= (both.with_all.attainment or 0)
		assert less.done <= done.get((less.scope, less.rule), 0) + 1e-9


@law
@given(worlds(), st.booleans())
def test_nothing_doubtful_makes_no_difference(world: World, as_index: bool):
	rows = stored_rows(world, LAST)
	whole = FactIndex(world.facts) if as_index else world.facts
	for both in rates_with_and_without(rows, world.contacts, whole, SCOPES, frozenset()):
		assert both.with_all == both.without_doubtful


def test_a_doubtful_visit_leaves_the_rate_and_its_duty_keeps_its_state():
	whole = three_contacts()
	assigned = whole.assignments[0]
	first, second = (
		visit(day, assigned.officer, assigned.target, "Visit", "Talk", "Class Observation", "Attend Activity")
		for day in ("2018-10-09", "2018-11-09")
	)
	after = planned(whole, *AUTUMN, first, second)
	rows = [as_of(row, after.progress[row.name], date(2018, 12, 1)) for row in after.rows]
	scopes = {"all": sorted({row.key.owner for row in after.rows})}
	rates = rates_with_and_without(rows, [first, second], whole, scopes, frozenset([second.name]))
	lowered = [both for both in rates if both.without_doubtful.done < both.with_all.done]
	assert lowered, "the visit counted for nothing"
	for both in lowered:
		assert both.without_doubtful.done == both.with_all.done - 1
		assert both.without_doubtful.states == both.with_all.states
