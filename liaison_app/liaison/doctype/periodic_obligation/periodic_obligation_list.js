frappe.listview_settings["Periodic Obligation"] = {
	hide_name_column: true,
	add_fields: ["state", "next_due"],
	// What is still to do. Taken only where the user has no filters of their own and the address asks for none.
	filters: [["state", "in", ["Open", "Due", "Overdue"]]],
	// A small screen gets four columns, and one of them is for tags: when it is due would not be seen.
	onload(list) {
		if (frappe.model.can_create("Duty Document"))
			list.page.add_actions_menu_item(__("Prepare Papers"), () => liaison.papers.prepare_many(list), false);
		if (list.list_view_settings.total_fields || window.innerWidth > 1366) return;
		list.list_view_settings.total_fields = 6;
		list.setup_columns();
		list.render_header(true);
	},
	get_indicator(doc) {
		return [__(doc.state), liaison.state_colours[doc.state], `state,=,${doc.state}`];
	},
};
