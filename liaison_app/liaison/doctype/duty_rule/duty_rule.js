const LIAISON_NAMES = ["activities", "target_types", "tags"];

frappe.ui.form.on("Duty Rule", {
	refresh(frm) {
		const grid = frm.get_field("counts").grid;
		for (const name of LIAISON_NAMES) {
			grid.update_docfield_property(name, "formatter", liaison_translated_names);
		}
		liaison_show_filters(frm);
	},
	measure(frm) {
		const units = { Minutes: "Minutes", "Share of Working Time": "Percent" };
		frm.set_value("quantity_unit", units[frm.doc.measure] || "Times");
	},
	without_minimum(frm) {
		if (frm.doc.without_minimum) frm.set_value("nature", "Advocated");
	},
	period(frm) {
		if (frm.doc.period === "Event") frm.set_value("due", "Event + Days");
		else if (frm.doc.period === "Yearly Window") frm.set_value("due", "Window End");
		else if (frm.doc.period === "Once") frm.set_value("due", "Start + Days");
		else if (["Event + Days", "Teaching Week After Event"].includes(frm.doc.due))
			frm.set_value("due", "Period End");
		if (["Rolling", "Once"].includes(frm.doc.period)) frm.set_value("subject_kind", "Assigned");
	},
});

frappe.ui.form.on("Duty Rule Count", {
	choose(frm, cdt, cdn) {
		liaison_choose_names(locals[cdt][cdn]);
	},
});

// The conditions are edited as in any list, and kept as [fieldname, operator, value].
function liaison_show_filters(frm) {
	const wrapper = frm.get_field("visit_filters_editor").$wrapper.empty();
	frappe.model.with_doctype("Contact Visit", () => {
		const group = new frappe.ui.FilterGroup({
			parent: wrapper,
			doctype: "Contact Visit",
			on_change: () => liaison_keep_filters(frm, group),
		});
		const filters = JSON.parse(frm.doc.visit_filters || "[]");
		frm.liaison_showing_filters = true;
		group
			.add_filters_to_filter_group(filters.map((filter) => ["Contact Visit", ...filter]))
			.finally(() => (frm.liaison_showing_filters = false));
	});
}

function liaison_keep_filters(frm, group) {
	if (frm.liaison_showing_filters) return;
	const own = group.get_filters().filter((filter) => filter[0] === "Contact Visit");
	const text = own.length ? JSON.stringify(own.map((filter) => filter.slice(1, 4))) : "";
	if (text !== (frm.doc.visit_filters || "")) frm.set_value("visit_filters", text);
}

function liaison_split_names(text) {
	return (text || "").split(/[,\n]/).map((name) => name.trim()).filter(Boolean);
}

// Stored are the names as the rules have them; shown is what the user calls them.
function liaison_translated_names(text) {
	return frappe.utils.escape_html(liaison_split_names(text).map((name) => __(name)).join(", "));
}

function liaison_choose_names(row) {
	const field = (fieldname, label, doctype) => ({
		fieldname,
		label,
		fieldtype: "MultiSelectPills",
		default: liaison_split_names(row[fieldname]),
		get_data: (text) => frappe.db.get_link_options(doctype, text),
	});
	const dialog = new frappe.ui.Dialog({
		title: __("What Counts"),
		fields: [
			field("activities", __("Activities"), "Liaison Activity Type"),
			field("target_types", __("Target Types"), "Target Type"),
			field("tags", __("Tags of the Target"), "Liaison Tag"),
		],
		primary_action_label: __("Choose"),
		primary_action(values) {
			for (const name of LIAISON_NAMES) {
				frappe.model.set_value(row.doctype, row.name, name, (values[name] || []).join(", "));
			}
			dialog.hide();
		},
	});
	dialog.show();
}
