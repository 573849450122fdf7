from dataclasses import replace

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.model.document import Document

from liaison_app.engine.check_rule import problems_of_rule
from liaison_app.engine.problems import KnownNames, unknown
from liaison_app.engine.rule_from_row import duty_rule_from_row, split_names
from liaison_app.engine.rules import DutyRule as Rule
from liaison_app.liaison.checks import shown, throw_problems

FIELDS_OF_EVERY_DOCUMENT = ("name", "owner", "creation", "modified", "modified_by")


class DutyRule(Document):
	def validate(self) -> None:
		rule = self.as_rule()
		problems = problems_of_rule(rule, self.known_names(), filterable_fields())
		missing = unknown("takes_in", split_names(rule.takes_in), self.codes_of_regulation())
		throw_problems(self, [*problems, *(replace(problem, path="takes_in") for problem in missing)])

	def codes_of_regulation(self) -> list[str] | None:
		"""Codes that `takes_in` may name; None when a whole pack was checked already."""
		if self.flags.codes_checked or not self.takes_in:
			return None
		return frappe.get_all("Duty Rule", {"regulation": self.regulation}, pluck="code")

	def as_rule(self) -> Rule:
		"""The rule as the engine reads it."""
		try:
			return duty_rule_from_row(self.as_dict(convert_dates_to_str=False))
		except ValueError as error:
			frappe.throw(
				_(
					"The teaching weeks or the filter on the visit cannot be read ({0}). Write weeks as 3, 7, 12."
				).format(shown(error)),
				title=_("This rule cannot work"),
			)

	def known_names(self) -> KnownNames:
		"""The names that cells of the count table may hold; the links are checked by Frappe itself."""
		if not self.counts:
			return KnownNames()
		return KnownNames(
			activities=set(frappe.get_all("Liaison Activity Type", pluck="name")),
			target_types=set(frappe.get_all("Target Type", pluck="name")),
			tags=set(frappe.get_all("Liaison Tag", pluck="name")),
		)


def filterable_fields() -> set[str]:
	"""The fields of a visit that hold one value, the site's own among them."""
	fields = frappe.get_meta("Contact Visit").fields
	return {
		field.fieldname for field in fields if field.fieldtype not in no_value_fields and not field.permlevel
	} | set(FIELDS_OF_EVERY_DOCUMENT)
