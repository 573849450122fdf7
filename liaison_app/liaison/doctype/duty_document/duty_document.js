frappe.ui.form.on("Duty Document", {
	refresh(frm) {
		liaison.papers.compare(frm);
		if ((frm.doc.rows || []).some((row) => row.visits))
			frm.add_custom_button(__("Visits Behind the Figures"), () => liaison.papers.ask_visits(frm));
	},
});
