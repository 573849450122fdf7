"""Who is asked to approve a paper or an assignment: the reviewer of its unit, a deputy on the days named, or the nearest above.

Nobody is asked about what is their own: an officer's paper and assignment is the officer's, a unit's paper belongs to the user
who answers for it and to who handed it in. Where nobody is left, a manager decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count

from . import messages, workflow_states
from .tables import batches, by_row, select, select_in, table_of

WAITING = "Handed In"
ROWS_AT_ONCE = 500
FIELDS = {
	"Duty Document": ("name", "officer", "unit", "rule", "handed_in_by", "approver", "officer_user"),
	"Exemption": ("name", "officer", "unit", "rule", "handed_in_by", "approver", "officer_user"),
	"Liaison Assignment": ("name", "officer", "approver", "officer_user"),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Unit:
	"""What is asked of a unit: where it hangs, and who acts for it today, deputies first."""

	parent: str | None
	reviewers: tuple[str, ...]
	reviewer: str | None
	clerk: str | None


@dataclass(frozen=True)
class Tree:
	"""The units, and the users who may log in."""

	units: dict[str, Unit]
	enabled: frozenset[str]

	def line(self, unit: str | None) -> list[Unit]:
		"""The unit and those above it, nearest first."""
		found: list[Unit] = []
		while unit in self.units and self.units[unit] not in found:
			found.append(self.units[unit])
			unit = found[-1].parent
		return found

	def asked(self, unit: str | None, own: Collection[str | None]) -> str | None:
		"""Who decides on something of the unit that is `own` to these users; None: a manager."""
		for each in self.line(unit):
			for user in each.reviewers:
				if user in self.enabled and user not in own:
					return user
		return None

	def answers(self, unit: str | None, role: str) -> str | None:
		"""The unit's reviewer or clerk, or that of the nearest unit above; as obligations choose who gets the to-do."""
		users = (getattr(each, role) for each in self.line(unit))
		return next((user for user in users if user in self.enabled), None)


def read_tree(today: date | None = None) -> Tree:
	"""The whole tree in three queries."""
	deputies: dict[str, list[str]] = defaultdict(list)
	table, day = table_of("Liaison Unit Deputy"), today or frappe.utils.getdate()
	for unit, user in select(
		"Liaison Unit Deputy", ("parent", "user"), table.from_date <= day, table.to_date >= day
	):
		deputies[unit].append(user)
	units = {
		name: Unit(parent, tuple(filter(None, (*deputies[name], reviewer))), reviewer, clerk)
		for name, parent, reviewer, clerk in select(
			"Liaison Unit", ("name", "parent_liaison_unit", "reviewer", "clerk")
		)
	}
	acting = {user for unit in units.values() for user in (*unit.reviewers, unit.clerk) if user}
	enabled = select_in("User", ("name",), "name", acting, table_of("User").enabled == 1)
	return Tree(units, frozenset(name for (name,) in enabled))


def _worked_out(rows: Iterable[Row], doctype: str, tree: Tree) -> dict[str, Row]:
	"""Name of each row -> whose it is (`officer_user`), and who is asked (`approver`; None unless it waits)."""
	rows = list(rows)
	officers = _officers({row["officer"] for row in rows if row.get("officer")})
	clerks_answer = _rules_of_clerks({row["rule"] for row in rows if row.get("rule")})
	found = {}
	for row in rows:
		unit, user, is_enabled = officers.get(row.get("officer") or "", (row.get("unit"), None, False))
		if not row.get("officer"):
			user = tree.answers(unit, "clerk" if row.get("rule") in clerks_answer else "reviewer")
			is_enabled = True
		own = {user} if row.get("officer") else {user, row.get("handed_in_by")}
		found[row["name"]] = {
			"officer_user": user if is_enabled else None,
			"approver": tree.asked(unit, own) if row.get("status") == WAITING else None,
		}
	return found


def _officers(names: Collection[str]) -> dict[str, tuple[str | None, str | None, bool]]:
	"""Name -> unit, user, whether the user may log in."""
	rows = select_in("Liaison Officer", ("name", "unit", "user"), "name", names)
	users = {user for _name, _unit, user in rows if user}
	enabled = {name for (name,) in select_in("User", ("name",), "name", users, table_of("User").enabled == 1)}
	return {name: (unit, user, user in enabled) for name, unit, user in rows}


def _rules_of_clerks(names: Collection[str]) -> set[str]:
	"""Those of the rules whose duty the unit's clerk does."""
	table = table_of("Duty Rule")
	return {
		name for (name,) in select_in("Duty Rule", ("name",), "name", names, table.responsible == "Clerk")
	}


# --- one document ---


def fill(doc: Any) -> None:
	"""Write into a document that is being saved whose it is and who is asked.

	`sends_mail` is no field: the Notifications ask for it, because without an outgoing account Frappe would complain at each step.
	"""
	doc.sends_mail = messages.site_sends_mail()
	before = doc.get_doc_before_save()
	waits = doc.get("status") == WAITING
	if doc.meta.has_field("handed_in_by") and waits and not (before and before.get("status") == WAITING):
		doc.handed_in_by = frappe.session.user
	tree = read_tree() if waits or not doc.get("officer") else Tree({}, frozenset())
	row = {field: doc.get(field) for field in (*FIELDS[doc.doctype], "status")}
	doc.update(_worked_out([row], doc.doctype, tree)[doc.name])


def own_users(doc: Any) -> set[str]:
	"""The users whose own the document is: they do not decide on it."""
	if doc.get("officer"):
		return {frappe.db.get_value("Liaison Officer", doc.officer, "user")} - {None, ""}
	return {doc.get("officer_user"), doc.get("handed_in_by")} - {None, ""}


# --- all that wait ---


def refresh(today: date | None = None) -> int:
	"""Bring up to date who is asked, after a deputy's days, a change of reviewer or of unit; returns how many rows changed.

	The number of queries does not depend on the number of rows, save that they are read and written in batches.
	"""
	tree, changed = read_tree(today), 0
	for doctype in workflow_states.DOCTYPES:
		workflow_states.align(doctype)
		table = table_of(doctype)
		asks = (table.status == WAITING) & (table.docstatus < 2)
		rows = _rows(doctype, asks | (table.approver != ""))
		changed += _write(doctype, rows, _worked_out(rows, doctype, tree))
	return changed


def refresh_when_asked_changed(unit: Any) -> None:
	"""A unit was saved: who is asked may be somebody else from now on."""
	before = unit.get_doc_before_save()
	asked = ("reviewer", "clerk", "parent_liaison_unit")
	days = [_days(each) for each in (before, unit) if each]
	if len(days) == 2 and (
		days[0] != days[1] or any(before.get(field) != unit.get(field) for field in asked)
	):
		refresh()


def _days(unit: Any) -> list[tuple[str, str, str]]:
	return [(row.user, str(row.from_date), str(row.to_date)) for row in unit.deputies]


def _rows(doctype: str, condition: Criterion) -> list[Row]:
	fields = (*FIELDS[doctype], "status", "docstatus")
	rows = [dict(zip(fields, row, strict=True)) for row in select(doctype, fields, condition)]
	for row in rows:
		row["status"] = row["status"] if row["docstatus"] < 2 else None
	return rows


def _write(doctype: str, rows: list[Row], wanted: dict[str, Row]) -> int:
	"""Write what differs, without a trace in the documents' histories: nobody has changed them."""
	table, names = table_of(doctype), set()
	for field in ("approver", "officer_user"):
		differs = {
			row["name"]: wanted[row["name"]][field]
			for row in rows
			if (row[field] or None) != wanted[row["name"]][field]
		}
		for some in batches(sorted(differs), ROWS_AT_ONCE):
			values = by_row(table.name, {name: differs[name] for name in some})
			frappe.qb.update(table).set(table[field], values).where(table.name.isin(list(some))).run()
		names |= set(differs)
	return len(names)


def waiting_for(user: str, doctype: str, is_manager: bool) -> int:
	"""How many documents of the DocType wait for the user; for a manager also those that nobody else is asked about."""
	table = table_of(doctype)
	mine = table.approver == user
	if is_manager:
		mine |= table.approver.isnull() | (table.approver == "")
	query = frappe.qb.from_(table).select(Count("*")).where(mine)
	return int(query.where((table.status == WAITING) & (table.docstatus < 2)).run()[0][0])
