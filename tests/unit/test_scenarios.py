"""The fourteen scenarios that must come out exactly so, with the packs as shipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from liaison_app.engine import (
	check_assignment,
	draw_roster,
	explain,
	next_due,
	plan,
	summarise,
	vacancies,
)
from liaison_app.engine.calendar import Calendar
from liaison_app.engine.facts import Event
from tests.factories import (
	COLLEGE,
	calendar_j,
	calendar_m,
	contact_leaders,
	each_day,
	holds,
	leave,
	officer,
	on,
	pack_facts,
	planned,
	target,
	tenure,
	term,
	three_contacts,
	visit,
	with_rule,
)

AUTUMN = ("2018-09-03", "2019-01-18")


# --- 1: A ---


def test_scenario_01():
	whole = contact_leaders()
	before = planned(whole, *AUTUMN)
	counted = [row for code in ("A6", "A7", "A8", "A10") for row in before.owed(code, "Wei")]
	assert [(row.key.rule, row.key.subject, row.quantity) for row in counted] == [
		("A-A6", "X", 2),
		("A-A6", "Y", 2),
		("A-A7", "X", 2),
		("A-A7", "Y", 2),
		("A-A8", "X", 1),
		("A-A8", "Y", 1),
		("A-A10", "P", 2),
		("A-A10", "Q", 2),
	]
	assert {row.key.period for row in counted} == {"S:2018-19 I"}
	assert next_due(before.one("A13", "Wei"), before.progress[before.one("A13", "Wei").name]) == on(
		"2018-10-10"
	)
	assert before.one("A13", "Old").dues == (on("2018-10-03"),)
	assert before.one("A16", "Wei").dues == (on("2019-02-01"),)
	assert (
		len([row for row in before.rows if row.key.owner == "Wei"]) == 8 + 2
	)  # P and Q are no experts: no A12

	both = visit("2018-10-09", ["Wei", "Lin"], "X", "Attend Branch Activity", "Hear Report")
	after = planned(whole, *AUTUMN, both)
	moved = {row.key[:3] for row in after.rows if after.done(row) != before.done(row)}
	assert moved == {(f"A-{code}", name, "X") for code in ("A6", "A7") for name in ("Wei", "Lin")}
	assert {after.done(row) for row in after.rows if row.key[:3] in moved} == {1}
	counting = {(line.rule, line.obligation) for line in explain(both, after.rows, whole) if line.counted}
	assert {rule for rule, _ in counting} == {"A-A6", "A-A7"} and len(counting) == 4


def test_scenario_01_walks_are_shown_without_minimum():
	whole = contact_leaders()
	whole = replace(whole, targets=(*whole.targets, target("North Canteen", "Canteen")))
	walk = visit("2018-10-10", "Wei", "North Canteen", "Visit")
	[tally] = [row for row in summarise([], [walk], whole, {"Wei": ["Wei"]}) if row.rule == "A-A5"]
	assert (tally.tally, tally.owed, tally.quantity, tally.attainment) == (1, 0, 0, None)
	assert not planned(whole, *AUTUMN, walk).of("A5")


# --- 2 and 3: B ---

OCTOBER_OFF = tuple(each_day("2021-09-27", "2021-10-10"))


def test_scenario_02():
	whole = pack_facts(
		"B",
		calendar=calendar_m(*OCTOBER_OFF),
		officers=[officer("Wei", "School Leader")],
		targets=[target("Student Li", "Student"), target("North Canteen", "Canteen")],
	)
	weeks = [week for week in whole.calendar.weeks if week.term.name == "2021-22 I"]
	assert [week.number for week in weeks] == list(range(1, 20))
	assert [week.number for week in weeks if not whole.calendar.has_teaching(week)] == [4, 5]
	assert len(planned(whole, "2021-09-06", "2022-01-14").owed("B12")) == 17

	online = visit("2021-10-20", "Wei", "Student Li", "Online Exchange", mode="Online")
	talked = planned(whole, "2021-09-06", "2022-01-14", online)
	week = talked.one("B12", period="W:2021-10-18")
	assert (week.period_start, week.period_end) == (on("2021-10-18"), on("2021-10-24"))
	assert talked.done(week) == 0 and talked.state(week, "2021-10-20") == "Open"
	assert [line.reason for line in explain(online, [week], whole)] == ["filter"]

	meal = visit("2021-10-22", "Wei", "North Canteen", "Shared Meal")
	ate = planned(whole, "2021-09-06", "2022-01-14", online, meal)
	assert ate.state(week, "2021-10-22") == "Met"
	assert sum(ate.done(row) for row in ate.of("B12")) == 1


def at_the_college(*visits):
	whole = pack_facts(
		"B",
		calendar=calendar_m(),
		officers=[officer("Wei", "School Leader")],
		targets=[target("Roads Team", "College Team")],
		assignments=[holds("Wei", "Roads Team", "2021-09-06")],
	)
	found = planned(whole, "2021-10-01", "2021-10-31", *visits)
	return found, found.one("B4", "Wei", "Roads Team", "M:2021-10")


def office(day, at, minutes):
	return visit(day, "Wei", "Roads Team", "On-Site Office", at=at, minutes=minutes)


def test_scenario_03():
	two_days = [office("2021-10-12", "09:00", 90), office("2021-10-19", "14:00", 120)]
	found, october = at_the_college(*two_days)
	assert october.quantity == 240
	assert october.quantity - found.done(october) == 30
	assert round((october.quantity - found.done(october)) / (60 * 8), 2) == 0.06
	assert found.state(october, "2021-10-19") == "Open"

	found, october = at_the_college(*two_days, office("2021-10-26", "09:00", 30))
	assert found.state(october, "2021-10-26") == "Met"

	one_day = [
		office("2021-10-12", "08:00", 90),
		office("2021-10-12", "10:00", 120),
		office("2021-10-12", "15:00", 30),
	]
	found, october = at_the_college(*one_day)
	assert found.done(october) == 240 and found.state(october, "2021-10-12") == "Met"


# --- 4 and 5: B with D, B ---


def courses():
	tags = ("Ideology Course", "Compulsory Ideology Course")
	return [
		target("Course 1", "Course", tags=tags, offered_in=("2021-22 I",)),
		target("Course 2", "Course", tags=tags, offered_in=("2021-22 I", "2021-22 II")),
		target("Course 3", "Course", tags=tags),
		target("Course 4", "Course", tags=tags, offered_in=("2021-22 II",)),
		target("Drawing", "Course"),
	]


def test_scenario_04():
	president = officer("Wei", "President", "Leader in Charge of Teaching", unit="School")
	whole = pack_facts("B", "D", calendar=calendar_m(), officers=[president], targets=courses())
	found = planned(whole, "2021-09-06", "2021-12-31")
	assert [(row.quantity, row.key.subject) for row in found.owed("B15")] == [(2, "")]
	assert [(row.quantity, row.key.subject) for row in found.owed("D1")] == [(3, "")]
	assert [(row.quantity, row.key.subject) for row in found.owed("D2")] == [
		(1, "Course 1"),
		(1, "Course 2"),
		(1, "Course 3"),
	]


def test_scenario_05():
	members = [officer(name, "School Leader", unit="School") for name in ("Wei", "Lin")]
	whole = pack_facts("B", calendar=calendar_m(), officers=members, targets=courses())
	twice = [visit(day, "Wei", "Course 1", "Class Observation") for day in ("2021-10-12", "2021-11-16")]
	found = planned(whole, "2021-09-06", "2021-12-31", *twice)
	for name in ("Wei", "Lin"):
		assert [row.key.subject for row in found.owed("B13", name)] == ["Course 1", "Course 2", "Course 3"]
	states = [found.state(row, "2021-11-16") for row in found.owed("B13", "Wei")]
	assert states == ["Met", "Open", "Open"]


def test_scenario_05_a_course_taught_for_part_of_the_term_is_owed():
	eight_weeks = target(
		"Short", "Course", "2021-09-06", "2021-10-31", tags=("Ideology Course",), offered_in=("2021-22 I",)
	)
	whole = pack_facts("B", calendar=calendar_m(), officers=[officer("Wei")], targets=[eight_weeks])
	assert [row.key.subject for row in planned(whole, "2021-09-06", "2021-12-31").owed("B13")] == ["Short"]


# --- 6 and 7: C ---


def test_scenario_06():
	calendar = Calendar(
		terms=(
			term("2019-20 I", "2019-09-02", "2020-01-17"),
			term("2019-20 II", "2020-02-24", "2020-07-10"),
			term("2020-21 I", "2020-09-07", "2021-01-22"),
		)
	)
	whole = pack_facts(
		"C",
		calendar=calendar,
		officers=[officer("Wei", "School Leader", unit="School")],
		targets=[target("Roads", "College", represents_unit=COLLEGE), target("Law", "College")],
		assignments=[
			holds("Wei", "Roads", "2020-06-01", "2020-06-30", regulation="C", assignment_rule="C-C1")
		],
	)
	[rule] = [rule for rule in whole.assignment_rules if rule.code == "C1"]
	again = holds("Wei", "Roads", "2020-09-07", regulation="C", assignment_rule="C-C1")
	[finding] = check_assignment(again, rule, whole)
	assert (finding.severity, finding.code) == ("Refuse", "rotation")
	text = finding.message.format(*finding.values)
	assert all(part in text for part in ("Wei", "Roads", "2019-09-02", "2020-09-06"))

	[finding] = check_assignment(replace(again, is_exception=True), rule, whole)
	assert (finding.severity, finding.code) == ("Warn", "rotation")
	other = holds("Wei", "Law", "2020-09-07", regulation="C", assignment_rule="C-C1")
	assert check_assignment(other, rule, whole) == []


def reception(*leaves_of_two, roster=()):
	leaders = [
		officer(
			str(rank), "School Leader", unit="School", rank=rank, leaves=leaves_of_two if rank == 2 else ()
		)
		for rank in (1, 2, 3, 4, 5)
	]
	calendar = Calendar(terms=(term("2019-20 I", "2019-09-02", "2020-01-17"),))
	whole = pack_facts("C", calendar=calendar, officers=leaders, roster=roster)
	return with_rule(whole, "C-C15", weekday="Wednesday")


def drawn(whole, weeks, first=1):
	start = on("2019-09-02") + timedelta(weeks=first - 1)
	[rule] = [rule for rule in whole.rules if rule.code == "C15"]
	return draw_roster(whole, rule, (start, start + timedelta(weeks=weeks, days=-1)))


def served(roster):
	return [int(row.officer) for row in roster]


def test_scenario_07():
	away_on_the_day = leave("2019-09-11", "2019-09-11")
	assert served(drawn(reception(away_on_the_day), 7)) == [1, 3, 4, 5, 2, 1, 2]
	away_for_weeks = leave("2019-09-09", "2019-10-20")
	assert served(drawn(reception(away_for_weeks), 9)) == [1, 3, 4, 5, 1, 3, 4, 5, 2]


def test_scenario_07_a_swap_stays_and_running_again_changes_nothing():
	away = leave("2019-09-11", "2019-09-11")
	roster = drawn(reception(away), 7)
	roster[2:4] = [
		replace(roster[2], officer=roster[3].officer),
		replace(roster[3], officer=roster[2].officer),
	]
	whole = reception(away, roster=roster)
	assert drawn(whole, 7) == []
	found = planned(whole, "2019-09-02", "2019-10-20")
	assert [int(row.key.owner) for row in sorted(found.of("C15"), key=lambda row: row.period_start)] == [
		1, 3, 5, 4, 2, 1, 2,
	]  # fmt: skip
	assert served(drawn(whole, 9)) == [3, 4]  # as if nobody had swapped
	assert plan(whole, (on("2019-09-02"), on("2019-10-20"))) == list(found.rows)


def test_scenario_07_a_leave_entered_late_changes_future_weeks_only():
	roster = drawn(reception(leave("2019-09-11", "2019-09-11")), 5)
	assert served(roster) == [1, 3, 4, 5, 2]
	late = (leave("2019-09-11", "2019-09-11"), leave("2019-09-30", "2019-10-20"))
	whole = reception(*late, roster=roster)
	found = planned(whole, "2019-09-02", "2019-10-06")
	weeks = {row.key.period: row.key.owner for row in found.of("C15")}
	assert list(weeks.values()) == ["1", "3", "4", "5"]  # week 5 of leader 2 is vacant now
	gaps = vacancies(whole, found.rows, (on("2019-09-02"), on("2019-10-06")))
	assert [(gap.period, gap.reason) for gap in gaps if gap.rule == "C-C15"] == [
		("W:2019-09-30", "officer away")
	]
	assert served(drawn(whole, 7)) == [1, 3]  # weeks 6 and 7, without leader 2 who is away in both


# --- 8: D ---


def test_scenario_08():
	school = "Marxism School"
	head = officer(
		"Wei",
		tenure("Marxism School Team Member", "2019-05-01", "2024-04-30"),
		unit=school,
		user="wei@school",
	)
	teachers = [target(f"Teacher {number:02}", "Teacher", unit=school) for number in range(1, 12)]
	gone = target("Teacher 12", "Teacher", until="2021-06-30", unit=school)
	joined = target("Teacher 13", "Teacher", since="2022-01-01", unit=school)
	oneself = target("Wei", "Teacher", unit=school, user="wei@school")
	elsewhere = target("Stranger", "Teacher")
	whole = pack_facts(
		"D", calendar=calendar_m(), officers=[head], targets=[*teachers, gone, joined, oneself, elsewhere]
	)
	heard = visit("2020-11-04", "Wei", "Teacher 12", "Class Observation", has_attachment=True)
	found = planned(whole, "2019-05-22", "2024-04-30", heard)
	states = [found.state(row, "2022-03-01") for row in found.of("D4")]
	assert len(states) == 13 and states.count("Met") == 1 and states.count("Open") == 12
	assert {row.dues[-1] for row in found.of("D4") if row.key.subject != "Teacher 12"} == {on("2024-04-30")}

	unheard = planned(whole, "2019-05-22", "2024-04-30")
	row = unheard.one("D4", subject="Teacher 12")
	assert unheard.state(row, "2021-06-29") != "Withdrawn"
	assert unheard.state(row, "2021-06-30") == "Withdrawn"


# --- 9: E ---


def pairs(assigned="2019-01-01", awarded="Teacher Tan"):
	return pack_facts(
		"E",
		calendar=calendar_j(),
		officers=[officer("Wei", "Staff Party Member")],
		targets=[target("Teacher Tan", "Teacher"), target("Teacher Sun", "Teacher")],
		assignments=[holds("Wei", "Teacher Tan", assigned)],
		events=[Event(name="Award", event_type="Award or Punishment", day=on("2019-03-03"), target=awarded)],
	)


def test_scenario_09():
	whole = pairs()
	found = planned(whole, "2019-03-01", "2019-03-31")
	award = found.one("E4")
	assert (award.key.subject, award.dues) == ("Teacher Tan", (on("2019-03-10"),))
	assert found.state(award, "2019-03-10") == "Due"
	assert found.state(award, "2019-03-11") == "Overdue"
	for day, meets in (("2019-03-03", 1), ("2019-03-05", 1), ("2019-03-01", 0)):
		talked = planned(whole, "2019-03-01", "2019-03-31", visit(day, "Wei", "Teacher Tan", "Talk"))
		assert talked.done(talked.one("E4")) == meets
		assert talked.done(talked.one("E2", period="M:2019-03")) == 1
		assert (talked.state(award, "2019-03-11") == "Met") == bool(meets)


def test_scenario_09_nothing_for_somebody_not_assigned_or_assigned_later():
	for whole in (pairs(awarded="Teacher Sun"), pairs(assigned="2019-03-04")):
		assert planned(whole, "2019-03-01", "2019-03-31").of("E4") == []


# --- 10, 11, 12: F ---


def test_scenario_10():
	whole = three_contacts(class_until="2019-04-30")
	found = planned(whole, "2019-02-25", "2019-07-05")
	months = {
		subject: [row.key.period for row in found.owed(code, subject=subject)]
		for code, subject in (("F5", "Dormitory 1"), ("F6", "Student 1"), ("F5", "Dormitory 2"))
	}
	ended = ["M:2019-03", "M:2019-04"]
	assert months == {
		"Dormitory 1": ended,
		"Student 1": ended,
		"Dormitory 2": [*ended, "M:2019-05", "M:2019-06"],
	}
	for code, subject in (("F5", "Dormitory 1"), ("F6", "Student 1")):
		april = found.one(code, subject=subject, period="M:2019-04")
		assert found.state(april, "2019-04-29") == "Due"
		assert found.state(april, "2019-04-30") == "Withdrawn"
		assert found.state(april, "2019-06-30") == "Withdrawn"
	stays = found.one("F5", subject="Dormitory 2", period="M:2019-04")
	assert found.state(stays, "2019-04-30") == "Due" and found.state(stays, "2019-05-01") == "Overdue"

	semester = found.one("F4", subject="Class 1", period="S:2018-19 II")
	assert semester.waived == "part period" and found.state(semester, "2019-03-01") == "Waived"
	assert found.one("F4", subject="Class 2", period="S:2018-19 II").waived == ""


def test_scenario_10_the_officer_is_to_be_placed_anew():
	whole = three_contacts(class_until="2019-04-30")
	whole = replace(
		whole, assignments=tuple(one for one in whole.assignments if not one.target.endswith("2"))
	)

	def to_place(day):
		gaps = vacancies(whole, [], (on(day), on(day)))
		return {(gap.rule, gap.subject) for gap in gaps if gap.subject == "Wei" and gap.rule == "F-F1"}

	assert to_place("2019-04-30") == set()
	assert to_place("2019-05-01") == {("F-F1", "Wei")}


def waived_months(found, code):
	return {row.key.period: row.waived for row in found.of(code, subject="Dormitory 1")}


def test_scenario_11():
	whole = three_contacts(leaves=(leave("2018-10-08", "2018-11-09"),))
	found = planned(whole, *AUTUMN)
	assert waived_months(found, "F5") == {
		"M:2018-09": "",
		"M:2018-10": "leave",
		"M:2018-11": "",
		"M:2018-12": "",
		"M:2019-01": "",
	}
	assert (
		whole.calendar.teaching_days_between(on("2018-10-01").toordinal(), on("2018-10-31").toordinal()) == 18
	)
	assert found.one("F4", subject="Class 1").waived == ""


def test_scenario_12():
	whole = three_contacts(since="2018-12-20")
	found = planned(whole, *AUTUMN)
	assert waived_months(found, "F5") == {"M:2018-12": "part period", "M:2019-01": ""}
	assert found.one("F4", subject="Class 1").waived == "part period"
	between = whole.calendar.teaching_days_between
	assert between(on("2018-12-01").toordinal(), on("2018-12-31").toordinal()) == 21
	assert between(on("2018-12-20").toordinal(), on("2018-12-31").toordinal()) == 8
	assert between(on("2019-01-01").toordinal(), on("2019-01-31").toordinal()) == 13
