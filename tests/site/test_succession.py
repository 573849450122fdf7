"""Assignments end with a reason and a successor; who succeeds in a circle is refused, what stood beside ends with it."""

from types import SimpleNamespace

import frappe
import pytest

from tests.site import builders
from tests.site.ruled import adopt, assign, officer, target, told

LAST, NEXT = "2019-04-30", "2019-05-01"


@pytest.fixture
def college(site):
	reviewer = builders.make_user("reviewer@succession.example", "Liaison Reviewer")
	root = builders.make_unit("Succession School")
	unit = builders.make_unit("Succession College", root, reviewer=reviewer)
	other = builders.make_unit("Succession Elsewhere", root)
	first, second = (officer(unit, "School Leader", full_name=name) for name in ("First", "Second"))
	return SimpleNamespace(unit=unit, other=other, first=first, second=second, reviewer=reviewer)


def end(assignment, successor=None, **values):
	ended = {"status": "Ended", "to_date": LAST, "end_reason": "Rotation"}
	frappe.clear_messages()
	return assignment.update({**ended, "successor": successor.name if successor else None, **values}).save()


def rows(held):
	fields = ["officer", "status", "from_date", "to_date", "end_reason"]
	found = frappe.get_all(
		"Liaison Assignment", {"target": held.name}, fields, order_by="from_date asc, name asc"
	)
	return [tuple(str(value) for value in each.values()) for each in found]


def test_the_successor_holds_it_from_the_next_day(college):
	held = target(college.unit, "Class")
	end(builders.make_assignment(college.first, held), college.second)
	assert rows(held)[1] == (college.second.name, "Approved", NEXT, "None", "")
	assert "Second follows from" in told()


def test_the_successor_who_holds_it_already_is_left_alone(college):
	held = target(college.unit, "Class")
	first = builders.make_assignment(college.first, held)
	builders.make_assignment(college.second, held, from_date="2019-04-01")
	end(first, college.second)
	assert len(rows(held)) == 2


def test_no_successor_for_what_has_ended(college):
	held = target(college.unit, "Class", active_to=LAST)
	end(builders.make_assignment(college.first, held), college.second, end_reason="Graduation")
	assert len(rows(held)) == 1


def test_a_successor_whom_the_rule_refuses_keeps_the_assignment_as_it_is(college):
	adopt("C11", regulation="C")
	held = target(college.unit, "Club")
	assignment = assign("C-C11", college.first, held)
	stranger = officer(college.unit)
	with pytest.raises(frappe.ValidationError, match="holds none of the posts of this rule"):
		end(assignment, stranger)


def test_a_reviewer_hands_in_for_the_successor_of_another_unit(college, as_user):
	held = target(college.unit, "Class")
	stranger = officer(college.other, "School Leader")
	assignment = builders.make_assignment(college.first, held)
	with as_user(college.reviewer):
		end(frappe.get_doc("Liaison Assignment", assignment.name), stranger)
	assert rows(held)[1][:2] == (stranger.name, "Handed In")


def test_circular_succession_is_refused(college):
	held = target(college.unit, "Class")
	first = builders.make_assignment(college.first, held, to_date=LAST)
	second = builders.make_assignment(college.second, held, to_date=LAST)
	with pytest.raises(frappe.ValidationError, match="Nobody succeeds themselves"):
		end(first, college.first)
	first.reload()
	first.update({"successor": college.second.name}).save()
	with pytest.raises(frappe.ValidationError, match="in a circle"):
		end(second, college.first)


def test_a_former_holder_may_come_back(college):
	held = target(college.unit, "Class")
	end(builders.make_assignment(college.first, held), college.second)
	back = frappe.get_doc("Liaison Assignment", {"officer": college.second.name, "target": held.name})
	end(back, college.first, to_date="2019-06-30")
	assert [row[0] for row in rows(held)] == [college.first.name, college.second.name, college.first.name]


def test_c6_everything_inside_ends_with_the_college(college):
	adopt("C1", "C6", regulation="C")
	west, east = (target(unit, "College", represents_unit=unit) for unit in (college.unit, college.other))
	inside = target(college.unit, "Party Branch")
	leading = assign("C-C1", college.first, west)
	assign("C-C1", college.first, east)
	assign("C-C6", college.first, inside)
	end(leading)
	assert rows(inside) == [(college.first.name, "Ended", "2018-09-01", LAST, "Rotation")]


def test_c6_stays_while_its_college_is_held(college):
	adopt("C1", "C6", regulation="C")
	west, east = (target(unit, "College", represents_unit=unit) for unit in (college.unit, college.other))
	inside = target(college.unit, "Party Branch")
	assign("C-C1", college.first, west)
	leading = assign("C-C1", college.first, east)
	assign("C-C6", college.first, inside)
	end(leading)
	assert rows(inside)[0][1] == "Approved"
