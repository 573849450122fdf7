"""What happened with a target, and what counted for a duty: the visits behind a form, no more of them than the user may read."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion, Order
from frappe.query_builder.functions import Count, Max

from liaison_app.permissions import rows_seen
from liaison_app.scope import Scope

from . import notes, settling, stored
from .contacts import DONE
from .documents.standing import handed_in
from .reasons import sentence
from .tables import Rows, by_parent, children, select, select_in, table_of

VISIT = "Contact Visit"
PAGE = 20
MOST_LINES = 100
VISIT_COLUMNS = (
	"name",
	"start",
	"duration_minutes",
	"outcome",
	"mode",
	"account",
	"confidential",
	"confidential_account",
)
DOCUMENT_COLUMNS = ("name", "title", "handed_in_on")


# --- a duty's ledger ---


def obligation_ledger(name: str, user: str) -> dict[str, Any]:
	"""The visits of the duty's owner in its time, those that counted and those that did not and why.

	`counted` and `others` are lines as of `_visit_lines` with the translated `reason`; `hidden` is how many counted that the user may
	not read, `elsewhere` how many visits were with other targets than the one of the duty; `documents` what was handed in for it.
	"""
	found = stored.read_rows(table_of(stored.DOCTYPE).name == name)[name]
	reasons = {visit.name: (visit, reason) for visit, reason in settling.ledger_of_row(found)}
	subject = found.row.row.key.subject
	of_subject = [one for one, why in reasons.values() if not why or not subject or subject in one.targets]
	readable = _readable([one.name for one in of_subject], user)
	counted = [one.name for one in of_subject if not reasons[one.name][1]]
	others = [one.name for one in of_subject if reasons[one.name][1] and one.name in readable]
	lines = _visit_lines(_visits_named([*readable]), user)
	return {
		"counted": [{**lines[each], "reason": ""} for each in counted if each in lines][-MOST_LINES:],
		"others": [{**lines[each], "reason": sentence(reasons[each][1])} for each in others][-MOST_LINES:],
		"hidden": len(set(counted) - readable),
		"elsewhere": len(_readable([*reasons], user)) - len(readable),
		"documents": _documents(found.row.row.key, user),
	}


def _readable(names: Collection[str], user: str) -> set[str]:
	seen = rows_seen(VISIT, user)
	conditions = [] if seen is None else [seen]
	return {row[0] for row in select_in(VISIT, ("name",), "name", names, *conditions)}


def _documents(key: Any, user: str) -> list[dict[str, Any]]:
	"""The documents that the user may read and that were handed in for the row."""
	table = table_of("Duty Document")
	conditions: list[Criterion] = [
		handed_in(),
		table.rule == key.rule,
		table.period_key == key.period,
		(table.officer == key.owner) | (table.unit == key.owner),
	]
	if key.subject:
		conditions.append((table.subject == key.subject) | table.subject.isnull() | (table.subject == ""))
	seen = rows_seen("Duty Document", user)
	rows = select("Duty Document", DOCUMENT_COLUMNS, *conditions, *([] if seen is None else [seen]))
	return [dict(zip(DOCUMENT_COLUMNS, row, strict=True)) for row in rows]


# --- a target's history ---


def target_history(target: str, user: str, start: int = 0) -> dict[str, Any]:
	"""Who contacted the target and when, the latest first, a page from `start` on.

	`holders` are the officers who hold it today; `last` is the last contact that took place among those that the user may know of, and
	`count` the number of these; `lines` as of `_visit_lines`, with the accounts that the user may read; `more` where another page follows.
	A visit that the user may not read is told, as its day and officers alone, to who holds the target or reviews its unit, unless it
	is confidential; to everybody else it is not there. Where the regulation hands notes on, a holder reads those of earlier holders too.
	"""
	known = _known_visits(target, user)
	query = _visits_of(target, known).select(table_of(VISIT).name)
	page = query.orderby(table_of(VISIT).start, order=Order.desc).orderby(table_of(VISIT).name)
	names = [row[0] for row in page.limit(PAGE + 1).offset(start).run()]
	lines = _visit_lines(_visits_named(names[:PAGE]), user)
	for name, account in notes.handed_on(target, user, lines).items():
		lines[name].setdefault("account", account)
	return {
		"holders": holders(target, frappe.utils.getdate()),
		**_summary(target, known),
		"lines": [lines[name] for name in names[:PAGE]],
		"more": len(names) > PAGE,
	}


def _known_visits(target: str, user: str) -> Criterion | None:
	"""The visits whose day and officers the user may know, where these are not all."""
	seen = rows_seen(VISIT, user)
	if seen is None or not _answers_for(target, user):
		return seen
	table = table_of(VISIT)
	is_open = table.confidential_account.isnull() | (table.confidential_account == "")
	return seen | ((table.confidential == 0) & is_open)


def _answers_for(target: str, user: str) -> bool:
	"""Whether the user, or an officer whom the user records for, holds the target today, or the user reviews its unit."""
	scope, table, held = Scope(user, acting=True), table_of("Contact Target"), table_of("Liaison Assignment")
	today = frappe.utils.getdate()
	reviewed = (table.name == target) & table.unit.isin(scope.reviewed_units())
	holds = _held_on(held, target, today) & held.officer.isin(scope.officers())
	return bool(
		frappe.qb.from_(table).select(table.name).where(reviewed).limit(1).run()
		or frappe.qb.from_(held).select(held.name).where(holds).limit(1).run()
	)


def _held_on(held: Any, target: str, day: date) -> Criterion:
	lasts = held.to_date.isnull() | (held.to_date >= day)
	return (held.target == target) & (held.status == "Approved") & (held.from_date <= day) & lasts


def holders(target: str, day: date) -> list[dict[str, Any]]:
	"""Who holds the target on the day: `officer`, `officer_name`, `unit`, `since`; the longest first."""
	held, officer = table_of("Liaison Assignment"), table_of("Liaison Officer")
	query = frappe.qb.from_(held).join(officer).on(officer.name == held.officer)
	query = query.select(held.officer, officer.full_name, officer.unit, held.from_date)
	rows = query.where(_held_on(held, target, day)).orderby(held.from_date).orderby(held.name).run()
	return [
		{"officer": name, "officer_name": full_name, "unit": unit, "since": since}
		for name, full_name, unit, since in rows
	]


def _visits_of(target: str, known: Criterion | None) -> Any:
	visit, line = table_of(VISIT), table_of("Contact Visit Target")
	named = frappe.qb.from_(line).select(line.parent)
	named = named.where((line.parenttype == VISIT) & (line.target == target))
	query = frappe.qb.from_(visit).where((visit.docstatus == 1) & visit.name.isin(named))
	return query if known is None else query.where(known)


def _summary(target: str, known: Criterion | None) -> dict[str, Any]:
	visit = table_of(VISIT)
	took_place = _visits_of(target, known).where((visit.outcome == DONE) | visit.outcome.isnull())
	((count, last),) = took_place.select(Count("*"), Max(visit.start)).run()
	return {"count": count, "last": last and last.date()}


# --- visits for reading ---


def _visits_named(names: Collection[str]) -> Rows:
	return select_in(VISIT, VISIT_COLUMNS, "name", names)


def _visit_lines(rows: Rows, user: str) -> dict[str, dict[str, Any]]:
	"""By name: `start`, `officers` (full names), and of visits that the user may read also `visit` (its name), `targets` and
	`activities` (titles), `minutes`, `outcome`, `mode`, `account`, `confidential` and, for whom it is open to, `confidential_account`."""
	names = [row[0] for row in rows]
	readable = _readable(names, user)
	officers = by_parent(children("Contact Visit Officer", VISIT, ("officer_name", "officer"), names))
	targets = by_parent(children("Contact Visit Target", VISIT, ("target_title", "target"), sorted(readable)))
	activities = by_parent(children("Liaison Activity Link", VISIT, ("activity",), sorted(readable)))
	found = {}
	for values in (dict(zip(VISIT_COLUMNS, row, strict=True)) for row in rows):
		name = values["name"]
		line = {"start": values["start"], "officers": _titles(officers.get(name, ()))}
		if name in readable:
			line |= _for_readers(values, user)
			line["targets"] = _titles(targets.get(name, ()))
			line["activities"] = [_(activity) for (activity,) in activities.get(name, ())]
		else:
			line["start"] = values["start"].date()
		found[name] = line
	return found


def _for_readers(values: dict[str, Any], user: str) -> dict[str, Any]:
	account = values["confidential_account"]
	# what the visit itself says of its account, so that there is one rule for it
	if account and not frappe.get_doc(VISIT, values["name"]).may_read_account(user):
		account = None
	return {
		"visit": values["name"],
		"minutes": values["duration_minutes"],
		"outcome": values["outcome"],
		"mode": values["mode"],
		"account": values["account"],
		"confidential": bool(values["confidential"]),
		"confidential_account": account,
	}


def _titles(rows: Sequence[tuple[Any, ...]]) -> list[str]:
	return [title or name for title, name in rows]
