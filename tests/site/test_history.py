"""What the forms of duties, targets and officers show, and to whom."""

from collections.abc import Iterator
from datetime import date, timedelta

import frappe
import pytest
from frappe.utils import add_days, get_datetime, getdate

from liaison_app.api import history
from liaison_app.services import nightly, officer_overview
from liaison_app.services.figures import Span
from tests import sitekit
from tests.site import builders


def at(day: date, clock: str = "10:00:00") -> object:
	return get_datetime(f"{day} {clock}")


def submitted(officers: list, targets: list, **values: object) -> str:
	visit = builders.make_visit(officers, targets, **values)
	visit.submit()
	return str(visit.name)


@pytest.fixture(scope="module")
def told(site: str) -> Iterator[frappe._dict]:
	"""Ann holds two classes and talked; Bob of another college came by, once in confidence; Cay has nothing to do with them."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		yield a_year_of_talks()


def a_year_of_talks() -> frappe._dict:
	reviewer = builders.make_user("history.reviewer@liaison.example", "Liaison Reviewer")
	unit = builders.make_unit("College of History", reviewer=reviewer)
	far = builders.make_unit("Far College")
	ann, bob, cay = builders.make_officer(unit), builders.make_officer(far), builders.make_officer(far)
	seven, eight = builders.make_target(unit, title="Class 7"), builders.make_target(unit, title="Class 8")
	for target in (seven, eight):
		builders.make_assignment(ann, target)
	builders.make_rule(
		title="Talk with each class",
		quantity=2,
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
		period="Calendar Year",
	)
	visit = builders.ensure("Liaison Activity Type", "activity_name", "Look In")
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	day = getdate(add_days(getdate(), -1))
	talks = {
		"first": submitted([ann], [seven], start=at(day), account="They ask for <b>lamps</b>"),
		"second": submitted([ann], [seven], start=at(day, "15:00:00")),
		"other_activity": submitted(
			[ann], [seven], start=at(day, "16:00:00"), activities=[{"activity": visit}]
		),
		"elsewhere": submitted([ann], [eight], start=at(day, "17:00:00")),
		"of_bob": submitted([bob], [seven], start=at(day, "18:00:00"), account="Words of Bob"),
		"in_confidence": submitted(
			[bob], [seven], start=at(day, "19:00:00"), confidential=1, confidential_account="A SECRET"
		),
	}
	frappe.db.commit()
	row = frappe.db.get_value("Periodic Obligation", {"officer": ann.name, "subject": seven.name})
	return frappe._dict(
		ann=ann,
		bob=bob,
		cay=cay,
		reviewer=reviewer,
		seven=seven,
		day=day,
		row=row,
		visits=frappe._dict(talks),
	)


# --- the duty ---


def test_a_duty_tells_its_owner_which_visits_counted_and_why_others_did_not(told, as_user):
	with as_user(told.ann.user):
		found = history.obligation(told.row)
	(counted,) = found["counted"]
	assert (counted["visit"], counted["activities"], counted["officers"]) == (
		told.visits.first,
		["Talk"],
		[told.ann.full_name],
	)
	assert {line["visit"]: line["reason"] for line in found["others"]} == {
		told.visits.second: "Another visit on that day counts already.",
		told.visits.other_activity: "This duty asks for another activity.",
	}
	assert (found["hidden"], found["elsewhere"], found["documents"]) == (0, 1, [])


def test_a_duty_is_closed_to_other_officers(told, as_user):
	for officer in (told.bob, told.cay):
		with as_user(officer.user), pytest.raises(frappe.PermissionError):
			history.obligation(told.row)


def test_visits_that_the_reader_of_a_duty_may_not_read_are_counted_but_not_shown(told, as_user):
	frappe.db.set_value("Periodic Obligation", told.row, "responsible_user", told.cay.user)
	with as_user(told.cay.user):
		found = history.obligation(told.row)
	assert found == {"counted": [], "others": [], "hidden": 1, "elsewhere": 0, "documents": []}


def test_what_counted_when_a_period_closed_still_counts(told, as_user):
	frappe.db.set_value("Periodic Obligation", told.row, "frozen", 1)
	stored = frappe.db.get_value("Periodic Obligation", told.row, "counted_contacts")
	assert told.visits.first in stored
	frappe.db.set_value(
		"Periodic Obligation",
		told.row,
		"counted_contacts",
		stored.replace(told.visits.first, told.visits.second),
	)
	with as_user(told.ann.user):
		found = history.obligation(told.row)
	assert [line["visit"] for line in found["counted"]] == [told.visits.second]
	reasons = {line["visit"]: line["reason"] for line in found["others"]}
	assert reasons[told.visits.first].startswith("It had not counted when the period closed")


def test_a_duty_of_a_paper_names_the_paper(told, as_user):
	rule = builders.make_rule(measure="Document", document_kind="Report", counts=[])
	row = builders.make_obligation(told.ann, rule, owner_key=told.ann.name, period_key="C:2026")
	frappe.db.set_value("Periodic Obligation", row.name, stored_row_of(told))
	paper = builders.insert(
		"Duty Document",
		title="My report",
		document_kind="Report",
		rule=rule.name,
		officer=told.ann.name,
		period_key="C:2026",
		attachment="",
	)
	frappe.db.set_value("Duty Document", paper.name, {"status": "Handed In", "handed_in_on": told.day})
	with as_user(told.ann.user):
		found = history.obligation(row.name)
	assert found["counted"] == found["others"] == []
	assert [line["title"] for line in found["documents"]] == ["My report"]


def stored_row_of(told: frappe._dict) -> dict:
	columns = (
		"plan_data",
		"nature",
		"period_start",
		"period_end",
		"opens",
		"close_on",
		"quantity",
		"regulation",
	)
	return frappe.db.get_value("Periodic Obligation", told.row, columns, as_dict=True)


# --- the target ---


def lines_of(told: frappe._dict) -> dict[str | None, dict]:
	return {line.get("visit"): line for line in history.target(told.seven.name)["lines"]}


def test_the_holder_of_a_target_sees_own_talks_whole_and_others_as_day_and_name(told, as_user):
	with as_user(told.ann.user):
		found = history.target(told.seven.name)
		lines = lines_of(told)
	assert [holder["officer_name"] for holder in found["holders"]] == [told.ann.full_name]
	assert (found["count"], found["last"], found["more"]) == (4, told.day, False)
	assert lines[told.visits.first]["account"] == "They ask for <b>lamps</b>"
	assert lines[None] == {"start": told.day, "officers": [told.bob.full_name]}
	assert "SECRET" not in repr(found) and "Words of Bob" not in repr(found)
	assert told.visits.in_confidence not in repr(found)


def test_the_reviewer_of_the_target_sees_the_same(told, as_user):
	with as_user(told.reviewer):
		found = history.target(told.seven.name)
	assert found["count"] == 4
	assert [line for line in found["lines"] if "visit" not in line] == [
		{"start": told.day, "officers": [told.bob.full_name]}
	]


def test_who_may_just_see_the_target_learns_of_own_talks_only(told, as_user):
	with as_user(told.cay.user), pytest.raises(frappe.PermissionError):
		history.target(told.seven.name)
	frappe.db.set_value("Target Type", "Class", "visible_to_all", 1)
	with as_user(told.cay.user):
		found = history.target(told.seven.name)
	assert (found["lines"], found["count"], found["last"]) == ([], 0, None)
	assert [holder["officer"] for holder in found["holders"]] == [told.ann.name]
	with as_user(told.bob.user):
		assert set(lines_of(told)) == {told.visits.of_bob, told.visits.in_confidence}


def test_a_confidential_account_is_for_who_took_part(told, as_user):
	manager = builders.make_user("history.manager@liaison.example", "Liaison Manager")
	with as_user(manager):
		line = lines_of(told)[told.visits.in_confidence]
	assert (line["confidential"], line["confidential_account"]) == (True, None)
	frappe.db.set_value("Target Type", "Class", "visible_to_all", 1)
	with as_user(told.bob.user):
		assert lines_of(told)[told.visits.in_confidence]["confidential_account"] == "A SECRET"


def test_a_former_holder_sees_no_more_than_others(told, as_user):
	builders.make_assignment(told.bob, told.seven, to_date=add_days(getdate(), -30))
	with as_user(told.bob.user):
		assert set(lines_of(told)) == {told.visits.of_bob, told.visits.in_confidence}


def test_a_long_history_comes_in_pages(told, as_user):
	for number in range(21):
		builders.make_visit([told.ann], [told.seven], start=at(told.day, f"08:{number:02}:00"))
	frappe.db.set_value("Contact Visit", {"docstatus": 0}, "docstatus", 1)
	with as_user(told.ann.user):
		first, second = history.target(told.seven.name), history.target(told.seven.name, 20)
		assert history.target(told.seven.name, -5) == first
	assert (len(first["lines"]), first["more"], len(second["lines"]), second["more"]) == (20, True, 5, False)
	assert first["count"] == 25
	assert max(line["start"] for line in second["lines"]) <= first["lines"][-1]["start"]


# --- the officer ---


def test_an_officer_sees_posts_targets_load_and_rate(told, as_user):
	with as_user(told.ann.user):
		found = history.officer(told.ann.name)
	assert [post["post"] for post in found["posts"]] == ["Branch Secretary"]
	assert [(one["title"], one["last"]) for one in found["assignments"]] == [
		("Class 7", told.day),
		("Class 8", told.day),
	]
	# two classes, two talks with each, one of each is done
	(rule,) = found["rules"]
	assert (rule["owed"], rule["quantity"], rule["done"], rule["rate"], found["rate"]) == (2, 4, 2, 0.5, 0.5)
	assert found["recorded"] == {"visits": 4, "hours": 4.0}
	# four talks in 365 days are 0.077 a week
	assert found["load"] == {"contacts": 0.1, "hours": 0.0, "papers": 0.0}


def test_the_load_of_a_week_by_hand(told):
	rows = officer_overview._owed_rows(told.ann.name, Span(getdate(), getdate()))
	assert [row.quantity for row in rows] == [2, 2]
	year = Span(rows[0].period_start, rows[0].period_end)
	weeks = ((year.until - year.since).days + 1) / 7
	assert officer_overview.load_of(rows, year)["contacts"] == round(4 / weeks, 1)
	# a quarter of the days asks for a quarter of the talks: the same in a week
	part = Span(year.since, year.since + timedelta(days=90))
	assert officer_overview.load_of(rows, part)["contacts"] == round(4 / weeks, 1)


def test_the_overview_of_an_officer_is_closed_to_colleagues(told, as_user):
	for officer in (told.bob, told.cay):
		with as_user(officer.user), pytest.raises(frappe.PermissionError):
			history.officer(told.ann.name)
	with as_user(told.reviewer):
		assert history.officer(told.ann.name)["rate"] == 0.5
		with pytest.raises(frappe.PermissionError):
			history.officer(told.bob.name)


def test_guests_and_users_without_a_role_see_nothing(told, as_user):
	nobody = builders.make_user("history.nobody@liaison.example")
	for user in ("Guest", nobody):
		for ask, name in (
			(history.obligation, told.row),
			(history.target, told.seven.name),
			(history.officer, told.ann.name),
		):
			with as_user(user), pytest.raises(frappe.PermissionError):
				ask(name)


def test_an_officer_without_duties_has_no_rate(told, as_user):
	with as_user(told.cay.user):
		found = history.officer(told.cay.name)
	assert (found["rate"], found["rules"], found["assignments"]) == (None, [], [])
