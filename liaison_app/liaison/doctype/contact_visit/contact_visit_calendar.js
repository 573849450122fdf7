frappe.views.calendar["Contact Visit"] = liaison.calendar.settings({
	doctype: "Contact Visit",
	method: "liaison_app.api.calendar.visits",
	layers: ["visits", "duties", "terms", "holidays"],
	fields: { start: "start", end: "recorded_on", title: "title" },
	on_day: liaison.calendar.record_on,
	hint: () => __("Click a day to record a visit."),
});
