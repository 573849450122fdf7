import frappe
from frappe.model.document import Document

from liaison_app.engine.check_assignment_rule import problems_of_assignment_rule
from liaison_app.engine.rule_from_row import assignment_rule_from_row
from liaison_app.liaison.checks import throw_problems


class LiaisonAssignmentRule(Document):
	def validate(self) -> None:
		rule = assignment_rule_from_row(self.as_dict(convert_dates_to_str=False))
		throw_problems(self, problems_of_assignment_rule(rule, codes=self.codes_of_regulation()))

	def codes_of_regulation(self) -> list[str] | None:
		"""Codes that `follows` and `besides` may name; None when a whole pack was checked already."""
		if self.flags.codes_checked or not (self.follows or self.besides):
			return None
		return frappe.get_all("Liaison Assignment Rule", {"regulation": self.regulation}, pluck="code")
