frappe.listview_settings["Liaison Import"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = {
			"Not Started": "gray",
			Queued: "blue",
			Running: "blue",
			Completed: "green",
			Refused: "red",
			Failed: "red",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
