"""Whether an assignment may be approved, as its Assignment Rule says."""

from dataclasses import replace
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.engine.assigning import check_assignment
from liaison_app.engine.facts import Assignment, Facts
from liaison_app.engine.index import FactIndex
from liaison_app.engine.placing import remarks_on, switched_off
from liaison_app.engine.rows import Finding
from liaison_app.engine.rules import AssignmentRule

from . import hands, people_facts, rule_cache
from .rule_facts import RuleFacts
from .tables import select_in


def findings(assignment: Document) -> list[Finding]:
	"""What speaks against the assignment under its rule, and what its approver should know; empty without a rule. Nothing is written."""
	if not assignment.assignment_rule:
		return []
	rules = rule_cache.assignment_rules()
	rule = next((rule for rule in rules if rule.name == assignment.assignment_rule), None)
	if rule is None:
		return [switched_off(assignment.assignment_rule)]
	index = _index(assignment, rule, rules)
	proposed = proposal(assignment)
	user = frappe.db.get_value("Liaison Officer", assignment.officer, "user") or ""
	whose = hands.of_assignment(assignment.owner or frappe.session.user, user, rule)
	return [*check_assignment(proposed, rule, index), *remarks_on(proposed, rule, index, whose)]


def asked_of(assignment: Document, rule: AssignmentRule, since: date) -> tuple[FactIndex, Assignment]:
	"""The facts around an assignment, and the assignment as if it began on that day."""
	index = _index(assignment, rule, rule_cache.assignment_rules())
	return index, replace(proposal(assignment), from_date=since)


def _index(assignment: Document, rule: AssignmentRule, rules: tuple[AssignmentRule, ...]) -> FactIndex:
	"""The officer's facts; those of the whole college where the rule compares."""
	common = rule_cache.common()
	officers, listed = {assignment.officer}, set()
	if rule.coverage or rule.ratio:
		units = college(assignment.officer, common)
		officers |= {name for (name,) in select_in("Liaison Officer", ("name",), "unit", units)}
		listed = of_types(rule, units, common)
	people = people_facts.read_for_officers(officers, common)
	people_facts.add_targets(people, {*with_parents(assignment.target), *listed})
	index = people_facts.index_of(people, common)
	return FactIndex(replace(index.facts, assignment_rules=rules))


def college(officer: str, common: RuleFacts) -> set[str]:
	"""The units of the officer's college."""
	trees = FactIndex(Facts(units=common.units))
	college = trees.college_of(frappe.db.get_value("Liaison Officer", officer, "unit") or "")
	return {unit.name for unit in common.units if trees.is_in_subtree(unit.name, college)}


def of_types(rule: AssignmentRule, units: set[str], common: RuleFacts) -> set[str]:
	"""The units' targets of the types that the rule names."""
	trees = FactIndex(Facts(target_types=common.target_types))
	rows = select_in("Contact Target", ("name", "target_type"), "unit", units)
	return {name for name, kind in rows if trees.is_kind_of(kind, rule.target_types)}


def messages(found: list[Finding]) -> list[str]:
	"""The findings in the user's language, with titles in place of names; text of users is escaped."""
	names = {value for finding in found for value in finding.values}
	titles: dict[str, str] = dict(select_in("Contact Target", ("name", "title"), "name", names))
	titles.update(select_in("Liaison Officer", ("name", "full_name"), "name", names))
	return [
		_(finding.message).format(
			*(frappe.utils.escape_html(titles.get(value) or _translated(value)) for value in finding.values)
		)
		for finding in found
	]


def _translated(value: str) -> str:
	"""A word of the vocabulary, or several of them."""
	return ", ".join(_(word) for word in value.split(", ")) if value else ""


def proposal(assignment: Document) -> Assignment:
	"""The assignment as the engine sees it."""
	return Assignment(
		name=assignment.name or "new",
		officer=assignment.officer,
		target=assignment.target,
		from_date=frappe.utils.getdate(assignment.from_date) if assignment.from_date else None,
		to_date=frappe.utils.getdate(assignment.to_date) if assignment.to_date else None,
		regulation=assignment.regulation or "",
		assignment_rule=assignment.assignment_rule,
		end_reason=assignment.end_reason or "",
		is_exception=bool(assignment.is_exception),
	)


def with_parents(target: str) -> list[str]:
	"""The target and those that contain it, from below."""
	line: list[str] = []
	while target and target not in line:
		line.append(target)
		target = frappe.db.get_value("Contact Target", target, "parent_contact_target")
	return line
