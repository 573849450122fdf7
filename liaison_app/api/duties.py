"""What the page My Duties asks the server."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from liaison_app.services import duties, duty_year
from liaison_app.services.duty_periods import KINDS

EARLIEST, LATEST = 1950, 2200


@frappe.whitelist(methods=["GET", "POST"])
def my_duties(
	officer: str = "",
	kind: str = "week",
	day: str = "",
	regulation: str = "",
	subject: str = "",
	states: str = "",
	start: int = 0,
) -> dict[str, Any]:
	"""The duties of an officer (empty: of the user) in the week, month, semester or academic_year of a day (empty: today).

	Narrowed to a regulation, a target and some states (with commas between); 100 rows from the `start`-th on. Answers `officer`,
	`may_record`, `chooses` (whether the user may look at others), `today`, `period` (kind, since, until, previous and next day, name,
	number, current), `counts` by state and `total` after filters, `rows` (most pressing first), `rules`, `choices` (regulations,
	targets) and `never_run`. Raises PermissionError for an officer whom the user does not see, ValidationError for other words.
	"""
	frappe.has_permission("Periodic Obligation", "read", throw=True)
	user, today = frappe.session.user, frappe.utils.getdate()
	_refuse_other_kind(kind)
	wanted = duties.Wanted(regulation, subject, _states(states), max(start, 0))
	answer = duties.duties_of(duties.person(officer, user), kind, _day(day) if day else today, today, wanted)
	return {**answer, "chooses": duties.looks_at_others(user)}


@frappe.whitelist(methods=["GET", "POST"])
def counted(obligation: str) -> list[dict[str, Any]]:
	"""The visits and documents that counted for a duty: `doctype`, `name`, `title`, `day`. Raises PermissionError."""
	frappe.has_permission("Periodic Obligation", "read", obligation, throw=True)
	return duties.counted(obligation)


@frappe.whitelist(methods=["GET", "POST"])
def year(officer: str, year: int = 0) -> dict[str, Any]:
	"""Visits of the officer in a calendar year (0: this one) by day, `days`, and the `years` there are. Raises PermissionError."""
	frappe.has_permission("Contact Visit", "read", throw=True)
	today = frappe.utils.getdate()
	name = duties.person(officer, frappe.session.user).name
	if year and not EARLIEST <= year <= LATEST:
		frappe.throw(_("{0} is not a year.").format(year))
	return {
		"days": duty_year.visits_by_day(name, year or today.year),
		"years": duty_year.years_of(name, today),
	}


@frappe.whitelist(methods=["GET", "POST"])
def tallies(officer: str, since: str, until: str) -> list[dict[str, Any]]:
	"""What is asked of the officer without a number, with what was done from `since` to `until`: `rule`, `code`, `title`, `clause`,
	`regulation`, `number`. Raises PermissionError for an officer whom the user does not see, ValidationError for other dates.
	"""
	frappe.has_permission("Periodic Obligation", "read", throw=True)
	name = duties.person(officer, frappe.session.user).name
	return duty_year.tallies_of(name, _day(since), _day(until)) if name else []


def _refuse_other_kind(kind: str) -> None:
	if kind not in KINDS:
		frappe.throw(
			_("{0} is not a period. Choose week, month, semester or academic year.").format(escape_html(kind))
		)


def _states(states: str) -> tuple[str, ...]:
	named = tuple(state for state in states.split(",") if state)
	for state in named:
		if state not in duties.STATES:
			frappe.throw(_("{0} is not the state of a duty.").format(escape_html(state)))
	return named


def _day(text: str) -> date:
	try:
		day = date.fromisoformat(text)
	except ValueError:
		frappe.throw(_("{0} is not a date. Write it as 2026-11-30.").format(escape_html(text)))
	if not EARLIEST <= day.year <= LATEST:
		frappe.throw(_("{0} is too far away.").format(escape_html(text)))
	return day
