frappe.views.calendar["Periodic Obligation"] = liaison.calendar.settings({
	doctype: "Periodic Obligation",
	method: "liaison_app.api.calendar.duties",
	layers: ["duties", "terms", "holidays"],
	fields: { start: "period_start", end: "last_due", title: "title" },
});
