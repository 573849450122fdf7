"""Who may take which step of a matter: its register's office, its unit, its handler, and who brought it in."""

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import DocType

from liaison_app.permissions import sees_all
from liaison_app.scope import Scope

OFFICE, UNIT, HANDLER, BRINGER = "office", "unit", "handler", "bringer"
ALLOWED: dict[str, frozenset[str]] = {
	"Dispatch": frozenset((OFFICE, UNIT, BRINGER)),
	"Take": frozenset((OFFICE, UNIT, HANDLER)),
	"Answer": frozenset((UNIT, HANDLER)),
	"Give Back": frozenset((OFFICE, UNIT, HANDLER, BRINGER)),
	"Close": frozenset((OFFICE,)),
	"Reopen": frozenset((OFFICE,)),
	"Escalate": frozenset((OFFICE, UNIT, HANDLER)),
	"Pause": frozenset((OFFICE, UNIT, HANDLER)),
	"Resume": frozenset((OFFICE, UNIT, HANDLER)),
	"Link": frozenset((OFFICE, UNIT, HANDLER)),
	"Note": frozenset((OFFICE, UNIT, HANDLER, BRINGER)),
}


def parts_of(doc: Any, user: str | None = None) -> set[str]:
	"""What the user is to the matter. Managers are its office and unit."""
	user = user or frappe.session.user
	if sees_all(user):
		return {OFFICE, UNIT, HANDLER}
	scope, found = Scope(user, acting=True), set()
	if _is_among(doc.register_unit, scope):
		found.add(OFFICE)
	if _is_among(doc.unit, scope):
		found.add(UNIT)
	if doc.handler == user:
		found.add(HANDLER)
	if doc.owner == user or _is_own_officer(doc.officer, scope) or _is_own_officer(doc.leader, scope):
		found.add(BRINGER)
	return found


def may_take(doc: Any, step: str, parts: set[str]) -> bool:
	"""Whether one who is that to the matter may take the step. Who brings in what can be said on the spot may answer it at once."""
	allowed = ALLOWED[step]
	if step == "Answer" and doc.status == "Registered":
		allowed = allowed | {OFFICE, BRINGER}
	return bool(allowed & parts)


def refuse_others(doc: Any, step: str) -> None:
	"""Raises PermissionError for who may not take the step."""
	if not may_take(doc, step, parts_of(doc)):
		frappe.throw(
			_("This step is not yours to take. Ask the office of the register, the unit or the handler."),
			frappe.PermissionError,
		)


def _is_among(unit: str | None, scope: Scope) -> bool:
	if not unit:
		return False
	table = DocType("Liaison Unit")
	rows = frappe.qb.from_(table).select(table.name)
	return bool(rows.where((table.name == unit) & table.name.isin(scope.units())).limit(1).run())


def _is_own_officer(officer: str | None, scope: Scope) -> bool:
	if not officer:
		return False
	table = DocType("Liaison Officer")
	rows = frappe.qb.from_(table).select(table.name)
	return bool(rows.where((table.name == officer) & table.name.isin(scope.officers())).limit(1).run())
