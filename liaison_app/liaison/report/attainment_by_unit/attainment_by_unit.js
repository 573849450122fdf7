frappe.query_reports["Attainment by Unit"] = {
	...liaison.reports.settings([
		"unit",
		"regulation",
		"rule",
		"period",
		"term",
		"from_date",
		"to_date",
		"nature",
	]),
	tree: true,
	name_field: "unit",
	parent_field: "parent_unit",
	initial_depth: 2,
};
