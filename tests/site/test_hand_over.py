"""Handing over: looked at first, then whole or not at all, and nobody left uncovered."""

from types import SimpleNamespace

import frappe
import pytest
from frappe.utils import getdate

from liaison_app.api import hand_over as endpoint
from tests.site import builders
from tests.site.ruled import adopt, assign, officer, target

LAST, NEXT = "2019-04-30", "2019-05-01"


@pytest.fixture
def college(site):
	"""One officer with two classes, two who could follow, and a reviewer."""
	reviewer = builders.make_user("reviewer@handing.example", "Liaison Reviewer")
	root = builders.make_unit("Handing School")
	unit = builders.make_unit("Handing College", root, reviewer=reviewer)
	other = builders.make_unit("Handing Elsewhere", root)
	people = [officer(unit, "Staff Party Member", full_name=name) for name in ("Old", "New", "Third")]
	held = [target(unit, "Class", title=f"Class {number}") for number in (1, 2)]
	return SimpleNamespace(root=root, unit=unit, other=other, reviewer=reviewer, people=people, held=held)


def moves(*pairs):
	return [
		{"assignment": assignment.name, "successor": successor.name if successor else ""}
		for assignment, successor in pairs
	]


def look(*pairs, last_day=LAST, reason="Officer Left"):
	return endpoint.preview(moves(*pairs), last_day, reason)


def do(*pairs, last_day=LAST, reason="Officer Left", stamp=None):
	stamp = stamp or look(*pairs, last_day=last_day, reason=reason)["stamp"]
	return endpoint.hand_over(moves(*pairs), last_day, reason, stamp)


def problems(found):
	return " ".join(each["text"] for row in found["rows"] for each in row["problems"])


def holders(held, day=NEXT):
	return [
		row.officer
		for row in frappe.get_all(
			"Liaison Assignment",
			{"target": held.name, "status": ("in", ("Approved", "Ended")), "from_date": ("<=", day)},
			["officer", "to_date"],
			order_by="name asc",
		)
		if not row.to_date or row.to_date >= getdate(day)
	]


def test_all_of_one_officer_go_to_another(college):
	old, new, _third = college.people
	given = [builders.make_assignment(old, each) for each in college.held]
	listed = endpoint.holdings(LAST, officer=old.name)
	assert [row["target_title"] for row in listed] == ["Class 1", "Class 2"]
	found = look(*((each, new) for each in given))
	assert found["possible"] and problems(found) == ""
	assert [(row["officer_name"], row["before"], row["after"]) for row in found["load"]] == [
		("New", 0, 2),
		("Old", 2, 0),
	]
	assert do(*((each, new) for each in given)) == {"ended": 2, "made": 2}
	assert [holders(each) for each in college.held] == [[new.name], [new.name]]
	ended = frappe.get_doc("Liaison Assignment", given[0].name)
	assert (ended.status, str(ended.to_date), ended.end_reason, ended.successor) == (
		"Ended",
		LAST,
		"Officer Left",
		new.name,
	)


def test_a_whole_unit_and_what_the_user_may_see_of_it(college, as_user):
	for person, each in zip(college.people, college.held, strict=False):
		builders.make_assignment(person, each)
	stranger = officer(college.other, "Staff Party Member")
	builders.make_assignment(stranger, target(college.other, "Class"))
	with as_user(college.reviewer):
		assert len(endpoint.holdings(LAST, unit=college.root)) == 2
		assert endpoint.holdings(LAST, officer=stranger.name) == []


def test_nobody_is_left_uncovered(college):
	old, new, _third = college.people
	first, second = (builders.make_assignment(old, each) for each in college.held)
	found = look((first, new), (second, None))
	assert (found["possible"], found["uncovered"]) == (False, ["Class 2"])
	with pytest.raises(frappe.ValidationError, match="not possible"):
		do((first, new), (second, None))
	builders.make_assignment(new, college.held[1])
	assert look((first, new), (second, None))["possible"]


def test_what_the_rules_say_is_seen_before(college):
	adopt("F1", regulation="F", max_targets=1)
	old, new, third = college.people
	first = assign("F-F1", old, college.held[0])
	assign("F-F1", new, college.held[1])
	found = look((first, new))
	assert "would hold 2 targets; the rule allows 1" in problems(found) and not found["possible"]
	assert look((first, third))["possible"]
	third.tenures[0].to_date = LAST
	third.save()
	assert "holds no post on 2019-05-01" in problems(look((first, third)))


def test_two_who_change_places_are_within_the_maximum(college):
	adopt("F1", regulation="F", max_targets=1)
	old, new, _third = college.people
	pair = (assign("F-F1", old, college.held[0]), new), (assign("F-F1", new, college.held[1]), old)
	assert do(*pair) == {"ended": 2, "made": 2}
	assert [holders(each) for each in college.held] == [[new.name], [old.name]]


def test_what_stands_beside_ends_with_it_or_goes_along(college):
	adopt("F1", "F1-inside", regulation="F")
	old, new, _third = college.people
	room = target(college.unit, "Dormitory", parent_contact_target=college.held[0].name, title="Room")
	leading, inside = assign("F-F1", old, college.held[0]), assign("F-F1-inside", old, room)
	found = look((leading, new))
	assert (found["ends_with"], found["uncovered"]) == ([inside.title], ["Room"])
	assert do((leading, new), (inside, new)) == {"ended": 2, "made": 2}
	assert holders(room) == [new.name]


def test_circular_succession_is_refused(college):
	old, new, _third = college.people
	first = builders.make_assignment(old, college.held[0])
	second = builders.make_assignment(new, college.held[0])
	assert "in a circle" in problems(look((first, new), (second, old)))
	assert "Nobody succeeds themselves" in problems(look((first, old)))


def test_a_preview_that_is_not_true_any_more_is_refused(college):
	old, new, third = college.people
	given = builders.make_assignment(old, college.held[0])
	stamp = look((given, new))["stamp"]
	builders.make_assignment(third, college.held[0])
	with pytest.raises(frappe.ValidationError, match="Something has changed since the preview"):
		do((given, new), stamp=stamp)
	with pytest.raises(frappe.ValidationError, match="Something has changed since the preview"):
		do((given, third), stamp=look((given, new))["stamp"])


def test_a_visit_submitted_meanwhile_asks_for_another_look(college):
	old, new, _third = college.people
	given = builders.make_assignment(old, college.held[0])
	visit = builders.make_visit([old], [college.held[0]])
	stamp = look((given, new))["stamp"]
	visit.submit()
	with pytest.raises(frappe.ValidationError, match="Something has changed since the preview"):
		do((given, new), stamp=stamp)
	found = look((given, new))
	assert "Old has 1 contacts with Class 1 after the last day" in problems(found) and found["possible"]


def test_all_or_nothing(college, monkeypatch):
	from liaison_app.services import succession

	old, new, _third = college.people
	given = [builders.make_assignment(old, each) for each in college.held]
	whole = succession.hand_on

	def fails_at_the_second(doc):
		if doc.name == given[0].name:
			raise frappe.ValidationError("no more")
		return whole(doc)

	monkeypatch.setattr(succession, "hand_on", fails_at_the_second)
	with pytest.raises(frappe.ValidationError, match="no more"):
		do(*((each, new) for each in given))
	assert [holders(each) for each in college.held] == [[old.name], [old.name]]


def test_nobody_decides_for_other_units_or_themselves(college, as_user):
	old, _new, _third = college.people
	stranger = officer(college.other, "Staff Party Member")
	given = builders.make_assignment(old, college.held[0])
	with as_user(college.reviewer), pytest.raises(frappe.PermissionError):
		look((given, stranger))
	own = officer(college.unit, "Staff Party Member", user=college.reviewer)
	with as_user(college.reviewer):
		assert "You do not decide for" in problems(look((given, own)))


@pytest.mark.parametrize(
	("sent", "said"),
	[
		({"moves": []}, "Choose at least one target"),
		({"moves": "[1]"}, "no moves"),
		({"reason": "Whim"}, "Say why these assignments end"),
		({"last_day": ""}, "Give the last day"),
		({"last_day": "2018-01-01"}, "not held any more on the day after"),
	],
)
def test_what_cannot_be_is_refused(college, sent, said):
	given = builders.make_assignment(college.people[0], college.held[0])
	asked = {"moves": moves((given, college.people[1])), "last_day": LAST, "reason": "Rotation", **sent}
	with pytest.raises(frappe.ValidationError, match=said):
		endpoint.preview(**asked)
	with pytest.raises(frappe.ValidationError, match="Name an officer or a unit"):
		endpoint.holdings(LAST)
