// Papers: opened from their duties, and looked at beside the figures of today.
frappe.provide("liaison.papers");

(function (papers) {
	const API = "liaison_app.api.documents.";
	// What the app can begin, because it works the figures out. A plan or a declaration is written by people.
	const COMPUTED = ["Summary", "Report", "Check", "Record Form", "Observation File"];
	const show = (name) => frappe.set_route("Form", "Duty Document", name);

	// The paper of a duty: the one that is there, else a draft with figures, else a new one to be written.
	papers.open = async (owed, rule) => {
		const { document } = await frappe.xcall(`${API}existing`, { obligation: owed.name }, "GET");
		if (document) return show(document);
		if (!COMPUTED.includes(rule.document_kind)) return papers.write(owed, rule);
		const made = await frappe.xcall(`${API}prepare`, { obligation: owed.name });
		return show(made.document);
	};

	papers.write = (owed, rule) =>
		frappe.model.with_doctype("Duty Document", () => {
			const paper = frappe.model.get_new_doc("Duty Document");
			const { title, officer, unit, subject, period_key, period_label } = owed;
			const whose = owed.owner_kind === "Unit" ? { officer: null, unit } : { officer };
			const { document_kind } = rule;
			Object.assign(paper, whose, { title: __(title), rule: owed.rule, document_kind, subject, period_key, period_label });
			show(paper.name);
		});

	papers.prepare_many = (list) => {
		const obligations = list.get_checked_items(true);
		return frappe.xcall(`${API}prepare_many`, { obligations }).then(({ documents, left }) => {
			const told = [__("Papers ready: {0}", [documents.length])];
			if (left.length) told.push(__("Left alone, because visits meet them or they are not yours: {0}", [left.length]));
			frappe.msgprint({ title: __("Papers"), message: told.join("<br>") });
		});
	};

	// --- beside the form ---

	papers.compare = (frm) => {
		const { name } = frm.doc;
		["differences", "missing"].forEach((field) => frm.get_field(field).$wrapper.empty());
		if (frm.is_new() || !frm.doc.rule) return undefined;
		return frappe.xcall(`${API}compared`, { document: name }, "GET").then((found) => {
			if (frm.doc.name !== name) return;
			frm.get_field("differences").$wrapper.html(differences_html(frm, found));
			frm.get_field("missing").$wrapper.html(missing_html(found.missing));
			offer_update(frm, found);
			if (found.missing.some((each) => !["Handed In", "Approved"].includes(each.status)) && frm.perm[0].write)
				remind_button(frm);
		});
	};

	// Nothing was typed, so that the form itself offers no saving.
	const offer_update = (frm, { changes, missing }) => {
		const is_open = ["Draft", "Returned"].includes(frm.doc.status) && frm.doc.docstatus === 0;
		const is_behind = changes.length || missing.some((each) => each.status === "Approved");
		if (!is_open || !is_behind || !frm.perm[0].write) return;
		frm.add_custom_button(__("Bring up to Date"), () => {
			frm.dirty();
			return frm.save();
		});
	};

	const escape = (value) => frappe.utils.escape_html(value == null ? "" : String(value));
	const status = (word) => escape(__(word || "Not begun"));
	const table = (heads, rows) =>
		`<table class="table table-bordered small"><thead><tr>${heads.map((head) => `<th>${escape(head)}</th>`).join("")}</tr></thead>` +
		`<tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</tbody></table>`;

	const differences_html = (frm, { changes, sources }) => {
		const handed_in = ["Handed In", "Approved"].includes(frm.doc.status);
		const parts = [];
		if (changes.length) {
			const lead = handed_in
				? __("The paper stays as it was handed in. Since then these figures have changed:")
				: __("These figures have changed since the paper was last saved. Save it to bring it up to date:");
			const rows = changes.map((each) => [
				escape(each.title),
				escape(__(frappe.meta.get_label("Duty Document Row", each.figure), null, "Duty Document Row")),
				escape(each.then),
				escape(each.now),
			]);
			const heads = [__("Duty"), __("Figure"), handed_in ? __("As Handed in") : __("As Saved"), __("Now")];
			parts.push(`<p class="text-muted liaison-changes">${escape(lead)}</p>`, table(heads, rows));
		}
		if (sources.length) {
			const rows = sources.map((each) => [link(each.document), status(each.then), status(each.now)]);
			parts.push(table([__("Papers Taken in"), __("As Handed in"), __("Now")], rows));
		}
		return parts.join("");
	};

	const link = (name) =>
		name ? `<a href="${escape(frappe.utils.get_form_link("Duty Document", name))}">${escape(name)}</a>` : "";

	const missing_html = (missing) => {
		if (!missing.length) return "";
		const rows = missing.map((each) => [
			escape(each.who),
			status(each.status),
			escape(frappe.datetime.str_to_user(each.due)),
			link(each.document),
		]);
		const lead = `<p class="text-muted liaison-missing">${escape(__("Papers Missing"))}: ${missing.length}</p>`;
		return lead + table([__("Who"), __("Status"), __("Due"), __("Paper")], rows);
	};

	const remind_button = (frm) =>
		frm.add_custom_button(__("Remind of Missing Papers"), () =>
			frappe.xcall(`${API}remind_missing`, { document: frm.doc.name }).then(({ told, already, no_login }) => {
				const lines = [__("Reminded: {0}", [told.length])];
				if (already.length) lines.push(__("Reminded today already: {0}", [already.length]));
				if (no_login.length) lines.push(__("Without a login: {0}", [no_login.length]));
				frappe.msgprint({ title: __("Remind of Missing Papers"), message: lines.join("<br>") });
			})
		);

	// --- the visits behind a figure ---

	papers.ask_visits = (frm) => {
		const rows = frm.doc.rows.filter((row) => row.visits);
		const options = rows.map((row) => ({ value: row.rule, label: `${row.title} (${row.visits})` }));
		const dialog = new frappe.ui.Dialog({
			title: __("Visits Behind the Figures"),
			fields: [
				{ fieldname: "rule", fieldtype: "Select", label: __("Duty"), options, default: options[0].value },
				{ fieldname: "visits", fieldtype: "HTML" },
			],
		});
		const load = () => {
			const args = { document: frm.doc.name, rule: dialog.get_value("rule") };
			return frappe
				.xcall(`${API}visits`, args, "GET")
				.then((found) => dialog.get_field("visits").$wrapper.html(visits_html(found)));
		};
		dialog.get_field("rule").$input.on("change", load);
		dialog.show();
		load();
	};

	const visits_html = ({ visits, hidden }) => {
		const { sections } = liaison;
		const items = visits.map((each) => {
			const when = sections.link("Contact Visit", each.name, sections.time(each.start));
			return `<li>${when} ${escape(each.title)}</li>`;
		});
		const note = hidden ? `<p class="text-muted">${escape(__("Visits that you may not read: {0}", [hidden]))}</p>` : "";
		return `<ul class="liaison-behind">${items.join("")}</ul>${note}`;
	};
})(liaison.papers);
