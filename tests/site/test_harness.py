"""The ground that the site tests stand on: nothing leaks from one test into another, workers are real."""

from collections.abc import Callable

import frappe
import pytest

from devtools.processes import is_alive
from tests import sitekit

MARK = "left behind by a test of the harness"


def errors_left() -> int:
	return frappe.db.count("Error Log", {"method": MARK})


def todos_left() -> int:
	return frappe.db.count("ToDo", {"description": MARK})


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_writes_is_gone_in_the_next(turn: str):
	assert (todos_left(), errors_left()) == (0, 0)
	frappe.get_doc({"doctype": "ToDo", "description": MARK}).insert()
	frappe.log_error(MARK, turn)
	assert (todos_left(), errors_left()) == (1, 1)


def test_a_commit_is_refused_where_the_test_does_not_say_so():
	with pytest.raises(AssertionError, match="mark it"):
		frappe.db.commit()


@pytest.mark.commits
@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_in_the_next(turn: str):
	assert (todos_left(), errors_left()) == (0, 0)
	frappe.get_doc({"doctype": "ToDo", "description": MARK}).insert()
	frappe.log_error(MARK, turn)
	frappe.db.commit()
	assert (todos_left(), errors_left()) == (1, 1)


@pytest.mark.commits(clean=False)
def test_cleaning_up_takes_only_what_was_added():
	frappe.get_doc({"doctype": "ToDo", "description": MARK}).insert()
	frappe.db.commit()
	try:
		with sitekit.clean_afterwards():
			frappe.get_doc({"doctype": "ToDo", "description": MARK}).insert()
			frappe.db.commit()
			assert todos_left() == 2
		assert todos_left() == 1
	finally:
		frappe.db.delete("ToDo", {"description": MARK})
		frappe.db.commit()


def test_a_user_is_acted_for_and_left_again(make_user: Callable[..., str], as_user: Callable):
	officer = make_user("ann.harness@liaison.example", "Liaison Officer")
	with as_user(officer):
		assert frappe.session.user == officer
		assert not frappe.has_permission("Liaison Regulation", "delete")
	assert frappe.session.user == "Administrator"


@pytest.mark.commits
def test_a_real_worker_runs_a_job_of_this_checkout(workers: sitekit.Workers):
	workers(1)
	frappe.enqueue("frappe.log_error", title=MARK, message="from a worker")
	sitekit.wait_for_jobs()
	frappe.db.rollback()
	assert errors_left() == 1


def test_a_killed_worker_is_really_dead(workers: sitekit.Workers):
	first, second = workers(2)
	first.kill()
	assert not is_alive(first.pid)
	assert is_alive(second.pid)
