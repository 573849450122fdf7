frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Attainment of Units"] = {
	method: "liaison_app.api.charts.attainment_by_unit",
	filters: [],
};
