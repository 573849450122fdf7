frappe.query_reports["Class Observations"] = liaison.reports.settings([
	"unit",
	"officer",
	"target",
	"period",
	"term",
	"from_date",
	"to_date",
	"rating",
	"only_problems",
]);
