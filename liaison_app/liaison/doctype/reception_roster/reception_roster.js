// The weeks of the roster, with what the user may do: officers ask for a swap of an own week, the office swaps and puts in somebody else.
frappe.ui.form.on("Reception Roster", {
	setup(frm) {
		frm.set_query("rule", () => ({ filters: { owner_kind: "Rotation" } }));
	},
	refresh(frm) {
		const lines = (frm.doc.__onload && frm.doc.__onload.weeks) || [];
		liaison_show_weeks(frm, lines);
		if (frm.is_new() || !frm.perm[0].write) return;
		frm.add_custom_button(__("Draw Weeks"), () =>
			liaison_roster_step(frm, "draw").then((number) =>
				frappe.show_alert({ message: __("Weeks drawn: {0}", [number]), indicator: "green" })
			)
		);
		if (!lines.length) return;
		const label = frm.doc.status === "Published" ? __("Tell the Officers Again") : __("Publish");
		frm.add_custom_button(label, () =>
			frappe.confirm(__("Each officer is told the own weeks. Go on?"), () =>
				liaison_roster_step(frm, "publish").then((number) =>
					frappe.show_alert({ message: __("Officers told: {0}", [number]), indicator: "green" })
				)
			)
		);
	},
});

function liaison_roster_step(frm, step) {
	return frappe.xcall(`liaison_app.api.roster.${step}`, { roster: frm.doc.name }).then((answer) => {
		frm.reload_doc();
		return answer;
	});
}

function liaison_show_weeks(frm, lines) {
	const $parent = frm.get_field("weeks_html").$wrapper.empty();
	if (!lines.length) {
		const text = frm.is_new() ? __("Save first, then draw the weeks.") : __("No week is drawn yet.");
		$("<p class='text-muted'>").text(text).appendTo($parent);
		return;
	}
	const $table = $("<table class='table table-sm liaison-roster'>").appendTo($("<div class='table-responsive'>").appendTo($parent));
	const heads = [__("Week"), __("Day"), __("Officer"), ""];
	$("<tr>").append(heads.map((head) => $("<th>").text(head))).appendTo($("<thead>").appendTo($table));
	const $body = $("<tbody>").appendTo($table);
	lines.forEach((line) => $body.append(liaison_week_row(frm, line, lines)));
}

function liaison_week_row(frm, line, lines) {
	const day = frappe.datetime.str_to_user(line.day || line.monday);
	const $row = $("<tr>").toggleClass("table-active", line.own);
	$("<td>").text(line.week).appendTo($row);
	$("<td class='text-nowrap'>").text(day).appendTo($row);
	const $who = $("<td>").appendTo($row);
	$("<a>")
		.attr("href", frappe.utils.get_form_link("Roster Week", line.name))
		.text(line.vacant ? __("Vacant") : line.officer)
		.toggleClass("text-danger", line.vacant)
		.appendTo($who);
	const note = line.vacated || (line.swapped ? __("swapped") : "");
	if (note) $("<div class='small text-muted'>").text(note).appendTo($who);
	const $tools = $("<td class='text-right text-nowrap'>").appendTo($row);
	if (!line.open) return $row;
	const office = frappe.model.can_write("Roster Week");
	if (!line.vacant && (line.own || office)) {
		liaison_week_button($tools, __("Swap"), () => liaison_swap(frm, line, lines, office));
	}
	if (office) liaison_week_button($tools, __("Substitute"), () => liaison_substitute(frm, line));
	return $row;
}

function liaison_week_button($parent, label, action) {
	$("<button type='button' class='btn btn-default btn-xs ml-1'>").text(label).on("click", action).appendTo($parent);
}

function liaison_swap(frm, line, lines, office) {
	const others = lines.filter((other) => other.open && !other.vacant && other.officer !== line.officer);
	if (!others.length) {
		frappe.msgprint(__("There is no other week to come that could be swapped."));
		return;
	}
	const told = (other) => `${frappe.datetime.str_to_user(other.day || other.monday)} ${other.officer}`;
	frappe.prompt(
		[
			{
				fieldname: "second",
				fieldtype: "Select",
				label: __("With the Week of"),
				options: others.map((other) => ({ value: other.name, label: told(other) })),
				default: others[0].name,
				reqd: 1,
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason") },
		],
		({ second, reason }) =>
			frappe
				.xcall(`liaison_app.api.roster.${office ? "swap_by_office" : "ask_swap"}`, {
					first: line.name,
					second,
					reason: reason || "",
				})
				.then(() => {
					const message = office ? __("The weeks are swapped.") : __("Asked. You are told the answer.");
					frappe.show_alert({ message, indicator: "green" });
					frm.reload_doc();
				}),
		__("Swap the Week of {0}", [told(line)])
	);
}

function liaison_substitute(frm, line) {
	frappe.prompt(
		{ fieldname: "officer", fieldtype: "Link", options: "Liaison Officer", label: __("Who Serves"), reqd: 1 },
		({ officer }) =>
			frappe
				.xcall("liaison_app.api.roster.substitute", { week: line.name, officer })
				.then(() => frm.reload_doc()),
		__("Substitute")
	);
}
