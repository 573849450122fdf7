frappe.listview_settings["Liaison Regulation"] = {
	add_fields: ["status"],
	formatters: { title: (title) => __(title) },
	get_indicator(doc) {
		const colours = { Draft: "orange", "In Force": "green", Repealed: "gray" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
	onload(list) {
		const managers = ["Liaison Manager", "System Manager"];
		if (managers.some((role) => frappe.user.has_role(role))) {
			list.page.add_inner_button(__("Import Rule Pack"), () => choose_pack(list));
		}
	},
};

function choose_pack(list) {
	new frappe.ui.FileUploader({
		dialog_title: __("Import Rule Pack"),
		allow_multiple: false,
		restrictions: { allowed_file_types: [".json"], max_number_of_files: 1 },
		upload_notes: __("A rule pack is a JSON file that holds a regulation as data."),
		on_success: (file) => show_preview(list, file.file_url),
	});
}

function show_preview(list, file_url) {
	frappe.xcall("liaison_app.api.packs.preview", { file_url }).then((found) => {
		if (!is_anything_done(found)) {
			frappe.msgprint({ title: title_of(found), message: told(found), indicator: "blue" });
			return;
		}
		const dialog = new frappe.ui.Dialog({
			title: title_of(found),
			fields: [{ fieldtype: "HTML", fieldname: "found", options: told(found) }],
			primary_action_label: __("Import"),
			primary_action() {
				dialog.hide();
				import_pack(list, file_url);
			},
		});
		dialog.show();
	});
}

function import_pack(list, file_url) {
	frappe.xcall("liaison_app.api.packs.import_pack", { file_url }).then((done) => {
		frappe.msgprint({ title: __("Imported"), message: told(done), indicator: "green" });
		list.refresh();
	});
}

function title_of(found) {
	return `${frappe.utils.escape_html(found.title)} ${frappe.utils.escape_html(found.version)}`;
}

function is_anything_done(found) {
	return Object.keys(found.made).length + Object.keys(found.changed).length > 0;
}

function told(found) {
	const lines = [
		...Object.entries(found.made).map(([doctype, count]) => __("{0}: {1} new", [__(doctype), count])),
		...Object.entries(found.changed).map(([doctype, count]) =>
			__("{0}: {1} changed", [__(doctype), count])
		),
	];
	if (!lines.length) {
		lines.push(__("Everything in this pack is on the site already."));
	}
	const notes = found.notes.map((note) => frappe.utils.escape_html(note));
	return `<ul>${[...lines, ...notes].map((line) => `<li>${line}</li>`).join("")}</ul>`;
}
