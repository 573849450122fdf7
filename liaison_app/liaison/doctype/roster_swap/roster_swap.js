// Who was asked agrees or declines; who asked may take it back.
frappe.ui.form.on("Roster Swap", {
	refresh(frm) {
		if (frm.doc.status !== "Asked") return;
		frappe.db.get_list("Liaison Officer", { filters: { user: frappe.session.user }, pluck: "name" }).then((own) => {
			const step = (label, method, args) =>
				frm.add_custom_button(label, () =>
					frappe
						.xcall(`liaison_app.api.roster.${method}`, { swap: frm.doc.name, ...args })
						.then(() => frm.reload_doc())
				);
			if (own.includes(frm.doc.second_officer)) {
				step(__("Agree"), "answer_swap", { agreed: 1 }).addClass("btn-primary");
				step(__("Decline"), "answer_swap", { agreed: 0 });
			}
			if (own.includes(frm.doc.first_officer)) step(__("Withdraw"), "withdraw_swap", {});
		});
	},
});
