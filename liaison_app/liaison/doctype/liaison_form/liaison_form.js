frappe.ui.form.on("Liaison Form", {
	setup(frm) {
		frm.set_df_property("template", "options", {
			restrictions: { allowed_file_types: [".docx"] },
			make_attachments_public: false,
		});
		const of_whom = { observation: "Contact Visit", grid: "Liaison Unit", execution_report: "Liaison Unit" };
		frm.set_query("print_format", () => ({
			filters: { doc_type: of_whom[frm.doc.name] || "Liaison Officer", disabled: 0 },
		}));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		const form = frm.doc.name;
		const get = (args) => liaison.official_forms.fetch("template", { form, ...args });
		frm.add_custom_button(__("Download Shipped Template"), () => get({ shipped: 1 }));
		if (frm.doc.template) frm.add_custom_button(__("Download Own Template"), () => get({}));
		liaison_show_known_fields(frm);
	},
});

function liaison_show_known_fields(frm) {
	const form = frm.doc.name;
	frappe.xcall("liaison_app.api.forms.fields", { form }, "GET").then((fields) => {
		if (frm.doc.name !== form) return;
		const escape = (value) => frappe.utils.escape_html(String(value));
		const line = (field) =>
			`<tr><td><code>${escape(field.name)}</code></td><td>${escape(field.kind)}</td><td>${escape(
				field.description
			)}</td></tr>`;
		const heads = [__("Field"), __("Kind"), __("Description")];
		frm.get_field("fields_shown").$wrapper.html(
			`<table class="table table-bordered liaison-known-fields">
				<thead><tr>${heads.map((head) => `<th>${escape(head)}</th>`).join("")}</tr></thead>
				<tbody>${fields.map(line).join("")}</tbody>
			</table>`
		);
	});
}
