"""The answer of My Duties against a plain list of the same officer's rows, and with ten times the other officers' rows."""

from __future__ import annotations

from statistics import median
from typing import Any

import frappe

from liaison_app.api import duties

from .stage import NIGHT, OBLIGATION, Stage, say, seconds_as_officer
from .table import Row

TIMES, BAR_LIST, BAR_OTHERS = 10, 3, 1.1
CALLS = 60
FIELDS = (
	"name",
	"title",
	"rule",
	"regulation",
	"subject",
	"subject_title",
	"period_label",
	"period_start",
	"period_end",
	"state",
	"done",
	"quantity",
	"next_due",
)


def measure(stage: Stage) -> Row:
	"""Officers take turns, each call as in a request of its own; of the times the median counts."""
	few = _pairs(stage, stage.officers // TIMES)
	many = _pairs(stage, stage.officers)
	(page_few, _), (page, plain) = few, many
	rows = frappe.db.count(OBLIGATION)
	return Row(
		f"My Duties of one officer at {rows:,} obligations against `frappe.get_list` of the same rows;"
		f" with {TIMES} times the other officers' rows",
		f"≤ {BAR_LIST} × its time; ≤ {BAR_OTHERS} × the time with fewer",
		f"{page / plain:.2f} ×; {page / page_few:.2f} ×",
		page <= BAR_LIST * plain and page <= BAR_OTHERS * page_few,
		f"{1000 * page:.1f} ms against {1000 * plain:.1f} ms, {1000 * page_few:.1f} ms with a tenth of the officers;"
		f" medians of {CALLS} calls in turn, as the officer, each as in a request of its own",
	)


def _pairs(stage: Stage, officers: int) -> tuple[float, float]:
	"""Seconds of the page and of the plain list, in turn, with so many officers on the site."""
	stage.set(officers)
	stage.first_generation()
	frappe.db.sql_ddl(f"ANALYZE TABLE `tab{OBLIGATION}`")
	pages, lists = [], []
	for number in range(min(CALLS, officers)):
		# loading the desk has filled the user's caches before anything is asked
		seconds_as_officer(number, _plain_list)
	seconds_as_officer(0, _page)
	for call in range(CALLS):
		pages.append(seconds_as_officer(call % officers, _page))
		lists.append(seconds_as_officer(call % officers, _plain_list))
	_check_same_rows(0)
	frappe.set_user("Administrator")
	say(f"{officers} officers: page {1000 * median(pages):.1f} ms, list {1000 * median(lists):.1f} ms")
	return median(pages), median(lists)


def _page() -> set[str]:
	return {row["name"] for row in duties.my_duties(kind="academic_year", day=str(NIGHT))["rows"]}


def _plain_list() -> list[dict[str, Any]]:
	officer = frappe.db.get_value("Liaison Officer", {"user": frappe.session.user})
	return list(frappe.get_list(OBLIGATION, {"officer": officer}, FIELDS, limit_page_length=0))


def _check_same_rows(number: int) -> None:
	"""Raises RuntimeError unless both show all rows of the officer."""
	seconds_as_officer(number, lambda: None)
	shown = _page()
	if shown != {row["name"] for row in _plain_list()} or not shown:
		raise RuntimeError(f"the page shows {len(shown)} rows, the list has others")
