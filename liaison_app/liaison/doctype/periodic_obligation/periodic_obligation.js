frappe.ui.form.on("Periodic Obligation", {
	setup(frm) {
		frm.get_docfield("waived_reason").formatter = liaison_waived_reason;
	},
	refresh(frm) {
		const owed = ["Open", "Due", "Overdue"].includes(frm.doc.state);
		if (!owed || !frappe.model.can_create("Contact Visit")) return;
		frappe.db.get_doc("Duty Rule", frm.doc.rule).then((rule) => {
			// A duty of handing in a paper is not met by a visit.
			if (rule.measure === "Document" || frm.doc.name !== cur_frm.doc.name) return;
			frm.add_custom_button(__("Record Visit"), () => liaison_record_visit(frm, rule)).addClass(
				"btn-primary"
			);
		});
	},
});

// The engine's word for it in the user's language; which duty covers this one is not for reading.
function liaison_waived_reason(reason) {
	const text = (reason || "").startsWith("covered by") ? __("covered by another duty") : __(reason || "");
	return frappe.utils.escape_html(text);
}

// A new visit with all that the obligation knows: by whom, with whom, and the activity where only one counts.
function liaison_record_visit(frm, rule) {
	frappe.model.with_doctype("Contact Visit", () => {
		const visit = frappe.model.get_new_doc("Contact Visit");
		const add = (doctype, table, values) =>
			Object.assign(frappe.model.add_child(visit, doctype, table), values);
		if (frm.doc.officer) add("Contact Visit Officer", "officers", { officer: frm.doc.officer });
		if (frm.doc.subject)
			add("Contact Visit Target", "targets", {
				target: frm.doc.subject,
				target_title: frm.doc.subject_title,
			});
		const activity = liaison_only_activity(rule);
		if (activity) add("Liaison Activity Link", "activities", { activity });
		frappe.set_route("Form", visit.doctype, visit.name);
	});
}

function liaison_only_activity(rule) {
	const names = (rule.counts || []).flatMap((row) => (row.activities || "").split(/[,\n]/));
	const activities = [...new Set(names.map((name) => name.trim()).filter(Boolean))];
	return activities.length === 1 ? activities[0] : null;
}
