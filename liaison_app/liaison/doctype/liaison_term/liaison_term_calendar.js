frappe.views.calendar["Liaison Term"] = liaison.calendar.settings({
	doctype: "Liaison Term",
	method: "liaison_app.api.calendar.terms",
	layers: ["terms", "holidays"],
	fields: { start: "first_day", end: "last_day", title: "term_name" },
});
