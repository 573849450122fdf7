"""The seven laws of the engine, each over random facts."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liaison_app.engine import (
	draw_roster,
	explain,
	next_due,
	pace,
	plan,
	reconcile,
	remind,
	settle,
	state,
	summarise,
	vacancies,
)
from liaison_app.engine.credit import REASONS
from liaison_app.engine.facts import Facts
from liaison_app.engine.rows import FINAL_STATES, Obligation, StoredRow
from tests.worlds import CALENDAR, OFFICERS, WHOLE, World, a_contact, an_officer, dice, law, some_day, worlds


def shuffled(values: Any, rolled: random.Random) -> tuple[Any, ...]:
	return tuple(rolled.sample(list(values), len(values)))


def in_another_order(whole: Facts, rolled: random.Random) -> Facts:
	names = ("rules", "posts", "units", "officers", "target_types", "targets", "assignments", "events")
	more = ("exemptions", "roster", "regulations", "documents")
	return replace(whole, **{name: shuffled(getattr(whole, name), rolled) for name in (*names, *more)})


def by_name(rows: list[Obligation]) -> dict[str, Obligation]:
	found = {row.name: row for row in rows}
	assert len(found) == len(rows), "a row is there twice"
	return found


# --- 1: same facts, same answer ---


@law
@given(worlds(), dice)
def test_law_1_same_facts_same_answer_in_any_order(world: World, rolled: random.Random):
	rows = plan(world.facts, WHOLE)
	assert plan(world.facts, WHOLE) == rows
	assert plan(in_another_order(world.facts, rolled), WHOLE) == rows
	assert len({row.key for row in rows}) == len(by_name(rows)) == len(rows)


@law
@given(worlds(), some_day, st.integers(0, 90))
def test_law_1_a_row_does_not_depend_on_the_window(world: World, day: date, length: int):
	whole = by_name(plan(world.facts, WHOLE))
	window = (day, day + timedelta(days=length))
	part = by_name(plan(world.facts, window))
	assert {name: whole[name] for name in part} == part
	expected = {
		name
		for name, row in whole.items()
		if row.period_start <= window[1]
		and (row.close is None or (row.creatable_until or row.close) >= window[0])
	}
	assert set(part) == expected


@law
@given(worlds())
def test_law_1_a_chunk_of_owners_gives_the_rows_of_those_owners(world: World):
	rows = plan(world.facts, WHOLE)
	progress = settle(rows, world.contacts, world.facts)
	names = {*OFFICERS, *(unit.name for unit in world.facts.units)}
	for name in names:
		own = [row for row in rows if row.key.owner == name]
		assert plan(world.facts, WHOLE, {name}) == own
		assert settle(own, world.contacts, world.facts) == {row.name: progress[row.name] for row in own}


@law
@given(worlds(), dice, some_day)
def test_what_is_gone_does_not_stop_the_rest(world: World, rolled: random.Random, today: date):
	"""Names that refer to nothing: whatever is left is still planned, settled, explained and summed up."""
	names = ("regulations", "posts", "units", "officers", "target_types", "targets", "assignments", "events")
	kept = {name: tuple(one for one in getattr(world.facts, name) if rolled.random() < 0.7) for name in names}
	torn = replace(world.facts, **kept)
	rows = plan(torn, WHOLE)
	progress = settle(rows, world.contacts, torn)
	stored = reconcile([], rows, progress, today).create
	assert len(stored) == len(rows) == len(progress)
	lines = [line for contact in world.contacts for line in explain(contact, rows, torn)]
	assert {line.reason for line in lines} <= {"", *REASONS}
	figures = summarise(stored, world.contacts, torn, {"all": OFFICERS})
	assert sum(figure.owed for figure in figures) <= len(rows)
	assert {gap.rule for gap in vacancies(torn, rows, WHOLE)} <= {rule.name for rule in torn.rules}
	drawn = [draw_roster(torn, rule, WHOLE) for rule in torn.rules if rule.owner_kind == "Rotation"]
	assert all(row.officer in ("", *OFFICERS) for roster in drawn for row in roster)


PROCESS = """
from random import Random
from liaison_app.engine import plan, settle
from tests.worlds import WHOLE, a_world
for seed in range(12):
	world = a_world(Random(seed))
	rows = plan(world.facts, WHOLE)
	print(rows, sorted(settle(rows, world.contacts, world.facts).items()))
"""


def test_law_1_two_processes_give_the_same_rows():
	told = []
	for hash_seed in ("1", "2"):
		environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
		run = subprocess.run(
			[sys.executable, "-c", PROCESS], capture_output=True, text=True, env=environment, check=True
		)
		told.append(run.stdout)
	assert told[0] == told[1] and "OB-" in told[0]


# --- 2: order does not matter ---


@law
@given(worlds(), dice, st.integers(1, 2))
def test_law_2_order_and_cancelled_contacts_leave_no_trace(world: World, rolled: random.Random, number: int):
	rows = plan(world.facts, WHOLE)
	progress = settle(rows, world.contacts, world.facts)
	assert settle(shuffled(rows, rolled), shuffled(world.contacts, rolled), world.facts) == progress
	valid = [contact for contact in world.contacts if not contact.cancelled]
	assert settle(rows, valid, world.facts) == progress
	extra = [replace(contact, name=f"X-{contact.name}", cancelled=True) for contact in world.contacts]
	assert settle(rows, [*world.contacts, *extra], world.facts) == progress


@law
@given(worlds(), dice)
def test_law_2_the_ledger_says_what_counts(world: World, rolled: random.Random):
	rows = [row for row in plan(world.facts, WHOLE)]
	rules = {rule.name: rule for rule in world.facts.rules}
	rows = [row for row in rows if rules[row.key.rule].measure != "Document"]
	progress = settle(rows, world.contacts, world.facts)
	for contact in world.contacts:
		others = shuffled(world.contacts, rolled)
		lines = explain(contact, rows, world.facts, others)
		assert [line.obligation for line in lines] == [row.name for row in rows]
		assert {line.reason for line in lines} <= {"", *REASONS}
		counted = {line.obligation for line in lines if line.counted}
		assert counted == {name for name, done in progress.items() if contact.name in done.contacts}


# --- 3: more contact never owes more ---

BETTER = {
	"Missed": 0,
	"Lapsed": 0,
	"Overdue": 1,
	"Due": 2,
	"Open": 3,
	"Upcoming": 3,
	"Waived": 4,
	"Withdrawn": 4,
	"Met Late": 5,
	"Met": 6,
}
PACES = {"behind": 0, "on pace": 1, "ahead": 2}


@law
@given(worlds(), dice, some_day)
def test_law_3_more_contact_never_owes_more(world: World, rolled: random.Random, today: date):
	more = a_contact(rolled, 99)
	rows = plan(world.facts, WHOLE)
	before = settle(rows, world.contacts, world.facts)
	after = settle(rows, [*world.contacts, replace(more, cancelled=False)], world.facts)
	for row in rows:
		was, now = before[row.name], after[row.name]
		assert now.done >= was.done and now.on_time >= was.on_time and now.on_time <= now.done
		assert next_due(row, now) >= next_due(row, was)
		assert BETTER[state(row, now, today)] >= BETTER[state(row, was, today)]
		assert PACES[pace(row, now, today, CALENDAR)] >= PACES[pace(row, was, today, CALENDAR)]


# --- 4: closed stays closed ---


def night(
	whole: Facts, visits: Any, stored: dict[str, StoredRow], today: date, rolled: random.Random | None = None
) -> dict[str, StoredRow]:
	"""A nightly run; with dice it is killed after some of the writing."""
	last = whole.last_completed_run
	rows = plan(whole, (last or WHOLE[0], today))
	known = [row.row for name, row in stored.items() if name not in {row.name for row in rows}]
	progress = settle([*rows, *known], visits, whole)
	changes = reconcile(stored.values(), rows, progress, today, last_completed_run=last)
	written = [*changes.create, *changes.update]
	if rolled:
		written = rolled.sample(written, rolled.randrange(len(written) + 1))
	return {**stored, **{row.row.name: row for row in written}}


@law
@given(worlds(), worlds(), some_day, st.integers(1, 60))
def test_law_4_closed_stays_closed(world: World, other: World, today: date, later: int):
	stored = night(world.facts, world.contacts, {}, today)
	frozen = {name: row for name, row in stored.items() if row.frozen}
	assert all(row.row.close and row.row.close < today for row in frozen.values())
	assert all(row.frozen or not row.row.close or row.row.close >= today for row in stored.values())
	changed = replace(other.facts, last_completed_run=today)
	after = night(changed, other.contacts, stored, today + timedelta(days=later))
	assert {name: after[name] for name in frozen} == frozen
	for name in after.keys() - stored.keys():
		row = after[name].row
		assert row.close is None or (row.creatable_until or row.close) >= today


@law
@given(worlds(), some_day, dice)
def test_law_4_a_killed_run_run_again_is_one_clean_run(world: World, today: date, rolled: random.Random):
	clean = night(world.facts, world.contacts, {}, today)
	killed = night(world.facts, world.contacts, {}, today, rolled)
	assert night(world.facts, world.contacts, killed, today) == clean
	assert night(world.facts, world.contacts, clean, today) == clean


# --- 6: one open to-do at most ---


@law
@given(worlds(), some_day)
def test_law_6_one_open_to_do_at_most(world: World, today: date):
	rows = plan(world.facts, WHOLE)
	progress = settle(rows, world.contacts, world.facts)
	asked = [(row, progress[row.name], state(row, progress[row.name], today)) for row in rows]
	todos, notices = remind(asked, today)
	open_rows = {todo.obligation for todo in todos}
	assert len({todo.name for todo in todos}) == len(open_rows) == len(todos)
	for row, done, now in asked:
		assert (row.name in open_rows) == (now in ("Due", "Overdue"))
		assert not (now in FINAL_STATES and row.name in open_rows)
		if row.name in open_rows:
			assert today >= max(row.opens, next_due(row, done) - timedelta(days=row.lead_days))
	for todo in todos:
		row = next(row for row in rows if row.name == todo.obligation)
		assert (todo.due, todo.done) == (next_due(row, progress[row.name]), progress[row.name].done)
		assert todo.overdue == (todo.due < today and row.nature == "Required")
	assert remind(asked, today, frozenset(notices))[1] == []
	assert len(set(notices)) == len(notices)


# --- 7: locality ---


@law
@given(worlds(without=("Trigger Person", "Rotation")), dice)
def test_law_7_one_officers_facts_move_nobody_elses_rows(world: World, rolled: random.Random):
	whole, new = world.facts, an_officer(rolled, "An")
	kept = tuple(one for one in whole.assignments if one.officer != "An" or rolled.random() < 0.5)
	changed = replace(
		whole,
		officers=tuple(
			replace(new, unit=one.unit, own_branch=one.own_branch) if one.name == "An" else one
			for one in whole.officers
		),
		assignments=kept,
	)
	held = {one.target for one in whole.assignments if one.officer == "An"}
	units = {"School", "East", "West", "East Branch"}

	def others(facts: Facts) -> list[Obligation]:
		return [
			row
			for row in plan(facts, WHOLE)
			if row.key.owner != "An" and row.key.owner not in units and row.key.subject not in held
		]

	assert others(changed) == others(whole)
