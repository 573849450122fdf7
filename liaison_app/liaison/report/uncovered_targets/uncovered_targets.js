frappe.query_reports["Uncovered Targets"] = liaison.reports.settings([
	"unit",
	"target_type",
	"period",
	"term",
	"from_date",
	"to_date",
	"only_held",
	"never_contacted",
]);
