"""Each report against numbers worked out by hand from the facts of the sample college: its roster and its visits file.

The first semester runs from 7 September 2026, and the site stands at 20 November. All days are given, so the answers do not hang
on the day of the test.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import frappe
import pytest

from liaison_app.sample import units, words
from liaison_app.services.reports import uncovered
from tests.site.reports_kit import lines_of, run_report, total_of
from tests.site.sample_site import TODAY, College

SEMESTER = {"from_date": "2026-09-07", "to_date": "2026-11-20"}
LEADERS = [f"O{number:02}" for number in range(1, 9)]
# B12 asks the leaders to meet students face to face each week: observing a class, a lecture, or visiting one of these.
OF_STUDENTS = {
	words.CLASS_TARGET,
	words.DORMITORY_TARGET,
	words.CANTEEN_TARGET,
	words.CLUB_TARGET,
	words.STUDENT_TARGET,
}
LECTURES = {"Class Observation", "Lecture", "Ideology Lecture", "Current-Affairs Lecture"}


@pytest.fixture
def college(sample_college: College) -> College:
	return sample_college


def visits(college: College) -> list[dict[str, Any]]:
	"""The visits of the file that took place and were not withdrawn, with their day and the types of their targets."""
	types = {target["name"]: target["target_type"] for target in college.pure.roster["targets"]}
	return [
		{
			**visit,
			"day": datetime.fromisoformat(visit["start"]).date(),
			"types": {types[target] for target in visit["targets"]},
		}
		for visit in college.pure.visits["visits"]
		if not visit.get("cancelled") and not visit.get("attempt")
	]


def monday(day: date) -> date:
	return day - timedelta(days=day.weekday())


def weeks_with_students(college: College) -> dict[str, set[date]]:
	"""Leader -> the Mondays of weeks in which they met students as B12 asks, by the visits file.

	A week stays open for seven days: what was recorded after the next Sunday came too late, as O06 of 10 October on the 24th.
	"""
	found: dict[str, set[date]] = defaultdict(set)
	for visit in visits(college):
		fits = visit["types"] & OF_STUDENTS or LECTURES & set(visit["activities"])
		in_time = visit["recorded_on"] <= str(monday(visit["day"]) + timedelta(days=6 + 7))
		if fits and in_time and visit["fields"]["mode"] == "Face to Face":
			for officer in visit["officers"]:
				found[officer].add(monday(visit["day"]))
	return found


# --- Duty Ledger ---


def test_the_ledger_has_a_line_for_each_leader_and_week(college):
	"""Eight leaders, and eleven weeks with teaching from 7 September to 16 November: even in the week of the holiday,
	5 to 11 October, there is teaching from Thursday on. One leader was on leave from 12 to 18 October, another is excused in November.
	"""
	lines = lines_of("Duty Ledger", rule="B-B12", **SEMESTER)
	assert len(lines) == 8 * 11
	assert len({line["officer"] for line in lines}) == 8
	waived = Counter(line["waived_reason"] for line in lines if line["state_key"] == "Waived")
	assert waived == {"leave": 1, "exemption": 2}


def test_the_ledger_says_what_was_done_in_which_week(college):
	"""A line is done exactly where the visits file has a fitting visit in that week."""
	expected = weeks_with_students(college)
	for code in LEADERS:
		lines = lines_of("Duty Ledger", rule="B-B12", officer=college.officer(code), **SEMESTER)
		done = {line["period_label"][:10] for line in lines if line["done"]}
		assert done == {str(week) for week in expected[code]}, code
		assert all(line["counted"] >= line["done"] for line in lines)


def test_a_line_of_the_ledger_tells_its_clause(college):
	"""A6 asks each holder of a branch for two activities a semester; A1 lets the Party secretary hold one."""
	(line,) = lines_of("Duty Ledger", rule="A-A6", officer=college.officer("O01"), **SEMESTER)
	assert (line["code"], line["quantity"], line["measured_in"]) == ("A6", 2, "Times")
	assert line["unit"] == units.SCHOOL
	assert line["subject"] == college.target(held_under(college, "O01", "A-A1")[0])
	assert line["next_due"] == date(2027, 1, 15)


def held_under(college: College, officer: str, rule: str) -> list[str]:
	return [
		entry["target"]
		for entry in college.pure.roster["assignments"]
		if entry["officer"] == officer and entry["assignment_rule"] == rule
	]


def test_the_ledger_shows_only_the_state_asked_for(college):
	whole = Counter(line["state_key"] for line in lines_of("Duty Ledger", rule="B-B12", **SEMESTER))
	for state in ("Met", "Missed", "Waived"):
		assert len(lines_of("Duty Ledger", rule="B-B12", state=state, **SEMESTER)) == whole[state] > 0


def test_what_falls_due_in_a_week(college):
	"""B4, B6, B8, B10 and B2 of October end on Saturday, 31 October; B12 of that week a day later."""
	week = {"from_date": "2026-10-26", "to_date": "2026-11-01"}
	lines = lines_of("Duty Ledger", regulation="B", officer=college.officer("O01"), due_then=1, **week)
	assert sorted(line["code"] for line in lines) == ["B10", "B12", "B2", "B4", "B6", "B8"]


# --- Attainment ---


def test_the_rate_of_an_officer_is_weeks_with_a_visit_by_weeks_owed(college):
	"""Eleven weeks each, but ten for the leader on leave and nine for the one excused: those weeks leave the rate."""
	expected, owed = weeks_with_students(college), dict.fromkeys(LEADERS, 11) | {"O05": 10, "O08": 9}
	lines = {line["officer"]: line for line in lines_of("Attainment by Officer", rule="B-B12", **SEMESTER)}
	for code in LEADERS:
		line, reached = lines[college.officer(code)], len(expected[code])
		assert (line["owed"], line["met"] + line["met_late"]) == (owed[code], reached), code
		assert line["attainment"] == pytest.approx(100 * reached / owed[code], abs=0.05)
	assert (lines[college.officer("O05")]["waived"], lines[college.officer("O08")]["waived"]) == (1, 2)


def test_the_total_is_worked_out_anew(college):
	"""Not the mean of eight rates: all weeks reached by all 85 weeks owed."""
	expected = weeks_with_students(college)
	reached = sum(len(expected[code]) for code in LEADERS)
	total = total_of("Attainment by Officer", rule="B-B12", **SEMESTER)
	assert (total["owed"], total["waived"]) == (8 * 11 - 3, 3)
	assert total["attainment"] == pytest.approx(100 * reached / 85, abs=0.05)


def test_rates_of_several_rules_are_averaged(college):
	"""The Party secretary's rate under B is the plain mean of the rates of the rules of B, whatever they count in."""
	officer = college.officer("O01")
	rules = {
		line["rule"] for line in lines_of("Duty Ledger", regulation="B", officer=officer, begun=1, **SEMESTER)
	}
	rates = []
	for rule in rules:
		for line in lines_of("Attainment by Officer", rule=rule, officer=officer, **SEMESTER):
			rates += [line["attainment"]] if line["attainment"] is not None else []
	(line,) = lines_of("Attainment by Officer", regulation="B", officer=officer, **SEMESTER)
	assert len(rates) > 8
	assert line["attainment"] == pytest.approx(sum(rates) / len(rates), abs=0.1)


def test_units_stand_in_their_tree_with_all_below_them(college):
	"""D9: five heads of departments patrol each month; September, October and November have begun. The school is over them all."""
	lines = lines_of("Attainment by Unit", rule="D-D9", **SEMESTER)
	assert [(line["unit"], line["indent"], line["owed"]) for line in lines[:1]] == [(units.SCHOOL, 0, 15)]
	patrolling = {units.STUDENT_AFFAIRS, units.SECURITY, units.ASSETS, units.LOGISTICS, units.INFORMATION}
	assert {line["unit"]: (line["owed"], line["indent"]) for line in lines[1:]} == dict.fromkeys(
		patrolling, (3, 1)
	)
	done = sum(line["met"] + line["met_late"] for line in lines[1:])
	assert lines[0]["attainment"] == pytest.approx(100 * done / 15, abs=0.05)


def test_a_unit_stands_for_its_branches_too(college):
	"""The public teaching department: its officers owe E, its branch owes the symposium E5 and the check E8 as a unit."""
	branch = units.staff_branch(units.PUBLIC_TEACHING)
	lines = lines_of("Attainment by Unit", unit=units.PUBLIC_TEACHING, regulation="E", **SEMESTER)
	assert [(line["unit"], line["indent"]) for line in lines] == [(units.PUBLIC_TEACHING, 0), (branch, 1)]
	own = lines_of("Duty Ledger", unit=units.PUBLIC_TEACHING, regulation="E", begun=1, **SEMESTER)
	rated = [line for line in own if line["state_key"] not in ("Waived", "Withdrawn")]
	assert lines[0]["owed"] == len(rated)
	assert lines[1]["owed"] == len([line for line in rated if line["unit"] == branch]) == 2


# --- Uncovered Targets ---


def uncovered_by_hand(college: College, span: tuple[date, date]) -> dict[str, bool]:
	"""Code of each uncovered target -> whether somebody holds it, from roster and visits alone."""
	held = {
		entry["target"]
		for entry in college.pure.roster["assignments"]
		if entry["from_date"] <= str(TODAY) <= entry.get("to_date", "9999")
	}
	met = {
		target
		for visit in visits(college)
		if span[0] <= visit["day"] <= span[1]
		for target in visit["targets"]
	}
	return {
		target["name"]: target["name"] in held
		for target in college.pure.roster["targets"]
		if target.get("active_from", "") <= str(TODAY) <= target.get("active_to", "9999")
		and not (target["name"] in held and target["name"] in met)
	}


def test_uncovered_are_those_that_nobody_holds_or_nobody_met(college):
	expected = uncovered_by_hand(college, (date(2026, 9, 7), TODAY))
	lines = uncovered_lines(**SEMESTER)
	assert {line["name"]: line["is_held"] for line in lines} == {
		college.target(code): held for code, held in expected.items()
	}


def uncovered_lines(**filters: Any) -> list[dict[str, Any]]:
	"""The report as it stands on the sample's day: who holds what is asked of a day, not of the span."""
	return [line for line in uncovered.report(filters, TODAY).lines if not line.get("is_total")]


def test_uncovered_canteens(college):
	"""There are three canteens, and no regulation has anybody hold one."""
	lines = uncovered_lines(target_type=words.CANTEEN_TARGET, **SEMESTER)
	assert [(line["unit"], line["is_held"], line["holders"]) for line in lines] == [
		(units.LOGISTICS, False, "")
	] * 3
	assert uncovered_lines(target_type=words.CANTEEN_TARGET, only_held=1, **SEMESTER) == []


def test_days_since_the_last_contact(college):
	"""In the one week before the sample's day fewer were met than ever: those met before say when."""
	last: dict[str, date] = {}
	for visit in visits(college):
		for target in visit["targets"]:
			last[college.target(target)] = max(last.get(college.target(target), date.min), visit["day"])
	lines = uncovered_lines(only_held=1, from_date="2026-11-16", to_date="2026-11-20")
	assert {line["name"]: line["last_contact"] for line in lines if line["last_contact"]}
	for line in lines:
		assert line["last_contact"] == last.get(line["name"])
		assert line["days_since"] == ((TODAY - line["last_contact"]).days if line["last_contact"] else None)
	never = uncovered_lines(only_held=1, never_contacted=1, from_date="2026-11-16", to_date="2026-11-20")
	assert [line["name"] for line in never] == [line["name"] for line in lines if not line["last_contact"]]


# --- Visit Register ---


def test_the_register_holds_the_visits_of_the_file(college):
	"""All that were not withdrawn, attempts too; their minutes are added in the total."""
	stored = [visit for visit in college.pure.visits["visits"] if not visit.get("cancelled")]
	lines = lines_of("Visit Register", **SEMESTER)
	assert len(lines) == len(stored)
	assert Counter(str(line["start"])[:16].replace(" ", "T") for line in lines) == Counter(
		v["start"] for v in stored
	)
	assert total_of("Visit Register", **SEMESTER)["duration_minutes"] == sum(
		visit["minutes"] for visit in stored
	)
	late = [visit for visit in stored if visit["recorded_on"] != visit["start"][:10]]
	assert sum(line["days_until_recorded"] > 0 for line in lines) == len(late) > 0


def test_the_register_of_one_officer_and_of_one_month(college):
	october = [
		visit
		for visit in college.pure.visits["visits"]
		if "O04" in visit["officers"] and visit["start"][:7] == "2026-10" and not visit.get("cancelled")
	]
	lines = lines_of(
		"Visit Register", officer=college.officer("O04"), from_date="2026-10-01", to_date="2026-10-31"
	)
	assert len(lines) == len(october) > 0
	names = {entry["name"]: entry["full_name"] for entry in college.pure.roster["officers"]}
	by_start = {visit["start"]: visit for visit in october}
	for line in lines:
		visit = by_start[str(line["start"])[:16].replace(" ", "T")]
		assert set(line["officers"].split(", ")) == {names[code] for code in visit["officers"]}


def test_the_register_of_a_type_of_target_and_of_late_entries(college):
	stored = [visit for visit in college.pure.visits["visits"] if not visit.get("cancelled")]
	types = {target["name"]: target["target_type"] for target in college.pure.roster["targets"]}
	dormitories = [
		v for v in stored if any(types[target] == words.DORMITORY_TARGET for target in v["targets"])
	]
	assert (
		len(lines_of("Visit Register", target_type=words.DORMITORY_TARGET, **SEMESTER))
		== len(dormitories)
		> 0
	)
	days = [(date.fromisoformat(v["recorded_on"]) - date.fromisoformat(v["start"][:10])).days for v in stored]
	late = sum(number >= 7 for number in days)
	assert len(lines_of("Visit Register", recorded_late=7, **SEMESTER)) == late > 0


# --- Who Fell Short ---


def test_who_fell_short_of_meeting_students(college):
	"""C19: O06 met students in three of the eleven weeks: one week is not over, of the seven others one may still be recorded."""
	reached = len(weeks_with_students(college)["O06"])
	(line,) = lines_of("Who Fell Short", rule="B-B12", officer=college.officer("O06"), **SEMESTER)
	assert reached == 3
	assert (line["missed"] + line["overdue"], line["lacking"], line["measured_in"]) == (7, 7, "Times")
	assert (line["owed"], line["attainment"]) == (11, pytest.approx(100 * 3 / 11, abs=0.05))


def test_what_is_excused_stands_apart(college):
	"""O08 was excused for two of the eleven weeks: they are told, and are in neither what is owed nor what is lacking."""
	reached = len(weeks_with_students(college)["O08"])
	(line,) = lines_of("Who Fell Short", rule="B-B12", officer=college.officer("O08"), **SEMESTER)
	assert (line["waived"], line["excused_because"], line["owed"]) == (2, "exemption 2", 9)
	assert line["missed"] + line["overdue"] == line["lacking"] == 9 - reached


def test_who_is_excused_altogether_is_named_when_asked_for(college):
	"""B7 is owed once in a calendar year; its leaders came in September, so that the part of 2026 is too small for six of them."""
	asked = {"rule": "B-B7", **SEMESTER}
	assert lines_of("Who Fell Short", **asked) == []
	lines = lines_of("Who Fell Short", excused=1, **asked)
	assert {(line["excused_because"], line["owed"], line["attainment"]) for line in lines} == {
		("part period 1", 0, None)
	}


def test_the_total_of_who_fell_short_adds_rows_and_no_quantities(college):
	lines, total = lines_of("Who Fell Short", **SEMESTER), total_of("Who Fell Short", **SEMESTER)
	for name in ("missed", "overdue", "waived", "owed", "met_late"):
		assert total[name] == sum(line[name] for line in lines)
	assert "lacking" not in total
	assert {line["measured_in"] for line in lines} > {"Times"}


def test_what_is_advocated_is_no_failing(college):
	assert all(line["lapsed"] == 0 for line in lines_of("Who Fell Short", **SEMESTER))
	advocated = lines_of("Who Fell Short", nature="Advocated", **SEMESTER)
	assert advocated and all(line["lapsed"] and not line["missed"] for line in advocated)


# --- Load per Officer and Week ---


def test_the_load_of_a_week_in_which_a_month_ends(college):
	"""The Party secretary holds under B a general branch (B2), a branch (B6), a teaching office (B8) and a young teacher (B10): four
	contacts of October, due on Saturday, 31 October. B12 asks for one more in that week, and B4 for half a day of eight hours at the college.
	"""
	week = {"from_date": "2026-10-26", "to_date": "2026-11-01", "officer": college.officer("O01")}
	(line,) = lines_of("Load per Officer and Week", regulation="B", **week)
	assert (line["week"], line["contacts"], line["minutes_owed"], line["documents"]) == (
		"2026-W44",
		5,
		240,
		0,
	)
	assert (line["capacity"], line["load"]) == (5, 100)
	(line,) = lines_of("Load per Officer and Week", regulation="B", capacity=4, **week)
	assert line["load"] == 125
	(line,) = lines_of("Load per Officer and Week", regulation="B", capacity=4, only_overloaded=1, **week)
	assert line["load"] == 125
	assert lines_of("Load per Officer and Week", regulation="B", only_overloaded=1, **week) == []


def test_the_load_tells_visits_and_what_is_held(college):
	"""Visits of the week, by the file; targets held, each once however many regulations have it held."""
	week = {"from_date": "2026-10-26", "to_date": "2026-11-01"}
	own = [v for v in visits(college) if "O01" in v["officers"] and monday(v["day"]) == date(2026, 10, 26)]
	held = {
		entry["target"]
		for entry in college.pure.roster["assignments"]
		if entry["officer"] == "O01" and entry.get("to_date", "9999") >= "2026-10-26"
	}
	(line,) = lines_of("Load per Officer and Week", officer=college.officer("O01"), **week)
	assert (line["visits"], line["minutes"], line["held"]) == (
		len(own),
		sum(v["minutes"] for v in own),
		len(held),
	)


def test_the_load_is_of_whole_weeks(college):
	"""Thursday to Tuesday are two weeks of B12: one contact each."""
	asked = {
		"from_date": "2026-11-05",
		"to_date": "2026-11-10",
		"rule": "B-B12",
		"officer": college.officer("O02"),
	}
	lines = lines_of("Load per Officer and Week", **asked)
	assert [(line["week"], line["contacts"]) for line in lines] == [("2026-W45", 1), ("2026-W46", 1)]
	assert run_report("Load per Officer and Week", **asked)["result"][-1]["contacts"] == 2


def test_a_term_is_a_span_too(college):
	(term,) = frappe.get_all("Liaison Term", {"first_day": "2026-09-07"}, pluck="name")
	lines = lines_of("Duty Ledger", rule="B-B12", term=term)
	assert {line["period_label"][:10] for line in lines} >= {"2026-09-07", "2026-11-16"}
	assert (
		lines_of("Duty Ledger", rule="B-B12", term=term, to_date="2026-09-06", from_date="2026-08-01") == []
	)
