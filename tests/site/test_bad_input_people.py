"""Terms, officers, targets and assignments that cannot be are refused with what to do, and nothing is stored."""

import frappe
import pytest

from tests.site.builders import (
	ensure,
	insert,
	make_assignment,
	make_officer,
	make_regulation,
	make_target,
	make_unit,
	make_user,
)


@pytest.fixture
def unit(site):
	return make_unit("Test College")


def term(name, first, last):
	return insert("Liaison Term", term_name=name, academic_year="2018/19", first_day=first, last_day=last)


def test_a_term_ends_after_it_starts(site):
	with pytest.raises(frappe.ValidationError, match="lies before"):
		term("T1", "2019-01-18", "2018-09-03")
	assert not frappe.db.exists("Liaison Term", "T1")


@pytest.mark.parametrize("last", ["2019-02-25", "2019-07-05"])
def test_terms_do_not_overlap(site, last):
	term("T2", "2019-02-25", "2019-07-05")
	with pytest.raises(frappe.ValidationError, match="overlaps T2"):
		term("T1", "2018-09-03", last)
	term("T1", "2018-09-03", "2019-02-24")


def test_a_term_may_be_saved_again(site):
	again = term("T1", "2018-09-03", "2019-01-18")
	again.last_day = "2019-01-19"
	again.save()
	assert str(frappe.db.get_value("Liaison Term", "T1", "last_day")) == "2019-01-19"


def test_a_day_is_either_off_or_taught(site):
	insert("Liaison Calendar Day", date="2018-10-01", kind="Holiday")
	with pytest.raises(frappe.ValidationError, match="entered as Holiday already"):
		insert("Liaison Calendar Day", date="2018-10-01", kind="Make-up Day")
	with pytest.raises(frappe.DuplicateEntryError):
		insert("Liaison Calendar Day", date="2018-10-01", kind="Holiday")


def test_a_festival_names_its_event_type(site):
	with pytest.raises(frappe.ValidationError, match="event type of the festival"):
		insert("Liaison Calendar Day", date="2018-09-10", kind="Festival")


def test_an_officer_without_login_needs_a_clerk(unit):
	with pytest.raises(frappe.ValidationError, match="no login"):
		make_officer(unit, None, full_name="Ann", clerk_users=[])
	assert not frappe.db.exists("Liaison Officer", {"full_name": "Ann"})
	clerk = make_user("cora@liaison.example", "Liaison Clerk")
	make_officer(unit, None, full_name="Ann", clerk_users=[{"user": clerk}])
	frappe.db.set_value("Liaison Unit", unit, "clerk", clerk)
	make_officer(make_unit("Test Branch", unit), None, full_name="Bob", clerk_users=[])


def test_an_officer_has_a_post(unit):
	with pytest.raises(frappe.ValidationError, match="at least one post"):
		make_officer(unit, None, tenures=[])


def test_the_login_of_an_officer_is_enabled(unit):
	user = make_user("gone@liaison.example", "Liaison Officer", enabled=0)
	with pytest.raises(frappe.ValidationError, match="is disabled"):
		make_officer(unit, user)
	make_officer(unit, user, enabled=0)


def test_a_login_belongs_to_one_officer(unit):
	ann = make_officer(unit, make_user("ann@liaison.example"), full_name="Ann Lee")
	with pytest.raises(frappe.DuplicateEntryError, match="belongs to Ann Lee"):
		make_officer(unit, ann.user)


@pytest.mark.parametrize(
	("tenures", "match"),
	[
		([("Dean", "2019-05-01", "2019-04-30")], "lies before"),
		([("Dean", "2018-01-01", None), ("Dean", "2019-01-01", None)], "for the same days"),
	],
)
def test_posts_are_held_once_and_forwards(unit, tenures, match):
	ensure("Liaison Post", "post_name", "Dean")
	rows = [{"post": post, "from_date": start, "to_date": end} for post, start, end in tenures]
	with pytest.raises(frappe.ValidationError, match=match):
		make_officer(unit, None, tenures=rows)


def test_a_leave_ends_after_it_starts(unit):
	with pytest.raises(frappe.ValidationError, match="lies before"):
		make_officer(unit, None, leaves=[{"from_date": "2019-03-08", "to_date": "2019-03-01"}])


def test_a_target_belongs_to_a_unit(unit):
	with pytest.raises(frappe.ValidationError, match="which unit"):
		make_target(None, title="Nowhere")
	assert not frappe.db.exists("Contact Target", {"title": "Nowhere"})


def test_a_target_ends_after_it_begins_and_lies_not_in_itself(unit):
	with pytest.raises(frappe.ValidationError, match="lies before"):
		make_target(unit, active_from="2019-01-01", active_to="2018-12-31")
	outer = make_target(unit)
	inner = make_target(unit, parent_contact_target=outer.name)
	outer.parent_contact_target = inner.name
	with pytest.raises(frappe.ValidationError, match="inside itself"):
		outer.save()


def test_a_target_code_is_given_once(unit):
	make_target(unit, code="S-1")
	with pytest.raises(frappe.UniqueValidationError):
		make_target(unit, code="S-1")
	make_target(unit)
	make_target(unit)  # no code is no duplicate


@pytest.fixture
def people(unit):
	"""An officer in post 2018-01-01..2019-12-31 and a target active 2018-09-01..2019-04-30."""
	tenure = {
		"post": ensure("Liaison Post", "post_name", "Dean"),
		"from_date": "2018-01-01",
		"to_date": "2019-12-31",
	}
	officer = make_officer(unit, None, full_name="Ann Lee", tenures=[tenure])
	return officer, make_target(unit, title="Class 1", active_from="2018-09-01", active_to="2019-04-30")


@pytest.mark.parametrize(
	("dates", "match"),
	[
		({"from_date": "2017-12-31"}, "Ann Lee holds no post on"),
		({"from_date": "2020-01-01"}, "Ann Lee holds no post on"),
		({"from_date": "2018-10-01", "to_date": "2020-01-01"}, "Ann Lee holds no post on"),
		({"from_date": "2018-08-31"}, "Class 1 is not active on"),
		({"from_date": "2019-05-01"}, "Class 1 is not active on"),
		({"from_date": "2018-10-01", "to_date": "2019-05-01"}, "Class 1 is not active on"),
		({"from_date": "2019-01-01", "to_date": "2018-12-31"}, "lies before"),
	],
)
def test_an_assignment_lies_inside_post_and_target(people, dates, match):
	with pytest.raises(frappe.ValidationError, match=match):
		make_assignment(*people, **dates)
	assert not frappe.db.exists("Liaison Assignment", {"officer": people[0].name})


def test_an_assignment_may_have_no_end(people):
	make_assignment(*people, from_date="2018-09-01")
	assert frappe.db.exists("Liaison Assignment", {"officer": people[0].name})


def test_a_target_is_held_once_at_a_time_under_a_regulation(people):
	make_assignment(*people, from_date="2018-09-01", to_date="2018-12-31")
	for regulation in (None, make_regulation("P")):
		if regulation:
			make_assignment(*people, from_date="2018-09-01", to_date="2018-12-31", regulation=regulation)
		with pytest.raises(frappe.ValidationError, match="holds Class 1 already"):
			make_assignment(*people, from_date="2018-12-31", regulation=regulation)
		make_assignment(*people, from_date="2019-01-01", regulation=regulation)


def test_a_rejected_assignment_stands_in_nobodys_way(people):
	make_assignment(*people, status="Rejected")
	assert make_assignment(*people).status == "Approved"


def test_an_ended_assignment_says_when_and_why(people):
	with pytest.raises(frappe.ValidationError, match="last day and the reason"):
		make_assignment(*people, status="Ended")


def test_the_rule_of_an_assignment_belongs_to_its_regulation(people):
	rule = insert(
		"Liaison Assignment Rule",
		regulation=make_regulation("P"),
		code="P1",
		title="Hold a class",
		target_types=[{"target_type": "Class"}],
	)
	with pytest.raises(frappe.ValidationError, match="same regulation"):
		make_assignment(*people, assignment_rule=rule.name, regulation=make_regulation("Q"))
	assert make_assignment(*people, assignment_rule=rule.name).regulation == "P"


def test_an_exemption_says_who_and_from_when(people):
	with pytest.raises(frappe.ValidationError, match="who is exempted"):
		insert("Exemption", reason="Illness", from_date="2019-01-01")
	with pytest.raises(frappe.ValidationError, match="from which day"):
		insert("Exemption", reason="Illness", officer=people[0].name)


def test_events_that_the_app_finds_are_not_registered(people):
	with pytest.raises(frappe.ValidationError, match="found by the app"):
		insert("Trigger Event", event_type="Tenure Begins", target=people[1].name, day="2019-01-01")
