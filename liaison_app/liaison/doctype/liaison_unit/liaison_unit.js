frappe.ui.form.on("Liaison Unit", {
	refresh(frm) {
		liaison.official_forms.for_unit(frm);
	},
});
