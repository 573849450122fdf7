frappe.query_reports["Attainment by Officer"] = liaison.reports.settings([
	"unit",
	"officer",
	"regulation",
	"rule",
	"period",
	"term",
	"from_date",
	"to_date",
	"nature",
]);
