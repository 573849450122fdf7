"""Who stands in for a reviewer sees and decides what the reviewer does, on the days named and on no other."""

import frappe
import pytest
from frappe.utils import add_days, today

from tests.site import builders


@pytest.fixture
def college(site):
	"""A school and a college with a reviewer each; the deputy holds the role and nothing else."""
	deputy = builders.make_user("standin@liaison.example", "Liaison Reviewer")
	reviewer = builders.make_user("dean@liaison.example", "Liaison Reviewer")
	school = builders.make_unit("Deputised School")
	unit = builders.make_unit("Deputised College", school, reviewer=reviewer)
	branch = builders.make_unit("Deputised Branch", unit)
	officer = builders.make_officer(branch, None)
	return frappe._dict(deputy=deputy, reviewer=reviewer, school=school, unit=unit, officer=officer)


def name_deputy(unit, user, first, last):
	"""Counted in days from today."""
	doc = frappe.get_doc("Liaison Unit", unit)
	days = {"from_date": add_days(today(), first), "to_date": add_days(today(), last)}
	doc.append("deputies", {"user": user, **days})
	return doc.save()


def sees(as_user, user, officer):
	with as_user(user):
		listed = officer.name in frappe.get_list("Liaison Officer", pluck="name")
		assert frappe.has_permission("Liaison Officer", "read", doc=officer.name) is listed
		return listed


@pytest.mark.parametrize(
	("first", "last", "serves"), [(0, 0, True), (-3, 5, True), (-5, -1, False), (1, 9, False)]
)
def test_a_deputy_serves_on_the_days_named_both_included(college, as_user, first, last, serves):
	assert not sees(as_user, college.deputy, college.officer)
	name_deputy(college.unit, college.deputy, first, last)
	assert sees(as_user, college.deputy, college.officer) is serves
	assert sees(as_user, college.reviewer, college.officer)


def test_a_deputy_approves_as_the_reviewer_does(college, as_user):
	held = builders.make_assignment(college.officer, builders.make_target(college.unit), status="Draft")
	with as_user(college.deputy), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Liaison Assignment", held.name).update({"status": "Approved"}).save()
	name_deputy(college.unit, college.deputy, -1, 1)
	with as_user(college.deputy):
		frappe.get_doc("Liaison Assignment", held.name).update({"status": "Approved"}).save()
	assert frappe.db.get_value("Liaison Assignment", held.name, "status") == "Approved"


def test_a_deputy_without_the_role_is_refused_in_words(college):
	clerk = builders.make_user("norole@liaison.example", "Liaison Clerk")
	with pytest.raises(frappe.ValidationError, match="cannot stand in without the role Liaison Reviewer"):
		name_deputy(college.unit, clerk, 0, 1)


def test_a_deputy_whose_days_end_before_they_begin_is_refused(college):
	with pytest.raises(frappe.ValidationError, match="lies before"):
		name_deputy(college.unit, college.deputy, 2, 1)
