frappe.query_reports["Matter Statistics"] = liaison.reports.settings([
	"matters_by",
	"unit",
	"officer",
	"period",
	"term",
	"from_date",
	"to_date",
], {
	period: { default: "Calendar Year" },
});
