frappe.listview_settings["Liaison Archive"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Queued: "blue", Running: "blue", Ready: "green", Failed: "red", Expired: "gray" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
