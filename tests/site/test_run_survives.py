"""Real workers, killed, doubled, and fed with bad data: the rows of one clean run, and no ToDo twice."""

import time
from datetime import date

import frappe
import pytest

from liaison_app.services import failures, nightly
from tests import sitekit
from tests.site import builders

pytestmark = pytest.mark.commits
TODAY = date(2018, 10, 22)
OFFICERS = 5


@pytest.fixture
def college(site):
	"""Five officers, each of whom owes two classes a talk a month, in chunks of one officer."""
	builders.insert(
		"Liaison Term",
		term_name="2018-19-1",
		academic_year="2018-19",
		first_day="2018-09-03",
		last_day="2019-01-18",
	)
	unit = builders.make_unit("Surviving College")
	officers = [builders.make_officer(unit) for _ in range(OFFICERS)]
	for officer in officers:
		for _ in range(2):
			builders.make_assignment(officer, builders.make_target(unit))
	rule = builders.make_rule(
		subject_kind="Assigned", subject_types=[{"target_type": "Class"}], period="Month", reminder_days=10
	)
	frappe.db.set_single_value("Liaison Settings", "chunk_size", 1)
	frappe.db.commit()
	return frappe._dict(unit=unit, officers=officers, rule=rule)


def picture():
	"""Every obligation and every ToDo, without what tells when it was written."""
	frappe.db.rollback()  # see what workers have committed
	obligations = frappe.get_all(
		"Periodic Obligation",
		fields=["name", "owner_key", "subject", "period_key", "state", "done", "plan_data"],
		order_by="name asc",
	)
	todos = frappe.get_all(
		"ToDo",
		{"reference_type": "Periodic Obligation"},
		["name", "reference_name", "allocated_to", "status", "date"],
		order_by="name asc",
	)
	return obligations, todos


def clean_run():
	"""What one undisturbed run comes to; it is thrown away again."""
	nightly.start(TODAY, inline=True)
	expected = picture()
	for doctype in ("Periodic Obligation", "ToDo", "Liaison Run", "Liaison Run Chunk", "Notification Log"):
		frappe.db.delete(doctype)
	frappe.db.set_single_value("Liaison Settings", "last_completed_run", None)
	frappe.db.commit()
	assert len(expected[0]) == OFFICERS * 2 * 2
	return expected


def wait_for_run(run, seconds=180):
	until = time.monotonic() + seconds
	while time.monotonic() < until:
		frappe.db.rollback()
		if frappe.db.get_value("Liaison Run", run, "status") == "Completed":
			return
		time.sleep(0.2)
	raise TimeoutError(f"{run} did not end: {frappe.get_doc('Liaison Run', run).as_json()}")


def test_two_workers_give_the_rows_of_one(college, workers):
	expected = clean_run()
	workers(2)
	wait_for_run(nightly.start(TODAY))
	assert picture() == expected


def test_a_run_started_twice_at_once_gives_the_rows_of_one(college, workers):
	expected = clean_run()
	first, second = nightly.start(TODAY), nightly.start(TODAY)
	assert first == second
	workers(2)
	wait_for_run(first)
	sitekit.wait_for_jobs()
	assert picture() == expected
	assert frappe.db.count("Liaison Run") == 1


def test_a_worker_killed_in_the_middle_costs_nothing(college, workers):
	expected = clean_run()
	run = nightly.start(TODAY)
	(worker,) = workers(1)
	while not frappe.db.count("Liaison Run Chunk", {"parent": run, "done": 1}):
		frappe.db.rollback()
		time.sleep(0.01)
	worker.kill()
	frappe.db.rollback()
	assert frappe.db.count("Liaison Run Chunk", {"parent": run, "done": 0}), (
		"the run was over before the kill"
	)
	assert frappe.db.get_value("Liaison Run", run, "status") == "Running"
	assert nightly.start(TODAY) == run  # taken up again
	workers(1)
	wait_for_run(run)
	sitekit.wait_for_jobs()
	assert picture() == expected
	assert frappe.db.get_value("Liaison Run", run, "attempt") == 2


def test_facts_changed_between_kill_and_rerun_give_the_rows_of_a_clean_run(college):
	run = nightly._open_run(TODAY)
	frappe.db.commit()
	nightly.run_chunk(run, nightly._undone_chunks(run)[0])
	frappe.db.set_value("Duty Rule", college.rule.name, "quantity", 2)
	frappe.db.commit()
	assert nightly.start(TODAY, inline=True) == run
	nightly.start(TODAY, inline=True)
	frappe.db.rollback()
	assert set(frappe.get_all("Periodic Obligation", pluck="quantity")) == {2}
	assert frappe.db.count("Periodic Obligation") == OFFICERS * 2 * 2


def test_a_run_that_never_ended_does_not_keep_the_next_day_from_running(college):
	lost = nightly._open_run(date(2018, 10, 21))
	frappe.db.commit()
	run = nightly.start(TODAY, inline=True)
	assert frappe.db.get_value("Liaison Run", lost, "status") == "Failed"
	assert frappe.db.get_value("Liaison Run", run, "status") == "Completed"


def test_one_officers_bad_data_stops_nobody_else(college):
	manager = builders.make_user("night.manager@liaison.example", "Liaison Manager")
	builders.make_rule(
		period="Term of Office",
		tenure_years=5,
		counts=[{"activities": "Talk"}],
		posts=[{"post": "Branch Secretary", "quantity": 1}],
	)
	bad = college.officers[2]
	frappe.db.set_value("Officer Tenure", bad.tenures[0].name, "from_date", None)
	frappe.db.commit()
	run = frappe.get_doc("Liaison Run", nightly.start(TODAY, inline=True))
	assert (run.status, run.failed) == ("Completed", 1)
	assert bad.name in run.message
	owners = set(frappe.get_all("Periodic Obligation", pluck="owner_key"))
	assert owners == {officer.name for officer in college.officers} - {bad.name}
	(log,) = frappe.get_all("Error Log", {"method": failures.TITLE}, ["error"])
	assert bad.name in log.error
	assert frappe.db.count("Notification Log", {"for_user": manager, "document_name": run.name}) == 1


def test_what_an_officer_owed_stays_while_the_data_are_bad(college):
	nightly.start(TODAY, inline=True)
	before = [row for row in picture()[0] if row.owner_key == college.officers[0].name]
	rule = builders.make_rule(
		period="Term of Office",
		tenure_years=5,
		counts=[{"activities": "Talk"}],
		posts=[{"post": "Branch Secretary", "quantity": 1}],
	)
	frappe.db.set_value("Officer Tenure", college.officers[0].tenures[0].name, "from_date", None)
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	assert [row for row in picture()[0] if row.owner_key == college.officers[0].name] == before
	assert rule.name


def test_an_unreadable_rule_leaves_its_obligations_alone(college):
	nightly.start(TODAY, inline=True)
	before = picture()
	frappe.db.set_value("Duty Rule", college.rule.name, "visit_filters", "[[1")
	frappe.db.commit()
	run = nightly.start(TODAY, inline=True)
	assert picture() == before
	assert college.rule.name in frappe.db.get_value("Liaison Run", run, "message")


def test_a_day_missed_is_made_up_by_the_hourly_watch(college):
	from datetime import datetime

	assert nightly.watch(datetime(2018, 10, 22, 1, 0)) is None, "not before the night's own run"
	run = nightly.watch(datetime(2018, 10, 22, 9, 45))
	assert run and frappe.db.get_value("Liaison Run", run, "run_date") == TODAY
	assert frappe.db.get_single_value("Liaison Settings", "last_heartbeat")


def test_the_reviewer_is_told_once_of_what_stays_overdue(college):
	reviewer = builders.make_user("night.reviewer@liaison.example", "Liaison Reviewer")
	frappe.db.set_value("Liaison Unit", college.unit, "reviewer", reviewer)
	frappe.db.set_value("Duty Rule", college.rule.name, {"reviewer_after_days": 2, "grace_days": 20})
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	told = {"for_user": reviewer, "subject": ("like", "Overdue%")}
	nightly.start(date(2018, 11, 1), inline=True)
	assert frappe.db.count("Notification Log", told) == 0
	nightly.start(date(2018, 11, 3), inline=True)
	nightly.start(date(2018, 11, 4), inline=True)
	assert frappe.db.count("Notification Log", told) == OFFICERS * 2


def test_terms_that_overlap_in_the_database_are_reported_and_nothing_is_lost(college):
	nightly.start(date(2018, 10, 21), inline=True)
	before = picture()
	builders.insert(
		"Liaison Term",
		term_name="2019",
		academic_year="2018-19",
		first_day="2019-02-25",
		last_day="2019-07-05",
	)
	frappe.db.set_value("Liaison Term", "2019", "first_day", "2018-12-01")
	frappe.db.commit()
	run = frappe.get_doc("Liaison Run", nightly.start(TODAY, inline=True))
	assert run.status == "Completed"
	assert run.failed == run.chunks_total
	assert "overlap" in run.message
	assert picture() == before
	assert frappe.db.get_single_value("Liaison Settings", "last_completed_run") == date(2018, 10, 21)


@pytest.mark.parametrize("told", ["replacing.synchronise", "festivals.remind", "vacant_weeks.synchronise"])
def test_a_fault_in_what_is_told_beside_the_duties_costs_the_run_nothing(college, monkeypatch, told):
	def fail(today):
		raise ValueError("no such day")

	monkeypatch.setattr(f"liaison_app.services.nightly.{told}", fail)
	run = nightly.start(TODAY, inline=True)
	assert frappe.db.get_value("Liaison Run", run, "status") == "Completed"
	assert frappe.db.get_single_value("Liaison Settings", "last_completed_run") == TODAY
	assert frappe.db.exists("Error Log", {"error": ("like", "%no such day%")})


def test_a_day_without_a_term_is_said_in_the_run(college):
	run = nightly.start(date(2019, 2, 1), inline=True)
	assert "No term covers 2019-02-01" in frappe.db.get_value("Liaison Run", run, "message")


def test_the_reception_roster_is_drawn_and_its_weeks_are_owed(college):
	rule = builders.make_rule(
		owner_kind="Rotation",
		period="Week",
		min_teaching_days=1,
		posts=[{"post": "Branch Secretary", "quantity": 1}],
		counts=[{"activities": "Talk"}],
	)
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	weeks = frappe.get_all("Roster Week", {"rule": rule.name}, ["week", "officer"], order_by="week asc")
	names = sorted(officer.name for officer in college.officers)
	assert [row.officer for row in weeks[:6]] == [*names, names[0]]
	assert weeks[0].week == TODAY
	owed = frappe.get_all(
		"Periodic Obligation", {"rule": rule.name}, ["owner_key", "period_key"], order_by="period_key asc"
	)
	assert [(row.owner_key, row.period_key) for row in owed] == [
		(row.officer, f"W:{row.week}") for row in weeks
	]
	nightly.start(TODAY, inline=True)
	assert (
		frappe.get_all("Roster Week", {"rule": rule.name}, ["week", "officer"], order_by="week asc") == weeks
	)
