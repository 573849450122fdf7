"""Whether an assignment may be approved, as its Assignment Rule says."""

import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.engine.assigning import check_assignment
from liaison_app.engine.facts import Assignment
from liaison_app.engine.rows import Finding

from . import people_facts, rule_cache
from .people_facts import TARGET_FIELDS, PeopleRows
from .tables import children, select_in


def findings(assignment: Document) -> list[Finding]:
	"""What speaks against the assignment under its rule; empty without a rule. Nothing is written."""
	rules = rule_cache.assignment_rules()
	rule = next((rule for rule in rules if rule.name == assignment.assignment_rule), None)
	if rule is None:
		return []
	common = rule_cache.common()
	people = people_facts.read_for_officers({assignment.officer}, common)
	_add_target(people, assignment.target)
	return check_assignment(_proposed(assignment), rule, people_facts.index_of(people, common))


def messages(found: list[Finding]) -> list[str]:
	"""The findings in the user's language, with titles in place of names; text of users is escaped."""
	names = {value for finding in found for value in finding.values}
	titles: dict[str, str] = dict(select_in("Contact Target", ("name", "title"), "name", names))
	titles.update(select_in("Liaison Officer", ("name", "full_name"), "name", names))
	return [
		_(finding.message).format(
			*(frappe.utils.escape_html(titles.get(value) or _(value)) for value in finding.values)
		)
		for finding in found
	]


def _proposed(assignment: Document) -> Assignment:
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


def _add_target(people: PeopleRows, target: str) -> None:
	"""Read the proposed target and what contains it, unless something held brought them along."""
	missing = set(_with_parents(target)) - {row[0] for row in people.targets}
	people.targets += select_in("Contact Target", TARGET_FIELDS, "name", missing)
	people.tags += children("Target Tag", "Contact Target", ("tag", "from_date", "to_date"), missing)
	people.offered += children("Liaison Term Link", "Contact Target", ("term",), missing)


def _with_parents(target: str) -> list[str]:
	line: list[str] = []
	while target and target not in line:
		line.append(target)
		target = frappe.db.get_value("Contact Target", target, "parent_contact_target")
	return line
