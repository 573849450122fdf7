"""Each clause about who holds whom, as its pack has it: what approving refuses, and what it tells the approver."""

from types import SimpleNamespace

import frappe
import pytest

from tests.site import builders
from tests.site.ruled import adopt, assign, officer, target, told


def refused(match):
	return pytest.raises(frappe.ValidationError, match=match)


@pytest.fixture
def school(site):
	root = builders.make_unit("Clause School")
	return SimpleNamespace(
		root=root, west=builders.make_unit("Clause West", root), east=builders.make_unit("Clause East", root)
	)


def branch(unit, title="Branch", target_type="Party Branch"):
	"""A branch of the college, a unit of its own that the target stands for."""
	own = builders.make_unit(f"{title} of {unit}", unit)
	return target(own, target_type, title=title, represents_unit=own)


def test_a1_leaders_hold_one_or_two_branches_inside_what_they_contact(school):
	adopt("A1", "A1-college", regulation="A")
	leader = officer(school.root, "School Leader")
	outsider = officer(school.root, "School Leader", party_member=0)
	first, second, third = (branch(school.west, title) for title in ("One", "Two", "Three"))
	assign("A-A1", leader, first)
	assert "does not lie within: Contacted Units" in told()
	assign("A-A1", leader, second)
	with refused("would hold 3 targets; the rule allows 2"):
		assign("A-A1", leader, third)
	with refused("is not a Party member"):
		assign("A-A1", outsider, first)
	head = officer(school.east, "College Team Member")
	with refused("does not lie within: Own College"):
		assign("A-A1-college", head, first)


def test_a1_never_the_officers_own_branch(school):
	adopt("A1", regulation="A")
	own = branch(school.west)
	leader = officer(school.root, "School Leader", own_branch=own.represents_unit)
	with refused("is the officer's own branch"):
		assign("A-A1", leader, own)


def test_a2_two_or_three_contact_persons_experts_preferred(school):
	adopt("A2", regulation="A")
	leader = officer(school.root, "School Leader")
	assign("A-A2", leader, target(school.west, "Person"))
	assert "carries none of: Outstanding Expert" in told() and "then holds 1 of at least 2" in told()
	assign("A-A2", leader, target(school.west, "Person", tags=["Outstanding Expert"]))
	assert told() == ""
	assign("A-A2", leader, target(school.west, "Person"))
	with refused("would hold 4 targets; the rule allows 3"):
		assign("A-A2", leader, target(school.west, "Person"))


def test_a3_applicants_besides_a2_other_people_in_either_order(school):
	adopt("A2", "A3", regulation="A")
	secretary = officer(school.root, "Party Secretary")
	first, second = (target(school.west, "Young Teacher", tags=["Applicant"]) for _ in range(2))
	assign("A-A2", secretary, first)
	with refused("already"):
		assign("A-A3", secretary, first)
	assign("A-A3", secretary, second)
	with refused("already"):
		assign("A-A2", secretary, second)
	with refused("carries none of: Applicant"):
		assign("A-A3", secretary, target(school.west, "Young Teacher"))


def test_a4_college_heads_are_advised_and_not_counted(school):
	adopt("A4", regulation="A")
	head = officer(school.west, "College Party Head")
	assign("A-A4", head, target(school.west, "Young Teacher", tags=["Applicant"]))
	assert told() == ""
	with refused("holds none of the posts of this rule"):
		assign("A-A4", officer(school.west), target(school.west, "Young Teacher", tags=["Applicant"]))


def test_b1_one_of_each_and_what_is_still_missing_is_told(school):
	adopt("B1", "B1-young-teacher", regulation="B")
	leader = officer(school.root, "School Leader")
	assign("B-B1", leader, branch(school.west, "General", "General Branch"))
	for kind in ("College Team", "Party Branch", "Teaching Office"):
		assert kind in told()
		assign("B-B1", leader, target(school.west, kind))
	assert told() == ""
	assign("B-B1-young-teacher", leader, target(school.west, "Young Teacher"))
	assert "carries none of: Applicant" in told()
	with refused("is a Class, which this rule does not name"):
		assign("B-B1", leader, target(school.west, "Class"))


def test_b16_who_declares_a_carrier_and_whoever_else_approves(school):
	"""A cadre proposes it himself, the office approves: others are told that the rule has it otherwise."""
	adopt("B16-teachers", "B16-students", "B1", regulation="B")
	office = builders.ensure("Liaison Unit Type", "unit_type_name", "Office")
	users = {
		name: builders.make_user(f"{name}@clauses.example", "Liaison Reviewer", "Liaison Officer")
		for name in ("west", "office", "cadre")
	}
	builders.make_unit("Clause Office", school.root, unit_type=office, reviewer=users["office"])
	frappe.db.set_value("Liaison Unit", school.west, "reviewer", users["west"])
	cadre = officer(school.west, "Middle-Level Cadre", user=users["cadre"])
	declared = assign("B-B16-teachers", cadre, target(school.west, "Counsellor"), status="Draft")
	declared.db_set("owner", users["cadre"])
	assert "approved by: Office" in _approval_by(users["west"], declared)
	assert _approval_by(users["office"], declared) == ""
	placed = assign("B-B1", officer(school.root, "School Leader"), target(school.west, "Teaching Office"))
	assert "has proposed this" not in told() and placed.status == "Approved"


def _approval_by(user, assignment):
	"""What the user would be told; nothing is saved."""
	from liaison_app.services import assigning

	before = frappe.session.user
	frappe.set_user(user)
	try:
		return " ".join(assigning.messages(assigning.findings(assignment)))
	finally:
		frappe.set_user(before)


def test_b1_and_others_are_not_for_the_holder_to_propose(school):
	adopt("B1-young-teacher", regulation="B")
	user = builders.make_user("leader@clauses.example", "Liaison Officer")
	leader = officer(school.root, "School Leader", user=user)
	own = assign("B-B1-young-teacher", leader, target(school.west, "Young Teacher"), status="Draft")
	own.db_set("owner", user)
	assert "has proposed this; the rule has others hand out targets" in _approval_by("Administrator", own)


def test_c1_a_college_changes_every_year_and_two_are_the_most(school):
	adopt("C1", regulation="C")
	for name, year, first, last in (
		("Clause 1", "2019-20", "2019-09-02", "2020-01-17"),
		("Clause 2", "2020-21", "2020-09-07", "2021-01-15"),
	):
		builders.insert("Liaison Term", term_name=name, academic_year=year, first_day=first, last_day=last)
	leader = officer(school.root, "School Leader")
	college, other = (target(unit, "College", represents_unit=unit) for unit in (school.west, school.east))
	assign("C-C1", leader, college, from_date="2019-09-02", to_date="2020-07-03")
	with refused("the rule asks for a change"):
		assign("C-C1", leader, college, from_date="2020-09-07")
	assign("C-C1", leader, other, from_date="2020-09-07")
	kept = assign(
		"C-C1", leader, college, from_date="2020-09-07", is_exception=1, exception_reason="Too few colleges"
	)
	assert kept.status == "Approved" and "the rule asks for a change" in told()


def test_c6_one_branch_inside_a_contacted_college_and_no_longer(school):
	adopt("C1", "C6", regulation="C")
	leader = officer(school.root, "School Leader")
	inside, outside = branch(school.west), branch(school.east)
	with refused("holds nothing under C1"):
		assign("C-C6", leader, inside)
	college = target(school.west, "College", represents_unit=school.west)
	assign("C-C1", leader, college, to_date="2019-07-05")
	with refused("does not lie within: Inside Held Target"):
		assign("C-C6", leader, outside)
	assign("C-C6", leader, inside)
	assert "does not hold under C1 for all of that time" in told()
	with refused("would hold 2 targets; the rule allows 1"):
		assign("C-C6", leader, branch(school.west, "Another"))


def test_c4_a_teaching_office_and_a_class_each(school):
	adopt("C4", regulation="C")
	head = officer(school.west, "College Administrative Head")
	assign("C-C4", head, target(school.west, "Class"))
	assert "then holds 0 of at least 1: Teaching Office" in told()
	assign("C-C4", head, target(school.west, "Teaching Office"))
	assert told() == ""


def test_c9_every_branch_of_the_college_has_a_head_who_is_not_its_member(school):
	adopt("C9", regulation="C")
	first, second = branch(school.west, "One"), branch(school.west, "Two")
	branch(school.east, "Elsewhere")
	head = officer(school.west, "College Party Head", own_branch=first.represents_unit)
	dean = officer(school.west, "College Administrative Head")
	with refused("is the officer's own branch"):
		assign("C-C9", head, first)
	assign("C-C9", head, second)
	assert "Still held by fewer than 1: 1 targets, among them One" in told()
	assign("C-C9", dean, first)
	assert told() == ""


def test_c11_a_class_or_a_dormitory_or_a_club(school):
	adopt("C11", regulation="C")
	leader = officer(school.root, "School Leader")
	assign("C-C11", leader, target(school.west, "Club"))
	assert told() == ""
	with refused("which this rule does not name"):
		assign("C-C11", leader, target(school.west, "Course"))


def test_e1_a_member_holds_a_teacher_and_never_oneself(school):
	adopt("E1", "E1-further", regulation="E")
	user = builders.make_user("member@clauses.example", "Liaison Officer")
	member = officer(school.west, user=user)
	with refused("Nobody is assigned to themselves"):
		assign("E-E1", member, target(school.west, "Teacher", user=user))
	assign("E-E1", member, target(school.west, "Teacher"))
	assert told() == ""
	with refused("is not a Party member"):
		assign("E-E1", officer(school.west, party_member=0), target(school.west, "Teacher"))


def test_e6_a_leader_holds_one_branch_of_the_own_college(school):
	adopt("E6", regulation="E")
	leader = officer(school.west, "Middle-Level Cadre")
	assign("E-E6", leader, branch(school.east))
	assert "does not lie within: Own College" in told()
	with refused("would hold 2 targets; the rule allows 1"):
		assign("E-E6", leader, branch(school.west))


def test_e10_as_many_as_fall_to_each_member(school):
	adopt("E10", regulation="E")
	members = [officer(school.west) for _ in range(2)]
	masses = [target(school.west, "Staff Member") for _ in range(5)]
	target(school.east, "Staff Member")
	assign("E-E10", members[0], masses[0])
	assert "then holds 1 of at least 2" in told()
	assign("E-E10", members[0], masses[1])
	assert told() == ""


def test_f1_dormitory_and_students_lie_inside_the_held_class(school):
	adopt("F1", "F1-inside", regulation="F")
	holder = officer(school.west, "Staff Party Member")
	held, other = (target(school.west, "Class") for _ in range(2))
	dormitory = target(school.west, "Dormitory", parent_contact_target=held.name)
	with refused("holds nothing under F1"):
		assign("F-F1-inside", holder, dormitory)
	assign("F-F1", holder, held)
	assert told() == ""
	assign("F-F1-inside", holder, dormitory)
	assert "then holds 0 of at least 1: Hardship Student" in told()
	with refused("does not lie within: Inside Held Target"):
		assign(
			"F-F1-inside", holder, target(school.west, "Hardship Student", parent_contact_target=other.name)
		)


def test_f2_held_until_it_graduates_and_nobody_who_is_long_away(school):
	adopt("F2", regulation="F")
	first, second = target(school.west, "Class", active_to="2021-06-30"), target(school.west, "Class")
	away = [{"from_date": "2018-08-01", "to_date": "2018-10-15", "reason": "Study"}]
	holder, absent = officer(school.west, "Staff Party Member"), officer(school.west, "Staff Party Member")
	absent.append("leaves", away[0])
	absent.save()
	with refused("whoever is away for 60 days is to be replaced"):
		assign("F-F2", absent, first)
	with refused("Give the reason why this assignment ends"):
		assign("F-F2", holder, first, to_date="2019-06-30")
	assign("F-F2", holder, first)
	assert f"Still held by fewer than 1: 1 targets, among them {second.title}" in told()


def test_a_rule_that_is_switched_off_approves_nobody(school):
	adopt("C11", regulation="C", enabled=0)
	with refused("is switched off"):
		assign("C-C11", officer(school.root, "School Leader"), target(school.west, "Club"))


def test_a_regulation_that_is_over_or_binds_others_is_told(school):
	adopt("C11", regulation="C")
	frappe.db.set_value("Liaison Regulation", "C", {"effective_to": "2018-08-31", "unit": school.east})
	from liaison_app.services import rule_cache

	rule_cache.forget()
	assign("C-C11", officer(school.west, "College Party Head"), target(school.west, "Club"))
	assert "is not in force at that time" in told() and "does not bind" in told()
