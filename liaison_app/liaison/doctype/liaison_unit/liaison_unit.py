import frappe
from frappe.utils.nestedset import NestedSet


class LiaisonUnit(NestedSet):
	nsm_parent_field = "parent_liaison_unit"

	def before_save(self) -> None:
		if self.parent_liaison_unit:
			frappe.db.set_value(
				"Liaison Unit", self.parent_liaison_unit, "is_group", 1, update_modified=False
			)


def on_doctype_update() -> None:
	frappe.db.add_index("Liaison Unit", ["lft", "rgt"])
