frappe.ui.form.on("Contact Target", {
	refresh(frm) {
		// Who holds the target now reads the sensitive fields, which roles alone cannot say.
		if (frm.doc.__onload && frm.doc.__onload.may_read_sensitive && !frm.perm[1]) {
			frm.perm[1] = { read: 1 };
			frm.refresh_fields(["hardship_category", "sensitive_notes"]);
		}
		if (!frm.is_new() && frappe.model.can_create("Contact Visit"))
			frm.add_custom_button(__("Record Visit"), () =>
				liaison.record_visit({ targets: [{ value: frm.doc.name, label: frm.doc.title }] })
			);
		if (!frm.is_new() && frappe.model.can_create("Trigger Event"))
			frm.add_custom_button(__("Register an Event"), () => {
				frappe.utils.add_link_title("Contact Target", frm.doc.name, frm.doc.title);
				frappe.new_doc("Trigger Event", { target: frm.doc.name, day: frappe.datetime.get_today() });
			});
	},
});
