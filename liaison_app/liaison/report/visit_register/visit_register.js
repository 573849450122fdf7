frappe.query_reports["Visit Register"] = liaison.reports.settings([
	"unit",
	"officer",
	"target",
	"target_type",
	"activity",
	"period",
	"term",
	"from_date",
	"to_date",
	"mode",
	"outcome",
	"recorded_late",
]);
