frappe.listview_settings["Liaison Timetable Entry"] = {
	hide_name_column: true,
};
