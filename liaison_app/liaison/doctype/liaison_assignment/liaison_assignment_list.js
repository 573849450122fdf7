frappe.listview_settings["Liaison Assignment"] = {
	hide_name_column: true,
	add_fields: ["status", "officer"],
	onload(list) {
		liaison.official_forms.for_assignments(list);
		liaison.approvals.for_list(list);
		if (liaison.hand_over.may()) {
			list.page.add_menu_item(__("Hand Over Targets"), () => liaison.hand_over.open());
		}
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
