"""What stays overdue becomes a ToDo of the reviewer, later of the managers: one each, kept true by what is stored."""

from datetime import date, timedelta

import frappe
import pytest

from liaison_app.services import nightly, todo_escalations
from tests.site import builders

pytestmark = pytest.mark.commits
FIRST, DUE = date(2018, 10, 22), date(2018, 10, 31)
FOR_REVIEWER, FOR_MANAGER = DUE + timedelta(days=3), DUE + timedelta(days=10)
SCRIPT = "<script>alert(1)</script>"


def night(day):
	return nightly.start(day, inline=True)


def todos(**filters):
	"""The open ones, but for those of managers whom the site had before."""
	fields = ["name", "status", "allocated_to", "date", "priority", "description", "modified"]
	found = frappe.get_all(
		"ToDo",
		{"name": ("like", "TE-%"), "status": "Open", **filters},
		[*fields, "reference_type", "reference_name"],
		order_by="allocated_to asc, reference_type asc, reference_name asc",
	)
	return [each for each in found if each.allocated_to.startswith("escalation.")]


@pytest.fixture
def college(site):
	"""Two officers without a login, who owe two classes each a talk a month; told on: reviewer after 3 days, manager after 10."""
	builders.insert(
		"Liaison Term",
		term_name="2018-19-1",
		academic_year="2018-19",
		first_day="2018-09-03",
		last_day="2019-01-18",
	)
	reviewer = builders.make_user("escalation.reviewer@liaison.example", "Liaison Reviewer")
	manager = builders.make_user("escalation.manager@liaison.example", "Liaison Manager")
	unit = builders.make_unit("Escalation College", reviewer=reviewer)
	officers = [builders.make_officer(unit, user=None) for _ in range(2)]
	targets = [builders.make_target(unit) for _ in range(4)]
	for number, target in enumerate(targets):
		builders.make_assignment(officers[number // 2], target, from_date="2018-10-01")
	rule = builders.make_rule(
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
		period="Month",
		reminder_days=10,
		grace_days=20,
		reviewer_after_days=3,
		manager_after_days=10,
		title_zh="每月谈心谈话",
	)
	frappe.db.commit()
	return frappe._dict(
		unit=unit, officers=officers, targets=targets, rule=rule, reviewer=reviewer, manager=manager
	)


def overdue_at(day):
	night(FIRST)
	night(day)


def settle(officer):
	"""What the officer owes for October is done, as far as ToDos go."""
	for name in frappe.get_all(
		"Periodic Obligation", {"officer": officer.name, "state": "Overdue"}, pluck="name"
	):
		frappe.db.set_value("Periodic Obligation", name, {"state": "Met Late", "done": 1})
	frappe.db.commit()


def synchronise(day):
	todo_escalations.synchronise(day)
	frappe.db.commit()


def test_the_reviewer_gets_one_todo_per_officer_after_the_days_of_the_rule(college):
	overdue_at(FOR_REVIEWER - timedelta(days=1))
	assert todos() == []
	night(FOR_REVIEWER)
	found = todos()
	assert [(each.allocated_to, each.reference_type, each.reference_name) for each in found] == [
		(college.reviewer, "Liaison Officer", officer.name) for officer in college.officers
	]
	first = found[0]
	assert (first.date, first.priority) == (DUE, "High")
	assert f"{college.officers[0].full_name}: 2 duties are overdue" in first.description
	for target in college.targets[:2]:
		assert target.title in first.description
	assert college.targets[2].title not in first.description


def test_the_manager_gets_one_per_unit_later(college):
	overdue_at(FOR_MANAGER - timedelta(days=1))
	assert todos(allocated_to=college.manager) == []
	night(FOR_MANAGER)
	(found,) = todos(allocated_to=college.manager)
	assert (found.reference_type, found.reference_name) == ("Liaison Unit", college.unit)
	assert "Escalation College: 4 duties are overdue" in found.description
	for officer in college.officers:
		assert officer.full_name in found.description
	assert len(todos(allocated_to=college.reviewer)) == 2


def test_the_reviewer_may_read_what_the_todo_points_at(college, as_user):
	overdue_at(FOR_REVIEWER)
	with as_user(college.reviewer):
		for each in todos():
			assert frappe.has_permission(each.reference_type, "read", each.reference_name)
			assert frappe.get_doc("ToDo", each.name).has_permission("read")


def test_nothing_is_written_when_nothing_has_changed(college):
	overdue_at(FOR_MANAGER)
	before = todos()
	assert len(before) == 3
	synchronise(FOR_MANAGER)
	night(FOR_MANAGER)
	night(FOR_MANAGER + timedelta(days=1))
	assert todos() == before


def test_it_closes_by_itself_and_the_others_stay(college):
	overdue_at(FOR_MANAGER)
	settle(college.officers[0])
	synchronise(FOR_MANAGER)
	assert [each.reference_name for each in todos(allocated_to=college.reviewer)] == [
		college.officers[1].name
	]
	(of_manager,) = todos(allocated_to=college.manager)
	assert "2 duties" in of_manager.description
	assert college.officers[0].full_name not in of_manager.description
	settle(college.officers[1])
	synchronise(FOR_MANAGER)
	assert todos() == []
	closed = {"name": ("like", "TE-%"), "status": "Closed", "allocated_to": ("like", "escalation.%")}
	assert frappe.db.count("ToDo", closed) == 3


def test_it_opens_again_under_the_same_name(college):
	overdue_at(FOR_REVIEWER)
	before = [each.name for each in todos()]
	states = {"officer": college.officers[0].name, "state": "Overdue"}
	names = frappe.get_all("Periodic Obligation", states, pluck="name")
	settle(college.officers[0])
	synchronise(FOR_REVIEWER)
	assert len(todos()) == 1
	for name in names:
		frappe.db.set_value("Periodic Obligation", name, {"state": "Overdue", "done": 0})
	synchronise(FOR_REVIEWER)
	assert [each.name for each in todos()] == before


def test_closed_or_deleted_by_hand_it_comes_back_with_the_next_night(college):
	overdue_at(FOR_REVIEWER)
	first, second = todos()
	closed = frappe.get_doc("ToDo", first.name)
	closed.status = "Closed"
	closed.save()
	frappe.delete_doc("ToDo", second.name)
	frappe.db.commit()
	night(FOR_REVIEWER)
	assert [each.name for each in todos()] == [first.name, second.name]


def test_it_follows_a_new_reviewer(college):
	overdue_at(FOR_REVIEWER)
	new = builders.make_user("escalation.new@liaison.example", "Liaison Reviewer")
	frappe.db.set_value("Liaison Unit", college.unit, "reviewer", new)
	frappe.db.commit()
	night(FOR_REVIEWER)
	assert {each.allocated_to for each in todos()} == {new}
	assert len(todos()) == 2


def test_without_a_reviewer_who_may_log_in_the_next_above_has_it(college):
	above = builders.make_user("escalation.above@liaison.example", "Liaison Reviewer")
	parent = builders.make_unit("Escalation University", reviewer=above)
	unit = frappe.get_doc("Liaison Unit", college.unit)
	unit.parent_liaison_unit = parent
	unit.save()
	frappe.db.set_value("User", college.reviewer, "enabled", 0)
	frappe.db.commit()
	overdue_at(FOR_REVIEWER)
	assert {each.allocated_to for each in todos()} == {above}


def test_the_switches_close_what_they_switch_off(college):
	overdue_at(FOR_MANAGER)
	frappe.db.set_single_value("Liaison Settings", "escalate_to_managers", 0)
	frappe.db.commit()
	night(FOR_MANAGER)
	assert {each.allocated_to for each in todos()} == {college.reviewer}
	frappe.db.set_single_value("Liaison Settings", "escalate_to_reviewers", 0)
	frappe.db.commit()
	night(FOR_MANAGER)
	assert todos() == []


def test_the_end_of_the_period_ends_it(college):
	overdue_at(FOR_MANAGER)
	night(DUE + timedelta(days=21))
	assert set(frappe.get_all("Periodic Obligation", {"period_key": "M:2018-10"}, pluck="state")) == {
		"Missed"
	}
	assert todos() == []


def test_todos_of_obligations_and_of_people_are_left_alone(college):
	own = frappe.get_doc(
		{
			"doctype": "ToDo",
			"description": "Ring up",
			"allocated_to": college.reviewer,
			"reference_type": "Liaison Officer",
			"reference_name": college.officers[0].name,
		}
	).insert()
	clerk = builders.make_user("escalation.clerk@liaison.example", "Liaison Clerk")
	frappe.db.set_value("Liaison Unit", college.unit, "clerk", clerk)
	frappe.db.commit()
	overdue_at(FOR_REVIEWER)
	of_obligations = {"reference_type": "Periodic Obligation", "status": "Open"}
	assert frappe.db.count("ToDo", of_obligations) == 4
	settle(college.officers[0])
	synchronise(FOR_REVIEWER)
	assert frappe.db.count("ToDo", of_obligations) == 4, "theirs are closed by the run, not by us"
	assert frappe.db.get_value("ToDo", own.name, "status") == "Open"


def test_a_long_list_is_cut_and_every_text_escaped(college):
	frappe.db.set_value("Liaison Officer", college.officers[0].name, "full_name", SCRIPT)
	frappe.db.set_value("Duty Rule", college.rule.name, "title", SCRIPT)
	for _ in range(12):
		target = builders.make_target(college.unit, title="<img src=x onerror=alert(1)> class")
		frappe.db.set_value("Contact Target", target.name, "title", SCRIPT)
		builders.make_assignment(college.officers[0], target, from_date="2018-10-01")
	frappe.db.commit()
	overdue_at(FOR_REVIEWER)
	found = todos(reference_name=college.officers[0].name)[0].description
	assert "<script" not in found and "<img" not in found
	assert "&lt;script&gt;" in found
	assert found.count("<li>") == 10
	assert "and 4 more" in found


def test_the_subject_of_a_confidential_duty_is_not_named(college):
	frappe.db.set_value("Duty Rule", college.rule.name, "confidential", 1)
	frappe.db.commit()
	overdue_at(FOR_MANAGER)
	for each in todos():
		for target in college.targets:
			assert target.title not in each.description


def test_it_speaks_the_language_of_its_reader(college):
	frappe.db.set_value("User", college.reviewer, "language", "zh")
	frappe.db.commit()
	overdue_at(FOR_REVIEWER)
	found = todos()[0].description
	assert "每月谈心谈话" in found
	for word in ("due", "Talk", "passed", "closes"):
		assert word not in found


def test_queries_do_not_grow_with_what_is_overdue(college):
	def counted(day):
		asked, original = [], frappe.db.sql

		def listening(*args, **kwargs):
			asked.append(args)
			return original(*args, **kwargs)

		frappe.db.sql = listening
		try:
			synchronise(day)
		finally:
			frappe.db.sql = original
		return len(asked)

	overdue_at(FOR_REVIEWER - timedelta(days=1))
	few = counted(FOR_REVIEWER)
	frappe.db.delete("ToDo", {"name": ("like", "TE-%")})
	for _ in range(10):
		officer = builders.make_officer(college.unit, user=None)
		builders.make_assignment(officer, builders.make_target(college.unit), from_date="2018-10-01")
	frappe.db.commit()
	night(FOR_REVIEWER - timedelta(days=1))
	many = counted(FOR_REVIEWER)
	assert len(todos()) == 12
	assert many <= few


def test_a_visit_that_settles_the_duty_closes_it_and_its_cancelling_opens_it(college):
	unit = builders.make_unit("Escalation Today", reviewer=college.reviewer)
	officer = builders.make_officer(unit, user=None)
	target = builders.make_target(unit)
	builders.make_rule(
		period="Term of Office",
		tenure_years=100,
		due="Start + Days",
		due_days=10,
		reviewer_after_days=5,
		manager_after_days=30,
		posts=[{"post": "Branch Secretary", "quantity": 1}],
	)
	frappe.db.commit()
	night(frappe.utils.getdate())
	about = {"reference_name": ("in", [officer.name, unit])}
	assert {each.allocated_to for each in todos(**about)} == {college.reviewer, college.manager}
	others = len(todos()) - 2
	visit = builders.make_visit([officer], [target])
	visit.submit()
	assert todos(**about) == []
	assert len(todos()) == others
	visit.cancel()
	assert len(todos(**about)) == 2


def test_a_unit_that_owes_is_what_the_todo_points_at(college):
	kind = builders.ensure("Liaison Unit Type", "unit_type_name", "Branch")
	branch = builders.make_unit("Escalation Branch", parent=college.unit, unit_type=kind)
	builders.make_rule(
		owner_kind="Unit",
		owner_unit_types=[{"unit_type": kind}],
		period="Month",
		grace_days=20,
		reviewer_after_days=3,
		subject_kind="Total",
	)
	frappe.db.commit()
	overdue_at(FOR_REVIEWER)
	(found,) = todos(reference_type="Liaison Unit")
	assert (found.allocated_to, found.reference_name) == (college.reviewer, branch)
