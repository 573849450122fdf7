frappe.listview_settings["Contact Visit"] = {
	hide_name_column: true,
	add_fields: ["outcome", "docstatus"],
	has_indicator_for_draft: true,
	get_indicator(doc) {
		if (doc.docstatus === 0) return [__("Draft"), "orange", "docstatus,=,0"];
		if (doc.docstatus === 2) return [__("Cancelled"), "red", "docstatus,=,2"];
		const colour = doc.outcome === "Done" ? "green" : "gray";
		return [__(doc.outcome), colour, `outcome,=,${doc.outcome}|docstatus,=,1`];
	},
};
