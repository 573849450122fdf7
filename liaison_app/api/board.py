"""The supervision board and nudging, for reviewers (the units under their review) and managers (all)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate

from liaison_app.services import board as boards
from liaison_app.services import nudging
from liaison_app.services.figures import span_of
from liaison_app.services.supervision import refuse_foreign_officers, refuse_foreign_unit, units_of

SUPERVISORS = ("Liaison Reviewer", "Liaison Manager", "System Manager")
MOST_AT_ONCE = 1000


@frappe.whitelist(methods=["GET", "POST"])
def figures(
	period: str = "Semester", day: str | None = None, unit: str | None = None, regulation: str | None = None
) -> dict[str, Any]:
	"""The board as services.board.board has it. Raises PermissionError for who supervises nobody, and for a foreign unit."""
	frappe.only_for(SUPERVISORS, message=True)
	user = frappe.session.user
	refuse_foreign_unit(user, unit)
	return boards.board(user, _period(period), _day(day), getdate(), unit or None, regulation or None)


@frappe.whitelist(methods=["GET", "POST"])
def duties(
	period: str = "Semester",
	day: str | None = None,
	unit: str | None = None,
	officer: str | None = None,
	own: bool = False,
	rule: str | None = None,
	regulation: str | None = None,
) -> dict[str, Any]:
	"""The duties behind a figure of a unit with all below it (`own`: that the unit owes itself), or of an officer.

	Raises PermissionError for a foreign unit or officer, ValidationError when neither is named.
	"""
	frappe.only_for(SUPERVISORS, message=True)
	user = frappe.session.user
	if not (unit or officer):
		frappe.throw(_("Name a unit or an officer."))
	refuse_foreign_unit(user, unit)
	refuse_foreign_officers(user, [officer] if officer else [])
	units = [unit] if unit and own else units_of(user).inside(unit) if unit else []
	return boards.duties(
		user,
		span_of(_period(period), _day(day)),
		getdate(),
		units=units,
		officer=officer or None,
		own=bool(own),
		rule=rule or None,
		regulation=regulation or None,
	)


@frappe.whitelist(methods=["GET", "POST"])
def behind(
	unit: str | None = None, officer: str | None = None, regulation: str | None = None
) -> list[dict[str, Any]]:
	"""Who is behind now, of a unit with all below it, or whether one officer is. Raises PermissionError for foreign ones."""
	frappe.only_for(SUPERVISORS, message=True)
	user = frappe.session.user
	refuse_foreign_unit(user, unit)
	refuse_foreign_officers(user, [officer] if officer else [])
	return boards.behind(
		user, getdate(), unit=unit or None, officer=officer or None, regulation=regulation or None
	)


@frappe.whitelist(methods=["POST"])
def nudge(officers: list[str] | str, regulation: str | None = None) -> dict[str, int]:
	"""Send each officer who is behind one message, unless one was sent today: how many were `told`, `already` told today, have `no_login`
	or are `not_behind`.

	Raises PermissionError when one of the officers is foreign; then nobody is told.
	"""
	frappe.only_for(SUPERVISORS, message=True)
	user, names = frappe.session.user, _names(officers)
	refuse_foreign_officers(user, names)
	result = nudging.nudge(user, names, getdate(), regulation or None)
	return {outcome: len(names) for outcome, names in vars(result).items()}


def _names(officers: list[str] | str) -> list[str]:
	"""As JSON over the web, as a list from Python."""
	names = frappe.parse_json(officers)
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		frappe.throw(_("Name the officers to nudge."))
	if len(names) > MOST_AT_ONCE:
		frappe.throw(_("At most {0} officers can be nudged at once.").format(MOST_AT_ONCE))
	return names


def _period(period: str) -> str:
	if period not in boards.PERIODS:
		frappe.throw(_("{0} is no period of the board.").format(escape_html(period)))
	return period


def _day(day: str | None) -> date:
	found = date.min
	try:
		found = getdate(day or None) or date.min  # None for a date of zeros
	except frappe.ValidationError:
		frappe.clear_last_message()  # Frappe repeats what it cannot read as HTML
	if not 2000 <= found.year <= 2200:
		frappe.throw(_("{0} is no day of the board.").format(escape_html(str(day))))
	return found
