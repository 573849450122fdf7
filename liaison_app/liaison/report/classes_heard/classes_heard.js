frappe.query_reports["Classes Heard"] = liaison.reports.settings([
	"heard_by",
	"unit",
	"officer",
	"target",
	"period",
	"term",
	"from_date",
	"to_date",
	"never_heard",
]);
