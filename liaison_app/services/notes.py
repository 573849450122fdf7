"""What earlier holders of a target noted, for whoever holds it now, where the regulation hands notes on."""

from collections.abc import Collection

import frappe

from liaison_app.scope import Scope

from .people_facts import EFFECTIVE
from .tables import select, select_in, table_of

VISIT = "Contact Visit"


def handed_on(target: str, user: str, visits: Collection[str]) -> dict[str, str]:
	"""Visit -> account of those of the visits that a holder under the same regulation had with the target alone, nothing of it confidential.

	Empty for who, today, holds the target under no regulation that hands notes on.
	"""
	regulations = _handing_on(target, user)
	if not regulations or not visits:
		return {}
	held = table_of("Liaison Assignment")
	rows = select(
		"Liaison Assignment",
		("officer",),
		held.target == target,
		held.status.isin(EFFECTIVE),
		held.regulation.isin(sorted(regulations)),
	)
	holders = {officer for (officer,) in rows}
	present = select_in("Contact Visit Officer", ("parent", "officer"), "parent", visits)
	theirs = {visit for visit, officer in present if officer in holders}
	return {name: account for name, account in _open_accounts(theirs) if name in _alone(target, theirs)}


def _handing_on(target: str, user: str) -> set[str]:
	"""The regulations that hand notes on, under which the user, or whom the user records for, holds the target today."""
	held, regulation, today = (
		table_of("Liaison Assignment"),
		table_of("Liaison Regulation"),
		frappe.utils.getdate(),
	)
	query = frappe.qb.from_(held).join(regulation).on(regulation.name == held.regulation)
	query = query.select(held.regulation).where(regulation.successors_read_notes == 1)
	query = query.where((held.target == target) & (held.status == "Approved") & (held.from_date <= today))
	query = query.where(held.to_date.isnull() | (held.to_date >= today))
	return {name for (name,) in query.where(held.officer.isin(Scope(user, acting=True).officers())).run()}


def _open_accounts(visits: Collection[str]) -> list[tuple[str, str]]:
	table = table_of(VISIT)
	no_secret = table.confidential_account.isnull() | (table.confidential_account == "")
	rows = select_in(VISIT, ("name", "account"), "name", visits, table.confidential == 0, no_secret)
	return [(name, account) for name, account in rows if account]


def _alone(target: str, visits: Collection[str]) -> set[str]:
	"""Those in which nobody else was contacted: what was noted of others is not handed on."""
	rows = select_in("Contact Visit Target", ("parent", "target"), "parent", visits)
	others = {visit for visit, name in rows if name != target}
	return set(visits) - others
