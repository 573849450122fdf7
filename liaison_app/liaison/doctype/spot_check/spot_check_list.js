frappe.listview_settings["Spot Check"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = {
			"To Confirm": "orange",
			Confirmed: "green",
			"Not Confirmed": "red",
			"Not Reached": "yellow",
			"No Longer Needed": "grey",
		};
		return [__(doc.status, null, "Spot Check"), colours[doc.status], `status,=,${doc.status}`];
	},
};
