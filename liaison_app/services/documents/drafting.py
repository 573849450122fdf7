"""Drafts: made by the night when a period ends or a paper is about to fall due, and by people when they want one.

Whoever prepares or the night that runs twice finds the paper that is there. Figures of drafts follow the data each night.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import frappe
from frappe import _

from .. import failures
from ..duty_titles import read_titles
from ..tables import batches, select, select_in, table_of
from . import computing, matters, observing, papers
from .standing import DOCTYPE, handed_in

OBLIGATION = "Periodic Obligation"
# Papers that the app can begin, because it works their figures out. A plan or a declaration is written by people.
COMPUTED = ("Summary", "Report", "Check", "Record Form", "Observation File")
PRESSING = ("Due", "Overdue")
LIVE = ("Upcoming", "Open", *PRESSING)
AT_ONCE = 50
SAVEPOINT = "liaison_draft"
FIELDS = (
	"name",
	"rule",
	"owner_kind",
	"officer",
	"unit",
	"owner_key",
	"subject",
	"period_key",
	"period_label",
)


def found_for(obligation: str) -> str | None:
	"""The paper that answers the duty and is not cancelled: one that is handed in, else the oldest; None without one."""
	owed = _owed(obligation)
	table = table_of(DOCTYPE)
	whose = table.officer == owed.officer if owed.owner_kind == "Officer" else _of_unit(table, owed.owner_key)
	rows = select(
		DOCTYPE,
		("status", "name", "subject"),
		whose & (table.rule == owed.rule) & (table.period_key == owed.period_key) & (table.docstatus < 2),
	)
	order = ("Approved", "Handed In", "Returned", "Draft")
	fitting = [
		(order.index(status or "Draft"), name)
		for status, name, subject in rows
		if (subject or "") == (owed.subject or "")
	]
	return min(fitting)[1] if fitting else None


def _of_unit(table: Any, unit: str) -> Any:
	return (table.unit == unit) & (table.officer.isnull() | (table.officer == ""))


def _owed(obligation: str) -> Any:
	return frappe.db.get_value(OBLIGATION, obligation, FIELDS, as_dict=True)


def prepare(obligation: str) -> str:
	"""The paper for the duty, made as a draft by the user where there is none yet; its name.

	Raises ValidationError for a duty that no paper answers, PermissionError for who may not write it.
	"""
	there = found_for(obligation)
	if there:
		return there
	owed = _owed(obligation)
	kind = frappe.db.get_value("Duty Rule", {"name": owed.rule, "measure": "Document"}, "document_kind")
	if not kind:
		frappe.throw(_("This duty is met by visits. Record a visit instead."))
	paper = _new(owed, kind)
	try:
		paper.insert()
	except frappe.UniqueValidationError:
		frappe.clear_last_message()
		frappe.throw(_("Somebody is preparing this paper just now. Try again."))
	return str(paper.name)


def _new(owed: Any, kind: str) -> Any:
	paper = frappe.get_doc(_values(owed, kind))
	paper.flags.prepared_for = owed.name  # of two at once the database takes one
	return paper


def _values(owed: Any, kind: str) -> dict[str, Any]:
	of_officer = owed.owner_kind == "Officer"
	return {
		"doctype": DOCTYPE,
		"title": _title(owed.rule),
		"document_kind": kind,
		"officer": owed.officer if of_officer else None,
		"unit": None if of_officer else owed.owner_key,
		"rule": owed.rule,
		"subject": owed.subject,
		"period_key": owed.period_key,
		"period_label": owed.period_label,
	}


def _title(rule: str) -> str:
	"""What the rule asks for, in the language of the site; whom the duty is about is not for a list of papers."""
	return read_titles([rule])[rule].in_language(computing.language())[:140]


# --- by night ---


def run(today: date | None = None) -> int:
	"""Make the drafts that are due, bring the figures of drafts up to date, hand in what hands itself in; how many papers changed.

	It can be run again, and twice at once: what is there is not made again. One that fails is logged, and the others go on. Commits.
	"""
	today, done = today or frappe.utils.getdate(), 0
	for step, find in STEPS:
		for some in batches(find(today), AT_ONCE):
			done += sum(_contained(step, name, today) for name in some)
			frappe.db.commit()
	return done


def due(today: date) -> list[str]:
	"""Duties whose period is over, or whose paper presses, that ask for a computed paper and have none."""
	rules = {name: kind for name, kind in _rules()}
	if not rules:
		return []
	table = table_of(OBLIGATION)
	over = table.period_end.isnull() | (table.period_end < today) | table.state.isin(PRESSING)
	rows = select_in(OBLIGATION, FIELDS, "rule", rules, table.frozen == 0, table.state.isin(LIVE), over)
	there = _there(rules)
	owed = (frappe._dict(zip(FIELDS, row, strict=True)) for row in rows)
	return [each.name for each in owed if _key(each, each.owner_key) not in there]


def _rules() -> Iterator[tuple[str, str]]:
	table = table_of("Duty Rule")
	asks = (table.measure == "Document") & table.document_kind.isin(COMPUTED) & (table.enabled == 1)
	yield from select("Duty Rule", ("name", "document_kind"), asks)


def _there(rules: Any) -> set[tuple[str, ...]]:
	fields = ("rule", "period_key", "subject", "officer", "unit")
	rows = select_in(DOCTYPE, fields, "rule", rules, table_of(DOCTYPE).docstatus < 2)
	papers_found = (frappe._dict(zip(fields, row, strict=True)) for row in rows)
	return {_key(each, each.officer or each.unit) for each in papers_found}


def _key(row: Any, owner: str) -> tuple[str, ...]:
	return (row.rule, row.period_key or "", row.subject or "", owner or "")


def draft(obligation: str, today: date) -> bool:
	"""Make the draft for the duty unless somebody has meanwhile; whether it was made."""
	if found_for(obligation):
		return False
	owed = _owed(obligation)
	kind = frappe.db.get_value("Duty Rule", owed.rule, "document_kind")
	try:
		_new(owed, kind).insert(ignore_permissions=True)  # the night acts, no user
	except frappe.UniqueValidationError:  # somebody was quicker
		frappe.clear_last_message()
		return False
	return True


def early(today: date) -> list[str]:
	"""Papers that were handed in before the night had made their duty, so that nobody knew their period."""
	table = table_of(DOCTYPE)
	return [
		name
		for (name,) in select(DOCTYPE, ("name",), handed_in(), table.period_start.isnull(), table.rule != "")
	]


def complete(name: str, today: date) -> bool:
	"""Give such a paper its period and figures, once its duty is there; whether it was."""
	paper = frappe.get_doc(DOCTYPE, name)
	papers.name_period(paper)
	if not paper.period_start:
		return False
	papers.work_out(paper, today)
	_store(paper, "period_start", "period_end", "period_label")
	return True


def drafts(today: date) -> list[str]:
	"""Papers with figures that are still to be handed in."""
	table = table_of(DOCTYPE)
	open_papers = (table.docstatus == 0) & table.status.isin(("Draft", "Returned"))
	return [name for (name,) in select(DOCTYPE, ("name",), open_papers, table.document_kind.isin(COMPUTED))]


def refresh(name: str, today: date) -> bool:
	"""Bring the figures of a draft up to date, without a trace in its history; whether they had changed."""
	paper = frappe.get_doc(DOCTYPE, name)
	before = _told(paper)
	papers.work_out(paper, today)
	if _told(paper) == before:
		return False
	_store(paper)
	return True


def _told(paper: Any) -> tuple[Any, ...]:
	return computing.figures(paper.rows), papers.sources_of(paper), matters.told(paper)


def _store(paper: Any, *fields: str) -> None:
	"""Write what was worked out. Whoever has the form open is not told to reload it: the figures are nobody's writing."""
	for table in ("rows", "sources", "matters"):
		paper.update_child_table(table)
	paper.db_set({field: paper.get(field) for field in ("computed_on", *fields)}, update_modified=False)


def _contained(step: Any, name: str, today: date) -> bool:
	frappe.db.savepoint(SAVEPOINT)
	try:
		return bool(step(name, today))
	except Exception as error:  # contained: the other papers go on
		frappe.db.rollback(save_point=SAVEPOINT)
		doctype = OBLIGATION if step is draft else DOCTYPE
		failures.log([failures.failure_from(doctype, name, error)])
		return False


STEPS: tuple[tuple[Callable[[str, date], bool], Callable[[date], list[str]]], ...] = (
	(complete, early),
	(draft, due),
	(refresh, drafts),
	(observing.hand_in, observing.ripe),
)
