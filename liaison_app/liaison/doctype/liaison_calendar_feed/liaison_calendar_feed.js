frappe.ui.form.on("Liaison Calendar Feed", {
	refresh(frm) {
		frm.disable_save();
		frm.add_custom_button(__("Calendar Link"), () => liaison.calendar.link());
	},
});
