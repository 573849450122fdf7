"""The calendar, walked day by day: a leap year, a semester across New Year, terms that begin and end inside a month."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from liaison_app.engine import days, next_due, plan, remind, settle, state
from liaison_app.engine.calendar import Calendar, Term
from liaison_app.engine.periods import day_of_year, periods_between
from liaison_app.engine.rows import FINAL_STATES, NOTHING_DONE
from liaison_app.engine.rules import CountRow
from tests.factories import (
	duty,
	each_day,
	facts,
	holds,
	leave,
	officer,
	on,
	regulation,
	target,
	term,
	visit,
)
from tests.worlds import a_world, with_roster

YEAR = (on("2019-08-01"), on("2020-08-31"))
# National Day off, made up for on a Sunday and a Saturday; the Saturday after term makes up for nothing taught.
CALENDAR = Calendar(
	terms=(
		term("2019-20 I", "2019-09-04", "2020-01-15"),  # Wednesday to Wednesday, across New Year
		term("2019-20 II", "2020-02-24", "2020-06-30"),  # with 29 February, a Saturday
	),
	holidays=frozenset(
		(*each_day("2019-10-01", "2019-10-07"), on("2020-01-01"), *each_day("2020-05-01", "2020-05-05"))
	),
	make_up_days=frozenset((on("2019-09-29"), on("2019-10-12"), on("2020-02-29"), on("2020-07-04"))),
)


def walk() -> list[date]:
	return list(each_day(*YEAR))


def test_each_day_is_taught_or_not():
	for day in walk():
		inside = on("2019-09-04") <= day <= on("2020-01-15") or on("2020-02-24") <= day <= on("2020-06-30")
		off = on("2019-10-01") <= day <= on("2019-10-07") or on("2020-05-01") <= day <= on("2020-05-05")
		made_up = str(day) in ("2019-09-29", "2019-10-12", "2020-02-29", "2020-07-04")
		working = made_up or (day.weekday() < 5 and not off and str(day) != "2020-01-01")
		assert CALENDAR.is_working_day(day) == working
		assert CALENDAR.is_teaching_day(day) == (working and inside)
		assert (CALENDAR.term_on(day) is not None) == inside


def test_teaching_days_add_up_from_day_to_day():
	start = YEAR[0].toordinal()
	number = 0
	for day in walk():
		number += CALENDAR.is_teaching_day(day)
		assert CALENDAR.teaching_days_between(start, day.toordinal()) == number
		assert len(CALENDAR.teaching_ordinals(start, day.toordinal())) == number
		assert CALENDAR.teaching_days_in(((start, day.toordinal()),)) == number
	assert number == sum(map(CALENDAR.is_teaching_day, walk()))
	months = Counter(str(day)[:7] for day in walk() if CALENDAR.is_teaching_day(day))
	assert months == {
		"2019-09": 20,  # 19 weekdays from the 4th, and the 29th
		"2019-10": 19,
		"2019-11": 21,
		"2019-12": 22,
		"2020-01": 10,
		"2020-02": 6,  # 24 to 28, and the 29th
		"2020-03": 22,
		"2020-04": 22,
		"2020-05": 18,
		"2020-06": 22,
	}


def test_weeks_are_numbered_from_the_first_teaching_day_and_holidays_keep_their_number():
	weeks = {week.monday: week for week in CALENDAR.weeks}
	for day in walk():
		monday = day - timedelta(days=day.weekday())
		week = weeks.get(monday)
		touched = [CALENDAR.term_on(monday + timedelta(days=number)) for number in range(7)]
		assert (week is not None) == any(touched)  # outside terms weeks have no number
		if week:
			first = week.term.first_day - timedelta(days=week.term.first_day.weekday())
			assert week.number == (monday - first).days // 7 + 1
			assert week.monday <= day <= week.sunday
			taught = any(CALENDAR.is_teaching_day(monday + timedelta(days=number)) for number in range(7))
			assert CALENDAR.has_teaching(week) == taught
	autumn = [week for week in CALENDAR.weeks if week.term.name == "2019-20 I"]
	assert (autumn[0].monday, autumn[0].number) == (on("2019-09-02"), 1)
	assert [week.number for week in autumn] == list(range(1, 21))
	assert [week.number for week in autumn if not CALENDAR.has_teaching(week)] == []  # 12 October is made up
	assert len([week for week in CALENDAR.weeks if week.term.name == "2019-20 II"]) == 19


def test_a_week_shared_by_two_terms_belongs_to_the_later():
	shared = Calendar(terms=(term("A", "2020-01-06", "2020-03-03"), term("B", "2020-03-05", "2020-05-29")))
	[week] = [week for week in shared.weeks if week.monday == on("2020-03-02")]
	assert (week.term.name, week.number) == ("B", 1)
	assert [one.number for one in shared.weeks if one.term.name == "A"] == list(range(1, 9))


def test_terms_that_overlap_or_run_backwards_are_refused():
	with pytest.raises(ValueError, match="overlap"):
		Calendar(terms=(term("A", "2020-01-06", "2020-03-03"), term("B", "2020-03-03", "2020-05-29")))
	with pytest.raises(ValueError, match="before it starts"):
		Calendar(terms=(Term("A", "2020", on("2020-03-03"), on("2020-03-02")),))
	one_day = Calendar(terms=(Term("A", "2020", on("2020-03-03"), on("2020-03-03")),))
	assert one_day.is_teaching_day(on("2020-03-03"))
	with pytest.raises(KeyError):
		CALENDAR.academic_year_span("1999-00")


PARTITIONS = ("Month", "Quarter", "Half-Year", "Calendar Year")
LENGTHS = {"Month": (29, 31), "Quarter": (90, 92), "Half-Year": (181, 184), "Calendar Year": (365, 366)}


@pytest.mark.parametrize("kind", PARTITIONS)
def test_calendar_periods_hold_each_day_once(kind):
	rule = duty(period=kind)
	for day in walk():
		[period] = periods_between(rule, CALENDAR, day, day)
		assert period.first <= day.toordinal() <= period.last
		assert LENGTHS[kind][0] <= period.last - period.first + 1 <= LENGTHS[kind][1]
	found = periods_between(rule, CALENDAR, *YEAR)
	assert all(one.last + 1 == other.first for one, other in pairwise(found))
	assert len({period.key for period in found}) == len(found)
	february = periods_between(duty(period="Month"), CALENDAR, on("2020-02-29"), on("2020-02-29"))
	assert [(period.key, period.last) for period in february] == [("M:2020-02", on("2020-02-29").toordinal())]


@pytest.mark.parametrize(("kind", "number"), [("Week", 39), ("Semester", 2), ("Academic Year", 1)])
def test_teaching_periods_hold_each_teaching_day_once(kind, number):
	rule = duty(period=kind)
	seen = set()
	for day in walk():
		found = periods_between(rule, CALENDAR, day, day)
		assert len(found) <= 1
		if CALENDAR.is_teaching_day(day):
			assert len(found) == 1
		seen.update(found)
	assert len(seen) == number
	whole = sum(CALENDAR.teaching_days_between(period.first, period.last) for period in seen)
	assert whole == sum(map(CALENDAR.is_teaching_day, walk()))


def test_a_tuesday_is_named_where_it_is_taught():
	rule = duty(period="Week", weekday="Tuesday")
	named = [
		date.fromordinal(day) for period in periods_between(rule, CALENDAR, *YEAR) for day in period.on or ()
	]
	assert named == [day for day in walk() if day.weekday() == 1 and CALENDAR.is_teaching_day(day)]
	saturdays = periods_between(duty(period="Week", weekday="Saturday"), CALENDAR, *YEAR)
	assert [str(date.fromordinal(day)) for one in saturdays for day in one.on or ()] == [
		"2019-10-12",
		"2020-02-29",
	]


def test_the_window_of_29_february_ends_on_the_28th_in_a_common_year():
	assert day_of_year(2020, "02-29") == on("2020-02-29") and day_of_year(2019, "02-29") == on("2019-02-28")


# --- every day the state of each row is legal ---

NEXT = {
	None: {
		"Upcoming",
		"Open",
		"Due",
		"Overdue",
		"Waived",
		"Withdrawn",
		"Met",
		"Met Late",
		"Missed",
		"Lapsed",
	},
	"Upcoming": {"Upcoming", "Open", "Due", "Met", "Withdrawn"},
	"Open": {"Open", "Due", "Met", "Withdrawn", "Overdue", "Missed"},
	"Due": {"Due", "Overdue", "Open", "Met", "Met Late", "Missed", "Lapsed", "Withdrawn"},
	"Overdue": {"Overdue", "Open", "Due", "Met", "Met Late", "Missed", "Withdrawn"},
	"Waived": {"Waived", "Met", "Met Late"},
	"Withdrawn": {"Withdrawn", "Met", "Met Late"},
	"Met": {"Met"},
	"Met Late": {"Met Late"},
	"Missed": {"Missed"},
	"Lapsed": {"Lapsed"},
}


def states_on(rows, whole, contacts, today):
	"""(row, progress, state) of each row with the contacts recorded by that day."""
	known = [contact for contact in contacts if (contact.recorded_on or contact.start.date()) <= today]
	progress = settle(rows, known, whole)
	return [(row, progress[row.name], state(row, progress[row.name], today)) for row in rows]


def check_the_day(row, progress, now, was, today):
	assert now in NEXT[was], (row.key, was, now, today)
	due = next_due(row, progress)
	if now == "Upcoming":
		assert today < row.opens
	if now == "Overdue":
		assert today > due and row.nature == "Required" and (row.close is None or today <= row.close)
	if now == "Due" and row.nature == "Required":
		assert due - timedelta(days=row.lead_days) <= today <= due
	if now == "Open":
		assert row.opens <= today < due - timedelta(days=row.lead_days)
	if now in ("Missed", "Lapsed"):
		assert row.close and today > row.close and (now == "Missed") == (row.nature == "Required")
	if row.close and today > row.close:
		assert now in FINAL_STATES
	assert (progress == NOTHING_DONE) or progress.done > 0


def walk_through(whole, contacts, first, last):
	rows = plan(whole, YEAR)
	before: dict[str, str | None] = {row.name: None for row in rows}
	for today in each_day(first, last):
		asked = states_on(rows, whole, contacts, today)
		for row, progress, now in asked:
			check_the_day(row, progress, now, before[row.name], today)
			before[row.name] = now
		todos = remind(asked, today)[0]
		assert len({todo.obligation for todo in todos}) == len(todos)
	return before


def a_college():
	"""Duties of every calendar period for one leader, who is away in spring, with a class that graduates in May."""
	kinds_of_period = ("Week", "Month", "Quarter", "Semester", "Half-Year", "Academic Year", "Calendar Year")
	rules = [duty(kind, period=kind, subject_kind="Assigned", quantity=2) for kind in kinds_of_period]
	rules += [
		duty("paced", quantity=4, pacing="Evenly", grace_days=0),
		duty("given", quantity=2, pacing="Given Weeks", pacing_weeks=(3, 9)),
		duty("window", period="Yearly Window", window_start="12-20", window_end="01-10"),
		duty("rolling", period="Rolling", subject_kind="Assigned", rolling_days=25),
		duty("advised", period="Month", nature="Advocated", counts=(CountRow(activities=("Walk",)),)),
		duty("minutes", period="Month", measure="Minutes", quantity=3, quantity_unit="Hours"),
	]
	return facts(
		*rules,
		calendar=CALENDAR,
		regulations=[regulation(effective_from=on("2019-09-01"))],
		officers=[officer("Wei", leaves=(leave("2020-03-20", "2020-04-10"),))],
		targets=[target("C1", "Class"), target("C2", "Class", until="2020-05-15", end_reason="Graduation")],
		assignments=[holds("Wei", "C1", "2019-09-16"), holds("Wei", "C2")],
	)


def test_every_day_of_a_year_the_state_of_each_row_is_legal():
	visits = [
		visit(
			day,
			"Wei",
			["C1", "C2"][number % 3 :: 2] or "C1",
			minutes=50,
			recorded=day + timedelta(days=number % 5),
		)
		for number, day in enumerate(walk())
		if number % 9 == 0
	]
	last = walk_through(a_college(), visits, *YEAR)
	assert {"Met", "Met Late", "Missed", "Lapsed", "Waived", "Withdrawn"} <= set(last.values())


def test_without_any_contact_everything_owed_is_missed_or_lapsed_in_the_end():
	whole = a_college()
	last = walk_through(whole, [], "2019-12-15", "2020-02-10")
	assert "Met" not in last.values()
	rows = {row.name: row for row in plan(whole, YEAR)}
	closed = [name for name, row in rows.items() if row.close and row.close < on("2020-02-10")]
	assert closed and {last[name] for name in closed} == {"Missed", "Lapsed", "Waived"}


@pytest.mark.parametrize("seed", range(8))
def test_every_day_of_a_random_year(seed):
	world = a_world(Random(seed))
	assert isinstance(
		walk_through(with_roster(world.facts), world.contacts, "2019-12-01", "2020-03-31"), dict
	)


def test_spans_of_days_agree_with_sets_of_days():
	sets = [
		days.span(on("2020-02-20"), on("2020-03-05")),
		days.union(
			(days.span(on("2020-02-01"), on("2020-02-29")), days.span(on("2020-03-02"), on("2020-03-02")))
		),
		days.span(on("2020-03-01"), on("2020-02-29")),
		days.span(None, on("2020-02-28")),
		days.span(None, on("2020-02-20")),
		days.span(on("2020-03-05"), None),
	]
	window = range(on("2020-01-01").toordinal(), on("2020-04-30").toordinal() + 1)
	for left in sets:
		for right in sets:
			for ordinal in window:
				inside = days.contains(left, ordinal), days.contains(right, ordinal)
				assert days.contains(days.intersect(left, right), ordinal) == all(inside)
				assert days.contains(days.union((left, right)), ordinal) == any(inside)
				assert days.contains(days.subtract(left, right), ordinal) == (inside[0] and not inside[1])
			assert days.count(days.clip(left, window[0], window[-1])) == sum(
				days.contains(left, day) for day in window
			)


def test_touching_spans_are_joined_and_others_stay_apart():
	assert days.union((((1, 2), (9, 10)), ((5, 6),), ((3, 3), (11, 12)))) == ((1, 3), (5, 6), (9, 12))
	assert days.union((((1, 20),), ((3, 4),), ((18, 30),))) == ((1, 30),)
	some = ((737000, 737003), (737005, 737006))
	assert days.complement(days.complement(some)) == some
	ever = days.span(None, None)
	assert ever == days.ALWAYS and days.complement(ever) == () and days.complement(()) == days.ALWAYS
