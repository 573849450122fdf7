frappe.ui.form.on("Periodic Obligation", {
	setup(frm) {
		frm.get_docfield("waived_reason").formatter = liaison_waived_reason;
	},
	refresh(frm) {
		frm.page.clear_primary_action();
		if (!["Open", "Due", "Overdue"].includes(frm.doc.state)) return;
		const obligation = frm.doc.name;
		frappe.db.get_doc("Duty Rule", frm.doc.rule).then((rule) => {
			if (obligation !== frm.doc.name) return;
			// A duty of handing in a paper is not met by a visit. Nobody writes here, so the first button is free, on a phone too.
			if (rule.measure === "Document") {
				if (!frappe.model.can_create("Duty Document")) return;
				frm.page.set_primary_action(__("Hand In Document"), () => liaison.papers.open(frm.doc, rule));
			} else if (frappe.model.can_create("Contact Visit")) {
				frm.page.set_primary_action(__("Record Visit"), () => liaison_record_visit(frm));
				liaison_offer_proposal(frm);
			}
		});
	},
});

// The engine's word for it in the user's language; which duty covers this one is not for reading.
function liaison_waived_reason(reason) {
	const text = (reason || "").startsWith("covered by") ? __("covered by another duty") : __(reason || "");
	return frappe.utils.escape_html(text);
}

// A clerk looks for a time: it goes into the calendar of the officer, who may move it.
function liaison_offer_proposal(frm) {
	const may = frappe.user.has_role(["Liaison Clerk", "Liaison Reviewer", "Liaison Manager"]);
	if (!may || !frm.doc.officer || frm.doc.responsible_user === frappe.session.user) return;
	const fields = [
		{ fieldname: "start", fieldtype: "Datetime", label: __("Begins"), reqd: 1 },
		{ fieldname: "minutes", fieldtype: "Int", label: __("Minutes"), default: 60, non_negative: 1 },
		{ fieldname: "note", fieldtype: "Small Text", label: __("Place and Occasion") },
	];
	frm.add_custom_button(__("Propose a Date"), () =>
		frappe.prompt(
			fields,
			(values) =>
				frappe.xcall("liaison_app.api.visits.propose", { obligation: frm.doc.name, ...values }).then((event) => {
					const link = frappe.utils.get_form_link("Event", event, true, __("in the calendar"));
					frappe.show_alert({ message: __("Proposed: {0}", [link]), indicator: "green" });
					frm.reload_doc();
				}),
			__("Propose a Date")
		)
	);
}

// The quick record knows the rest from the obligation; the target is said for when there is no connection.
function liaison_record_visit(frm) {
	const { name: obligation, subject, subject_title } = frm.doc;
	const targets = subject ? [{ value: subject, label: subject_title || subject }] : [];
	liaison.record_visit({ obligation, targets }).then((visit) => {
		if (visit && frm.doc.name === obligation) frm.reload_doc();
	});
}
