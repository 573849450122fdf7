// Targets go from one officer, or from the officers of a unit, to others: choose, look at what comes of it, hand over.
frappe.provide("liaison.hand_over");

(function (hand_over) {
	const METHOD = "liaison_app.api.hand_over.";
	const REASONS = ["Officer Left", "Rotation", "Replaced", "Leave", "Other"];
	const escape = (text) => frappe.utils.escape_html(String(text));

	hand_over.may = () => frappe.user.has_role(["Liaison Reviewer", "Liaison Manager", "System Manager"]);

	// Opened from an officer or a unit, it is about these and no others.
	hand_over.open = (from = {}) => {
		let dialog = null; // fields that get their defaults ask for it before it is there
		dialog = new frappe.ui.Dialog({
			title: [__("Hand Over Targets"), from.title].filter(Boolean).map(escape).join(" · "),
			size: "extra-large",
			no_focus: true, // a link that has the focus would open its list over the targets
			fields: fields(from, () => dialog),
			primary_action_label: __("Preview"),
			primary_action: () => (dialog.stamp ? carry_out(dialog) : preview(dialog)),
		});
		dialog.from = from;
		dialog.show();
		show_targets(dialog);
		return dialog;
	};

	const fields = (from, dialog) => {
		const changed = () => dialog() && look_again(dialog());
		const reload = () => dialog() && show_targets(dialog());
		return [
			...(from.title ? [] : whose(reload)),
			{
				fieldname: "last_day",
				fieldtype: "Date",
				label: __("Last Day"),
				default: frappe.datetime.get_today(),
				reqd: 1,
				onchange: reload,
			},
			{
				fieldname: "reason",
				fieldtype: "Select",
				label: __("Reason"),
				options: REASONS.map((value) => ({ value, label: __(value) })),
				default: REASONS[0],
				reqd: 1,
				onchange: changed,
			},
			{ fieldtype: "Column Break" },
			link("successor", "Liaison Officer", __("All Go To"), () => dialog() && give_all(dialog())),
			{ fieldtype: "Section Break" },
			table(changed),
			{ fieldname: "result", fieldtype: "HTML" },
		];
	};

	const whose = (reload) => [
		link("officer", "Liaison Officer", __("From Officer"), reload),
		link("unit", "Liaison Unit", __("Or All of Unit"), reload),
		{ fieldtype: "Column Break" },
	];

	const link = (fieldname, options, label, onchange) => ({
		fieldname,
		fieldtype: "Link",
		options,
		label,
		onchange,
		...(options === "Liaison Officer" ? { get_query: () => ({ filters: { enabled: 1 } }) } : {}),
	});

	const table = (changed) => ({
		fieldname: "moves",
		fieldtype: "Table",
		label: __("Targets"),
		cannot_add_rows: true,
		in_place_edit: true,
		data: [],
		fields: [
			{ fieldname: "target_title", fieldtype: "Data", label: __("Contact Target"), in_list_view: 1, read_only: 1, columns: 4 },
			{ fieldname: "officer_name", fieldtype: "Data", label: __("Held By"), in_list_view: 1, read_only: 1, columns: 3 },
			{
				fieldname: "successor",
				fieldtype: "Link",
				options: "Liaison Officer",
				label: __("Goes To"),
				in_list_view: 1,
				columns: 3,
				get_query: () => ({ filters: { enabled: 1 } }),
				onchange: changed,
			},
		],
	});

	const rows = (dialog) => dialog.fields_dict.moves.df.data || [];

	const set_rows = (dialog, data) => {
		const grid = dialog.fields_dict.moves.grid;
		dialog.fields_dict.moves.df.data = data;
		grid.df.data = data;
		grid.refresh();
		look_again(dialog);
	};

	const show_targets = (dialog) => {
		const today = frappe.datetime.get_today();
		const { officer, unit, last_day } = { last_day: today, ...dialog.get_values(true), ...dialog.from };
		if (!last_day || Boolean(officer) === Boolean(unit)) return set_rows(dialog, []);
		const asked = { last_day, officer: officer || "", unit: unit || "" };
		return frappe.xcall(`${METHOD}holdings`, asked).then((found) => {
			const successor = dialog.get_value("successor");
			set_rows(
				dialog,
				found.map((row, place) => as_line(row, place, successor))
			);
			if (!found.length) dialog.get_field("result").$wrapper.text(__("Nothing is held after that day."));
		});
	};

	// The grid shows text as HTML.
	const as_line = ({ name, target_title, officer_name }, place, successor) => ({
		name: `row ${place}`,
		idx: place + 1,
		assignment: name,
		target_title: escape(target_title),
		officer_name: escape(officer_name),
		successor,
	});

	const give_all = (dialog) => {
		const successor = dialog.get_value("successor");
		set_rows(dialog, rows(dialog).map((row) => ({ ...row, successor })));
	};

	// What was looked at is not true any more.
	const look_again = (dialog) => {
		dialog.stamp = "";
		dialog.get_field("result").$wrapper.empty();
		dialog.get_primary_btn().text(__("Preview"));
	};

	const asked = (dialog) => {
		const { last_day, reason } = dialog.get_values(true);
		const moves = rows(dialog).map(({ assignment, successor }) => ({ assignment, successor: successor || "" }));
		return { moves, last_day, reason };
	};

	const preview = (dialog) =>
		frappe.xcall(`${METHOD}preview`, asked(dialog)).then((found) => {
			dialog.get_field("result").$wrapper.html(html(found));
			dialog.stamp = found.possible ? found.stamp : "";
			if (found.possible) dialog.get_primary_btn().text(__("Hand Over"));
		});

	const carry_out = (dialog) =>
		frappe
			.xcall(`${METHOD}hand_over`, { ...asked(dialog), stamp: dialog.stamp })
			.then(({ ended, made }) => {
				dialog.hide();
				const text = __("{0} assignments ended, {1} made.", [ended, made]);
				frappe.show_alert({ message: text, indicator: "green" });
				if (cur_list && cur_list.doctype === "Liaison Assignment") cur_list.refresh();
			})
			.catch(() => look_again(dialog));

	const html = (found) => {
		const state = found.possible
			? `<span class="indicator-pill green">${escape(__("Possible"))}</span>`
			: `<span class="indicator-pill red">${escape(__("Not possible"))}</span>`;
		return `<div class="liaison-hand-over">${state}${uncovered(found)}${beside(found)}${problems(found)}${load(found)}</div>`;
	};

	const uncovered = (found) => list(__("Left to nobody"), found.uncovered.map(escape));
	const beside = (found) => list(__("Ends with it"), found.ends_with.map(escape));

	// The texts of problems are HTML already.
	const problems = (found) => {
		const lines = found.rows.flatMap(({ title, problems }) =>
			problems.map(({ refused, text }) => {
				const colour = refused ? "red" : "orange";
				return `<span class="indicator ${colour}"></span>${escape(title)}: ${text}`;
			})
		);
		return list(__("What the rules say"), lines);
	};

	const load = (found) =>
		list(
			__("Targets held on the day after"),
			found.load.map((row) => escape(__("{0}: {1}, before {2}", [row.officer_name, row.after, row.before])))
		);

	const list = (heading, lines) =>
		lines.length
			? `<p class="mt-3 mb-1"><b>${escape(heading)}</b></p><ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`
			: "";

	["Liaison Officer", "Liaison Unit"].forEach((doctype) =>
		frappe.ui.form.on(doctype, {
			refresh(frm) {
				if (frm.is_new() || !hand_over.may()) return;
				const about = doctype === "Liaison Unit" ? "unit" : "officer";
				const title = frm.doc.full_name || frm.doc.name;
				const open = () => hand_over.open({ [about]: frm.doc.name, title });
				frm.add_custom_button(__("Hand Over Targets"), open);
			},
		})
	);
})(liaison.hand_over);
