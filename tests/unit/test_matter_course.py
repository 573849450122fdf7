"""The course of a matter: steps, deadlines in working days with pauses, levels (A14, B23, B25, C15), duplicates and figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_app.engine.calendar import Calendar
from liaison_app.matters import alike, course, deadlines, figures
from liaison_app.matters.course import Dates, Route
from liaison_app.matters.deadlines import Pause

MONDAY = date(2026, 9, 28)
HOLIDAYS = frozenset(date(2026, 10, day) for day in range(1, 8))
CALENDAR = Calendar(holidays=HOLIDAYS, make_up_days=frozenset({date(2026, 10, 10)}))
ROUTE = Route(dispatch_days=2, take_days=2, answer_days=10, give_back_days=3, levels=(3, 10, 20))
law = settings(max_examples=80, deadline=None)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
	firsts = draw(st.lists(DAYS, max_size=3))
	return tuple(Pause(first, first + timedelta(days=draw(st.integers(0, 60)))) for first in firsts)


def test_a_deadline_runs_on_working_days_of_the_institution():
	"""A14: Monday, two working days; over a holiday; a Saturday that makes up counts."""
	assert deadlines.due_day(CALENDAR, MONDAY, 2) == date(2026, 9, 30)
	assert deadlines.due_day(CALENDAR, MONDAY, 3) == date(2026, 10, 8)
	assert deadlines.due_day(CALENDAR, MONDAY, 5) == date(2026, 10, 10)
	assert deadlines.due_day(CALENDAR, MONDAY, 0) is None


def test_while_it_is_paused_no_time_runs():
	pause = Pause(date(2026, 9, 30), date(2026, 10, 12))
	assert deadlines.due_day(CALENDAR, MONDAY, 2, [pause]) == date(2026, 10, 12)
	assert deadlines.due_day(CALENDAR, MONDAY, 2, [Pause(date(2026, 9, 30))]) is None
	assert deadlines.due_day(CALENDAR, MONDAY, 1, [Pause(date(2026, 9, 30))]) == date(2026, 9, 29)
	same_day = Pause(date(2026, 9, 30), date(2026, 9, 30))
	assert deadlines.due_day(CALENDAR, MONDAY, 2, [same_day]) == date(2026, 9, 30)


@law
@given(DAYS, st.integers(1, 60), pauses())
def test_a_deadline_holds_just_its_days(start: date, days: int, stops: tuple[Pause, ...]):
	end = deadlines.due_day(CALENDAR, start, days, stops)
	assert end and deadlines.days_run(CALENDAR, start, end, stops) == days
	assert deadlines.runs(CALENDAR, end, stops)


@law
@given(DAYS, st.integers(1, 40), pauses(), pauses())
def test_a_pause_never_brings_a_deadline_nearer(
	start: date, days: int, some: tuple[Pause, ...], more: tuple[Pause, ...]
):
	before = deadlines.due_day(CALENDAR, start, days, some)
	after = deadlines.due_day(CALENDAR, start, days, (*some, *more))
	assert before and after and before <= after


@law
@given(st.lists(st.sampled_from(tuple(course.STEPS)), max_size=25))
def test_whatever_is_done_a_matter_is_in_one_known_state(steps: list[str]):
	state = "Registered"
	for step in steps:
		after = course.next_state(state, step)
		assert (after is not None) == (state in course.STEPS[step][0])
		state = after or state
		assert state in course.STATES


def test_a14_b25_the_way_from_the_register_to_the_end():
	state = "Registered"
	for step in ("Dispatch", "Take", "Answer", "Give Back", "Close", "Reopen", "Answer"):
		following = course.next_state(state, step)
		assert following
		state = following
	assert state == "Answered"


@pytest.mark.parametrize(
	("state", "step"),
	[
		("Answered", "Close"),
		("Registered", "Give Back"),
		("Closed", "Answer"),
		("Closed", "Dispatch"),
		("In Hand", "?"),
	],
)
def test_b25_nothing_is_closed_before_the_answer_was_given_back(state: str, step: str):
	assert course.next_state(state, step) is None


def test_what_is_paused_is_resumed_before_it_is_answered():
	assert "Answer" not in course.next_steps("In Hand", paused=True, top_level=False)
	assert "Resume" in course.next_steps("In Hand", paused=True, top_level=False)
	assert "Escalate" not in course.next_steps("In Hand", paused=False, top_level=True)


def test_each_step_has_a_deadline_of_its_own():
	dates = Dates(MONDAY, date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 12), date(2026, 10, 13))
	expected = {
		"Registered": date(2026, 9, 30),
		"Dispatched": date(2026, 10, 8),
		"In Hand": date(2026, 10, 19),
		"Answered": date(2026, 10, 15),
		"Given Back": None,
		"Closed": None,
	}
	assert {state: course.due(state, dates, ROUTE, CALENDAR) for state in course.STATES} == expected


def test_b23_what_stays_overdue_rises_level_by_level_and_never_falls():
	due = date(2026, 9, 30)
	reached = [
		course.level(day, due, 0, ROUTE, CALENDAR)
		for day in (due, date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 20), date(2026, 11, 30))
	]
	assert reached == [0, 0, 1, 2, 3]
	assert course.level(due, due, 2, ROUTE, CALENDAR) == 2
	assert course.level(date(2026, 11, 30), None, 1, ROUTE, CALENDAR) == 1


def test_b23_a_level_without_days_is_reached_by_hand_only():
	route = Route(levels=(0, 5))
	assert course.level(date(2026, 12, 1), MONDAY, 0, route, CALENDAR) == 2
	assert course.level(date(2026, 12, 1), MONDAY, 0, Route(levels=(0,)), CALENDAR) == 0


def test_duplicates_are_suggested_by_their_wording():
	others = [("RM-1", "三号楼四层的灯坏了"), ("RM-2", "食堂的价格太高"), ("RM-3", "灯坏了，三号楼四层")]
	found = alike.find_alike("三号楼四层灯坏了", others)
	assert [name for name, _score in found] == ["RM-1", "RM-3"]
	assert alike.find_alike("", others) == []


def matter(**values: object) -> figures.Matter:
	defaults: dict[str, object] = {
		"unit": "Logistics",
		"kind": "Logistics",
		"channel": "Letter",
		"status": "In Hand",
		"overdue": False,
		"outcome": "",
		"days": None,
	}
	return figures.Matter(**{**defaults, **values})  # type: ignore[arg-type]


def test_figures_by_department_kind_and_time_to_answer():
	rows = [
		matter(outcome="Accepted", days=4, status="Closed"),
		matter(outcome="Explained", days=8, status="Answered"),
		matter(overdue=True),
		matter(unit="Registry", status="Registered"),
	]
	found = figures.grouped(rows, "unit")
	one = found["Logistics"]
	assert (one.number, one.open, one.overdue, one.answered, one.given_back) == (3, 2, 1, 2, 1)
	assert (one.mean_days, one.median_days, one.longest_days, one.outcomes) == (6.0, 6.0, 8, (1, 1, 0))
	assert (found["Registry"].number, found["Registry"].mean_days) == (1, None)
	assert figures.figures([]).number == 0
