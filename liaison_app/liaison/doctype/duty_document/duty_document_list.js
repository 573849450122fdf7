frappe.listview_settings["Duty Document"] = {
	hide_name_column: true,
	add_fields: ["status", "officer", "unit", "period_label", "docstatus"],
	has_indicator_for_draft: true,
	// Of many papers for one duty: whose it is and for when.
	formatters: {
		title: (title, _field, doc) =>
			[doc.officer_full_name || doc.unit, doc.period_label, title].filter(Boolean).join(" · "),
	},
	onload(list) {
		liaison.approvals.for_list(list);
	},
	// Where there is no workflow: what the status says.
	get_indicator(doc) {
		const colours = { Draft: "gray", "Handed In": "orange", Returned: "red", Approved: "green" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
