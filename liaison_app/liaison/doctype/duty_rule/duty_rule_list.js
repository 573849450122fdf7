frappe.listview_settings["Duty Rule"] = {
	// Titles of the packs have their Chinese in the app's translations.
	formatters: { title: (title) => __(title) },
};
