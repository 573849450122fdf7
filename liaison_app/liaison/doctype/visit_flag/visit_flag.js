frappe.ui.form.on("Visit Flag", {
	refresh(frm) {
		const loaded = frm.doc.__onload || {};
		if (!loaded.may_answer) return;
		if (["Explained", "Upheld"].includes(frm.doc.status)) {
			frm.add_custom_button(__("Ask Anew"), () => liaison_answer_flag(frm, "ask_anew", __("Ask Anew")));
			return;
		}
		frm.add_custom_button(__("Explained", null, "Visit Flag"), () =>
			liaison_answer_flag(frm, "explain", __("Explained", null, "Visit Flag"))
		);
		frm.add_custom_button(__("Do Not Trust"), () =>
			liaison_answer_flag(frm, "uphold", __("Do Not Trust"), loaded.asked)
		);
	},
});

// The note of an upheld question is the reason that the visits are not trusted: everybody who reads them reads it.
function liaison_answer_flag(frm, action, title, visits) {
	const fields = [
		{
			fieldname: "note",
			fieldtype: "Small Text",
			label: __("Note"),
			description: visits
				? __("Everybody who reads the visit reads the reason, its officers too.")
				: __("What you found out, and from whom."),
			reqd: 1,
		},
	];
	if (visits)
		fields.unshift({
			fieldname: "visits",
			fieldtype: "MultiCheck",
			label: __("Visits Not Trusted"),
			options: visits.map((value) => ({
				label: liaison_named(frm, value),
				value,
				checked: visits.length === 1,
			})),
		});
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: title,
		primary_action(values) {
			const chosen = visits ? { visits: JSON.stringify(values.visits || []) } : {};
			frappe
				.xcall(`liaison_app.api.honesty.${action}`, { flag: frm.doc.name, note: values.note, ...chosen })
				.then(() => {
					dialog.hide();
					frm.reload_doc();
				});
		},
	});
	dialog.show();
}

function liaison_named(frm, visit) {
	const line = (frm.doc.visits || []).find((each) => each.visit === visit);
	const when = line && line.start ? frappe.datetime.str_to_user(line.start) : "";
	return [visit, when].filter(Boolean).join(" · ");
}
