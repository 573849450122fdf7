frappe.listview_settings["Exemption"] = {
	hide_name_column: true,
	add_fields: ["status"],
	onload(list) {
		liaison.approvals.for_list(list);
	},
	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			"Handed In": "orange",
			Returned: "red",
			Approved: "green",
			Rejected: "red",
			Withdrawn: "gray",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
