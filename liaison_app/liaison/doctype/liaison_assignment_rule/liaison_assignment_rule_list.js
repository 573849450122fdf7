frappe.listview_settings["Liaison Assignment Rule"] = {
	// Titles of the packs have their Chinese in the app's translations.
	formatters: { title: (title) => __(title) },
};
