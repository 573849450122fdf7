"""A9, B19: a clerk proposes dates and records for a leader, and the leader confirms."""

import frappe
import pytest
from frappe.utils import add_days, getdate

from liaison_app.api import cards, visits
from tests.site.builders import (
	make_assignment,
	make_obligation,
	make_officer,
	make_rule,
	make_target,
	make_unit,
	make_user,
	visit_values,
)


@pytest.fixture
def college(site):
	clerk = make_user("clerk.behalf@liaison.example", "Liaison Clerk")
	unit = make_unit("College of Dates", clerk=clerk)
	leader, other = make_officer(unit), make_officer(unit)
	target, rule = make_target(unit, title="Branch 7"), make_rule(title="Visit the branch")
	make_assignment(leader, target)
	duty = make_obligation(leader, rule, target, subject_title="Branch 7")
	return frappe._dict(clerk=clerk, leader=leader, other=other, duty=duty, target=target)


@pytest.fixture
def recorded(college, as_user):
	"""A visit of the leader, as the clerk recorded it."""
	with as_user(college.clerk):
		visit = frappe.get_doc(visit_values([college.leader], [college.target], officer_confirmed=1)).insert()
		visit.submit()
	return visit.reload()


def waiting(as_user, user):
	with as_user(user):
		return cards.visits_to_confirm()["value"]


def test_a9_what_a_clerk_records_counts_and_waits_for_the_leader_to_confirm(college, recorded, as_user):
	assert (recorded.docstatus, recorded.officer_confirmed, recorded.recorded_by) == (1, 0, college.clerk)
	(told,) = frappe.get_all("Notification Log", {"document_name": recorded.name}, ["for_user", "subject"])
	assert told.for_user == college.leader.user
	assert "recorded a contact for you" in told.subject
	assert waiting(as_user, college.leader.user) == 1
	with as_user(college.leader.user):
		visits.confirm(recorded.name)
	assert frappe.db.get_value("Contact Visit", recorded.name, "officer_confirmed") == 1
	assert waiting(as_user, college.leader.user) == 0


def test_b19_nobody_confirms_for_the_leader(college, recorded, as_user):
	for user in (college.clerk, college.other.user):
		with as_user(user), pytest.raises(frappe.PermissionError):
			visits.confirm(recorded.name)
	with as_user(college.clerk), pytest.raises(frappe.PermissionError, match="took part"):
		frappe.get_doc("Contact Visit", recorded.name).update({"officer_confirmed": 1}).save()
	assert waiting(as_user, college.other.user) == 0


def test_a_leader_who_records_alone_is_not_asked_to_confirm(college, as_user):
	with as_user(college.leader.user):
		frappe.get_doc(visit_values([college.leader], [college.target])).insert().submit()
	assert waiting(as_user, college.leader.user) == 0


def test_a9_a_clerk_proposes_a_date_and_it_is_in_the_leaders_calendar(college, as_user):
	with as_user(college.clerk):
		event = visits.propose(college.duty.name, f"{add_days(getdate(), 3)} 15:00:00", 90, "Room <b>3</b>")
	with as_user(college.leader.user):
		proposed = frappe.get_doc("Event", event)
		proposed.check_permission("write")
	assert "Branch 7" in proposed.subject
	assert "<b>" not in proposed.description
	assert (proposed.ends_on - proposed.starts_on).seconds == 90 * 60
	with as_user(college.other.user):
		assert not frappe.has_permission("Event", "read", event)


@pytest.mark.parametrize("confidential", ["rule", "row"])
def test_no_calendar_names_the_subject_of_a_sensitive_duty(college, as_user, confidential):
	if confidential == "row":
		frappe.db.set_value("Periodic Obligation", college.duty.name, "sensitive", 1)
	else:
		frappe.db.set_value("Duty Rule", college.duty.rule, "confidential", 1)
	with as_user(college.leader.user):
		event = visits.propose(college.duty.name, f"{add_days(getdate(), 3)} 15:00:00")
	assert "Branch 7" not in frappe.db.get_value("Event", event, "subject")


@pytest.mark.parametrize(("days", "minutes"), [(-1, 60), (401, 60), (3, 0), (3, 1441)])
def test_a_date_that_cannot_be_is_refused(college, as_user, days, minutes):
	with as_user(college.clerk), pytest.raises(frappe.ValidationError):
		visits.propose(college.duty.name, f"{add_days(getdate(), days)} 15:00:00", minutes)


def test_a_stranger_proposes_nothing(college, as_user):
	with as_user(college.other.user), pytest.raises(frappe.PermissionError):
		visits.propose(college.duty.name, f"{add_days(getdate(), 3)} 15:00:00")
