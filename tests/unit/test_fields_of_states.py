"""What becomes of a row: states, to-dos, pace, what is stored, figures. The fields `nature`, reminders, `merge group`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine import (
	next_due,
	overall_attainment,
	pace,
	plan,
	reconcile,
	remind,
	settle,
	state,
	summarise,
	vacancies,
)
from liaison_app.engine.facts import Event
from liaison_app.engine.rows import NOTHING_DONE, Notice, Progress, SummaryRow, todo_name
from liaison_app.engine.rules import CountRow, PostQuantity, Trigger
from tests.factories import (
	COLLEGE,
	duty,
	facts,
	holds,
	officer,
	on,
	planned,
	target,
	tenure,
	visit,
)
from tests.fields import each_choice, effect_of

AUTUMN = ("2018-09-03", "2019-01-18")
PLACES = [target("C1", "Class"), target("C2", "Class")]
HELD = [holds("Wei", "C1"), holds("Wei", "C2")]


def one(rule, *visits, **more):
	more.setdefault("targets", PLACES)
	found = planned(facts(rule, **more), *AUTUMN, *visits)
	return found, found.one("D", "Wei")


def talks(*days, **more):
	return [visit(day, "Wei", "C1", **more) for day in days]


# --- states ---


@each_choice("nature", {"Required": ("Overdue", "Missed"), "Advocated": ("Due", "Lapsed")})
def test_nature(choice, expected):
	found, row = one(duty(nature=choice))
	days = ("2018-09-02", "2018-09-03", "2019-01-10", "2019-01-11", "2019-01-18")
	assert [found.state(row, day) for day in days] == ["Upcoming", "Open", "Open", "Due", "Due"]
	assert (found.state(row, "2019-01-19"), found.state(row, "2019-01-26")) == expected
	assert found.state(row, "2019-01-25") == expected[0]


def test_states_in_their_order():
	found, row = one(duty(quantity=2), *talks("2018-10-10", "2018-10-11"))
	met = found.progress[row.name]
	late = replace(met, on_time=1.0)
	today, after = on("2018-10-12"), on("2019-02-01")
	assert state(row, met, today) == "Met" and state(row, late, today) == "Met Late"
	assert state(row, met, today, frozen_as="Missed") == "Missed"  # frozen: as stored
	assert state(row, met, today, planned=False) == "Met"
	assert state(row, NOTHING_DONE, today, planned=False) == "Withdrawn"
	waived = replace(row, waived="leave")
	assert state(waived, late, after) == "Met Late" and state(waived, NOTHING_DONE, after) == "Waived"
	assert state(waived, NOTHING_DONE, today, planned=False) == "Withdrawn"
	excused = replace(row, excused_on=on("2018-11-01"))
	assert state(replace(excused, waived="leave"), NOTHING_DONE, after) == "Waived"
	assert state(excused, NOTHING_DONE, after) == "Withdrawn"
	assert state(excused, NOTHING_DONE, today) == "Open"


def test_met_is_what_was_recorded_by_the_last_due_date():
	for recorded, expected in (("2019-01-18", "Met"), ("2019-01-19", "Met Late"), ("2019-01-26", "Missed")):
		found, row = one(duty(), *talks("2019-01-17", recorded=recorded))
		assert found.state(row, "2019-01-26") == expected


def test_paced_units_fall_due_one_after_the_other():
	rule = duty(quantity=2, pacing="Given Weeks", pacing_weeks=(3, 12))
	found, row = one(rule, *talks("2018-10-30"))
	assert next_due(row, found.progress[row.name]) == on("2018-11-25")
	assert found.state(row, "2018-10-30") == "Open"
	nothing, row = one(rule)
	assert [nothing.state(row, day) for day in ("2018-09-16", "2018-09-23", "2018-09-24")] == [
		"Due",
		"Due",
		"Overdue",
	]


# --- to-dos ---


@effect_of("reminder_days")
@pytest.mark.parametrize(("lead", "opens"), [(0, "2019-01-18"), (7, "2019-01-11"), (500, "2018-09-03")])
def test_the_to_do_opens_so_many_days_before(lead, opens):
	found, row = one(duty(reminder_days=lead))

	def todos(day):
		return remind([(row, NOTHING_DONE, found.state(row, day))], on(day))[0]

	[todo] = todos(opens)
	assert (todo.name, todo.obligation, todo.due, todo.overdue) == (
		todo_name(row.name),
		row.name,
		on("2019-01-18"),
		False,
	)
	assert (todo.done, todo.quantity) == (0, 1)
	assert todos(on(opens).fromordinal(on(opens).toordinal() - 1)) == []
	assert [todo.overdue for todo in todos("2019-01-19")] == [True]
	assert todos("2019-01-26") == []


def test_between_paced_units_the_to_do_is_closed():
	rule = duty(quantity=2, pacing="Given Weeks", pacing_weeks=(3, 12))
	found, row = one(rule, *talks("2018-09-20"))
	progress = found.progress[row.name]
	for day, number in (("2018-09-21", 0), ("2018-11-17", 0), ("2018-11-18", 1)):
		assert len(remind([(row, progress, found.state(row, day))], on(day))[0]) == number


@effect_of("reviewer_after_days", "manager_after_days")
def test_reviewer_and_manager_are_told_once_per_row_and_due_date():
	rule = duty(
		quantity=2, pacing="Given Weeks", pacing_weeks=(3, 12), reviewer_after_days=2, manager_after_days=5
	)
	found, row = one(rule)

	def notices(day, told=(), progress=NOTHING_DONE):
		now = state(row, progress, on(day))
		return [
			(one.level, str(one.due)) for one in remind([(row, progress, now)], on(day), frozenset(told))[1]
		]

	first, second = "2018-09-23", "2018-11-25"
	assert notices("2018-09-24") == []
	assert notices("2018-09-25") == [("Reviewer", first)]
	assert notices("2018-09-28") == [("Reviewer", first), ("Manager", first)]
	told = [Notice(obligation=row.name, due=on(first), level="Reviewer")]
	assert notices("2018-09-25", told) == []
	assert notices("2018-09-28", told) == [("Manager", first)]
	assert notices("2018-11-27", told, Progress(done=1)) == [("Reviewer", second)]
	quiet, row = one(replace(rule, reviewer_after_days=0, manager_after_days=0))
	assert notices("2018-12-30") == []
	advocated, row = one(replace(rule, nature="Advocated"))
	assert notices("2018-12-30") == []
	assert found.rows and quiet.rows and advocated.rows


# --- pace ---


@pytest.mark.parametrize(
	("quantity", "done", "day", "expected"),
	[
		(2, 0, "2018-09-03", "on pace"),
		(2, 0, "2018-11-13", "on pace"),  # 46 of 94 teaching days
		(2, 0, "2018-11-14", "behind"),  # 47: one is asked
		(2, 1, "2018-11-14", "on pace"),
		(2, 1, "2019-01-18", "on pace"),  # at most q - 1 until the due date
		(2, 1, "2019-01-19", "behind"),
		(2, 2, "2018-09-20", "ahead"),
		(2, 1, "2018-09-03", "ahead"),
		(1, 0, "2019-01-18", "on pace"),
		(1, 0, "2019-01-19", "behind"),
	],
)
def test_pace_of_visits(quantity, done, day, expected):
	found, row = one(duty(quantity=quantity))
	assert pace(row, Progress(done=done), on(day), found.facts.calendar) == expected


def test_pace_of_paced_units_and_of_minutes():
	found, row = one(duty(quantity=2, pacing="Given Weeks", pacing_weeks=(3, 12)))
	calendar = found.facts.calendar
	assert pace(row, NOTHING_DONE, on("2018-09-23"), calendar) == "on pace"
	assert pace(row, NOTHING_DONE, on("2018-09-24"), calendar) == "behind"
	assert pace(row, Progress(done=1), on("2018-11-25"), calendar) == "on pace"
	for minutes in (47, 470):  # half a minute or five a teaching day
		rule = duty(measure="Minutes", quantity=minutes, quantity_unit="Minutes")
		found, row = one(rule)
		half = minutes / 2
		assert pace(row, Progress(done=half), on("2018-11-14"), calendar) == "on pace"
		assert pace(row, Progress(done=half - 1), on("2018-11-14"), calendar) == "behind"
		assert pace(row, Progress(done=half + 2), on("2018-11-14"), calendar) == "ahead"


def test_pace_in_a_period_without_teaching_goes_by_calendar_days():
	rule = duty(quantity=2, period="Yearly Window", window_start="07-10", window_end="07-19")
	found = planned(facts(rule), "2019-07-10", "2019-07-19")
	row = found.one("D")
	assert pace(row, NOTHING_DONE, on("2019-07-14"), found.facts.calendar) == "on pace"
	assert pace(row, NOTHING_DONE, on("2019-07-15"), found.facts.calendar) == "behind"


def test_pace_of_a_rolling_duty_goes_by_its_next_due_date():
	rule = duty(period="Rolling", subject_kind="Assigned", rolling_days=30)
	whole = facts(rule, targets=PLACES, assignments=[holds("Wei", "C1", "2018-09-03")])
	row = planned(whole, *AUTUMN).one("D")
	seen = Progress(done=1, on_time=1, last_day=on("2018-10-01"))
	for progress, day, expected in (
		(NOTHING_DONE, "2018-10-03", "on pace"),
		(NOTHING_DONE, "2018-10-04", "behind"),
		(seen, "2018-10-31", "on pace"),
		(seen, "2018-11-01", "behind"),
	):
		assert pace(row, progress, on(day), whole.calendar) == expected


# --- what is stored ---


def stored_after(whole, visits, today, stored=(), last_run=None):
	rows = plan(whole, (min(on(today), last_run or on(today)), on(today)))
	changes = reconcile(stored, rows, settle(rows, visits, whole), on(today), last_completed_run=last_run)
	found = {row.row.name: row for row in stored}
	found.update({row.row.name: row for row in (*changes.create, *changes.update)})
	return list(found.values()), changes


def test_the_first_run_after_the_close_freezes_and_nothing_moves_it():
	whole = facts(duty(period="Month"), targets=PLACES)
	rows, _ = stored_after(whole, [], "2018-10-31")
	[october] = [row for row in rows if row.row.key.period == "M:2018-10"]
	assert (october.state, october.frozen) == ("Due", False)
	rows, _ = stored_after(whole, [], "2018-11-08", rows, on("2018-10-31"))
	[october] = [row for row in rows if row.row.key.period == "M:2018-10"]
	assert (october.state, october.frozen) == ("Missed", True)
	late = talks("2018-10-20", recorded="2018-11-01")
	again, changes = stored_after(whole, late, "2018-11-09", rows, on("2018-10-31"))
	assert october in again and october not in changes.update
	gone, _ = stored_after(replace(whole, rules=()), [], "2018-11-09", rows, on("2018-11-08"))
	states = {row.row.key.period: row.state for row in gone}
	assert (states["M:2018-10"], states["M:2018-11"]) == ("Missed", "Withdrawn")


def test_what_is_no_longer_planned_is_withdrawn_and_comes_back():
	whole = facts(duty(subject_kind="Assigned"), targets=PLACES, assignments=HELD)
	rows, changes = stored_after(whole, [], "2018-10-10")
	assert [row.state for row in changes.create] == ["Open", "Open"] and changes.update == []
	less = replace(whole, assignments=tuple(HELD[:1]))
	fewer, changes = stored_after(less, [], "2018-10-11", rows)
	assert [(row.row.key.subject, row.state) for row in changes.update] == [("C2", "Withdrawn")]
	back, changes = stored_after(whole, [], "2018-10-12", fewer)
	assert [(row.row.key.subject, row.state) for row in changes.update] == [("C2", "Open")]
	assert changes.create == [] and len(back) == 2
	assert stored_after(whole, [], "2018-10-12", back)[1].update == []


def test_no_row_is_created_after_its_close_once_a_run_completed():
	whole = facts(duty(period="Month"))
	_, first_run = stored_after(whole, [], "2018-12-20", last_run=None)
	assert [row.row.key.period for row in first_run.create] == ["M:2018-12"]
	rows = plan(whole, (on("2018-10-01"), on("2018-12-20")))
	changes = reconcile([], rows, {}, on("2018-12-20"), last_completed_run=on("2018-12-08"))
	assert [row.row.key.period for row in changes.create] == ["M:2018-12"]  # November closed on 7 December
	changes = reconcile([], rows, {}, on("2018-12-20"), last_completed_run=on("2018-12-07"))
	assert [row.row.key.period for row in changes.create] == ["M:2018-11", "M:2018-12"]
	assert [row.frozen for row in changes.create] == [True, False]


def test_an_event_registered_late_is_still_created():
	rule = duty(period="Event", triggers=(Trigger(event_type="Award", days=7),), subject_kind="Assigned")

	def created(registered):
		event = Event(
			name="E1", event_type="Award", day=on("2018-10-10"), target="C1", registered_on=registered
		)
		whole = facts(rule, targets=PLACES, assignments=HELD, events=[event])
		return len(stored_after(whole, [], "2018-11-20", last_run=on("2018-11-19"))[1].create)

	assert created(None) == created(on("2018-10-10")) == 0
	assert created(on("2018-11-20")) == 1


# --- merge groups ---


@effect_of("merge_group")
def test_a_merge_group_keeps_the_largest_whatever_the_window():
	small = duty("Small", quantity=1, merge_group="G", grace_days=30)
	large = duty("Large", quantity=3, merge_group="G", grace_days=0)
	other = duty("Other", quantity=2)
	whole = facts(small, large, other, targets=PLACES)
	for window in (AUTUMN, ("2019-01-25", "2019-02-10")):
		found = planned(whole, *window)
		assert (
			found.one("Small").waived == f"covered by {plan(whole, (on(AUTUMN[0]), on(AUTUMN[1])))[0].name}"
		)
	found = planned(whole, *AUTUMN)
	assert found.one("Large").waived == found.one("Other").waived == ""
	waived = facts(
		small,
		replace(large, part=1),
		targets=PLACES,
		officers=[officer("Wei", tenure("School Leader", "2018-09-10"))],
	)
	found = planned(waived, *AUTUMN)
	assert (found.one("Small").waived, found.one("Large").waived) == ("", "part period")


def test_what_a_merged_duty_covers_is_no_vacancy():
	small = duty("Small", quantity=1, merge_group="G", subject_kind="Assigned")
	whole = facts(
		small, replace(small, name="R-Large", code="Large", quantity=3.0), targets=PLACES, assignments=HELD
	)
	assert vacancies(whole, planned(whole, *AUTUMN).rows, (on(AUTUMN[0]), on(AUTUMN[1]))) == []


# --- figures ---


def test_attainment_is_capped_per_subject():
	rule = duty(subject_kind="Assigned", quantity=2)
	whole = facts(rule, duty("E", quantity=1), targets=PLACES, assignments=HELD)
	visits = talks("2018-10-08", "2018-10-09", "2018-10-10", "2018-10-11")
	rows, _ = stored_after(whole, visits, "2018-12-20")
	figures = summarise(rows, visits, whole, {"all": ["Wei"], "none": ["Lin"]})
	assert [(row.rule, row.owed, row.quantity, row.done, row.capped, row.attainment) for row in figures] == [
		("R-D", 2, 4, 4, 2, 0.5),
		("R-E", 1, 1, 4, 1, 1),
	]
	assert figures[0].states == (("Met", 1), ("Open", 1))
	assert overall_attainment(figures) == 0.75 and overall_attainment([]) is None


def test_what_is_waived_or_withdrawn_stays_in_the_list_and_leaves_the_rate():
	rule = duty(subject_kind="Assigned")
	late = [holds("Wei", "C1"), holds("Wei", "C2", "2018-12-01")]
	whole = facts(rule, targets=PLACES, assignments=late)
	rows, _ = stored_after(whole, talks("2018-10-08"), "2018-12-20")
	[figure] = summarise(rows, talks("2018-10-08"), whole, {"all": ["Wei"]})
	assert (figure.owed, figure.attainment, figure.states) == (1, 1, (("Met", 1), ("Waived", 1)))


@pytest.mark.parametrize("owner", ["Officer", "Unit"])
def test_rules_without_a_number_are_a_tally(owner):
	rule = duty(
		owner_kind=owner,
		owner_unit_types=("College",),
		quantity=None,
		nature="Advocated",
		counts=(CountRow(activities=("Walk",)),),
	)
	whole = facts(rule, targets=PLACES)
	walks = [visit(day, "Wei", ["C1", "C2"], "Walk") for day in ("2018-10-08", "2018-10-09")]
	assert planned(whole, *AUTUMN).rows == ()
	contacts = [*walks, *talks("2018-10-10"), replace(walks[0], name="X", cancelled=True)]
	[figure] = summarise([], contacts, whole, {"all": ["Wei", COLLEGE]})
	assert (figure.tally, figure.owed, figure.attainment) == (2, 0, None)
	assert summarise([], contacts, whole, {"none": ["Lin"]}) == []


def test_lines_of_the_post_table_without_a_number_are_a_tally_beside_those_that_owe():
	table = (PostQuantity(post="School Leader", quantity=1, nature="Required"), PostQuantity(post="Clerk"))
	rule = duty(posts=table, quantity=None, nature="Advocated")
	whole = facts(rule, targets=PLACES, officers=[officer("Wei"), officer("Lin", "Clerk")])
	visits = [*talks("2018-10-08"), visit("2018-10-09", "Lin", "C1"), visit("2018-10-10", "Lin", "C1")]
	rows, _ = stored_after(whole, visits, "2018-12-20")
	assert [row.row.key.owner for row in rows] == ["Wei"]
	figures: list[SummaryRow] = summarise(rows, visits, whole, {"all": ["Wei", "Lin"], "Lin": ["Lin"]})
	assert [(row.scope, row.owed, row.done, row.attainment, row.tally) for row in figures] == [
		("Lin", 0, 2, None, 2),
		("all", 1, 1, 1, 2),
	]
