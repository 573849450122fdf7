"""Handing targets over to others, for reviewers (officers of their units) and managers: what there is, the preview, and doing it."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from liaison_app.engine.handing_over import Move
from liaison_app.services import hand_over as services
from liaison_app.services.hand_over import Plan

SUPERVISORS = ("Liaison Reviewer", "Liaison Manager", "System Manager")


@frappe.whitelist(methods=["GET", "POST"])
def holdings(last_day: str, officer: str = "", unit: str = "") -> list[dict[str, Any]]:
	"""What the officer, or the officers of the unit, hold after the day, as services.hand_over.holdings has it; what the user may see."""
	frappe.only_for(SUPERVISORS, message=True)
	if bool(officer) == bool(unit):
		frappe.throw(_("Name an officer or a unit."))
	return services.holdings(frappe.session.user, _day(last_day), officer, unit)


@frappe.whitelist(methods=["POST"])
def preview(moves: list[dict[str, Any]] | str, last_day: str, reason: str) -> dict[str, Any]:
	"""What would come of it. `moves`: `assignment` and `successor` of each. Raises PermissionError for assignments the user may not write."""
	frappe.only_for(SUPERVISORS, message=True)
	return services.preview(_plan(moves, last_day, reason))


@frappe.whitelist(methods=["POST"])
def hand_over(moves: list[dict[str, Any]] | str, last_day: str, reason: str, stamp: str) -> dict[str, Any]:
	"""Do it whole or not at all, as the preview of this `stamp` showed it."""
	frappe.only_for(SUPERVISORS, message=True)
	return services.hand_over(_plan(moves, last_day, reason), stamp)


def _plan(moves: list[dict[str, Any]] | str, last_day: str, reason: str) -> Plan:
	rows = frappe.parse_json(moves)
	if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
		frappe.throw(_("These are no moves."))
	if reason not in frappe.get_meta("Liaison Assignment").get_field("end_reason").options.split("\n")[1:]:
		frappe.throw(_("Say why these assignments end."))
	return Plan(tuple(_move(row) for row in rows), _day(last_day), reason)  # type: ignore[arg-type]


def _move(row: dict[str, Any]) -> Move:
	return Move(assignment=str(row.get("assignment") or ""), successor=str(row.get("successor") or ""))


def _day(text: str) -> Any:
	day = getdate(text) if text else None
	if not day:
		frappe.throw(_("Give the last day."))
	return day
