frappe.ui.form.on("Contact Visit", {
	setup(frm) {
		frm.set_query("activities", () => ({ filters: { disabled: 0 } }));
		frm.set_query("officers", () => ({ query: "liaison_app.api.visits.search_officers" }));
	},
	onload(frm) {
		if (frm.is_new() && !(frm.doc.officers || []).length) liaison_add_own_officer(frm);
	},
	refresh(frm) {
		// The account is readable document by document, which roles alone cannot say.
		if (frm.is_new() || (frm.doc.__onload && frm.doc.__onload.may_read_account)) {
			frm.perm[1] = { read: 1, write: 1 };
			frm.refresh_field("confidential_account");
		}
		if (frm.doc.docstatus === 1 && frappe.user.has_role(["Liaison Manager", "System Manager"])) {
			frm.add_custom_button(__("Correction Note"), () => liaison_add_correction(frm));
		}
	},
});

function liaison_add_own_officer(frm) {
	frappe.db
		.get_value("Liaison Officer", { user: frappe.session.user }, ["name", "full_name"])
		.then(({ message }) => {
			if (!message || !message.name || (frm.doc.officers || []).length) return;
			frappe.utils.add_link_title("Liaison Officer", message.name, message.full_name);
			frm.add_child("officers", { officer: message.name, officer_name: message.full_name });
			frm.refresh_field("officers");
		});
}

function liaison_add_correction(frm) {
	frappe.prompt(
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("What was wrong, and what is right"),
			reqd: 1,
		},
		({ reason }) =>
			frappe
				.xcall("liaison_app.api.visits.add_correction", { visit: frm.doc.name, reason })
				.then(() => frm.reload_doc()),
		__("Correction Note")
	);
}
