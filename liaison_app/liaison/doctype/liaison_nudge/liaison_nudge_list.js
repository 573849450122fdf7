frappe.listview_settings["Liaison Nudge"] = {
	hide_name_column: true,
};
