frappe.query_reports["Attainment without Flagged Visits"] = liaison.reports.settings(
	["unit", "officer", "regulation", "period", "term", "from_date", "to_date", "nature"],
	{ nature: { default: "Required" } }
);
