frappe.listview_settings["Periodic Obligation"] = {
	hide_name_column: true,
	add_fields: ["state", "next_due"],
	get_indicator(doc) {
		const colours = {
			Upcoming: "gray",
			Open: "blue",
			Due: "orange",
			Overdue: "red",
			Met: "green",
			"Met Late": "yellow",
			Missed: "darkgrey",
			Lapsed: "gray",
			Waived: "purple",
			Withdrawn: "gray",
		};
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
};
