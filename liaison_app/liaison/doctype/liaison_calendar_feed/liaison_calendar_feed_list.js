frappe.listview_settings["Liaison Calendar Feed"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator(doc) {
		return [__(doc.status), doc.status === "Active" ? "green" : "gray", `status,=,${doc.status}`];
	},
	onload(list) {
		list.page.set_primary_action(__("Calendar Link"), () => liaison.calendar.link());
	},
};
