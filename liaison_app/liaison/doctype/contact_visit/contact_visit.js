frappe.ui.form.on("Contact Visit", {
	setup(frm) {
		frm.set_query("activities", () => ({ filters: { disabled: 0 } }));
		frm.set_query("officers", () => ({ query: "liaison_app.api.visits.search_officers" }));
		// Frappe adds the time zone before it translates, and then finds no translation.
		frm.get_docfield("start").description = __("When the contact began.");
	},
	onload(frm) {
		if (frm.is_new() && !(frm.doc.officers || []).length) liaison_add_own_officer(frm);
	},
	refresh(frm) {
		// The account is readable document by document, which roles alone cannot say.
		if (frm.is_new() || (frm.doc.__onload && frm.doc.__onload.may_read_account)) {
			frm.perm[1] = { read: 1, write: 1 };
			frm.refresh_field("confidential_account");
		}
		if (frm.doc.docstatus === 1 && frappe.user.has_role(["Liaison Manager", "System Manager"])) {
			frm.add_custom_button(__("Correction Note"), () => liaison_add_correction(frm));
		}
		if (frm.doc.docstatus === 0 && frappe.model.can_read("Liaison Timetable Entry")) {
			frm.add_custom_button(__("From the Timetable"), () =>
				liaison.timetable
					.pick((frm.doc.start || frappe.datetime.now_date()).slice(0, 10))
					.then((lesson) => liaison.timetable.fill(frm, lesson))
			);
		}
		if (frm.is_new()) liaison_offer_checks(frm);
		if (frm.doc.docstatus === 1) liaison_show_ledger(frm);
		if (frm.doc.__onload && frm.doc.__onload.may_confirm) liaison_offer_confirmation(frm);
		if (frm.doc.__onload && frm.doc.__onload.may_judge) liaison_offer_judgement(frm);
		if (!frm.is_new()) liaison_offer_matter(frm);
		liaison.official_forms.for_visit(frm);
	},
});

function liaison_add_own_officer(frm) {
	frappe.db
		.get_value("Liaison Officer", { user: frappe.session.user }, ["name", "full_name"])
		.then(({ message }) => {
			if (!message || !message.name || (frm.doc.officers || []).length) return;
			frappe.utils.add_link_title("Liaison Officer", message.name, message.full_name);
			frm.add_child("officers", { officer: message.name, officer_name: message.full_name });
			frm.refresh_field("officers");
		});
}

// What was asked for or complained of at the visit goes on as a matter of its own.
function liaison_offer_matter(frm) {
	if (frm.doc.docstatus === 2 || !frappe.model.can_create("Raised Matter")) return;
	frm.add_custom_button(__("Raise a Matter"), () => {
		const [officer] = frm.doc.officers || [];
		if (officer && officer.officer_name) frappe.utils.add_link_title("Liaison Officer", officer.officer, officer.officer_name);
		frappe.new_doc("Raised Matter", {
			visit: frm.doc.name,
			channel: "Visit",
			officer: officer && officer.officer,
			raised_on: frm.doc.start && frm.doc.start.slice(0, 10),
		});
	});
}

frappe.ui.form.on("Contact Visit Target", {
	target: (frm) => liaison_offer_checks(frm),
});

// What to look at there, by the types of the targets; lines that are there stay as they are.
function liaison_offer_checks(frm) {
	const targets = (frm.doc.targets || []).map((row) => row.target).filter(Boolean);
	if (!targets.length || frm.doc.docstatus !== 0) return;
	frappe.xcall("liaison_app.api.visits.check_list", { targets }).then((items) => {
		const there = new Set((frm.doc.checks || []).map((row) => row.item));
		const missing = items.filter((item) => !there.has(item));
		missing.forEach((item) => frm.add_child("checks", { item }));
		if (missing.length) {
			frm.refresh_field("checks");
			frm.fields_dict.check_section.collapse(false); // what has lines is open
		}
	});
}

// A clerk recorded it: whoever was there says that it was so. What is wrong is cancelled.
function liaison_offer_confirmation(frm) {
	frm.set_intro(__("Recorded for you by {0}.", [frappe.user.full_name(frm.doc.recorded_by)]), "blue");
	frm.add_custom_button(__("Confirm"), () =>
		frappe.xcall("liaison_app.api.visits.confirm", { visit: frm.doc.name }).then(() => frm.reload_doc())
	);
}

// For which duties the visit counted, and for which it did not and why.
function liaison_show_ledger(frm) {
	const visit = frm.doc.name;
	const asked = (frm.liaison_ledger_asked = (frm.liaison_ledger_asked || 0) + 1);
	frappe.xcall("liaison_app.api.visits.ledger", { visit }).then((lines) => {
		// Meanwhile the form may show another visit, or have asked again.
		if (frm.doc.name !== visit || frm.liaison_ledger_asked !== asked) return;
		frm.dashboard.parent.find(".liaison-ledger").remove();
		frm.dashboard.add_section(liaison_ledger_html(frm, lines), __("Duties It Counted For"), "liaison-ledger");
		frm.dashboard.show();
	});
}

function liaison_ledger_html(frm, lines) {
	const escape = frappe.utils.escape_html;
	const names = Object.fromEntries(frm.doc.officers.map((row) => [row.officer, row.officer_name]));
	const item = (line) => {
		const href = frappe.utils.get_form_link("Periodic Obligation", line.obligation);
		const whose = names[line.owner] && frm.doc.officers.length > 1 ? ` (${escape(names[line.owner])})` : "";
		const why = line.counted ? "" : `: <span class="text-muted">${escape(line.reason)}</span>`;
		return `<li><a href="${href}">${escape(__(line.title))}</a>${whose}${why}</li>`;
	};
	const counted = lines.filter((line) => line.counted);
	const others = lines.filter((line) => !line.counted);
	const parts = counted.length
		? [`<ul class="liaison-counted">${counted.map(item).join("")}</ul>`]
		: [`<p>${escape(__("This visit counted for no duty."))}</p>`];
	if (others.length)
		parts.push(
			`<details ${counted.length ? "" : "open"}><summary>${escape(
				__("Duties it did not count for: {0}", [others.length])
			)}</summary><ul class="liaison-not-counted">${others.map(item).join("")}</ul></details>`
		);
	return parts.join("");
}

// A reviewer says that the visit is not trusted, or is again; the reason is told to everybody who reads the visit.
function liaison_offer_judgement(frm) {
	const doubted = frm.doc.distrusted;
	const label = doubted ? __("Trust Again") : __("Do Not Trust");
	const method = doubted ? "trust_visit" : "distrust_visit";
	frm.add_custom_button(label, () =>
		frappe.prompt(
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("Everybody who reads the visit reads the reason, its officers too."),
				reqd: 1,
			},
			({ reason }) =>
				frappe
					.xcall(`liaison_app.api.assessments.${method}`, { visit: frm.doc.name, reason })
					.then(() => frm.reload_doc()),
			label
		)
	);
}

function liaison_add_correction(frm) {
	frappe.prompt(
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("What was wrong, and what is right"),
			reqd: 1,
		},
		({ reason }) =>
			frappe
				.xcall("liaison_app.api.visits.add_correction", { visit: frm.doc.name, reason })
				.then(() => frm.reload_doc()),
		__("Correction Note")
	);
}
