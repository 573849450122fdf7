// In the top bar: a button to record a visit, and how many visits still wait on this device to be sent.
frappe.provide("liaison");

liaison.TopBar = class TopBar {
	constructor() {
		this.make();
		$(document).on("liaison-outbox", () => this.count());
		$(document).on("liaison-visit-sent", (_event, answer) => this.sent(answer));
		document.addEventListener("visibilitychange", () => document.hidden || this.count());
		frappe.ui.keys.add_shortcut({
			shortcut: "alt+shift+v",
			action: () => liaison.record_visit(),
			description: __("Record Visit"),
			ignore_inputs: true,
		});
		this.count();
		setTimeout(liaison.keep_choices, 3000); // after what the page itself asks for
	}

	make() {
		this.$waiting = $(`
			<li class="nav-item liaison-waiting" hidden>
				<button type="button" class="btn-reset nav-link">
					<span class="indicator-pill no-indicator-dot"></span>
				</button>
			</li>`);
		this.$record = $(`
			<li class="nav-item liaison-record">
				<button type="button" class="btn-reset nav-link">
					${frappe.utils.icon("add", "sm")}
					<span class="liaison-record-label"></span>
				</button>
			</li>`);
		const label = __("Record Visit");
		this.$record.find(".liaison-record-label").text(label);
		this.$record
			.find("button")
			.attr({ "aria-label": label, title: `${label} (Alt+Shift+V)` })
			.on("click", () => liaison.record_visit());
		this.$waiting.find("button").on("click", () => liaison.show_outbox());
		$("header.navbar .navbar-nav").last().prepend(this.$waiting, this.$record);
	}

	async count() {
		const visits = await liaison.outbox.all();
		const refused = visits.filter((entry) => entry.state === "refused").length;
		const text = visits.length === 1 ? __("1 visit waiting") : __("{0} visits waiting", [visits.length]);
		this.$waiting.prop("hidden", !visits.length);
		this.$waiting.find("button").attr({ "aria-label": text, title: text });
		this.$waiting
			.find(".indicator-pill")
			.text(visits.length ? text : "")
			.attr("data-number", visits.length)
			.toggleClass("red", refused > 0)
			.toggleClass("orange", refused === 0);
	}

	sent(answer) {
		const title = frappe.utils.escape_html(answer.title);
		const link = `<a href="${frappe.utils.get_form_link("Contact Visit", answer.name)}">${title}</a>`;
		frappe.show_alert({ message: __("Sent: {0}", [link]), indicator: "green" });
	}
};

// What waits on this device, why, and what can be done about it.
liaison.show_outbox = async function () {
	const dialog = new frappe.ui.Dialog({ title: __("Visits Waiting on This Device"), fields: [] });
	const $list = $(`<div class="liaison-outbox">`).appendTo(dialog.modal_body);
	const draw = async () => liaison.draw_outbox($list, dialog);
	$(document).on("liaison-outbox.dialog", draw);
	dialog.on_hide = () => $(document).off("liaison-outbox.dialog", draw);
	await draw();
	dialog.set_primary_action(__("Send Now"), () => liaison.outbox.send_all(true));
	// Frappe gives back what the dialog's fields hold, and here there are none.
	dialog.get_primary_btn().off("click").on("click", () => liaison.outbox.send_all(true));
	dialog.show();
};

liaison.draw_outbox = async function ($list, dialog) {
	const visits = await liaison.outbox.all();
	$list.empty();
	if (!visits.length) $(`<p class="text-muted">`).text(__("Everything has been sent.")).appendTo($list);
	for (const entry of visits) liaison.outbox_line(entry, dialog).appendTo($list);
};

liaison.outbox_line = function (entry, dialog) {
	const is_refused = entry.state === "refused";
	const $line = $(`<div class="liaison-outbox-line">`);
	$(`<div class="bold">`).text(entry.title).appendTo($line);
	$(`<div class="text-muted small">`).text(frappe.datetime.str_to_user(entry.visit.start)).appendTo($line);
	$(`<div class="small">`)
		.addClass(is_refused ? "text-danger" : "text-muted")
		.text(entry.reason || __("Waiting to be sent."))
		.appendTo($line);
	const button = (label, action) =>
		$(`<button type="button" class="btn btn-xs btn-default">`).text(label).on("click", action).appendTo($line);
	if (is_refused)
		button(__("Correct"), () => {
			dialog.$wrapper.one("hidden.bs.modal", () => liaison.correct_kept(entry));
			dialog.hide();
		});
	button(__("Discard"), () =>
		frappe.confirm(__("Discard this visit? It is recorded nowhere else."), () =>
			liaison.outbox.remove(entry.key)
		)
	);
	return $line;
};

// A visit that was refused for good opens again as it was entered, under its own key.
liaison.correct_kept = function (entry) {
	const values = { ...entry.values, file: entry.file, file_name: entry.file_name };
	return liaison.record_visit({ key: entry.key, values });
};

$(document).on("toolbar_setup", () => {
	if (frappe.session.user === "Guest" || !frappe.model.can_create("Contact Visit")) return;
	liaison.top_bar = new liaison.TopBar();
	liaison.outbox.start();
});
