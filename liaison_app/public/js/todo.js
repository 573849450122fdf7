// The to-do of a duty records the visit that closes it.
frappe.ui.form.on("ToDo", {
	refresh(frm) {
		const { reference_type, reference_name, status } = frm.doc;
		if (reference_type !== "Periodic Obligation" || status !== "Open" || frm.is_new()) return;
		if (!window.liaison || !frappe.model.can_create("Contact Visit")) return;
		frappe.db.get_value("Periodic Obligation", reference_name, "rule").then(({ message }) => {
			if (!message || !message.rule || frm.doc.reference_name !== reference_name) return;
			frappe.db.get_value("Duty Rule", message.rule, "measure").then((rule) => {
				if (!rule.message || rule.message.measure === "Document") return;
				frm.add_custom_button(__("Record Visit"), () =>
					liaison
						.record_visit({ obligation: reference_name })
						.then((visit) => visit && frm.doc.reference_name === reference_name && frm.reload_doc())
				).addClass("btn-primary");
			});
		});
	},
});
