from frappe.utils.nestedset import NestedSet


class TargetType(NestedSet):
	nsm_parent_field = "parent_target_type"
