"""Declarations: specialties and chosen carriers, complete when handed in; approved, they make the assignments."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _

from liaison_app.engine import days
from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex
from liaison_app.engine.rules import AssignmentRule

from .. import rule_cache
from ..tables import is_among, select, select_in, table_of

KIND = "Declaration"
SPECIALTIES = ("specialty_function", "specialty_subject", "specialty_talent")
AUDIENCES = ("Teachers", "Students")
ASSIGNMENT = "Liaison Assignment"
EFFECTIVE = ("Approved", "Draft", "Handed In")


def complete(paper: Any) -> None:
	"""Name the chosen targets in the paper, those whose kind is open to all: a paper is read by more people than a card."""
	chosen = {row.target for row in paper.get("carriers") or () if row.target}
	target, kind = table_of("Contact Target"), table_of("Target Type")
	titles: dict[str, str] = {}
	if chosen:
		query = frappe.qb.from_(target).join(kind).on(kind.name == target.target_type)
		query = query.select(target.name, target.title).where(kind.visible_to_all == 1)
		titles = dict(query.where(is_among(target.name, chosen)).run())
	for row in paper.get("carriers") or ():
		row.target_title = titles.get(row.target)


def refuse_incomplete(paper: Any) -> None:
	"""Refuse to hand in a declaration without a specialty, or without a carrier for teachers and one for students."""
	if paper.document_kind != KIND or not (paper.rule and _rules(paper.regulation)):
		return
	if not any((paper.get(field) or "").strip() for field in SPECIALTIES):
		frappe.throw(_("Write down at least one of the three specialties."), title=_("Declaration"))
	chosen = {row.audience for row in paper.carriers}
	for audience in AUDIENCES:
		if audience not in chosen:
			frappe.throw(
				_("Choose at least one carrier for teachers and one for students."), title=_("Declaration")
			)


def make_assignments(paper: Any) -> list[str]:
	"""Assign the chosen targets from the declaration's first day, end what was declared before and is not chosen again; names of the new.

	Each goes through the checks of its form under the self-declared rule that names its type; what a rule refuses is told to who approves.
	"""
	if paper.document_kind != KIND or not paper.officer:
		return []
	rules = _rules(paper.regulation)
	if not rules:
		return []
	begin = frappe.utils.getdate(paper.period_start or paper.handed_in_on)
	_end_earlier(paper, [rule.name for rule in rules], begin)
	made = []
	for row in paper.carriers:
		if not _holds(paper, row.target, begin):
			made.append(_assign(paper, row.target, rules, begin))
	return list(filter(None, made))


def _rules(regulation: str | None) -> list[AssignmentRule]:
	return [
		rule
		for rule in rule_cache.assignment_rules()
		if rule.regulation == regulation and rule.self_declared and rule.enabled
	]


def _end_earlier(paper: Any, rules: list[str], begin: date) -> None:
	"""What was declared before ends the day before, unless it is chosen again."""
	table, chosen = table_of(ASSIGNMENT), {row.target for row in paper.carriers}
	held = (table.officer == paper.officer) & (table.status == "Approved") & table.to_date.isnull()
	for name, target, since in select_in(
		ASSIGNMENT, ("name", "target", "from_date"), "assignment_rule", rules, held
	):
		if target not in chosen and since and since < begin:
			earlier = frappe.get_doc(ASSIGNMENT, name)
			last = begin - timedelta(days=1)
			earlier.update({"status": "Ended", "to_date": last, "end_reason": "Replaced"})
			earlier.save(ignore_permissions=True)  # who approves the declaration has decided on it


def _holds(paper: Any, target: str, begin: date) -> bool:
	"""Whether the officer holds the target on that day or later, under the regulation or under none."""
	table = table_of(ASSIGNMENT)
	lasts = table.to_date.isnull() | (table.to_date >= begin)
	under = table.regulation.isnull() | table.regulation.isin(("", paper.regulation))
	mine = (table.officer == paper.officer) & (table.target == target) & table.status.isin(EFFECTIVE)
	return bool(select(ASSIGNMENT, ("name",), mine & lasts & under))


def _assign(paper: Any, target: str, rules: list[AssignmentRule], begin: date) -> str:
	"""Empty for a target and an officer who are not there together on any day since."""
	rule = _rule_for(target, rules)
	days_held = _days_together(paper.officer, target, begin)
	if not days_held:
		return ""
	assignment = frappe.get_doc(
		{
			"doctype": ASSIGNMENT,
			"officer": paper.officer,
			"target": target,
			"from_date": days_held[0],
			"to_date": days_held[1],
			"regulation": paper.regulation,
			"assignment_rule": rule.name if rule else None,
			"status": "Approved",
		}
	)
	assignment.insert(ignore_permissions=True)  # who approves the declaration approves what it declares
	return str(assignment.name)


def _days_together(officer: str, target: str, begin: date) -> tuple[date, date | None] | None:
	"""The first span of days from `begin` on which the officer is in a post and the target there; the end None: without limit.

	Who came within the window holds from that day, and who left before the approval holds for no day longer.
	"""
	table = table_of("Officer Tenure")
	mine = (table.parent == officer) & (table.parenttype == "Liaison Officer")
	tenures = select("Officer Tenure", ("from_date", "to_date"), mine)
	there = select("Contact Target", ("active_from", "active_to"), table_of("Contact Target").name == target)
	first, last = there[0] if there else (None, None)
	in_post = days.union(days.span(since, until) for since, until in tenures)
	together = days.intersect(in_post, days.intersect(days.span(first, last), days.span(begin, None)))
	if not together:
		return None
	since, until = together[0]
	return date.fromordinal(since), None if until == days.LAST else date.fromordinal(until)


def _rule_for(target: str, rules: list[AssignmentRule]) -> AssignmentRule | None:
	index = FactIndex(Facts(target_types=rule_cache.trees().target_types))
	kind = frappe.db.get_value("Contact Target", target, "target_type") or ""
	return next(
		(rule for rule in rules if rule.target_types and index.is_kind_of(kind, rule.target_types)), None
	)
