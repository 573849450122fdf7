// A visitor of the reception day brings a matter: registered from here, with day, way and leader filled in.
frappe.ui.form.on("Roster Week", {
	refresh(frm) {
		if (frm.is_new() || !frm.doc.officer || !frappe.model.can_create("Raised Matter")) return;
		const today = frappe.datetime.get_today();
		if (frm.doc.week > today) return;
		const day = (frm.doc.__onload && frm.doc.__onload.day) || today;
		frm.add_custom_button(__("Raise a Matter"), () =>
			frappe.new_doc("Raised Matter", {
				channel: "Reception Day",
				officer: frm.doc.officer,
				raised_on: day > today ? today : day,
			})
		);
		frm.add_custom_button(__("Matters of the Day"), () =>
			frappe.set_route("List", "Raised Matter", {
				channel: "Reception Day",
				officer: frm.doc.officer,
				raised_on: ["between", [frm.doc.week, frappe.datetime.add_days(frm.doc.week, 6)]],
			})
		);
	},
});
