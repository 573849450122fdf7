// Papers and assignments on the way of the institution's workflow. No state, action or role is named here: what a state means
// to the app is told by the status that it stands for.
frappe.provide("liaison.approvals");

(function (approvals) {
	const DOCTYPES = ["Duty Document", "Exemption", "Liaison Assignment"];
	const RETURNED = "Returned";

	const rows = (doctype, table) => (frappe.workflow.workflows[doctype] || {})[table] || [];
	const returns = (doctype, state) =>
		rows(doctype, "states").some(
			(row) => row.state === state && row.update_field === "status" && row.update_value === RETURNED
		);

	// Whether the action leads, from this state or from any, to what is returned.
	approvals.asks_reason = (doctype, action, state) =>
		rows(doctype, "transitions").some(
			(step) =>
				step.action === action &&
				(!state || step.state === state) &&
				returns(doctype, step.next_state)
		);

	approvals.ask_reason = (then, otherwise) => {
		const dialog = new frappe.ui.Dialog({
			title: __("Reason of Return"),
			fields: [
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __("What is to be mended?"),
					reqd: 1,
				},
			],
			primary_action_label: __("Return"),
			primary_action({ reason }) {
				dialog.done = true;
				dialog.hide();
				then(reason);
			},
		});
		dialog.onhide = () => dialog.done || (otherwise && otherwise());
		dialog.show();
	};

	// The form has frozen the page; it goes on when the promise is kept, and stays as it is when it never is.
	const before_step = (frm) => {
		const state = frm.doc[frappe.workflow.get_state_fieldname(frm.doctype)];
		if (!approvals.asks_reason(frm.doctype, frm.selected_workflow_action, state)) return undefined;
		frappe.dom.unfreeze();
		return new Promise((resolve) => {
			approvals.ask_reason((reason) => {
				frappe.dom.freeze();
				frm.doc.return_reason = reason;
				resolve();
			});
		});
	};

	// Whoever mends it reads first what is to be mended, and leaves that as it is.
	const show_reason = (frm) => {
		const { status, return_reason } = frm.doc;
		const is_returned = status === RETURNED && Boolean(return_reason);
		frm.set_df_property("return_reason", "read_only", is_returned ? 1 : 0);
		if (is_returned) frm.set_intro(__("Returned: {0}", [frappe.utils.escape_html(return_reason)]), "red");
	};

	DOCTYPES.forEach((doctype) =>
		frappe.ui.form.on(doctype, {
			refresh: (frm) => show_reason(frm),
			before_workflow_action: (frm) => before_step(frm),
		})
	);

	approvals.for_list = (list) => {
		list.page.add_inner_button(__("Waiting for Me"), () =>
			list.filter_area
				.clear(false)
				.then(() => list.filter_area.add(approvals.waiting(list.doctype)))
		);
		Object.entries(list.workflow_action_items || {}).forEach(([action, $item]) => {
			$item.off("click").on("click", () => approvals.step_chosen(list, action));
		});
	};

	approvals.step_chosen = (list, action) => {
		const names = list.get_checked_items(true);
		const chosen = { doctype: list.doctype, action };
		if (approvals.asks_reason(list.doctype, action)) {
			approvals.ask_reason((reason) =>
				approvals.call(list, "liaison_app.api.approvals.step_many", { ...chosen, names, reason })
			);
		} else {
			const method = "frappe.model.workflow.bulk_workflow_approval";
			approvals.call(list, method, { ...chosen, docnames: names });
		}
	};

	// Frappe's own list waits for the server to tell of the change, which not every site does.
	approvals.call = (list, method, args) => {
		list.disable_list_update = true;
		frappe.xcall(method, args).finally(() => {
			list.disable_list_update = false;
			list.clear_checked_items();
			list.last_args = null; // a list that was read just now would not be read again
			list.refresh();
		});
	};

	// A manager is also asked where nobody else is.
	approvals.waiting = (doctype) => {
		const decides_all = frappe.user.has_role(["Liaison Manager", "System Manager"]);
		const asked = decides_all
			? ["in", [frappe.session.user, ""]]
			: ["=", frappe.session.user];
		return [
			[doctype, "status", "=", "Handed In"],
			[doctype, "approver", ...asked],
		];
	};
})(liaison.approvals);
