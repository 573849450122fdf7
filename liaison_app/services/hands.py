"""Through whose hands an assignment goes: whether its proposer and its approver stand for whom its rule names."""

import frappe

from liaison_app.engine.placing import Hands
from liaison_app.engine.rules import AssignmentRule
from liaison_app.permissions import sees_all

from .tables import select, table_of


def of_assignment(proposer: str, officer_user: str, rule: AssignmentRule) -> Hands:
	"""The hands of an assignment that the session's user approves; a manager acts for whomever the rule names."""
	approver = frappe.session.user
	return Hands(
		by_officer=bool(officer_user) and proposer == officer_user,
		placed_as_ruled=_stands_for(proposer, rule.placed_by),
		approved_as_ruled=_stands_for(approver, rule.approved_by),
	)


def _stands_for(user: str, named: str) -> bool:
	"""Whether the user looks after or belongs to a unit of that name or type; what names neither cannot be asked."""
	if not named or sees_all(user):
		return True
	unit = table_of("Liaison Unit")
	of_name = [
		name
		for (name,) in select("Liaison Unit", ("name",), (unit.name == named) | (unit.unit_type == named))
	]
	if not of_name:
		return True
	return not set(of_name).isdisjoint(_units_of(user))


def _units_of(user: str) -> set[str]:
	unit, deputy = table_of("Liaison Unit"), table_of("Liaison Unit Deputy")
	today = frappe.utils.getdate()
	cared_for = select("Liaison Unit", ("name",), (unit.reviewer == user) | (unit.clerk == user))
	acting = select(
		"Liaison Unit Deputy",
		("parent",),
		deputy.user == user,
		deputy.from_date <= today,
		deputy.to_date >= today,
	)
	own = select("Liaison Officer", ("unit",), table_of("Liaison Officer").user == user)
	return {name for (name,) in (*cared_for, *acting, *own) if name}
