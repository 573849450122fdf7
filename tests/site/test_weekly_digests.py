"""The weekly digest: reviewers read once a week how the units below them stand."""

from datetime import date, timedelta

import frappe
import pytest

from liaison_app.services import digests, weekly_digests
from tests.site import builders
from tests.site.digest_college import MONDAY, SCRIPT, at, counted, logs, make_college, night, set_settings

pytestmark = pytest.mark.commits


@pytest.fixture
def college(site):
	return make_college()


@pytest.fixture
def reviewed(college):
	"""The weekly digest is on, and comes on Tuesdays; two duties of two officers."""
	set_settings(weekly_digest_enabled=1, weekly_digest_weekday="Tuesday", digest_enabled=0)
	college.below = builders.make_unit("Digest Branch", parent=college.unit)
	college.member = builders.make_officer(college.below, user=None)
	college.reached = builders.make_target(college.below)
	builders.make_assignment(college.member, college.reached, from_date="2018-10-01")
	frappe.db.commit()
	night(date(2018, 10, 22))
	return college


def test_a_reviewer_reads_how_the_units_below_stand(reviewed):
	tuesday = date(2018, 11, 6)
	night(tuesday)
	set_met(reviewed)
	assert digests.send_due(at(tuesday)) == 1
	(log,) = logs("LW")
	assert log.for_user == reviewed.reviewer
	assert log.subject == (
		"Your units this week: 25% of what is owed done, 1 duties overdue, 1 targets not reached"
	)
	content = log.email_content
	assert content.count(">Digest College</a>: 0%") == 1
	assert content.count(">Digest Branch</a>: 50%") == 1
	assert f"{reviewed.officer.full_name} (Digest College)</a>: 1 overdue" in content
	assert f">{reviewed.target.title}</a>" in content
	assert reviewed.reached.title not in content
	assert reviewed.member.full_name not in content
	assert frappe.utils.get_url_to_form("Liaison Officer", reviewed.officer.name) in content
	assert frappe.db.exists("Page", "supervision-board")
	assert '/supervision-board"' in content


def set_met(reviewed):
	"""October's talk with the branch's target took place, as far as figures go."""
	owed = {"subject": reviewed.reached.name, "period_key": "M:2018-10"}
	name = frappe.db.get_value("Periodic Obligation", owed)
	frappe.db.set_value("Periodic Obligation", name, {"done": 1, "state": "Met"}, update_modified=False)
	frappe.db.commit()


def test_it_comes_on_its_weekday_or_later_in_the_week_and_once(reviewed):
	monday = date(2018, 11, 5)
	sent = []
	for number in (0, 2, 3, 7, 8):  # the Tuesday of the first week is missed
		day = monday + timedelta(days=number)
		night(day)
		sent.append(digests.send_due(at(day)))
	assert sent == [0, 1, 0, 0, 1]
	assert len(logs("LW")) == 2


def test_another_weekday_in_the_same_week_sends_no_second_one(reviewed):
	night(date(2018, 11, 6))
	assert digests.send_due(at(date(2018, 11, 6))) == 1
	set_settings(weekly_digest_weekday="Thursday", last_weekly_digest=None)
	night(date(2018, 11, 8))
	assert digests.send_due(at(date(2018, 11, 8))) == 0


def test_the_weekly_one_has_a_switch_of_its_own(reviewed):
	set_settings(weekly_digest_enabled=0, digest_enabled=1)
	night(date(2018, 11, 6))
	digests.send_due(at(date(2018, 11, 6)))
	assert logs("LW") == []
	assert logs("LD") != []


def test_only_reviewers_who_may_look_and_whose_units_owe_get_it(reviewed):
	idle = builders.make_user("digest.idle@liaison.example", "Liaison Reviewer")
	builders.make_unit("Digest Idle", reviewer=idle)
	without_role = builders.make_user("digest.norole@liaison.example", "Liaison Officer")
	frappe.db.set_value("Liaison Unit", reviewed.below, "reviewer", without_role)
	frappe.db.commit()
	night(date(2018, 11, 6))
	digests.send_due(at(date(2018, 11, 6)))
	assert [log.for_user for log in logs("LW")] == [reviewed.reviewer]


def test_a_disabled_reviewer_gets_none(reviewed):
	frappe.db.set_value("User", reviewed.reviewer, "enabled", 0)
	frappe.db.commit()
	night(date(2018, 11, 6))
	assert digests.send_due(at(date(2018, 11, 6))) == 0


def test_the_targets_of_confidential_duties_are_counted_and_not_named(reviewed):
	frappe.db.set_value("Duty Rule", reviewed.rule.name, "confidential", 1)
	frappe.db.commit()
	night(date(2018, 11, 6))
	set_met(reviewed)
	digests.send_due(at(date(2018, 11, 6)))
	(log,) = logs("LW")
	assert "1 targets not reached" in log.subject
	assert reviewed.target.title not in log.email_content
	assert "and 1 more" in log.email_content


def test_the_weekly_one_speaks_the_reviewers_language_and_escapes(reviewed):
	frappe.db.set_value("User", reviewed.reviewer, "language", "zh")
	frappe.db.set_value("Liaison Officer", reviewed.officer.name, "full_name", SCRIPT)
	frappe.db.set_value("Contact Target", reviewed.target.name, "title", SCRIPT)
	frappe.db.commit()
	night(date(2018, 11, 6))
	digests.send_due(at(date(2018, 11, 6)))
	(log,) = logs("LW")
	assert "<script" not in log.email_content and "<img" not in log.email_content
	text = frappe.utils.strip_html(log.subject + log.email_content)
	for word in ("overdue", "Overdue", "owed", "behind", "reached", "Uncovered", "more"):
		assert word not in text, text


def test_more_reviewers_take_no_more_queries(reviewed):
	tuesday = date(2018, 11, 6)
	night(tuesday)
	few = counted(lambda: weekly_digests.send_weekly(tuesday, MONDAY))
	for number in range(8):
		user = builders.make_user(f"digest.reviewer{number}@liaison.example", "Liaison Reviewer")
		unit = builders.make_unit(f"Digest Part {number}", parent=reviewed.unit, reviewer=user)
		builders.make_assignment(builders.make_officer(unit, user=None), builders.make_target(unit))
	frappe.db.commit()
	night(tuesday)
	many = counted(lambda: weekly_digests.send_weekly(tuesday, date(2018, 11, 5)))
	assert len(logs("LW")) == 10
	assert many == few
