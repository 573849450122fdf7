import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.nestedset import NestedSet

from liaison_app.liaison.checks import refuse_reversed, shown
from liaison_app.services import approvals

REVIEWER_ROLE = "Liaison Reviewer"


class LiaisonUnit(NestedSet):
	nsm_parent_field = "parent_liaison_unit"

	def validate(self) -> None:
		for row in self.deputies:
			refuse_reversed(row)
			self.refuse_deputy_without_role(row)

	def before_save(self) -> None:
		if self.parent_liaison_unit:
			frappe.db.set_value(
				"Liaison Unit", self.parent_liaison_unit, "is_group", 1, update_modified=False
			)

	def on_update(self) -> None:
		super().on_update()
		approvals.refresh_when_asked_changed(self)

	def refuse_deputy_without_role(self, row: Document) -> None:
		"""Without the role nothing could be approved; the site's administrator gives roles."""
		is_new = not any(row.user == each.user for each in self.deputies_before())
		if is_new and REVIEWER_ROLE not in frappe.get_roles(row.user):
			frappe.throw(
				_(
					"{0} cannot stand in without the role {1}. Give it in the form of the user, then name the deputy."
				).format(shown(row.user), _(REVIEWER_ROLE))
			)

	def deputies_before(self) -> list:
		before = self.get_doc_before_save()
		return before.deputies if before else []


def on_doctype_update() -> None:
	frappe.db.add_index("Liaison Unit", ["lft", "rgt"])
