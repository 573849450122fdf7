frappe.views.calendar["Roster Week"] = liaison.calendar.settings({
	doctype: "Roster Week",
	method: "liaison_app.api.calendar.receptions",
	layers: ["receptions", "terms", "holidays"],
	fields: { start: "week", end: "drawn", title: "officer" },
});
