frappe.query_reports["Register against Visits"] = liaison.reports.settings(["register", "matched"], {
	register: { reqd: 1 },
});
