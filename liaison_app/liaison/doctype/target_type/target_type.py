import frappe
from frappe.utils.nestedset import NestedSet

from liaison_app.liaison.checks import refuse_comma
from liaison_app.liaison.named_in_rules import refuse_while_named, rename_in_rules


class TargetType(NestedSet):
	nsm_parent_field = "parent_target_type"

	def validate(self) -> None:
		refuse_comma(self, "target_type_name")

	def before_save(self) -> None:
		if self.parent_target_type:
			frappe.db.set_value("Target Type", self.parent_target_type, "is_group", 1, update_modified=False)

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		super().after_rename(old, new, merge)
		rename_in_rules("target_types", old, new)

	def on_trash(self) -> None:
		refuse_while_named("target_types", self.name)
		super().on_trash()
