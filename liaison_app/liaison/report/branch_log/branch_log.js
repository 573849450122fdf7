frappe.query_reports["Branch Log"] = liaison.reports.settings([
	"unit",
	"target",
	"target_type",
	"officer",
	"period",
	"term",
	"from_date",
	"to_date",
]);
