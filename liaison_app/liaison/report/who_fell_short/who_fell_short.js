frappe.query_reports["Who Fell Short"] = liaison.reports.settings([
	"unit",
	"officer",
	"regulation",
	"rule",
	"period",
	"term",
	"from_date",
	"to_date",
	"nature",
	"excused",
], {
	nature: { default: "Required" },
});
