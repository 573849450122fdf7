"""When it is owed and due: the fields `period` and `due` of a Duty Rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine import next_due
from liaison_app.engine.calendar import Calendar
from liaison_app.engine.check_rule import problems_of_rule
from liaison_app.engine.facts import Assignment, DatedTag, Event
from liaison_app.engine.rules import Trigger
from tests.factories import (
	calendar_j,
	duty,
	facts,
	holds,
	leave,
	officer,
	on,
	planned,
	target,
	tenure,
	term,
	visit,
)
from tests.fields import each_choice, effect_of

AUTUMN = ("2018-09-03", "2019-01-18")
AWARD = (Trigger(event_type="Award", days=7),)


def with_class(rule, since=None, until=None, **more):
	"""Wei holds class C1 from/to."""
	more.setdefault("targets", [target("C1", "Class")])
	more.setdefault("assignments", [holds("Wei", "C1", since, until, name="AS-1")])
	return facts(rule, **more)


def spans(whole, first="2018-10-01", last="2018-10-31"):
	return {
		row.key.period: (str(row.period_start), str(row.period_end))
		for row in planned(whole, first, last).rows
	}


# --- period ---


@each_choice(
	"period",
	{
		"Week": ("W:2018-10-08", "2018-10-08", "2018-10-14"),
		"Month": ("M:2018-10", "2018-10-01", "2018-10-31"),
		"Quarter": ("Q:2018-4", "2018-10-01", "2018-12-31"),
		"Semester": ("S:2018-19 I", "2018-09-03", "2019-01-18"),
		"Half-Year": ("H:2018-2", "2018-07-01", "2018-12-31"),
		"Academic Year": ("Y:2018-19", "2018-09-03", "2019-09-02"),
		"Calendar Year": ("C:2018", "2018-01-01", "2018-12-31"),
		"Term of Office": ("T:T-1", "2018-02-01", "2021-01-31"),
		"Event": ("E:E1", "2018-10-10", "2018-10-17"),
		"Yearly Window": ("F:2018", "2018-09-20", "2018-10-20"),
		"Rolling": ("R:AS-1", "2018-09-03", "None"),
		"Once": ("A:AS-1", "2018-09-03", "2018-10-03"),
	},
)
def test_period(choice, expected):
	rule = duty(
		period=choice,
		subject_kind="Assigned",
		window_start="09-20",
		window_end="10-20",
		tenure_years=3,
		triggers=AWARD if choice == "Event" else (),
		rolling_days=30,
		due="Start + Days" if choice == "Once" else "Period End",
		due_days=30 if choice == "Once" else 0,
		grace_days=30,
	)
	assert problems_of_rule(rule) == []
	whole = with_class(
		rule,
		"2018-09-03" if choice in ("Rolling", "Once") else None,
		officers=[officer("Wei", tenure("School Leader", "2018-02-01", name="T-1"))],
		events=[Event(name="E1", event_type="Award", day=on("2018-10-10"), target="C1")],
	)
	key, first, last = expected
	assert spans(whole, "2018-10-10", "2018-10-20")[key] == (first, last)


def test_twelve_months_while_the_next_academic_year_is_unknown_else_up_to_it():
	rule = duty(period="Academic Year")
	assert spans(facts(rule))["Y:2018-19"] == ("2018-09-03", "2019-09-02")
	known = Calendar(terms=(*calendar_j().terms, term("2019-20 I", "2019-08-26", "2020-01-10")))
	assert spans(facts(rule, calendar=known))["Y:2018-19"] == ("2018-09-03", "2019-08-25")


def test_a_contact_in_the_vacation_counts_for_the_month_and_not_for_a_semester():
	visits = [visit("2019-01-25", "Wei", "C1")]
	for period, done in (("Month", 1), ("Semester", 0), ("Academic Year", 1)):
		found = planned(with_class(duty(period=period)), "2019-01-01", "2019-01-31", *visits)
		assert sum(found.done(row) for row in found.rows) == done


@each_choice(
	"week_pattern",
	{
		"Every": [*range(1, 5), *range(6, 21)],  # week 5 is the National Day holiday
		"Odd": [1, 3, 7, 9, 11, 13, 15, 17, 19],
		"Even": [2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
		"Every Nth": [1, 4, 7, 10, 13, 16, 19],
	},
)
def test_week_pattern(choice, expected):
	whole = facts(duty(period="Week", week_pattern=choice, week_interval=3))
	numbers = {
		f"W:{week.monday}": week.number for week in whole.calendar.weeks if week.term.name == "2018-19 I"
	}
	found = planned(whole, *AUTUMN).rows
	assert [numbers[row.key.period] for row in found if row.key.period in numbers] == expected


@effect_of("week_interval")
def test_every_nth_week_is_once_a_block_due_on_its_last_sunday():
	rows = planned(facts(duty(period="Week", week_pattern="Every Nth", week_interval=4)), *AUTUMN).rows
	blocks = [row for row in rows if row.period_start < on("2019-01-19")]
	assert [(str(row.period_start), str(row.dues[-1])) for row in blocks] == [
		("2018-09-03", "2018-09-30"),
		("2018-10-01", "2018-10-28"),
		("2018-10-29", "2018-11-25"),
		("2018-11-26", "2018-12-23"),
		("2018-12-24", "2019-01-20"),
	]


@effect_of("weekday")
def test_a_named_weekday_without_teaching_owes_nothing_and_other_days_do_not_count():
	whole = with_class(duty(period="Week", weekday="Tuesday"))
	found = planned(
		whole, "2018-09-24", "2018-10-14", visit("2018-10-10", "Wei", "C1"), visit("2018-09-25", "Wei", "C1")
	)
	asked = {row.key.period: (str(row.dues[-1]), found.done(row)) for row in found.rows}
	assert asked == {
		"W:2018-09-17": ("2018-09-18", 0),
		"W:2018-09-24": ("2018-09-25", 1),
		"W:2018-10-08": ("2018-10-09", 0),  # the visit was on a Wednesday
	}


@effect_of("window_start", "window_end")
def test_a_yearly_window_may_cross_the_new_year():
	crossing = facts(duty(period="Yearly Window", window_start="12-20", window_end="01-10"))
	assert spans(crossing, "2019-01-01", "2019-12-25") == {
		"F:2018": ("2018-12-20", "2019-01-10"),
		"F:2019": ("2019-12-20", "2020-01-10"),
	}


@effect_of("tenure_years")
def test_an_open_ended_tenure_needs_a_length():
	open_ended = [officer("Wei", tenure("School Leader", "2018-03-01", name="T-1"))]
	whole = facts(duty(period="Term of Office", tenure_years=2), officers=open_ended)
	assert spans(whole) == {"T:T-1": ("2018-03-01", "2020-02-29")}
	with pytest.raises(ValueError, match="no length in years"):
		planned(facts(duty(period="Term of Office"), officers=open_ended), *AUTUMN)
	ended = [officer("Wei", tenure("School Leader", "2018-03-01", "2019-05-31", name="T-1"))]
	assert spans(replace(whole, officers=tuple(ended))) == {"T:T-1": ("2018-03-01", "2019-05-31")}


def test_a_tenure_inside_another_owes_nothing_of_its_own():
	times = [
		tenure("School Leader", "2018-01-01", "2018-12-31", name="T-1"),
		tenure("School Leader", "2018-03-01", "2018-12-31", name="T-2"),
		tenure("School Leader", "2018-06-01", "2019-05-31", name="T-3"),
		tenure("Clerk", "2017-01-01", "2020-12-31", name="T-4"),
	]
	whole = facts(duty(period="Term of Office", tenure_years=2), officers=[officer("Wei", *times)])
	assert list(spans(whole)) == ["T:T-1", "T:T-3"]


# --- rolling ---


def rolling(since="2018-09-03", until=None, *visits, leaves=(), **more):
	rule = duty(period="Rolling", subject_kind="Assigned", rolling_days=30, **more)
	whole = with_class(rule, since, until, officers=[officer("Wei", leaves=leaves)])
	found = planned(whole, "2018-09-03", "2019-06-30", *visits)
	row = found.one("D")
	return found, row, next_due(row, found.progress[row.name])


@effect_of("rolling_days", "rolling_first_days")
def test_rolling_is_due_after_the_last_counting_visit_and_the_first_sooner():
	assert rolling()[2] == on("2018-10-03")
	assert rolling(rolling_first_days=14)[2] == on("2018-09-17")
	visits = [visit(day, "Wei", "C1") for day in ("2018-10-01", "2018-09-20")]
	found, row, due = rolling("2018-09-03", None, *visits, rolling_first_days=14)
	assert due == on("2018-10-31")
	days = ("2018-10-23", "2018-10-24", "2018-10-31", "2018-11-01")
	assert [found.state(row, day) for day in days] == ["Open", "Due", "Due", "Overdue"]


def test_rolling_is_never_met_while_it_lives_and_met_or_missed_at_its_end():
	seen = visit("2018-11-20", "Wei", "C1")
	found, row, _ = rolling("2018-09-03", "2018-12-10", seen)
	assert found.state(row, "2018-12-10") == "Open" and found.state(row, "2018-12-11") == "Met"
	found, row, _ = rolling("2018-09-03", "2018-12-10")
	assert found.state(row, "2018-12-11") == "Overdue" and found.state(row, "2018-12-18") == "Missed"
	advocated, row, _ = rolling("2018-09-03", "2018-12-10", nature="Advocated")
	assert advocated.state(row, "2018-12-18") == "Lapsed"
	short, row, due = rolling("2018-09-03", "2018-09-20")  # ended before anything was due
	assert due == on("2018-10-03") and short.state(row, "2018-09-21") == "Met"
	last_day, row, due = rolling("2018-09-03", "2018-10-03")
	assert last_day.state(row, "2018-10-04") == "Overdue"


def test_leave_pushes_a_rolling_date_to_the_first_day_back():
	away = (leave("2018-10-01", "2018-10-20"),)
	assert rolling(leaves=away)[2] == on("2018-10-21")
	seen = visit("2018-09-10", "Wei", "C1")
	assert rolling("2018-09-03", None, seen, leaves=away)[2] == on("2018-10-21")
	assert rolling("2018-09-03", "2018-10-15", leaves=away)[2] == on("2018-10-15")


def test_rolling_passes_over_days_out_of_post():
	rule = duty(period="Rolling", subject_kind="Assigned", rolling_days=30)
	two_times = [
		tenure("School Leader", "2018-09-03", "2018-09-20", name="T-1"),
		tenure("School Leader", "2018-11-05", "2019-03-01", name="T-2"),
	]
	whole = with_class(rule, "2018-09-03", officers=[officer("Wei", *two_times)])
	row = planned(whole, "2018-09-03", "2019-06-30").one("D")
	assert (row.period_start, row.period_end, row.dues) == (
		on("2018-09-03"),
		on("2019-03-01"),
		(on("2018-11-05"),),
	)


def test_rolling_has_one_row_per_unbroken_assignment():
	held = [
		Assignment(
			name="AS-9", officer="Wei", target="C1", from_date=on("2018-09-03"), to_date=on("2018-10-31")
		),
		Assignment(
			name="AS-5", officer="Wei", target="C1", from_date=on("2018-11-01"), to_date=on("2018-12-20")
		),
		Assignment(name="AS-1", officer="Wei", target="C1", from_date=on("2019-03-01")),
	]
	rule = duty(period="Rolling", subject_kind="Assigned", rolling_days=30)
	rows = planned(with_class(rule, assignments=held), "2018-09-03", "2019-06-30").rows
	assert {row.key.period: (str(row.period_start), str(row.period_end)) for row in rows} == {
		"R:AS-9": ("2018-09-03", "2018-12-20"),
		"R:AS-1": ("2019-03-01", "None"),
	}


# --- events and new assignments ---


@effect_of("triggers")
def test_each_trigger_has_its_days():
	rule = duty(
		period="Event",
		subject_kind="Assigned",
		triggers=(*AWARD, Trigger(event_type="Illness", days=3), Trigger(event_type="Festival", days=1)),
	)
	happened = [
		Event(name="E1", event_type="Award", day=on("2018-10-10"), target="C1"),
		Event(name="E2", event_type="Illness", day=on("2018-10-10"), target="C1"),
		Event(name="E3", event_type="Festival", day=on("2018-10-10")),  # whoever is held
		Event(name="E4", event_type="Fire", day=on("2018-10-10"), target="C1"),
		Event(name="E5", event_type="Award", day=on("2018-10-10"), target="C1", cancelled=True),
		Event(name="E6", event_type="Award", day=on("2018-10-10"), target="C2"),
	]
	whole = with_class(rule, targets=[target("C1", "Class"), target("C2", "Class")], events=happened)
	found = planned(whole, *AUTUMN)
	assert {row.key.period: str(row.dues[-1]) for row in found.rows} == {
		"E:E1": "2018-10-17",
		"E:E2": "2018-10-13",
		"E:E3": "2018-10-11",
	}


def test_events_of_totals_concern_what_is_held():
	happened = [
		Event(name="E1", event_type="Award", day=on("2018-10-10"), target="C1"),
		Event(name="E2", event_type="Award", day=on("2018-10-10"), target="C2"),
	]
	places = [target("C1", "Class"), target("C2", "Class")]
	for held_only, expected in ((True, ["E:E1"]), (False, ["E:E1", "E:E2"])):
		rule = duty(period="Event", triggers=AWARD, held_only=held_only)
		whole = with_class(rule, targets=places, events=happened)
		assert [row.key.period for row in planned(whole, *AUTUMN).rows] == expected


def test_the_holder_on_the_events_day_owes_and_leave_does_not_run():
	rule = duty(period="Event", subject_kind="Assigned", triggers=AWARD)
	events = [Event(name="E1", event_type="Award", day=on("2018-10-10"), target="C1")]
	for until, owed in (("2018-10-09", 0), ("2018-10-10", 1)):
		assert len(planned(with_class(rule, None, until, events=events), *AUTUMN).rows) == owed
	away = [officer("Wei", leaves=(leave("2018-10-12", "2018-10-16"),))]
	row = planned(with_class(rule, events=events, officers=away), *AUTUMN).one("D")
	assert row.dues == (on("2018-10-22"),)


@pytest.mark.parametrize(
	("trigger", "expected"),
	[
		("Assignment Begins", {"E:AS-1": "2018-10-15"}),
		("Tenure Begins", {"E:T-1": "2018-10-15"}),
		("Tag Begins", {"E:C1:new:1": "2018-10-25", "E:C1:new:2": "2018-12-06"}),
	],
)
def test_built_in_triggers(trigger, expected):
	rule = duty(period="Event", subject_kind="Assigned", triggers=(Trigger(event_type=trigger, days=5),))
	begins = on("2018-10-10")
	tags = [
		DatedTag(tag="new", from_date=on("2018-12-01")),
		DatedTag(tag="new", from_date=on("2018-10-20"), to_date=on("2018-10-30")),
	]
	since = None if trigger == "Tenure Begins" else begins
	whole = with_class(
		rule,
		since,
		officers=[officer("Wei", tenure("School Leader", begins, "2019-09-01", name="T-1"))],
		targets=[target("C1", "Class", tags=tags)],
	)
	assert {row.key.period: str(row.dues[-1]) for row in planned(whole, *AUTUMN).rows} == expected


def test_once_for_each_assignment_that_begins_or_changes():
	rule = duty(period="Once", subject_kind="Assigned", due="Start + Days", due_days=14, part=0)
	held = [
		Assignment(
			name="AS-1", officer="Wei", target="C1", from_date=on("2018-09-03"), to_date=on("2018-10-31")
		),
		Assignment(name="AS-2", officer="Wei", target="C1", from_date=on("2018-12-01")),
	]
	rows = planned(with_class(rule, assignments=held), *AUTUMN).rows
	assert {row.key.period: str(row.dues[-1]) for row in rows} == {
		"A:AS-1": "2018-09-17",
		"A:AS-2": "2018-12-15",
	}
	total = replace(rule, subject_kind="Total", held_only=True)
	both = [holds("Wei", name, "2018-09-03", name=f"AS-{name}") for name in ("C1", "C2")]
	places = [target("C1", "Class"), target("C2", "Class")]
	rows = planned(with_class(total, targets=places, assignments=both), *AUTUMN).rows
	assert [row.key.period for row in rows] == ["A:AS-C1"]  # one for what begins on one day


# --- shares of a period ---


@effect_of("min_teaching_days")
def test_a_period_is_owed_only_when_it_holds_enough_teaching_days():
	for least, expected in ((0, 5), (13, 5), (14, 4), (19, 2), (21, 2), (23, 0)):
		whole = facts(duty(period="Month", min_teaching_days=least))
		months = [
			row
			for row in planned(whole, "2018-09-10", "2019-01-31").rows
			if row.period_start >= on("2018-09-01")
		]
		teaching = {"M:2018-09": 20, "M:2018-10": 18, "M:2018-11": 22, "M:2018-12": 21, "M:2019-01": 13}
		assert [row.key.period for row in months] == [key for key, days in teaching.items() if days >= least]
		assert len(months) == expected or least == 19  # September 20, November 22, December 21


def test_the_share_is_taken_of_teaching_days_when_the_rule_asks_for_them():
	for least, expected in ((0, "part period"), (1, "")):
		rule = duty(subject_kind="Assigned", period="Month", min_teaching_days=least)
		found = planned(with_class(rule, "2018-10-17"), "2018-10-01", "2018-10-31")  # 15 of 31, 11 of 18
		assert found.one("D", period="M:2018-10").waived == expected


@effect_of("part")
@pytest.mark.parametrize(
	("part", "since", "expected"),
	[
		(0.5, "2018-11-16", ""),  # 15 of 30: exactly half is owed
		(0.5, "2018-11-17", "part period"),
		(0.4, "2018-11-19", ""),
		(0.4, "2018-11-20", "part period"),
		(0, "2018-11-30", ""),
		(1, "2018-11-01", ""),
		(1, "2018-11-02", "part period"),
	],
)
def test_part_of_the_period(part, since, expected):
	whole = with_class(duty(subject_kind="Assigned", period="Month", part=part), since)
	assert planned(whole, "2018-11-01", "2018-11-30").one("D", period="M:2018-11").waived == expected


@pytest.mark.parametrize(
	("fields", "path"),
	[
		({"triggers": (*AWARD, *AWARD)}, "triggers[1].event_type"),
		({"triggers": (Trigger(event_type="Assignment Begins"),)}, "triggers[0].event_type"),
		({"triggers": (Trigger(event_type="Assignment Begins"),), "held_only": True}, None),
		({"triggers": (Trigger(event_type="Tag Begins"),)}, "triggers[0].event_type"),
		({"triggers": (Trigger(event_type="Tag Begins"),), "subject_kind": "Assigned"}, None),
		({"triggers": (Trigger(event_type="Tenure Begins"),)}, None),
		(
			{"triggers": (Trigger(event_type="Tenure Begins"),), "subject_kind": "Trigger Person"},
			"triggers[0].event_type",
		),
		({"triggers": AWARD, "due": "End + Days"}, "due"),
		({"triggers": AWARD, "due": "Event + Days"}, None),
	],
)
def test_triggers_that_can_never_happen_are_refused(fields, path):
	problems = problems_of_rule(duty(period="Event", **fields))
	assert [problem.path for problem in problems] == ([path] if path else [])
