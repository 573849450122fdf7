"""The nightly run on a real site: what it writes, what it leaves alone, and what it survives."""

from datetime import date

import frappe
import pytest

from liaison_app.services import nightly
from tests.site import builders

pytestmark = pytest.mark.commits
TODAY = date(2018, 10, 22)


def rows(**filters):
	fields = ["name", "officer", "subject", "period_key", "state", "done", "next_due", "frozen", "revision"]
	return frappe.get_all("Periodic Obligation", filters, fields, order_by="period_key asc, name asc")


def open_todos():
	return frappe.get_all(
		"ToDo",
		{"reference_type": "Periodic Obligation", "status": "Open"},
		["name", "reference_name", "allocated_to", "date", "description"],
		order_by="name asc",
	)


@pytest.fixture
def duty(site):
	"""An officer who owes a class one talk a month in the term 2018-19-1."""
	builders.insert(
		"Liaison Term",
		term_name="2018-19-1",
		academic_year="2018-19",
		first_day="2018-09-03",
		last_day="2019-01-18",
	)
	unit = builders.make_unit("Night College")
	officer = builders.make_officer(unit)
	target = builders.make_target(unit)
	builders.make_assignment(officer, target)
	rule = builders.make_rule(
		subject_kind="Assigned", subject_types=[{"target_type": "Class"}], period="Month", reminder_days=10
	)
	frappe.db.commit()
	return frappe._dict(unit=unit, officer=officer, target=target, rule=rule)


def test_a_month_is_owed_and_its_todo_is_open(duty):
	run = nightly.start(TODAY, inline=True)
	assert [(row.period_key, row.state) for row in rows()] == [
		("M:2018-10", "Due"),
		("M:2018-11", "Upcoming"),
	]
	(todo,) = open_todos()
	assert (todo.allocated_to, todo.date) == (duty.officer.user, date(2018, 10, 31))
	stored = frappe.get_doc("Liaison Run", run)
	assert (stored.status, stored.created, stored.todos_opened, stored.failed) == ("Completed", 2, 1, 0)
	assert frappe.db.get_single_value("Liaison Settings", "last_completed_run") == TODAY


def test_a_second_run_writes_nothing(duty):
	nightly.start(TODAY, inline=True)
	before = rows(), open_todos()
	run = nightly.start(TODAY, inline=True)
	assert (rows(), open_todos()) == before
	stored = frappe.get_doc("Liaison Run", run)
	assert (stored.created, stored.changed, stored.todos_opened, stored.todos_closed) == (0, 0, 0, 0)


def test_missed_nights_are_caught_up(duty):
	nightly.start(date(2018, 9, 20), inline=True)
	nightly.start(date(2018, 11, 18), inline=True)
	states = {row.period_key: (row.state, row.frozen) for row in rows()}
	assert states["M:2018-09"] == ("Missed", 1)
	assert states["M:2018-10"] == ("Missed", 1)
	assert states["M:2018-11"] == ("Open", 0)


def test_the_day_alone_moves_the_state_without_planning_again(duty):
	nightly.start(TODAY, inline=True)
	nightly.start(date(2018, 10, 23), inline=True)
	nightly.start(date(2018, 11, 1), inline=True)
	assert rows(period_key="M:2018-10")[0].state == "Overdue"
	nightly.start(date(2018, 11, 30), inline=True)
	assert rows(period_key="M:2018-10")[0].state == "Missed"


def test_a_deleted_todo_comes_back(duty):
	nightly.start(TODAY, inline=True)
	frappe.delete_doc("ToDo", open_todos()[0].name)
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	assert len(open_todos()) == 1


def test_a_todo_closed_without_a_visit_reopens_and_says_why(duty):
	nightly.start(TODAY, inline=True)
	todo = frappe.get_doc("ToDo", open_todos()[0].name)
	todo.status = "Closed"
	todo.save()
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	assert [row.name for row in open_todos()] == [todo.name]
	comments = frappe.get_all(
		"Comment", {"reference_name": todo.reference_name, "comment_type": "Info"}, pluck="content"
	)
	assert any("open again" in comment for comment in comments)


def test_a_changed_reminder_moves_the_todo(duty):
	nightly.start(TODAY, inline=True)
	duty.rule.reminder_days = 2
	duty.rule.save()
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	assert rows(period_key="M:2018-10")[0].state == "Open"
	assert open_todos() == []


def test_an_ended_assignment_withdraws_what_is_open(duty):
	nightly.start(TODAY, inline=True)
	assignment = frappe.get_last_doc("Liaison Assignment")
	assignment.update({"to_date": "2018-10-22", "end_reason": "Graduation", "status": "Ended"})
	assignment.save()
	frappe.db.commit()
	nightly.start(date(2018, 10, 23), inline=True)
	assert {row.period_key: row.state for row in rows()} == {
		"M:2018-10": "Withdrawn",
		"M:2018-11": "Withdrawn",
	}
	assert open_todos() == []
