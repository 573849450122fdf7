frappe.listview_settings["Liaison Assignment"] = {
	hide_name_column: true,
	add_fields: ["status", "officer"],
	onload(list) {
		liaison.official_forms.for_assignments(list);
	},
	get_indicator(doc) {
		const colours = { Draft: "orange", Approved: "green", Ended: "gray", Rejected: "red" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
