frappe.listview_settings["Raised Matter"] = {
	hide_name_column: true,
	add_fields: ["status", "overdue", "paused"],
	get_indicator(doc) {
		if (doc.overdue) return [__("Overdue"), "red", "overdue,=,1"];
		if (doc.paused) return [__("Paused"), "grey", "paused,=,1"];
		const colours = {
			Registered: "orange",
			Dispatched: "yellow",
			"In Hand": "blue",
			Answered: "purple",
			"Given Back": "cyan",
			Closed: "green",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
