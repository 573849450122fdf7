frappe.query_reports["Assessment"] = liaison.reports.settings(
	["unit", "officer", "regulation", "period", "term", "from_date", "to_date", "nature"],
	{ period: { default: "Academic Year" }, nature: { default: "Required" } },
	{
		onload(report) {
			report.page.add_inner_button(__("Download Workbook"), () => {
				const filters = encodeURIComponent(JSON.stringify(report.get_filter_values()));
				window.open(`/api/method/liaison_app.api.assessments.download?filters=${filters}`);
			});
			report.page.add_inner_button(__("Freeze a Year"), () =>
				frappe.new_doc("Liaison Assessment", { unit: report.get_filter_value("unit") })
			);
		},
	}
);
