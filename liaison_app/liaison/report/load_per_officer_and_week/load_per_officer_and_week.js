frappe.query_reports["Load per Officer and Week"] = liaison.reports.settings([
	"unit",
	"officer",
	"regulation",
	"rule",
	"period",
	"term",
	"from_date",
	"to_date",
	"nature",
	"capacity",
	"only_overloaded",
], {
	period: { default: "Month" },
});
