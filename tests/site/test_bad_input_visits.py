"""A visit that cannot have been is refused with what to do, and nothing is stored."""

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime, today

from tests.site.builders import make_officer, make_target, make_unit, make_visit, visit_values


@pytest.fixture
def people(site):
	unit = make_unit("Test College")
	return [make_officer(unit, None)], [make_target(unit, title="Class 1")]


def refused(match, *people, **values):
	before = frappe.db.count("Contact Visit")
	with pytest.raises(frappe.ValidationError, match=match):
		make_visit(*people, **values)
	assert frappe.db.count("Contact Visit") == before


def test_a_visit_is_not_in_the_future(people):
	refused("still to come", *people, start=add_to_date(now_datetime(), hours=1))
	make_visit(*people, start=now_datetime())


def test_a_visit_has_officers_and_targets(people):
	officers, targets = people
	refused("Name the officers", [], targets)
	refused("Name the targets", officers, [])
	refused("named twice", officers * 2, targets)
	refused("named twice", officers, targets * 2)


def test_a_visit_lasts_a_day_at_most(people):
	refused("more than 24 hours", *people, duration_minutes=24 * 60 + 1)
	refused("negative", *people, duration_minutes=-5)
	make_visit(*people, duration_minutes=24 * 60)


def test_a_target_was_there_on_the_day(people):
	officers, targets = people
	frappe.db.set_value(
		"Contact Target", targets[0].name, {"active_from": "2018-09-01", "active_to": "2019-04-30"}
	)
	refused("Class 1 was not active", officers, targets, start="2019-05-01 10:00:00")
	refused("Class 1 was not active", officers, targets, start="2018-08-31 10:00:00")
	make_visit(officers, targets, start="2019-04-30 23:59:00")


def test_an_attempt_says_why(people):
	refused("did not take place", *people, outcome="Not Reached")
	make_visit(*people, outcome="Not Reached", outcome_reason="Was ill")


def test_a_visit_says_what_was_done(people):
	refused("What Was Done|activities", *people, activities=[])


def test_the_day_of_recording_is_that_of_the_first_submission(people):
	visit = frappe.get_doc(visit_values(*people, start="2019-02-28 10:00:00")).insert()
	assert visit.recorded_on is None
	visit.submit()
	assert str(visit.recorded_on) == today()
	frappe.db.set_value("Contact Visit", visit.name, {"recorded_on": "2019-03-01", "recorded_by": "Guest"})
	visit.reload()
	visit.cancel()
	amended = frappe.copy_doc(visit)
	amended.amended_from = visit.name
	amended.insert()
	amended.submit()
	assert (str(amended.recorded_on), amended.recorded_by) == ("2019-03-01", "Guest")


def test_the_title_says_with_whom(people):
	officers, targets = people
	more = [make_target(targets[0].unit, title=f"Class {number}") for number in (2, 3, 4)]
	assert make_visit(officers, targets).title == "Class 1"
	assert make_visit(officers, [*targets, *more]).title == "Class 1, Class 2 and 2 more"
