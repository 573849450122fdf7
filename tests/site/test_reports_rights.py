"""Who sees which lines of which report, asked as the desk asks: an officer own ones, a reviewer the own subtree, a manager all."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import frappe
import pytest

from tests import sitekit
from tests.site.builders import (
	ensure,
	make_assignment,
	make_matter,
	make_obligation,
	make_officer,
	make_rule,
	make_target,
	make_unit,
	make_user,
	make_visit,
)
from tests.site.reports_kit import REPORTS, lines_of, run_report

SPAN = {"from_date": "2026-09-01", "to_date": "2026-10-31"}
FOR_ALL = ("Duty Ledger", "Visit Register", "Classes Heard", "Class Observations", "Branch Log")
FOR_CLERKS = (*FOR_ALL, "Uncovered Targets")
BOTH, EAST = frozenset({"east", "west"}), frozenset({"east"})
HEARD = "Class Observation"
SECRET = "nobody but two may know this"


@pytest.fixture(scope="module")
def two_colleges(site: str) -> Iterator[dict[str, Any]]:
	"""Two colleges, each with a reviewer, a clerk, an officer who owes and missed something, a held target and a visit."""
	with sitekit.clean_afterwards():
		made = make_two_colleges()
		frappe.db.commit()
		yield made


def make_two_colleges() -> dict[str, Any]:
	root = make_unit("Two Colleges", is_group=1)
	found: dict[str, Any] = {"rule": make_rule(), "root": root}
	found["manager"] = make_user("manager.both@liaison.example", "Liaison Manager")
	found["stranger"] = make_user("stranger@liaison.example", "Desk User")
	for place in ("east", "west"):
		reviewer = make_user(f"reviewer.{place}@liaison.example", "Liaison Reviewer")
		clerk = make_user(f"clerk.{place}@liaison.example", "Liaison Clerk")
		unit = make_unit(f"{place} college", root, reviewer=reviewer, clerk=clerk)
		officer = make_officer(unit, full_name=f"{place} officer")
		target = make_target(
			unit,
			title=f"{place} class",
			represents_unit=unit,
			sensitive_notes=SECRET,
			hardship_category="Financial",
		)
		make_assignment(officer, target)
		make_target(unit, title=f"{place} club", target_type="Club")
		visit = make_visit([officer], [target], start="2026-10-05 09:00:00", account=SECRET)
		visit.append("activities", {"activity": ensure("Liaison Activity Type", "activity_name", HEARD)})
		visit.submit()
		make_obligation(officer, found["rule"], target, **owed(officer, unit))
		make_matter(unit, raised_on="2026-10-05", details=SECRET)
		found[place] = {
			"unit": unit,
			"officer": officer,
			"reviewer": reviewer,
			"clerk": clerk,
			"visit": visit.name,
		}
	return found


def owed(officer: Any, unit: str) -> dict[str, Any]:
	return {
		"state": "Missed",
		"owner_key": officer.name,
		"unit": unit,
		"nature": "Required",
		"quantity": 2,
		"done": 1,
		"quantity_unit": "Times",
		"period_start": "2026-09-01",
		"period_end": "2026-09-30",
		"next_due": "2026-09-30",
		"last_due": "2026-09-30",
		"subject_title": "a class",
		"plan_data": json.dumps({"dues": [739889]}),
		"responsible_user": officer.user,
	}


def places_in(report: str) -> set[str]:
	"""Which of the two colleges the report's lines speak of."""
	told = json.dumps(lines_of(report, **SPAN), default=str)
	return {place for place in ("east", "west") if place in told}


def test_a_manager_sees_both(two_colleges, as_user):
	with as_user(two_colleges["manager"]):
		assert {report: places_in(report) for report in REPORTS} == dict.fromkeys(REPORTS, BOTH)


def test_a_reviewer_sees_the_own_subtree(two_colleges, as_user):
	with as_user(two_colleges["east"]["reviewer"]):
		assert {report: places_in(report) for report in REPORTS} == dict.fromkeys(REPORTS, EAST)


def test_a_reviewer_of_the_whole_sees_all_below(two_colleges, as_user):
	frappe.db.set_value("Liaison Unit", two_colleges["root"], "reviewer", two_colleges["west"]["reviewer"])
	with as_user(two_colleges["west"]["reviewer"]):
		assert {report: places_in(report) for report in REPORTS} == dict.fromkeys(REPORTS, BOTH)


def check_opened(opened: Sequence[str], place: str) -> None:
	"""The current user opens just these reports, and they speak of that college alone."""
	for report in REPORTS:
		if report in opened:
			assert places_in(report) == {place}, report
		else:
			with pytest.raises(frappe.PermissionError):
				run_report(report, **SPAN)


def test_an_officer_sees_own_lines_or_is_refused(two_colleges, as_user):
	with as_user(two_colleges["west"]["officer"].user):
		check_opened(FOR_ALL, "west")


def test_a_clerk_sees_the_people_recorded_for_or_is_refused(two_colleges, as_user):
	with as_user(two_colleges["west"]["clerk"]):
		check_opened(FOR_CLERKS, "west")


def test_others_are_refused(two_colleges, as_user):
	with as_user(two_colleges["stranger"]):
		check_opened((), "")


def test_asking_for_another_officer_gives_nothing(two_colleges, as_user):
	with as_user(two_colleges["west"]["officer"].user):
		for report in FOR_ALL:
			assert lines_of(report, officer=two_colleges["east"]["officer"].name, **SPAN) == []
			assert lines_of(report, unit=two_colleges["east"]["unit"], **SPAN) == []


def test_figures_above_the_lines_are_of_the_own_lines(two_colleges, as_user):
	with as_user(two_colleges["east"]["reviewer"]):
		answer = run_report("Who Fell Short", **SPAN)
	assert [figure["value"] for figure in answer["report_summary"]] == [1, 1, 0, 0, 50.0]


def test_what_is_sensitive_is_in_no_report(two_colleges):
	for report in REPORTS:
		told = json.dumps(run_report(report, **SPAN), default=str)
		assert "east" in told, report
		assert SECRET not in told and "Financial" not in told, report


def test_the_subject_of_a_confidential_duty_stays_between_those_concerned(two_colleges, as_user):
	frappe.db.set_value("Duty Rule", two_colleges["rule"].name, "confidential", 1)
	own = two_colleges["east"]
	with as_user(own["reviewer"]):
		(line,) = lines_of("Duty Ledger", **SPAN)
	assert (line["subject_title"], line["subject"]) == ("Confidential", None)
	with as_user(own["officer"].user):
		(line,) = lines_of("Duty Ledger", **SPAN)
	assert line["subject_title"] == "a class"


def test_a_draft_is_not_in_the_register(two_colleges):
	officer = two_colleges["east"]["officer"]
	draft = make_visit([officer], [make_target(officer.unit)], start="2026-10-06 09:00:00")
	assert draft.name not in {line["name"] for line in lines_of("Visit Register", **SPAN)}
