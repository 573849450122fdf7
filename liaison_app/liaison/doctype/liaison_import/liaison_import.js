frappe.ui.form.on("Liaison Import", {
	setup(frm) {
		frm.set_df_property("workbook", "options", {
			restrictions: { allowed_file_types: [".xlsx"] },
		});
		frm.set_df_property("counts", "cannot_add_rows", true);
		frm.set_df_property("counts", "cannot_delete_rows", true);
	},
	refresh(frm) {
		frm.add_custom_button(__("Download Template"), () =>
			window.open("/api/method/liaison_app.api.workbook.download_template")
		);
		liaison_show_faults(frm);
		// A cleared Attach field hides its own button.
		if (!frm.doc.workbook) frm.get_field("workbook").$input?.toggle(true);
		if (frm.is_new()) return;
		liaison_import_headline(frm, frm.doc);
		if (["Queued", "Running"].includes(frm.doc.status)) {
			liaison_watch_import(frm);
		} else if (frm.doc.workbook && !frm.is_dirty()) {
			liaison_offer_start(frm);
		}
	},
});

function liaison_offer_start(frm) {
	const label = frm.doc.status === "Not Started" ? __("Load") : __("Load Again");
	frm.page.set_primary_action(label, () =>
		frappe
			.call({
				method: "liaison_app.api.workbook.start_import",
				args: { name: frm.doc.name },
				freeze: true,
			})
			.then(() => frm.reload_doc())
	);
}

// The progress event is quicker, but a browser without a live connection sees the state all the same.
function liaison_watch_import(frm) {
	const name = frm.doc.name;
	clearTimeout(frm.liaison_watch);
	frm.liaison_watch = setTimeout(() => {
		if (cur_frm !== frm || frm.doc.name !== name) return;
		const call = {
			method: "liaison_app.api.workbook.import_status",
			type: "GET",
			args: { name },
		};
		frappe.call(call).then(({ message: state }) => {
			if (frm.doc.name !== name) return;
			if (state.under_way) {
				liaison_import_headline(frm, state);
				liaison_watch_import(frm);
			} else if (state.interrupted) {
				liaison_import_headline(frm, { ...state, status: "Failed" });
				liaison_offer_start(frm);
			} else {
				frappe.hide_progress();
				frm.reload_doc();
			}
		});
	}, 1500);
}

function liaison_import_headline(frm, state) {
	frm.dashboard.clear_headline();
	const colours = {
		Queued: "blue",
		Running: "blue",
		Completed: "green",
		Refused: "red",
		Failed: "red",
	};
	if (!colours[state.status]) return;
	const share = state.percent ? ` ${Math.round(state.percent)} %` : "";
	const text = [__(state.status) + share, state.what || state.message]
		.filter(Boolean)
		.map(frappe.utils.escape_html)
		.join(": ");
	frm.dashboard.set_headline(text, colours[state.status]);
}

// A grid would cut the sentences off; these are to be read in full, beside the open workbook.
function liaison_show_faults(frm) {
	const shown = (frm.doc.import_errors || []).slice(0, 500);
	const cell = (text) => `<td>${frappe.utils.escape_html(String(text || ""))}</td>`;
	const line = (row) =>
		`<tr>${[row.sheet, row.row_number, row.column_heading, row.message].map(cell).join("")}</tr>`;
	const heads = [__("Sheet"), __("Row"), __("Column"), __("What Is Wrong and What Would Be Right")];
	const rest = (frm.doc.error_count || 0) - shown.length;
	frm.get_field("faults_shown").$wrapper.html(
		`<table class="table table-bordered liaison-faults">
			<thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
			<tbody>${shown.map(line).join("")}</tbody>
		</table>` + (rest > 0 ? `<p>${__("And {0} more.", [rest])}</p>` : "")
	);
}
