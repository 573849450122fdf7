frappe.listview_settings["Liaison Assignment"] = {
	hide_name_column: true,
	add_fields: ["status", "officer"],
	onload(list) {
		liaison.official_forms.for_assignments(list);
		liaison.approvals.for_list(list);
	},
	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			"Handed In": "orange",
			Returned: "red",
			Approved: "green",
			Ended: "gray",
			Rejected: "red",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
