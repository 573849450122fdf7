"""Who is to be placed anew becomes a ToDo of the responsible unit, and closes when it is done."""

from datetime import date
from types import SimpleNamespace

import frappe
import pytest
from frappe.utils import getdate

from liaison_app.services import nightly, replacing
from tests.site import builders
from tests.site.ruled import adopt, assign, officer, target

LAST, NEXT = "2019-04-30", "2019-05-01"


def todos(day):
	replacing.synchronise(getdate(day))
	fields = ["allocated_to", "date", "description", "reference_type", "reference_name"]
	found = frappe.get_all("ToDo", {"name": ("like", "TP-%"), "status": "Open"}, fields, order_by="name asc")
	return [each for each in found if each.allocated_to.endswith("@placing.example")]


def lines(day):
	return " ".join(each.description for each in todos(day))


@pytest.fixture
def college(site):
	adopt("F1", "F1-inside", "F2", regulation="F")
	builders.ensure("Liaison Unit Type", "unit_type_name", "College")
	root = builders.make_unit("Placing School")
	reviewer = builders.make_user("reviewer@placing.example", "Liaison Reviewer")
	unit = builders.make_unit("Placing College", root, unit_type="College", reviewer=reviewer)
	branch = builders.make_unit("Placing Branch", unit)
	holder = officer(branch, "Staff Party Member", full_name="Wei")
	held = target(branch, "Class", title="Class One", active_from="2018-01-01")
	return SimpleNamespace(unit=unit, branch=branch, reviewer=reviewer, holder=holder, held=held)


def graduate(college):
	college.held.reload()
	college.held.update({"active_to": LAST, "end_reason": "Graduation"}).save()


def test_f2_scenario_10_the_college_is_told_to_place_the_officer_anew(college):
	assign("F-F1", college.holder, college.held)
	graduate(college)
	assert todos("2019-04-01") == []
	[todo] = todos(NEXT)
	assert (todo.allocated_to, str(todo.date)) == (college.reviewer, NEXT)
	assert (todo.reference_type, todo.reference_name) == ("Liaison Unit", college.unit)
	assert f"Wei needs another target from {NEXT} on: Class One has ended." in todo.description
	assert str(todos("2019-04-20")[0].date) == NEXT, "told before the gap begins"
	assign("F-F1", college.holder, target(college.branch, "Class"), from_date=NEXT)
	assert todos(NEXT) == []


def test_f2_what_lies_inside_the_class_ends_with_it(college):
	assign("F-F1", college.holder, college.held)
	room = target(college.branch, "Dormitory", parent_contact_target=college.held.name, title="Room")
	assign("F-F1-inside", college.holder, room)
	graduate(college)
	assert "Room has ended" in lines(NEXT)


def test_f2_a_holder_away_for_sixty_days_is_replaced_and_may_come_back(college):
	assign("F-F2", college.holder, college.held)
	college.holder.append("leaves", {"from_date": "2019-03-01", "to_date": "2019-05-15", "reason": "Study"})
	college.holder.save()
	assert "Class One needs another holder from 2019-03-01 on: Wei is away for long." in lines("2019-03-20")
	assert todos("2019-05-16") == [], "back again"
	deputy = officer(college.branch, "Staff Party Member")
	assign("F-F2", deputy, college.held, from_date="2019-03-21", to_date="2019-05-15", end_reason="Leave")
	assert todos("2019-03-21") == []


def test_f2_a_leave_of_less_than_sixty_days_is_waited_for(college):
	assign("F-F2", college.holder, college.held)
	college.holder.append("leaves", {"from_date": "2019-03-01", "to_date": "2019-04-20", "reason": "Study"})
	college.holder.save()
	assert todos("2019-03-20") == []


def test_f2_whoever_left_is_replaced_and_a_former_officer_can_return(college):
	assign("F-F1", college.holder, college.held)
	college.holder.tenures[0].to_date = LAST
	college.holder.save()
	assert f"Class One needs another holder from {NEXT} on: Wei has left." in lines("2019-05-20")
	frappe.db.set_value("Liaison Officer", college.holder.name, "enabled", 0)
	assert "Wei has left" in lines("2019-05-20"), "the account is closed too"
	back = frappe.get_doc("Liaison Officer", college.holder.name)
	back.append("tenures", {"post": back.tenures[0].post, "from_date": "2019-06-01"})
	back.update({"enabled": 1}).save()
	assert "Wei has left" in lines("2019-05-20") and todos("2019-06-02") == []


def test_f2_an_end_without_a_successor_is_a_gap(college):
	held = assign("F-F1", college.holder, college.held)
	held.update({"status": "Ended", "to_date": LAST, "end_reason": "Other"}).save()
	assert "Class One needs another holder from 2019-05-01 on" in lines("2019-05-20")
	assert todos("2021-05-20") == [], "what was lived with for a year is not asked about for ever"


def test_a_managers_rule_may_name_who_places_and_advice_asks_nobody(college):
	adopt("A1", "A4", regulation="A")
	builders.ensure("Liaison Unit Type", "unit_type_name", "Organisation Department")
	user = builders.make_user("organisation@placing.example", "Liaison Reviewer")
	office = builders.make_unit("Placing Office", unit_type="Organisation Department", reviewer=user)
	leader = officer(college.branch, "School Leader", "College Party Head")
	held = target(college.branch, "Party Branch", title="Branch Seven")
	advised = target(college.branch, "Young Teacher", tags=["Applicant"], title="Advised")
	assign("A-A1", leader, held)
	assign("A-A4", leader, advised)
	for each in (held, advised):
		each.reload()
		each.update({"active_to": LAST, "end_reason": "Departure"}).save()
	[todo] = todos(NEXT)
	assert (todo.allocated_to, todo.reference_name) == (user, office)
	assert "Branch Seven" in todo.description or "Party Branch" in todo.description
	assert "Advised" not in todo.description


def test_whoever_may_not_read_a_target_is_told_its_type(college):
	adopt("A2", regulation="A", placed_by="Placing Office")
	user = builders.make_user("office@placing.example", "Liaison Reviewer")
	builders.make_unit("Placing Office", reviewer=user)
	leader = officer(college.branch, "School Leader")
	secret = target(college.branch, "Person", title="Somebody Ill", active_to=LAST)
	assign("A-A2", leader, secret)
	[todo] = todos(NEXT)
	assert "Somebody Ill" not in todo.description and "Person has ended" in todo.description


@pytest.mark.commits
def test_f2_the_night_does_it_and_twice_is_once(college):
	assign("F-F1", college.holder, college.held)
	graduate(college)
	frappe.db.commit()
	for _night in range(2):
		nightly.start(date(2019, 5, 1), inline=True)
	found = frappe.get_all(
		"ToDo", {"name": ("like", "TP-%"), "allocated_to": college.reviewer}, pluck="status"
	)
	assert found == ["Open"]
