frappe.listview_settings["Trigger Event"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Registered: "blue", Cancelled: "gray" };
		return [__(doc.status, null, "Trigger Event"), colours[doc.status], `status,=,${doc.status}`];
	},
};
