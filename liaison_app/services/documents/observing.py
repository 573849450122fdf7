"""The file of classes heard hands itself in when its period is over and all of its visits are submitted."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe

from .. import failures, rule_cache
from ..tables import select, table_of
from .standing import DOCTYPE

KIND = "Observation File"
SAVEPOINT = "liaison_observation"
UNSENT = ("Draft",)  # one that was returned is handed in again by people


def ripe(today: date, officers: Iterable[str] | None = None) -> list[str]:
	"""Drafts of such files whose period is over, of these officers (None: of all)."""
	table = table_of(DOCTYPE)
	wanted = (table.document_kind == KIND) & (table.docstatus == 0) & table.status.isin(UNSENT)
	wanted &= table.period_end < today
	if officers is not None:
		wanted &= table.officer.isin(sorted(officers) or [""])
	return [name for (name,) in select(DOCTYPE, ("name",), wanted)]


def hand_in(name: str, today: date) -> bool:
	"""Hand the file in if its records are all there; whether it was."""
	paper = frappe.get_doc(DOCTYPE, name)
	if not _is_complete(paper):
		return False
	paper.status = "Handed In"
	paper.flags.ignore_permissions = True  # the app hands it in by itself, for whoever it belongs to
	paper.save()
	return True


def _is_complete(paper: Any) -> bool:
	"""Whether a visit of the period was submitted for the regulation, and none of its kind is still a draft."""
	visits = sum(row.visits or 0 for row in paper.rows)
	return bool(visits) and not _drafts_of(paper)


def _drafts_of(paper: Any) -> list[str]:
	"""Draft visits of the officer in the period, of an activity that the regulation's rules name."""
	visit, presence, activity = (
		table_of(doctype) for doctype in ("Contact Visit", "Contact Visit Officer", "Liaison Activity Link")
	)
	query = frappe.qb.from_(visit).join(presence)
	query = query.on((presence.parent == visit.name) & (presence.parenttype == "Contact Visit"))
	query = query.where((presence.officer == paper.officer) & (visit.docstatus == 0))
	query = query.where(visit.start[paper.period_start : frappe.utils.add_days(paper.period_end, 1)])
	named = _activities(paper.regulation)
	if named:
		query = query.join(activity).on(
			(activity.parent == visit.name) & (activity.parenttype == "Contact Visit")
		)
		query = query.where(activity.activity.isin(sorted(named)))
	return [name for (name,) in query.select(visit.name).limit(1).run()]


def _activities(regulation: str) -> set[str]:
	"""What the regulation's rules count; nothing where one of them counts any activity."""
	lines = [
		line
		for rule in rule_cache.rules()
		if rule.regulation == regulation and rule.measure != "Document"
		for line in rule.counts
	]
	return (
		{name for line in lines for name in line.activities}
		if all(line.activities for line in lines)
		else set()
	)


def visit_submitted(visit: Any) -> list[str]:
	"""A record that came in after the period may have been the last one: hand in the files that waited for it; their names."""
	if not any(rule.document_kind == KIND for rule in rule_cache.rules()):
		return []
	today = frappe.utils.getdate()
	officers = {line.officer for line in visit.officers}
	day = frappe.utils.getdate(visit.start)
	found = []
	for name in ripe(today, officers):
		first, last = frappe.db.get_value(DOCTYPE, name, ("period_start", "period_end"))
		if first <= day <= last and _handed_in(name, today):
			found.append(name)
	return found


def _handed_in(name: str, today: date) -> bool:
	frappe.db.savepoint(SAVEPOINT)
	try:
		return hand_in(name, today)
	except Exception as error:  # contained: the visit is submitted all the same, and the night tries again
		frappe.db.rollback(save_point=SAVEPOINT)
		failures.log([failures.failure_from(DOCTYPE, name, error)])
		return False
