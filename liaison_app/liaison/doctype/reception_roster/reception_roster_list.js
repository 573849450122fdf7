frappe.listview_settings["Reception Roster"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator(doc) {
		return [__(doc.status), doc.status === "Published" ? "green" : "orange", `status,=,${doc.status}`];
	},
};
