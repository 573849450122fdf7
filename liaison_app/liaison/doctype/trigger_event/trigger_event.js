frappe.ui.form.on("Trigger Event", {
	setup(frm) {
		frm.set_query("event_type", () => ({ filters: { built_in: 0 } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.status === "Cancelled") return;
		if (frm.doc.target && frappe.model.can_create("Contact Visit")) {
			frm.add_custom_button(__("Record a Visit"), () => liaison.record_visit({ event: frm.doc.name }));
		}
		if (frappe.model.can_create("Raised Matter")) {
			frm.add_custom_button(__("Raise a Matter of Aid"), () => liaison_raise_aid(frm));
		}
		if (frm.perm[0] && frm.perm[0].write) frm.add_custom_button(__("Cancel the Event"), () => liaison_cancel_event(frm));
	},
});

// The visit is a duty; the aid that goes with it is another unit's to give.
function liaison_raise_aid(frm) {
	const { name, title, target } = frm.doc;
	if (title) frappe.utils.add_link_title("Trigger Event", name, title);
	const about = { event: name, channel: "Event", kind: "Aid", raiser_target: target };
	frappe.new_doc("Raised Matter", { ...about, raised_on: frappe.datetime.get_today() });
}

function liaison_cancel_event(frm) {
	const text = __("Was it registered by mistake? The duties that it began are withdrawn; what was done for them stays.");
	frappe.confirm(text, () => frm.set_value("status", "Cancelled").then(() => frm.save()));
}
