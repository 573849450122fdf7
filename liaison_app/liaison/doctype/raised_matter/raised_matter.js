frappe.ui.form.on("Raised Matter", {
	setup(frm) {
		frm.set_query("kind", () => ({ filters: { disabled: 0 } }));
		frm.set_query("channel", () => ({ filters: { disabled: 0 } }));
		frm.set_query("register_unit", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		const possible = (frm.doc.__onload && frm.doc.__onload.steps) || [];
		const label = liaison_step_labels();
		const main = ["Dispatch", "Take", "Answer", "Give Back", "Close"];
		for (const step of possible) {
			const group = main.includes(step) ? null : __("More Steps");
			frm.add_custom_button(label[step] || __(step), () => liaison_ask_for_step(frm, step), group);
		}
		const next = main.find((step) => possible.includes(step));
		if (next) frm.change_custom_button_type(label[next] || __(next), null, "primary");
		liaison_show_standing(frm);
		if (possible.includes("Link")) liaison_suggest_same(frm);
	},
});

function liaison_step_labels() {
	return {
		Take: __("Take in Hand"),
		Close: __("Close the Matter"),
		Link: __("Same As Another"),
		Note: __("Add a Note"),
	};
}

function liaison_show_standing(frm) {
	const { due, overdue, paused, level_name } = frm.doc;
	const parts = [];
	if (paused) parts.push(__("Paused: no time runs."));
	if (due) {
		const day = frappe.datetime.str_to_user(due);
		parts.push(overdue ? __("Overdue since {0}", [day]) : __("The next step is due on {0}", [day]));
	}
	if (level_name) parts.push(__("On the level {0}", [__(level_name)]));
	if (parts.length) frm.set_intro(frappe.utils.escape_html(parts.join(" · ")), overdue ? "red" : "blue");
}

// Matters that read alike are shown; whether they are the same, people decide.
function liaison_suggest_same(frm) {
	const matter = frm.doc.name;
	frappe.xcall("liaison_app.api.matters.alike", { matter }).then((found) => {
		if (frm.doc.name !== matter || !found.length) return;
		const escape = frappe.utils.escape_html;
		const line = (row) =>
			`<li><a href="${frappe.utils.get_form_link("Raised Matter", row.name)}">${escape(row.register_no)} ${escape(row.subject)}</a> (${escape(__(row.status))})</li>`;
		frm.dashboard.parent.find(".liaison-alike").remove();
		frm.dashboard.add_section(`<ul>${found.map(line).join("")}</ul>`, __("May Be the Same"), "liaison-alike");
		frm.dashboard.show();
	});
}

function liaison_step_fields(frm, step) {
	const note = (label, reqd) => ({ fieldname: "note", fieldtype: "Small Text", label, reqd: reqd ? 1 : 0 });
	const options = (values) => ["", ...values].map((value) => ({ value, label: value && __(value) }));
	const onload = frm.doc.__onload || {};
	const user = {
		fieldname: "handler",
		fieldtype: "Link",
		options: "User",
		label: __("Handler"),
		description: __("Empty: you, or whoever of the unit takes it."),
		ignore_user_permissions: 1,
	};
	const ways = ["In Person", "Phone", "Mail", "Public Notice", ...(onload.may_tell_on_site ? ["On the Site"] : [])];
	return {
		Dispatch: [
			{
				fieldname: "unit",
				fieldtype: "Link",
				options: "Liaison Unit",
				label: __("Unit"),
				reqd: 1,
				default: frm.doc.unit || onload.usual_unit,
				get_query: () => ({ filters: { disabled: 0 } }),
			},
			user,
			note(__("Note")),
		],
		Take: [{ ...user, description: __("Empty: you.") }],
		Answer: [
			{
				fieldname: "outcome",
				fieldtype: "Select",
				label: __("Outcome"),
				reqd: 1,
				options: options(["Accepted", "Explained", "Coordinated"]),
			},
			{
				fieldname: "answer",
				fieldtype: "Small Text",
				label: __("Answer"),
				reqd: 1,
				description: __("In the words that whoever raised it is to read."),
			},
		],
		"Give Back": [
			{ fieldname: "how", fieldtype: "Select", label: __("How"), reqd: 1, options: options(ways) },
			note(__("Note")),
		],
		Close: [note(__("Note"))],
		Reopen: [note(__("Why"), true)],
		Escalate: [note(__("Why"), true)],
		Pause: [note(__("What Is Waited For"), true)],
		Resume: [note(__("Note"))],
		Link: [
			{
				fieldname: "matter",
				fieldtype: "Link",
				options: "Raised Matter",
				label: __("The Same As"),
				reqd: 1,
				get_query: () => ({ filters: { name: ["!=", frm.doc.name] } }),
			},
		],
		Note: [note(__("Note"), true)],
	}[step];
}

function liaison_ask_for_step(frm, step) {
	const { name, modified } = frm.doc;
	frappe.prompt(
		liaison_step_fields(frm, step),
		(values) =>
			frappe
				.xcall("liaison_app.api.matters.step", { matter: name, step, modified, values })
				.then(() => frm.reload_doc()),
		liaison_step_labels()[step] || __(step),
		__("Save")
	);
}
