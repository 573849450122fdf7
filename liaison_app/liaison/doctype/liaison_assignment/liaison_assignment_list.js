frappe.listview_settings["Liaison Assignment"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Draft: "orange", Approved: "green", Ended: "gray", Rejected: "red" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
