frappe.listview_settings["Contact Visit"] = {
	hide_name_column: true,
	add_fields: ["outcome", "docstatus"],
	has_indicator_for_draft: true,
	// The quick record; the full form is a button of it.
	primary_action() {
		liaison.record_visit().then((visit) => visit && cur_list && cur_list.refresh());
	},
	get_indicator(doc) {
		if (doc.docstatus === 0) return [__("Draft"), "orange", "docstatus,=,0"];
		if (doc.docstatus === 2) return [__("Cancelled"), "red", "docstatus,=,2"];
		const colour = doc.outcome === "Done" ? "green" : "gray";
		return [__(doc.outcome), colour, `outcome,=,${doc.outcome}|docstatus,=,1`];
	},
};
