frappe.listview_settings["Visit Flag"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Open: "orange", Explained: "green", Upheld: "red", "No Longer Found": "grey" };
		return [__(doc.status, null, "Visit Flag"), colours[doc.status], `status,=,${doc.status}`];
	},
	onload(listview) {
		listview.page.add_inner_button(__("Check Now"), () =>
			frappe.xcall("liaison_app.api.honesty.check_now").then((message) => frappe.show_alert(message))
		);
	},
};
