"""My Duties after further nights and other rules, and on a site that has none yet."""

from datetime import date

import frappe
import pytest

from liaison_app.api import duties as api
from liaison_app.services import duties, duty_year, nightly
from liaison_app.services.duties import Wanted
from tests.site import builders
from tests.site.autumn import TODAY, figures, make_autumn, seen, talk

pytestmark = pytest.mark.commits


@pytest.fixture
def autumn(site):
	return make_autumn()


def test_what_is_left_over_shows_in_the_week_that_runs(autumn):
	nightly.start(date(2018, 11, 5), inline=True)
	late = seen(autumn, "week", date(2018, 11, 5), date(2018, 11, 5))
	assert figures(late)[0] == (autumn.odd, "Overdue", 0, 1)
	later_week = seen(autumn, "week", date(2018, 11, 14), date(2018, 11, 5))
	assert "Overdue" not in later_week["counts"]


def test_minutes_are_shown_in_the_unit_of_the_rule(autumn):
	builders.make_rule(
		title="Two days on site", measure="Minutes", quantity=2, quantity_unit="Days", hours_per_day=6
	)
	talk(autumn.ann, autumn.classes[0], "2018-10-10", duration_minutes=180)
	nightly.start(TODAY, inline=True)
	(row,) = [row for row in seen(autumn)["rows"] if "Two days" in row["title"]]
	# 60 minutes on the 9th and 180 on the 10th are four hours, of twelve.
	assert (row["done"], row["quantity"], row["measured_in"]) == (0.7, 2, "Days")


def test_a_duty_without_a_number_is_counted_as_such(autumn):
	builders.make_rule(title="Listen often", without_minimum=1, nature="Advocated")
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	assert not [row for row in seen(autumn)["rows"] if "Listen often" in row["title"]]
	for since, until, number in (("2018-10-01", "2018-10-31", 1), ("2018-11-01", "2018-11-30", 0)):
		(tally,) = duty_year.tallies_of(autumn.ann.name, date.fromisoformat(since), date.fromisoformat(until))
		assert (tally["title"], tally["number"]) == ("Listen often", number)


def test_the_duties_of_a_unit_are_with_who_answers_for_it(autumn, as_user):
	reviewer = builders.make_user("unit.duties@liaison.example", "Liaison Reviewer")
	kind = builders.ensure("Liaison Unit Type", "unit_type_name", "College")
	unit = frappe.get_doc("Liaison Unit", autumn.unit)
	unit.update({"reviewer": reviewer, "unit_type": kind}).save()
	builders.make_rule(
		title="The college visits", owner_kind="Unit", owner_unit_types=[{"unit_type": kind}], period="Month"
	)
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	with as_user(reviewer):
		(row,) = api.my_duties(kind="month", day="2018-10-22")["rows"]
	assert (row["owner_kind"], row["unit"], row["officer"]) == ("Unit", autumn.unit, None)
	assert "The college visits" not in str(seen(autumn)["rows"])


def test_a_site_without_terms_has_half_years_and_years_from_september(site):
	officer = builders.make_officer(builders.make_unit("College without Terms"))
	frappe.db.commit()
	whose = duties.person("", officer.user)
	for kind, since, until in (
		("semester", "2018-07-01", "2018-12-31"),
		("academic_year", "2018-09-01", "2019-08-31"),
	):
		period = duties.duties_of(whose, kind, TODAY, TODAY, Wanted())["period"]
		assert (str(period["since"]), str(period["until"])) == (since, until)


def test_before_the_first_night_the_page_says_so(site):
	officer = builders.make_officer(builders.make_unit("College of the First Day"))
	frappe.db.set_single_value("Liaison Settings", "last_completed_run", None)
	frappe.db.commit()
	whose = duties.person("", officer.user)
	assert duties.duties_of(whose, "week", TODAY, TODAY, Wanted())["never_run"] is True
