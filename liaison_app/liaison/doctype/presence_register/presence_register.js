frappe.ui.form.on("Presence Register", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Compare with Visits"), () =>
			frappe.set_route("query-report", "Register against Visits", { register: frm.doc.name })
		);
	},
});
