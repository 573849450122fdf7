const LIAISON_NAMES = ["activities", "target_types", "tags"];

frappe.ui.form.on("Duty Rule", {
	refresh(frm) {
		const grid = frm.get_field("counts").grid;
		for (const name of LIAISON_NAMES) {
			grid.update_docfield_property(name, "formatter", liaison_translated_names);
		}
		liaison_show_filters(frm);
	},
	validate: (frm) => liaison_keep_filters(frm),
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
	const wrapper = frm.get_field("visit_filters_editor").$wrapper.empty().off(".liaison");
	frm.liaison_filters = null;
	frappe.model.with_doctype("Contact Visit", () => {
		const shown = { group: null, text: null };
		const keep = () => frm.liaison_filters === shown && liaison_keep_filters(frm);
		shown.group = new frappe.ui.FilterGroup({
			parent: wrapper.empty(),
			doctype: "Contact Visit",
			on_change: keep,
		});
		frm.liaison_filters = shown;
		const filters = JSON.parse(frm.doc.visit_filters || "[]");
		// Frappe 15 returns nothing here, and sets the values a moment later.
		Promise.resolve(
			shown.group.add_filters_to_filter_group(
				filters.map((filter) => ["Contact Visit", ...filter])
			)
		)
			.then(() => Promise.all(shown.group.filters.map((filter) => filter._filter_value_set)))
			.finally(() => (shown.text = liaison_filters_text(shown.group)));
		// The group tells of a value that was left, not of another field or operator; controls take a value after the event.
		wrapper.off(".liaison").on("change.liaison", () => setTimeout(keep));
	});
}

// Only what somebody changed is written: what the editor made of the stored conditions is no change.
function liaison_keep_filters(frm) {
	const shown = frm.liaison_filters;
	if (!shown || shown.text === null) return;
	const text = liaison_filters_text(shown.group);
	if (text === shown.text) return;
	shown.text = text;
	return frm.set_value("visit_filters", text);
}

// A line without a value is not finished yet.
function liaison_filters_text(group) {
	const own = group
		.get_filters()
		.filter(([doctype, , , value]) => doctype === "Contact Visit" && ![undefined, null, ""].includes(value));
	return own.length ? JSON.stringify(own.map((filter) => filter.slice(1, 4))) : "";
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
