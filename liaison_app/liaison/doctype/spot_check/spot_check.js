frappe.ui.form.on("Spot Check", {
	refresh(frm) {
		const waits = ["To Confirm", "Not Reached"].includes(frm.doc.status);
		if (!waits || !frm.doc.__onload || !frm.doc.__onload.may_answer) return;
		frm.add_custom_button(__("Enter the Answer"), () => liaison_answer_spot_check(frm));
	},
});

function liaison_answer_spot_check(frm) {
	const answers = ["Confirmed", "Not Confirmed", "Not Reached"];
	const dialog = new frappe.ui.Dialog({
		title: __("Enter the Answer"),
		fields: [
			{
				fieldname: "said",
				fieldtype: "Select",
				label: __("Did It Take Place?"),
				options: answers.map((value) => ({ value, label: __(value, null, "Spot Check") })),
				reqd: 1,
			},
			{ fieldname: "asked_whom", fieldtype: "Data", label: __("Who Was Asked"), reqd: 1 },
			{
				fieldname: "note",
				fieldtype: "Small Text",
				label: __("Note"),
				mandatory_depends_on: 'eval:doc.said=="Not Confirmed"',
			},
			{
				fieldname: "do_not_trust",
				fieldtype: "Check",
				label: __("Do Not Trust the Visit"),
				depends_on: 'eval:doc.said=="Not Confirmed"',
				description: __("Everybody who reads the visit reads the reason, its officers too."),
			},
		],
		primary_action_label: __("Save"),
		primary_action(values) {
			frappe.xcall("liaison_app.api.honesty.answer_spot_check", { check: frm.doc.name, ...values }).then(() => {
				dialog.hide();
				frm.reload_doc();
			});
		},
	});
	dialog.show();
}
