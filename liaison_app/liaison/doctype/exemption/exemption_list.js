frappe.listview_settings["Exemption"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Draft: "orange", Approved: "green", Rejected: "red" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
