"""Scenarios of what is stored: a cancelled visit, a closed period, a run that is killed or run twice."""

from __future__ import annotations

import random
from dataclasses import replace

from liaison_app.engine import plan, reconcile, remind, settle
from tests.factories import contact_leaders, on, three_contacts, visit


def night(whole, contacts, stored, today, interrupted_after=None):
	"""One nightly run: plan, settle, write the difference; `interrupted_after` rows of it when it is killed."""
	last_run = whole.last_completed_run
	rows = plan(whole, (min(last_run or on(today), on(today)), on(today)))
	changes = reconcile(
		stored.values(), rows, settle(rows, contacts, whole), on(today), last_completed_run=last_run
	)
	written = [*changes.create, *changes.update][:interrupted_after]
	return {**stored, **{row.row.name: row for row in written}}


def todos_of(stored, today):
	return remind(((row.row, row.progress, row.state) for row in stored.values()), on(today))[0]


def test_scenario_13():
	whole = three_contacts()
	visited = visit("2018-11-14", "Wei", "Dormitory 1", "Visit")
	stored = night(whole, [visited], {}, "2018-11-20")
	[november] = [row for row in stored.values() if row.row.key[2:] == ("Dormitory 1", "M:2018-11")]
	name = november.row.name
	assert november.state == "Met"
	assert name not in {todo.obligation for todo in todos_of(stored, "2018-11-20")}

	cancelled = replace(visited, cancelled=True)
	for today, expected in (("2018-11-20", "Open"), ("2018-11-25", "Due"), ("2018-12-01", "Overdue")):
		again = night(whole, [cancelled], stored, today)
		assert again[name].state == expected
		assert (name in {todo.obligation for todo in todos_of(again, today)}) == (expected != "Open")


def test_scenario_13_the_figures_of_a_closed_period_stay():
	whole = three_contacts()
	visited = visit("2018-11-14", "Wei", "Dormitory 1", "Visit")
	stored = night(whole, [visited], {}, "2018-11-20")
	whole = replace(whole, last_completed_run=on("2018-11-20"))
	closed = night(whole, [visited], stored, "2018-12-20")
	[november] = [row for row in closed.values() if row.row.key[2:] == ("Dormitory 1", "M:2018-11")]
	assert november.frozen and november.state == "Met"
	later = night(whole, [replace(visited, cancelled=True)], closed, "2018-12-21")
	assert later[november.row.name] == november


def test_scenario_14():
	whole, contacts = contact_leaders(), [visit("2018-10-09", "Wei", "X", "Hear Report")]
	clean = night(whole, contacts, {}, "2018-12-20")
	dice = random.Random(14)
	for _ in range(25):
		killed = night(whole, contacts, {}, "2018-12-20", interrupted_after=dice.randrange(len(clean) + 1))
		assert night(whole, contacts, killed, "2018-12-20") == clean
	assert night(whole, contacts, clean, "2018-12-20") == clean
	names = [todo.name for todo in todos_of(clean, "2018-12-20")]
	assert names and len(names) == len(set(names))


def test_scenario_14_two_runs_at_once_and_facts_changed_in_between():
	whole, contacts = contact_leaders(), [visit("2018-10-09", "Wei", "X", "Hear Report")]
	clean = night(whole, contacts, {}, "2018-12-20")
	one, other = (night(whole, contacts, {}, "2018-12-20", interrupted_after=half) for half in (7, None))
	assert {**one, **other} == {**other, **one} == clean  # the same names, the same rows

	new_facts = replace(whole, assignments=whole.assignments[1:])  # Wei never held X
	half_done = night(whole, contacts, {}, "2018-12-20", interrupted_after=9)
	after = night(new_facts, contacts, half_done, "2018-12-20")
	expected = night(new_facts, contacts, {}, "2018-12-20")
	assert {name: row for name, row in after.items() if row.state != "Withdrawn"} == expected
	gone = [row for name, row in after.items() if name not in expected]
	assert {row.state for row in gone} <= {"Withdrawn"}
	assert {todo.name for todo in todos_of(after, "2018-12-20")} == {
		todo.name for todo in todos_of(expected, "2018-12-20")
	}
