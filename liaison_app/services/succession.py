"""What the end of an assignment brings with it: the successor's assignment from the next day, and the end of what only stood beside it."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _

from liaison_app.engine.assigning import check_assignment
from liaison_app.engine.rules import AssignmentRule
from liaison_app.engine.succession import Holding, circle
from liaison_app.permissions import may_decide

from . import assigning, rule_cache
from .people_facts import EFFECTIVE
from .tables import select, select_in, table_of

ASSIGNMENT = "Liaison Assignment"


def refuse_circle(assignment: Any) -> None:
	"""Refuse a successor who hands the target back, and nobody holds it."""
	if not assignment.successor:
		return
	if assignment.successor == assignment.officer:
		frappe.throw(_("Nobody succeeds themselves. Choose another successor."))
	table = table_of(ASSIGNMENT)
	rows = select(
		ASSIGNMENT,
		("name", "officer", "from_date", "to_date", "successor"),
		table.target == assignment.target,
		table.status.isin(EFFECTIVE),
	)
	others = [
		Holding(officer=officer, from_date=since, to_date=until, successor=successor or "")
		for name, officer, since, until, successor in rows
		if name != assignment.name
	]
	line = circle(_holding(assignment), others)
	if line:
		names: dict[str, str] = dict(select_in("Liaison Officer", ("name", "full_name"), "name", set(line)))
		people = " → ".join(frappe.bold(frappe.utils.escape_html(names.get(each, each))) for each in line)
		frappe.throw(
			_("These succeed one another in a circle, so nobody would hold the target: {0}.").format(people)
		)


def _holding(assignment: Any) -> Holding:
	return Holding(
		officer=assignment.officer,
		from_date=_day(assignment.from_date),
		to_date=_day(assignment.to_date),
		successor=assignment.successor or "",
	)


def _day(value: Any) -> date | None:
	return frappe.utils.getdate(value) if value else None


def hand_on(assignment: Any) -> str:
	"""Give the target to the named successor from the day after the end; the new assignment's name, empty where none was needed.

	It goes through the checks of its form. Who may not decide for the successor's unit hands it in there.
	"""
	begin = frappe.utils.getdate(assignment.to_date) + timedelta(days=1)
	if not assignment.successor or not _is_there(assignment.target, begin) or _holds(assignment, begin):
		return ""
	decides = _decides_for(assignment.successor)
	before = assignment.get_doc_before_save()
	planned = _day(before.to_date) if before else None
	following = frappe.get_doc(
		{
			"doctype": ASSIGNMENT,
			"officer": assignment.successor,
			"target": assignment.target,
			"from_date": begin,
			"to_date": planned if planned and planned >= begin else None,
			"regulation": assignment.regulation,
			"assignment_rule": assignment.assignment_rule,
			"status": "Approved" if decides else "Handed In",
		}
	)
	# What the user may not decide waits for whoever reviews the successor.
	following.insert(ignore_permissions=True)  # who ends it names who follows
	said = (
		_("{0} follows from {1} on.") if decides else _("{0} is proposed from {1} on and waits for approval.")
	)
	name = frappe.utils.escape_html(following.officer_name or assignment.successor)
	frappe.msgprint(said.format(name, frappe.utils.formatdate(begin)), alert=True, indicator="blue")
	return str(following.name)


def _is_there(target: str, day: date) -> bool:
	first, last = frappe.db.get_value("Contact Target", target, ("active_from", "active_to"))
	return (first or date.min) <= day <= (last or date.max)


def _holds(assignment: Any, day: date) -> bool:
	table = table_of(ASSIGNMENT)
	under = table.regulation.isnull() | table.regulation.isin(("", assignment.regulation or ""))
	mine = (table.officer == assignment.successor) & (table.target == assignment.target) & under
	lasts = table.to_date.isnull() | (table.to_date >= day)
	return bool(select(ASSIGNMENT, ("name",), mine & lasts & table.status.isin((*EFFECTIVE, "Handed In"))))


def _decides_for(officer: str) -> bool:
	unit, user = frappe.db.get_value("Liaison Officer", officer, ("unit", "user"))
	return frappe.session.user != user and may_decide(unit)


def end_followers(assignment: Any) -> list[str]:
	"""End what the officer holds under a rule that follows this one's and may not hold any longer without it; names of the ended."""
	rules = _following(assignment.assignment_rule)
	if not rules:
		return []
	last = _day(assignment.to_date)
	table = table_of(ASSIGNMENT)
	lasts = table.to_date.isnull() | (table.to_date > last)
	mine = (table.officer == assignment.officer) & (table.status == "Approved") & lasts
	ended = []
	for (name,) in select_in(ASSIGNMENT, ("name",), "assignment_rule", set(rules), mine):
		follower = frappe.get_doc(ASSIGNMENT, name)
		if last and not _still_allowed(follower, rules[follower.assignment_rule], last + timedelta(days=1)):
			_end_with(follower, assignment)
			ended.append(name)
	return ended


def _following(leading: str | None) -> dict[str, AssignmentRule]:
	rules = {rule.name: rule for rule in rule_cache.assignment_rules()}
	rule = rules.get(leading or "")
	return {
		name: each
		for name, each in rules.items()
		if rule and each.regulation == rule.regulation and each.follows == rule.code
	}


def _still_allowed(follower: Any, rule: AssignmentRule, since: date) -> bool:
	"""Whether, from that day on, the leading rule is still held, and what is held lies inside it."""
	since = max(since, _day(follower.from_date) or since)
	index, proposed = assigning.asked_of(follower, rule, since)
	return not any(
		finding.code in ("follows", "scope") and finding.severity == "Refuse"
		for finding in check_assignment(proposed, rule, index)
	)


def _end_with(follower: Any, leading: Any) -> None:
	values: dict[str, Any] = {"status": "Ended", "to_date": leading.to_date, "end_reason": leading.end_reason}
	if frappe.utils.getdate(follower.from_date) > frappe.utils.getdate(leading.to_date):
		values = {"status": "Rejected"}  # it had not begun
	follower.update(values)
	follower.save(ignore_permissions=True)  # who ends the leading one has decided on this one
	frappe.msgprint(
		_("Ends with it: {0}").format(frappe.utils.escape_html(follower.title or follower.name)),
		alert=True,
		indicator="orange",
	)
