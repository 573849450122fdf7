"""Approving an assignment asks its rule, on the site as in the engine."""

import frappe
import pytest

from liaison_app.services import rule_cache
from tests.site import builders


@pytest.fixture
def rule(site):
	"""Colleges change every academic year, and one leader holds two at most."""
	for name, year, first, last in (
		("2019-20-1", "2019-20", "2019-09-02", "2020-01-17"),
		("2020-21-1", "2020-21", "2020-09-07", "2021-01-15"),
	):
		builders.insert("Liaison Term", term_name=name, academic_year=year, first_day=first, last_day=last)
	builders.ensure("Target Type", "target_type_name", "College")
	return builders.insert(
		"Liaison Assignment Rule",
		regulation=builders.make_regulation(),
		code="C1",
		title="Leaders hold colleges",
		target_types=[{"target_type": "College"}],
		min_targets=1,
		max_targets=2,
		rotation_period="Academic Year",
		rotation_look_back=1,
	)


@pytest.fixture
def people(rule):
	unit = builders.make_unit("Rotating School")
	officer = builders.make_officer(unit)
	return frappe._dict(officer=officer, colleges=[builders.make_target(unit, "College") for _ in range(4)])


def hold(rule, people, number, since, until=None, **values):
	return builders.make_assignment(
		people.officer,
		people.colleges[number],
		assignment_rule=rule.name,
		from_date=since,
		to_date=until,
		**values,
	)


def test_scenario_06_last_years_college_is_refused_with_the_reason(rule, people):
	hold(rule, people, 0, "2020-02-24", "2020-07-03")
	with pytest.raises(frappe.ValidationError, match="asks for a change"):
		hold(rule, people, 0, "2020-09-07")
	assert hold(rule, people, 1, "2020-09-07").status == "Approved"


def test_scenario_06_an_approved_exception_covers_it(rule, people):
	hold(rule, people, 0, "2020-02-24", "2020-07-03")
	kept = hold(
		rule, people, 0, "2020-09-07", is_exception=1, exception_reason="New college without other contacts"
	)
	assert kept.status == "Approved"
	assert any("asks for a change" in message["message"] for message in frappe.get_message_log())


def test_a_third_college_is_more_than_the_rule_allows(rule, people):
	hold(rule, people, 0, "2020-09-07")
	hold(rule, people, 1, "2020-09-07")
	with pytest.raises(frappe.ValidationError, match="would hold 3"):
		hold(rule, people, 2, "2020-09-07")


def test_a_draft_is_not_asked(rule, people):
	hold(rule, people, 0, "2020-02-24", "2020-07-03")
	draft = hold(rule, people, 0, "2020-09-07", status="Draft")
	draft.status = "Approved"
	with pytest.raises(frappe.ValidationError, match="asks for a change"):
		draft.save()


def test_titles_in_findings_are_escaped(rule, people):
	people.colleges[0].db_set("title", "<img src=x>")
	hold(rule, people, 0, "2020-02-24", "2020-07-03")
	with pytest.raises(frappe.ValidationError) as refused:
		hold(rule, people, 0, "2020-09-07")
	assert "<img" not in str(refused.value)


def test_rules_that_were_rolled_back_are_not_remembered(rule):
	before = len(rule_cache.assignment_rules())
	frappe.db.savepoint("try")
	builders.insert(
		"Liaison Assignment Rule",
		regulation="X",
		code="C2",
		title="Try",
		target_types=[{"target_type": "College"}],
	)
	assert len(rule_cache.assignment_rules()) == before + 1
	frappe.db.rollback()  # the whole of it, as a failed request does
	assert rule_cache.assignment_rules() == ()
