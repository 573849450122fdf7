frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Visits per Week"] = {
	method: "liaison_app.api.charts.visits_per_week",
	filters: [],
};
