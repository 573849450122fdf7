frappe.ui.form.on("Liaison Assessment", {
	refresh(frm) {
		frm.set_df_property("rows", "cannot_add_rows", true);
		frm.set_df_property("rows", "cannot_delete_rows", true);
		if (frm.is_new()) return;
		frm.add_custom_button(__("Download Workbook"), () =>
			window.open(
				`/api/method/liaison_app.api.assessments.download?name=${encodeURIComponent(frm.doc.name)}`
			)
		);
		if (frm.doc.docstatus === 1) liaison_show_differences(frm);
	},
});

// What a rerun would say otherwise today; the frozen figures stay.
function liaison_show_differences(frm) {
	const name = frm.doc.name;
	frappe.xcall("liaison_app.api.assessments.differences", { name }).then((lines) => {
		if (frm.doc.name !== name) return;
		frm.dashboard.parent.find(".liaison-differences").remove();
		frm.dashboard.add_section(
			liaison_differences_html(lines),
			__("Changed Since It Was Frozen"),
			"liaison-differences"
		);
		frm.dashboard.show();
	});
}

function liaison_differences_html(lines) {
	const escape = frappe.utils.escape_html;
	if (!lines.length) return `<p>${escape(__("Nothing: the figures would be the same today."))}</p>`;
	const label = (figure) => frappe.meta.get_label("Liaison Assessment Row", figure);
	const shown = (value) => escape(value === null ? "-" : String(value));
	const row = (line) =>
		`<tr><td>${escape(line.who || line.officer)}</td><td>${escape(__(label(line.figure)))}</td>` +
		`<td class="text-right">${shown(line.then)}</td><td class="text-right">${shown(line.now)}</td></tr>`;
	const heading = [__("Officer"), __("Figure"), __("Frozen"), __("Today")]
		.map((text) => `<th>${escape(text)}</th>`)
		.join("");
	return `<table class="table table-bordered"><tr>${heading}</tr>${lines.map(row).join("")}</table>`;
}
