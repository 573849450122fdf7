frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Visits by Activity"] = {
	method: "liaison_app.api.charts.visits_by_activity",
	filters: [],
};
