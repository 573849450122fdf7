"""When what is owed falls due and closes: the fields `due`, `pacing` and `grace` of a Duty Rule."""

from __future__ import annotations

from liaison_app.engine import next_due
from liaison_app.engine.check_rule import problems_of_rule
from liaison_app.engine.facts import Event
from liaison_app.engine.rows import NOTHING_DONE, Progress
from liaison_app.engine.rules import Trigger
from tests.factories import (
	duty,
	facts,
	holds,
	leave,
	officer,
	on,
	planned,
	target,
)
from tests.fields import each_choice, effect_of

AUTUMN = ("2018-09-03", "2019-01-18")
AWARD = (Trigger(event_type="Award", days=7),)


def with_class(rule, since=None, until=None, **more):
	"""Wei holds class C1 from/to."""
	more.setdefault("targets", [target("C1", "Class")])
	more.setdefault("assignments", [holds("Wei", "C1", since, until, name="AS-1")])
	return facts(rule, **more)


@each_choice(
	"due",
	{
		"Period End": "2019-01-18",
		"Start + Days": "2018-10-13",
		"End + Days": "2019-02-27",
		"Window End": "2018-12-01",
		"Event + Days": "2018-10-17",
		"Teaching Week After Event": "2018-10-28",
	},
)
def test_due(choice, expected):
	event = {"period": "Event", "triggers": AWARD, "due_week": 2}
	more = event if "Event" in choice else {"window_start": "09-15", "window_end": "12-01"}
	rule = duty(subject_kind="Assigned", due=choice, due_days=40, **more)
	assert problems_of_rule(rule) == []
	events = [Event(name="E1", event_type="Award", day=on("2018-10-10"), target="C1")]
	assert planned(with_class(rule, events=events), *AUTUMN).one("D").dues == (on(expected),)


@effect_of("due_days", "due_week")
def test_due_days_and_weeks():
	events = [Event(name="E1", event_type="Award", day=on("2018-09-26"), target="C1")]
	for week, expected in ((1, "2018-10-14"), (2, "2018-10-21")):  # the holiday week is none
		rule = duty(
			subject_kind="Assigned",
			period="Event",
			triggers=AWARD,
			due="Teaching Week After Event",
			due_week=week,
		)
		assert planned(with_class(rule, events=events), *AUTUMN).one("D").dues == (on(expected),)
	for number in (0, 3):
		row = planned(facts(duty(due="End + Days", due_days=number)), *AUTUMN).one("D")
		assert (row.dues[-1] - on("2019-01-18")).days == number


def test_start_and_days_run_from_the_first_day_of_holding():
	rule = duty(subject_kind="Assigned", due="Start + Days", due_days=30)
	assert planned(with_class(rule, "2018-09-10"), *AUTUMN).one("D").dues == (on("2018-10-10"),)
	assert planned(with_class(rule, "2017-01-01"), *AUTUMN).one("D").dues == (on("2018-10-03"),)


def test_no_due_date_inside_the_period_lies_outside_the_holding():
	rotated = planned(with_class(duty(subject_kind="Assigned"), None, "2018-12-20"), *AUTUMN).one("D")
	assert rotated.dues == (on("2018-12-20"),)  # it stays owed, due that day
	ended = duty(subject_kind="Assigned", due="Start + Days", due_days=120)
	assert planned(with_class(ended, None, "2018-12-20"), *AUTUMN).one("D").dues == (on("2018-12-20"),)


def test_leave_pushes_a_due_date_to_the_first_day_back_never_past_the_periods_end():
	rule = duty(due="Start + Days", due_days=30)

	def due(*leaves):
		return planned(facts(rule, officers=[officer("Wei", leaves=leaves)]), *AUTUMN).one("D").dues[-1]

	assert due() == on("2018-10-03")
	assert due(leave("2018-10-01", "2018-10-20")) == on("2018-10-21")
	assert due(leave("2018-10-01", "2019-02-20")) == on("2019-01-18")
	weekend = duty(period="Month")  # never moved for weekends
	row = planned(facts(weekend), "2018-09-08", "2018-09-30").one("D", period="M:2018-09")
	assert row.dues[-1].weekday() == 6


# --- pacing ---


@each_choice(
	"pacing",
	{
		"At End": ["2019-01-18"] * 3,
		"Evenly": ["2018-10-23", "2018-12-05", "2019-01-18"],
		"Given Weeks": ["2018-09-23", "2018-10-14", "2019-01-06"],  # week 5 has no teaching: week 6
	},
)
def test_pacing(choice, expected):
	rule = duty(quantity=3, pacing=choice, pacing_weeks=(3, 5, 18) if choice == "Given Weeks" else ())
	assert [str(due) for due in planned(facts(rule), *AUTUMN).one("D").dues] == expected


@effect_of("pacing_weeks")
def test_units_beyond_the_given_weeks_fall_due_at_the_end():
	def dues(quantity, *weeks):
		rule = duty(quantity=quantity, pacing="Given Weeks", pacing_weeks=weeks)
		return [str(due) for due in planned(facts(rule), *AUTUMN).one("D").dues]

	assert dues(3, 3) == ["2018-09-23", "2019-01-18", "2019-01-18"]
	assert dues(1, 3, 7) == ["2018-09-23"]
	assert dues(2, 20, 21) == ["2019-01-18", "2019-01-18"]


def test_paced_units_are_cumulative_and_pass_over_days_not_held():
	rule = duty(subject_kind="Assigned", quantity=3, pacing="Evenly")
	row = planned(with_class(rule, "2018-11-01"), *AUTUMN).one("D")
	assert [str(due) for due in row.dues] == ["2018-11-01", "2018-12-05", "2019-01-18"]
	assert [str(next_due(row, Progress(done=done))) for done in (0, 1, 2, 3)] == [
		"2018-11-01",
		"2018-12-05",
		"2019-01-18",
		"2019-01-18",
	]
	vacation = duty(
		quantity=2, pacing="Evenly", period="Yearly Window", window_start="07-10", window_end="07-19"
	)
	row = planned(facts(vacation), "2019-07-10", "2019-07-19").one("D")
	assert [str(due) for due in row.dues] == [
		"2019-07-14",
		"2019-07-19",
	]  # calendar days where none is taught


@effect_of("grace_days")
def test_the_period_closes_after_its_grace():
	for grace in (0, 7):
		row = planned(facts(duty(grace_days=grace)), *AUTUMN).one("D")
		assert (row.close - on("2019-01-18")).days == grace
	later = planned(facts(duty(due="End + Days", due_days=14, grace_days=3)), *AUTUMN).one("D")
	assert later.close == on("2019-02-04")
	early = planned(facts(duty(due="Start + Days", due_days=14, grace_days=3)), *AUTUMN).one("D")
	assert early.close == on("2019-01-21")
	assert next_due(early, NOTHING_DONE) == on("2018-09-17")


def test_ended_by_graduation_unmet_rows_are_withdrawn_and_by_rotation_they_stay_owed():
	for reason, expected in (
		("Graduation", "Withdrawn"),
		("Departure", "Withdrawn"),
		("Rotation", "Due"),
		("", "Due"),
	):
		held = [holds("Wei", "C1", None, "2018-12-20", end_reason=reason)]
		found = planned(with_class(duty(subject_kind="Assigned"), assignments=held), *AUTUMN)
		row = found.one("D")
		assert found.state(row, "2018-12-19") == "Due"
		assert found.state(row, "2018-12-20") == expected
	paced = duty(subject_kind="Assigned", quantity=2, pacing="Given Weeks", pacing_weeks=(3,))
	held = [holds("Wei", "C1", None, "2018-12-20", end_reason="Graduation")]
	found = planned(with_class(paced, assignments=held), *AUTUMN)
	assert found.state(found.one("D"), "2018-12-20") == "Overdue"  # the first unit was due before


def test_listed_courses_are_owed_in_the_terms_in_which_they_are_offered():
	courses = [
		target("Always", "Course"),
		target("Autumn", "Course", "2018-11-01", "2018-11-30", offered_in=("2018-19 I",)),
		target("Spring", "Course", offered_in=("2018-19 II",)),
	]
	whole = facts(duty(subject_kind="Listed", subject_types=("Course",)), targets=courses)
	assert [row.key.subject for row in planned(whole, "2018-09-03", "2018-12-31").owed("D")] == [
		"Always",
		"Autumn",
	]
