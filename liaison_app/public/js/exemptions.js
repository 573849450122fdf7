// Asking to be released from a duty, or saying that it is not one's own: handed in at once to whoever decides.
//   liaison.exemptions.ask({name, title}, kind) -> Promise of the request's name, or null when the dialog was closed
frappe.provide("liaison.exemptions");

(function (exemptions) {
	const OPEN = ["Upcoming", "Open", "Due", "Overdue"];

	exemptions.may_ask = (state) => OPEN.includes(state) && frappe.model.can_create("Exemption");

	exemptions.offer = (frm) => {
		if (!exemptions.may_ask(frm.doc.state)) return;
		const duty = { name: frm.doc.name, title: frm.doc.title };
		frm.add_custom_button(__("Ask for Exemption"), () => exemptions.ask(duty, "Exemption"), __("Actions"));
		frm.add_custom_button(__("Not Mine"), () => exemptions.ask(duty, "Challenge"), __("Actions"));
	};

	exemptions.ask = (duty, kind) =>
		new Promise((resolve) => {
			const dialog = new frappe.ui.Dialog({
				title: kind === "Challenge" ? __("Not Mine") : __("Ask for Exemption"),
				fields: fields(duty, kind),
				primary_action_label: __("Hand In"),
				primary_action(values) {
					dialog.disable_primary_action();
					send(duty, kind, values)
						.then((name) => {
							resolve(name);
							dialog.hide();
						})
						.catch(() => dialog.enable_primary_action());
				},
			});
			dialog.onhide = () => resolve(null);
			dialog.show();
		});

	const send = (duty, kind, values) => {
		const { duty: _shown, ...given } = values;
		const args = { obligation: duty.name, kind, ...given };
		return frappe.xcall("liaison_app.api.exemptions.ask", args).then((name) => {
			const message = __("Handed in. You are told the decision.");
			frappe.show_alert({ message, indicator: "green" });
			return name;
		});
	};

	const fields = (duty, kind) => {
		const for_a_time = "eval:doc.scope !== 'Duty'";
		const scopes = [
			{ value: "Duty", label: __("This duty") },
			{ value: "Rule", label: __("Duties of this rule for a time") },
			{ value: "Time", label: __("All duties for a time") },
		];
		const scope = [
			{ fieldname: "scope", fieldtype: "Select", label: __("What It Covers"), options: scopes, default: "Duty", reqd: 1 },
			{
				fieldname: "from_date",
				fieldtype: "Date",
				label: __("From"),
				depends_on: for_a_time,
				mandatory_depends_on: for_a_time,
			},
			{ fieldname: "to_date", fieldtype: "Date", label: __("To"), depends_on: for_a_time },
		];
		return [
			{
				fieldname: "duty",
				fieldtype: "HTML",
				options: `<p class="text-muted">${frappe.utils.escape_html(duty.title || "")}</p>`,
			},
			...(kind === "Challenge" ? [] : scope),
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: kind === "Challenge" ? __("Why is it not yours?") : __("Reason"),
				reqd: 1,
			},
			{ fieldname: "evidence", fieldtype: "Attach", label: __("Evidence") },
		];
	};
})(liaison.exemptions);
