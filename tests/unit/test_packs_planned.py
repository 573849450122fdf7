"""What the shipped packs ask for, day by day, beyond the fourteen scenarios: each clause run through the engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine import check_assignment, explain, vacancies
from liaison_app.engine.facts import Event, HandedIn, Unit
from tests.factories import (
	BRANCH,
	COLLEGE,
	OTHER_BRANCH,
	OTHER_COLLEGE,
	UNITS,
	calendar_j,
	calendar_m,
	holds,
	leave,
	officer,
	on,
	pack_facts,
	planned,
	target,
	visit,
)

AUTUMN_2018 = ("2018-09-03", "2019-01-18")
AUTUMN_2021 = ("2021-09-06", "2022-01-14")


def rule_of(facts, name):
	return next(rule for rule in facts.assignment_rules if rule.name == name)


# --- A ---


def hardship(**more):
	"""Somebody of the College of Roads is in hardship from 10 October 2018."""
	return pack_facts(
		"A",
		calendar=calendar_j(),
		targets=[
			target("Ms Gu", "Teacher"),
			target("Roads", "College", represents_unit=COLLEGE),
		],
		events=[Event(name="E1", event_type="Hardship", day=on("2018-10-10"), target="Ms Gu")],
		**more,
	)


def test_a11_whoever_holds_the_person_in_hardship_owes_a_visit_within_fourteen_days():
	facts = hardship(
		officers=[officer("Wei", unit="School"), officer("Lin", unit="School")],
		assignments=[holds("Wei", "Ms Gu"), holds("Lin", "Roads")],
	)
	plan = planned(facts, *AUTUMN_2018, visit("2018-10-24", "Wei", "Ms Gu", "Condolence Visit"))
	row = plan.one("A11")
	assert (row.key.owner, row.dues) == ("Wei", (on("2018-10-24"),))
	assert plan.state(row, "2018-10-24") == "Met"


def test_a11_without_a_holder_the_leader_who_contacts_the_unit_owes_else_the_unit_itself():
	contacted = hardship(officers=[officer("Lin", unit="School")], assignments=[holds("Lin", "Roads")])
	assert planned(contacted, *AUTUMN_2018).one("A11").key.owner == "Lin"
	nobody = planned(hardship(officers=[officer("Lin", unit="School")]), *AUTUMN_2018).one("A11")
	assert (nobody.owner_kind, nobody.key.owner) == ("Unit", COLLEGE)


def test_a12_a_festival_asks_for_every_expert_held_and_for_nobody_else():
	facts = pack_facts(
		"A",
		calendar=calendar_j(),
		officers=[officer("Wei", unit="School")],
		targets=[
			target("Expert", "Teacher", tags=["Front-Line Expert"]),
			target("Plain", "Teacher"),
			target("Not held", "Teacher", tags=["Outstanding Expert"]),
		],
		assignments=[holds("Wei", "Expert"), holds("Wei", "Plain")],
		events=[Event(name="Mid-Autumn 2018", event_type="Festival", day=on("2018-09-24"))],
	)
	row = planned(facts, *AUTUMN_2018).one("A12")
	assert (row.key.subject, row.dues) == ("Expert", (on("2018-10-01"),))


def test_a16_the_office_and_the_colleges_each_collate():
	units = (
		*UNITS,
		Unit(name="Office", parent="School", unit_type="Office"),
		Unit(name="Logistics", parent="School"),
	)
	plan = planned(pack_facts("A", calendar=calendar_j(), units=units), *AUTUMN_2018)
	assert {row.key.owner for row in plan.of("A16-unit")} == {COLLEGE, OTHER_COLLEGE}
	assert {row.dues for row in plan.of("A16-unit")} == {(on("2019-02-01"),)}
	assert [row.key.owner for row in plan.of("A16-office")] == ["Office"]


# --- B ---


def member_of_the_team(*held, **more):
	more.setdefault("officers", [officer("Wei", unit="School")])
	return pack_facts(
		"B",
		calendar=calendar_m(),
		targets=list(held),
		assignments=[holds("Wei", one.name) for one in held],
		**more,
	)


def test_b8_joint_lesson_preparation_counts_and_a_telephone_call_does_not():
	facts = member_of_the_team(target("Bridges I", "Teaching Office"))
	called = visit("2021-10-12", "Wei", "Bridges I", "Talk", mode="Phone")
	prepared = visit("2021-10-13", "Wei", "Bridges I", "Joint Lesson Preparation")
	october = planned(facts, "2021-10-01", "2021-10-31", called, prepared).one("B8", period="M:2021-10")
	assert [explain(one, [october], facts)[0].reason for one in (called, prepared)] == ["filter", ""]


def test_b_monthly_duties_rest_in_a_month_with_fewer_than_ten_teaching_days():
	plan = planned(member_of_the_team(target("Bridges I", "Teaching Office")), "2021-09-01", "2022-03-31")
	months = [row.key.period for row in plan.of("B8")]
	assert months == ["M:2021-09", "M:2021-10", "M:2021-11", "M:2021-12", "M:2022-01", "M:2022-03"]


def test_b3_and_b5_count_only_with_their_papers():
	facts = member_of_the_team(target("General", "General Branch"), target("Team", "College Team"))
	inspected = visit("2021-10-12", "Wei", "General", "Inspection")
	researched = visit("2021-10-13", "Wei", "Team", "Research", has_attachment=True)
	plan = planned(facts, *AUTUMN_2021)
	half_year, year = plan.one("B3", period="H:2021-2"), plan.one("B5")
	assert explain(inspected, [half_year], facts)[0].reason == "evidence missing"
	assert explain(replace(inspected, has_attachment=True), [half_year], facts)[0].counted
	assert explain(researched, [year], facts)[0].reason == "evidence missing"
	assert explain(replace(researched, has_report=True), [year], facts)[0].counted


def test_b7_is_owed_by_party_members_only():
	branch = target("Branch", "Student Branch")
	outsider = member_of_the_team(branch, officers=[officer("Wei", unit="School", party_member=False)])
	assert planned(member_of_the_team(branch), *AUTUMN_2021).of("B7", period="C:2021")
	assert not planned(outsider, *AUTUMN_2021).of("B7")
	assert planned(outsider, *AUTUMN_2021).of("B6")


def test_b16_and_b17_middle_level_cadres_declare_in_september_and_report_five_days_after_the_month():
	facts = pack_facts("B", calendar=calendar_m(), officers=[officer("Hu", "College Party Head")])
	declaration = HandedIn(
		name="P1", rule="B-B16", owner="Hu", period_key="F:2021", handed_in_on=on("2021-09-10")
	)
	facts = replace(facts, documents=(declaration,))
	plan = planned(facts, *AUTUMN_2021)
	declared, october = plan.one("B16"), plan.one("B17", period="M:2021-10")
	assert (declared.period_start, declared.dues) == (on("2021-09-01"), (on("2021-09-10"),))
	assert plan.state(declared, "2021-09-11") == "Met"
	assert october.dues == (on("2021-11-05"),)
	assert plan.state(october, "2021-11-06") == "Overdue"


def test_b18_half_of_the_working_time_of_a_month_is_advocated():
	facts = pack_facts(
		"B",
		calendar=calendar_m(),
		officers=[officer("Hu", "Youth League Head")],
		targets=[target("Class 1", "Class")],
	)
	plan = planned(facts, *AUTUMN_2021, visit("2021-11-03", "Hu", "Class 1", "Talk", minutes=600))
	november = plan.one("B18", period="M:2021-11")
	assert november.nature == "Advocated"
	assert november.quantity == 22 * 8 * 60 / 2  # 22 working days
	assert plan.done(november) == 8 * 60  # at most a working day on one day


# --- C and D ---


def test_c3_research_counts_in_a_contacted_college_only():
	facts = pack_facts(
		"C",
		calendar=calendar_m(),
		officers=[officer("Wei", unit="School")],
		targets=[
			target("Roads", "College", represents_unit=COLLEGE),
			target("Office R", "Teaching Office", unit=COLLEGE),
			target("Office B", "Teaching Office", unit=OTHER_COLLEGE),
		],
		assignments=[holds("Wei", "Roads")],
	)
	here, there = (visit("2021-10-12", "Wei", name, "Research") for name in ("Office R", "Office B"))
	row = planned(facts, *AUTUMN_2021).one("C3", period="S:2021-22 I")
	assert row.quantity == 2
	assert [explain(one, [row], facts)[0].counted for one in (here, there)] == [True, False]


def test_c6_a_branch_outside_the_contacted_college_is_refused_and_a_second_one_too():
	facts = pack_facts(
		"C",
		calendar=calendar_m(),
		officers=[officer("Wei", unit="School")],
		targets=[
			target("Roads", "College", represents_unit=COLLEGE),
			target("Inside", "Student Branch", parent="Roads"),
			target("Inside too", "Teacher Branch", parent="Roads"),
			target("Elsewhere", "Student Branch", unit=OTHER_COLLEGE),
		],
		assignments=[
			holds("Wei", "Roads", "2021-09-06", assignment_rule="C-C1"),
			holds("Wei", "Inside", "2021-09-06", assignment_rule="C-C6"),
		],
	)
	rule = rule_of(facts, "C-C6")
	found = {
		name: {
			finding.code
			for finding in check_assignment(
				holds("Wei", name, "2021-09-06", assignment_rule="C-C6", name="new"), rule, facts
			)
		}
		for name in ("Inside too", "Elsewhere")
	}
	assert found == {"Inside too": {"maximum"}, "Elsewhere": {"maximum", "scope"}}
	alone = replace(facts, assignments=facts.assignments[:1])
	assert check_assignment(facts.assignments[1], rule, alone) == []
	assert {
		finding.code
		for finding in check_assignment(facts.assignments[1], rule, replace(facts, assignments=()))
	} == {
		"scope",
		"follows",
	}


def test_c9_every_branch_of_the_college_is_held_and_nobody_holds_the_own():
	facts = pack_facts(
		"C",
		calendar=calendar_m(),
		officers=[
			officer("Hu", "College Party Head", own_branch=BRANCH),
			officer("Du", "College Administrative Head"),
		],
		targets=[
			target("First", "Teacher Branch", represents_unit=BRANCH),
			target("Second", "Student Branch"),
			target("Far", "Student Branch", unit=OTHER_COLLEGE, represents_unit=OTHER_BRANCH),
		],
		assignments=[holds("Hu", "Second")],
	)
	rule = rule_of(facts, "C-C9")
	own = check_assignment(holds("Hu", "First"), rule, facts)
	assert [finding.code for finding in own] == ["own branch"]
	open_branches = [
		one.subject
		for one in vacancies(facts, [], (on("2021-09-06"), on("2021-09-30")))
		if one.rule == "C-C9"
	]
	assert open_branches == ["First"]


def test_c18_the_year_s_summary_is_due_on_its_last_day():
	plan = planned(
		pack_facts("C", calendar=calendar_m(), officers=[officer("Wei", unit="School")]), *AUTUMN_2021
	)
	assert plan.one("C18", period="C:2021").dues == (on("2021-12-31"),)


@pytest.mark.parametrize(
	("post", "expected"),
	[
		("School Leader", {"D1": 2}),
		("Leader in Charge of Teaching", {"D1": 3}),
		("College Administrative Head", {"D3": 5}),
		("College Party Head", {"D3": 3}),
		("Teaching Affairs Head", {"D5": 4}),
		("Research Head", {"D5": 4}),
		("Personnel Head", {"D5": 4}),
		("Quality Centre Head", {"D5": 4}),
		("Publicity Head", {"D6": 1}),
		("Student Affairs Head", {"D6": 1}),
		("Security Head", {}),
	],
)
def test_d_how_many_classes_each_post_hears(post, expected):
	plan = planned(pack_facts("D", calendar=calendar_m(), officers=[officer("Wei", post)]), *AUTUMN_2021)
	rows = [row for row in plan.rows if row.regulation == "D" and row.key.period == "S:2021-22 I"]
	files = {"D8": 1} if expected else {}
	assert {row.key.rule.removeprefix("D-"): row.quantity for row in rows} == {**expected, **files}


def test_d3_supervision_counts_several_times_a_day_and_not_without_its_record():
	facts = pack_facts(
		"D",
		calendar=calendar_m(),
		officers=[officer("Du", "College Administrative Head")],
		targets=[target("Statics", "Course"), target("Surveying", "Course")],
	)
	heard = [
		visit("2021-10-12", "Du", "Statics", "Class Observation", at="08:00", has_attachment=True),
		visit("2021-10-12", "Du", "Surveying", "Teaching Supervision", at="10:00", has_attachment=True),
		visit("2021-10-12", "Du", "Surveying", "Class Observation", at="14:00"),
	]
	plan = planned(facts, *AUTUMN_2021, *heard)
	assert plan.done(plan.one("D3", period="S:2021-22 I")) == 2


def test_d6_asks_for_a_class_in_ideology():
	facts = pack_facts(
		"D",
		calendar=calendar_m(),
		officers=[officer("Pu", "Publicity Head")],
		targets=[
			target("Statics", "Course"),
			target("Ethics", "Course", tags=["Compulsory Ideology Course"]),
		],
	)
	row = planned(facts, *AUTUMN_2021).one("D6", period="S:2021-22 I")
	heard = [
		visit("2021-10-12", "Pu", name, "Class Observation", has_attachment=True)
		for name in ("Statics", "Ethics")
	]
	assert [explain(one, [row], facts)[0].counted for one in heard] == [False, True]


# --- E and F ---


def test_e5_and_e8_are_owed_by_the_branch_whoever_of_it_holds_the_symposium():
	facts = pack_facts(
		"E",
		calendar=calendar_m(),
		officers=[officer("Yu", "Staff Party Member", unit=BRANCH)],
		targets=[target("Guests", "Staff Member")],
	)
	plan = planned(facts, *AUTUMN_2021, visit("2021-10-12", "Yu", "Guests", "Symposium"))
	semester = [row for row in plan.of("E5") if row.key.period == "S:2021-22 I"]
	assert {(row.owner_kind, row.key.owner, plan.done(row)) for row in semester} == {
		("Unit", BRANCH, 1),
		("Unit", OTHER_BRANCH, 0),
	}
	assert {row.key.owner for row in plan.of("E8", period="H:2021-2")} == {BRANCH, OTHER_BRANCH}


def placed_with_a_class(**more):
	return pack_facts(
		"F",
		calendar=calendar_j(),
		officers=[officer("Yu", "Staff Party Member"), officer("Bo", "Section-Level Cadre")],
		targets=[
			target("Class 1", "Class"),
			target("Room 101", "Dormitory", parent="Class 1"),
			target("Student S", "Hardship Student", parent="Class 1"),
		],
		**more,
	)


def test_f1_dormitory_and_student_lie_inside_the_class_that_is_held():
	facts = placed_with_a_class(assignments=[holds("Yu", "Class 1", "2018-09-03", assignment_rule="F-F1")])
	rule = rule_of(facts, "F-F1-inside")
	assert check_assignment(holds("Yu", "Room 101", "2018-09-03"), rule, facts) == []
	stranger = check_assignment(holds("Bo", "Room 101", "2018-09-03"), rule, facts)
	assert {finding.code for finding in stranger} == {"scope", "follows"}


def test_f2_a_class_that_nobody_holds_any_more_is_reported():
	assignment = holds("Yu", "Class 1", "2018-09-03", "2018-12-31", assignment_rule="F-F1")
	facts = placed_with_a_class(assignments=[assignment])

	def uncovered(day):
		return [
			one.subject for one in vacancies(facts, [], (on("2018-09-03"), on(day))) if one.rule == "F-F2"
		]

	assert (uncovered("2018-12-31"), uncovered("2019-01-01")) == ([], ["Class 1"])


def test_f3_one_form_answers_all_that_is_assigned_on_one_day_and_a_change_asks_for_another():
	facts = placed_with_a_class(
		assignments=[
			holds("Yu", "Class 1", "2018-09-10", name="a1"),
			holds("Yu", "Room 101", "2018-09-10", name="a2"),
			holds("Yu", "Student S", "2018-11-05", name="a3"),
		]
	)
	rows = planned(facts, *AUTUMN_2018).of("F3")
	assert [(row.key.subject, row.key.period, row.dues) for row in rows] == [
		("", "A:a1", (on("2018-09-24"),)),
		("", "A:a3", (on("2018-11-19"),)),
	]


def test_f4_a_call_is_counted_between_meetings_and_is_no_meeting():
	facts = placed_with_a_class(assignments=[holds("Yu", "Class 1", "2018-09-03")])
	row = planned(facts, *AUTUMN_2018).one("F4")
	call = visit("2018-10-10", "Yu", "Class 1", "Talk", mode="Phone")
	assert explain(call, [row], facts)[0].reason == "filter"
	assert explain(replace(call, fields={"mode": "Face to Face"}), [row], facts)[0].counted


def test_f6_a_month_of_leave_is_waived_for_every_student():
	facts = placed_with_a_class(assignments=[holds("Yu", "Student S", "2018-09-03")])
	away = officer("Yu", "Staff Party Member", leaves=(leave("2018-10-08", "2018-10-31"),))
	facts = replace(facts, officers=(away, facts.officers[1]))
	assert planned(facts, *AUTUMN_2018).one("F6", period="M:2018-10").waived == "leave"
