"""What one officer waits for: prefill, a month of the calendar and number cards, against `frappe.get_list` of the rows they show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import frappe

from liaison_app.api import calendar, visits
from liaison_app.services import cards, quick_record
from liaison_app.services.figures import span_of

from .stage import OBLIGATION, Stage, say, seconds_as_officer
from .table import Row

BAR = 3
CALLS = 60
MONTH, AFTER = ("2026-10-01", "2026-10-31"), "2026-11-01"
VISIT, VISITED = "Contact Visit", ("name", "title", "start", "duration_minutes", "outcome", "docstatus")
DUTY = (
	"name",
	"title",
	"rule",
	"subject",
	"subject_title",
	"next_due",
	"last_due",
	"state",
	"done",
	"quantity",
)
OPEN = {"state": ("in", quick_record.OPEN_STATES)}
PARTS = {
	"Contact Visit Officer": "officer",
	"Contact Visit Target": "target",
	"Liaison Activity Link": "activity",
}


def measure(stage: Stage) -> Row:
	"""Officers take turns, each call as in a request of its own; of the times the median counts."""
	today = stage.weeks_later()
	quick_record.today = lambda: str(today)  # the dialog is opened on the day of the last night
	ratios, behind = {}, []
	for name, ours, plain in (
		("prefill", _prefill, _list_for_prefill),
		("month of the calendar", _month, _list_of_month),
		("cards", lambda: _cards(today), lambda: _list_for_cards(today)),
	):
		own, listed = _medians(stage.officers, ours, plain)
		ratios[name] = own / listed
		behind.append(f"{name} {own / listed:.2f} × ({1000 * own:.1f} ms against {1000 * listed:.1f} ms)")
		say(behind[-1])
	frappe.set_user("Administrator")
	return Row(
		f"prefill of the quick record, a month of an officer's calendar, and the number cards, at {frappe.db.count(OBLIGATION):,} obligations"
		" against `frappe.get_list` of the rows that they show",
		f"≤ {BAR} ×",
		"; ".join(f"{name} {ratio:.1f} ×" for name, ratio in ratios.items()),
		max(ratios.values()) <= BAR,
		f"{', '.join(behind)}; medians of {CALLS} calls in turn, as the officer, each as in a request of its own",
	)


def _medians(officers: int, *calls: Callable[[], Any]) -> list[float]:
	"""Seconds of each call, in turn. Raises RuntimeError for an empty answer."""
	for number in range(min(CALLS, officers)):  # loading the desk has filled the user's caches
		for call in calls:
			seconds_as_officer(number, call)
			if not call():
				raise RuntimeError(f"nothing to show: {call.__name__}")
	turns = [[seconds_as_officer(number % officers, call) for call in calls] for number in range(CALLS)]
	return [median(seconds) for seconds in zip(*turns, strict=True)]


def _prefill() -> Any:
	found = visits.prefill()
	return found["duties"] and found["target_choices"] and found["activity_choices"]


def _list_for_prefill() -> Any:
	officer = _own()
	shown = _list(VISIT, VISITED, {"docstatus": 1})
	_parts([row.name for row in shown])
	held = _list("Liaison Assignment", ("target", "to_date"), {"officer": officer, "status": "Approved"})
	_list("Contact Target", ("name", "title", "target_type"), {"name": ("in", [row.target for row in held])})
	_list("Liaison Activity Type", ("name",), {"disabled": 0})
	return _list(OBLIGATION, DUTY, {"officer": officer, **OPEN})


def _month() -> Any:
	return calendar.visits(MONTH[0], AFTER, layers=",".join(calendar.LAYERS))


def _list_of_month() -> Any:
	shown = _list(VISIT, VISITED, {"docstatus": ("<", 2), "start": ("between", MONTH)})
	_parts([row.name for row in shown])
	_list("Liaison Term", ("name", "first_day", "last_day"), {})
	_list("Liaison Calendar Day", ("name", "day"), {})
	return _list(OBLIGATION, DUTY, {"officer": _own(), "next_due": ("between", MONTH)})


def _cards(today: date) -> Any:
	due, _days = cards.due_this_week(today)
	missed, _keys = cards.missed_last_period(today)
	return due + missed + cards.overdue() + cards.never_contacted(today)


def _list_for_cards(today: date) -> Any:
	officer = _own()
	(first, last), keys = span_of("Week", today), cards.last_periods(today)
	held = _list("Liaison Assignment", ("target", "from_date"), {"officer": officer, "status": "Approved"})
	_list("Contact Target", ("name", "title", "target_type"), {"name": ("in", [row.target for row in held])})
	_list(VISIT, VISITED, {"docstatus": 1})
	_list(OBLIGATION, DUTY, {**OPEN, "next_due": ("between", (first, last))})
	_list(OBLIGATION, DUTY, {"state": "Missed", "period_key": ("in", keys)})
	return _list(OBLIGATION, DUTY, {"state": "Overdue"})


def _parts(names: list[str]) -> None:
	for doctype, field in PARTS.items():
		frappe.get_all(doctype, {"parent": ("in", names), "parenttype": VISIT}, ["parent", field])


def _own() -> str:
	return str(frappe.db.get_value("Liaison Officer", {"user": frappe.session.user}))


def _list(doctype: str, fields: tuple[str, ...], filters: dict[str, Any]) -> list[Any]:
	return list(frappe.get_list(doctype, filters, list(fields), limit_page_length=0))
