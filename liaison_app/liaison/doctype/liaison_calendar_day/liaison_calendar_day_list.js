frappe.listview_settings["Liaison Calendar Day"] = {
	onload(list) {
		if (frappe.model.can_create("Liaison Calendar Day"))
			list.page.add_inner_button(__("Festivals of a Year"), () => liaison_ask_festivals(list));
	},
};

// The days of a year's festivals, the lunar ones too, ticked where the institution kept them before.
function liaison_ask_festivals(list, year) {
	frappe.xcall("liaison_app.api.festivals.of_year", year ? { year } : {}, "GET").then((found) => {
		const known = found.festivals.filter(({ day }) => day);
		const unknown = found.festivals.filter(({ day }) => !day);
		const any_usual = known.some(({ usual }) => usual);
		const dialog = new frappe.ui.Dialog({
			title: __("Festivals of a Year"),
			fields: [
				{
					fieldname: "year",
					fieldtype: "Int",
					label: __("Year"),
					reqd: 1,
					default: found.year,
					change() {
						const asked = dialog.get_value("year");
						if (!asked || asked === found.year) return;
						dialog.hide();
						liaison_ask_festivals(list, asked);
					},
				},
				{
					fieldname: "event_type",
					fieldtype: "Link",
					options: "Trigger Event Type",
					label: __("Event Type of the Festival"),
					reqd: 1,
					default: found.event_type,
					get_query: () => ({ filters: { built_in: 0 } }),
				},
				{
					fieldname: "names",
					fieldtype: "MultiCheck",
					label: __("Festivals"),
					columns: 1,
					sort_options: false,
					options: known.map(({ name, title, day, entered, usual }) => ({
						value: name,
						label: `${title} · ${frappe.datetime.str_to_user(day)}${entered ? ` (${__("entered")})` : ""}`,
						checked: !entered && (usual || !any_usual),
					})),
				},
				{
					fieldname: "unknown",
					fieldtype: "HTML",
					options: unknown.length
						? `<p class="text-muted">${__("Enter by hand: {0}", [
								unknown.map(({ title }) => frappe.utils.escape_html(title)).join(", "),
						  ])}</p>`
						: "",
				},
			],
			primary_action_label: __("Enter"),
			primary_action({ year: chosen, event_type, names }) {
				dialog.hide();
				frappe
					.xcall("liaison_app.api.festivals.enter", { year: chosen, event_type, names: names || [] })
					.then((number) => {
						frappe.show_alert({ message: __("Days entered: {0}", [number]), indicator: "green" });
						list.last_args = null; // a list that was read just now would not be read again
						list.refresh();
					});
			},
		});
		dialog.show();
	});
}
