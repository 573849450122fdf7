from frappe.utils.nestedset import NestedSet


class LiaisonUnit(NestedSet):
	nsm_parent_field = "parent_liaison_unit"
