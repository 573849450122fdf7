// What the quick record is made of beside its dialog: choices, dates, the file, the result.
frappe.provide("liaison");

liaison.PLAIN_FIELDS = [
	"start",
	"duration_minutes",
	"outcome",
	"outcome_reason",
	"mode",
	"place",
	"account",
	"confidential",
	"confidential_account",
];
liaison.DRAFT_LASTS = 30 * 24 * 3600 * 1000; // milliseconds
liaison.PATIENCE_TO_FILL = 8000; // milliseconds; then what is known here has to do
liaison.OUTCOMES = ["Done", "Not Reached", "Refused", "Cancelled by Other Side"];
liaison.FAR_REASONS = ["wrong or other target", "wrong activity"];
liaison.MODES = ["Face to Face", "Phone", "Online", "Mail"];

liaison.options = (fieldname) => {
	const labels = {
		outcome: [__("Done"), __("Not Reached"), __("Refused"), __("Cancelled by Other Side")],
		mode: [__("Face to Face"), __("Phone"), __("Online"), __("Mail")],
	}[fieldname];
	const values = fieldname === "outcome" ? liaison.OUTCOMES : liaison.MODES;
	return values.map((value, number) => ({ value, label: labels[number] }));
};

// What was typed is kept for where it was begun: for this duty, this target, this day.
liaison.draft_name = ({ key, obligation, targets, event, start }) => {
	const names = (targets || []).map((each) => each.value || each);
	return `draft ${key || obligation || [...names, event, start].filter(Boolean).join(" ")}`;
};

// --- choices ---

// What the server fills in; without a connection what it filled in last, and what the caller knows.
liaison.quick_choices = async function (asked) {
	const choice = (each) => (typeof each === "string" ? { value: each, label: each } : each);
	const { obligation, officer, event } = asked;
	const targets = (asked.targets || []).map(choice);
	const names = targets.map((each) => each.value);
	const values = { obligation, officer, event, targets: names };
	let filled;
	try {
		filled = await liaison.ask("liaison_app.api.visits.prefill", values, liaison.PATIENCE_TO_FILL);
		const kept_on = frappe.datetime.get_today();
		if (!obligation && !officer) liaison.outbox.set_value("choices", { ...filled, kept_on });
	} catch (error) {
		if (error.status && error.status < 500) throw error;
		filled = (await liaison.outbox.value("choices")) || liaison.no_choices();
		if (officer) filled.officers = filled.officers.filter((each) => each.value === officer);
		const duty = filled.duties.find((each) => each.value === obligation);
		filled = { ...filled, targets, activities: duty ? duty.activities : [], duty: null };
	}
	const activities = (asked.activities || []).map(choice);
	return activities.length ? { ...filled, activities } : filled;
};

// Who never opened the dialog with a connection can fill it in without one, too: what it offers is fetched once a day.
liaison.keep_choices = async function () {
	if (!navigator.onLine || !frappe.model.can_create("Contact Visit")) return;
	const kept = await liaison.outbox.value("choices");
	if (!kept || kept.kept_on !== frappe.datetime.get_today()) await liaison.quick_choices({}).catch(() => null);
};

liaison.no_choices = () => ({
	officers: [],
	officer_choices: [],
	targets: [],
	target_choices: [],
	activities: [],
	activity_choices: [],
	duties: [],
	duration_minutes: 60,
	mode: "Face to Face",
	evidence: "None",
});

// Frappe describes a record by its search fields, the name among them.
liaison.search_link = async (doctype, text, more) => {
	const found = await liaison.ask("frappe.desk.search.search_link", {
		doctype,
		txt: text,
		page_length: 8,
		...more,
	});
	return found.map(({ value, label, description }) => {
		const parts = (description || "").split(", ").filter((part) => part && part !== value && part !== label);
		return { value, label: label || value, description: parts.map((part) => __(part)).join(", ") };
	});
};
liaison.search_targets = (text) => liaison.search_link("Contact Target", text);
liaison.search_officers = (text) =>
	liaison.search_link("Liaison Officer", text, { query: "liaison_app.api.visits.search_officers" });

// --- dates: as Frappe keeps them, in the time zone of the site ---

liaison.likely_start = function (asked, minutes) {
	const now = moment(frappe.datetime.system_datetime());
	const rounded = now.subtract(minutes, "minutes");
	rounded.subtract(rounded.minutes() % 5, "minutes").seconds(0);
	if (!asked) return rounded.format(frappe.defaultDatetimeFormat);
	const [day, time] = String(asked).split(/[ T]/);
	if (time && time !== "00:00:00") return `${day} ${time.slice(0, 8)}`;
	if (day === frappe.datetime.system_datetime().slice(0, 10)) return rounded.format(frappe.defaultDatetimeFormat);
	return `${day} 09:00:00`;
};

liaison.is_to_come = (start) => moment(start).isAfter(moment(frappe.datetime.system_datetime()).add(5, "minutes"));

liaison.due_text = (duty) =>
	duty.next_due ? __("by {0}", [frappe.datetime.str_to_user(duty.next_due)]) : __(duty.state);

// --- the file ---

liaison.FileField = class FileField {
	constructor($parent, on_change) {
		this.on_change = on_change;
		this.$wrapper = $(`
			<div class="liaison-file frappe-control">
				<label class="btn btn-default btn-sm" tabindex="0" role="button">
					${frappe.utils.icon("attachment", "sm")}
					<span class="liaison-file-label"></span>
					<input type="file" class="liaison-hidden-input" tabindex="-1"
						accept="image/*,application/pdf,.doc,.docx,.xls,.xlsx,.txt,.zip">
				</label>
				<span class="liaison-file-name"></span>
				<button type="button" class="btn btn-xs btn-link" hidden></button>
				<div class="liaison-asked text-muted small"></div>
				<div class="liaison-fault text-danger small" role="alert"></div>
			</div>`).appendTo($parent);
		this.$wrapper.find(".liaison-file-label").text(__("Photo or File"));
		this.$input = this.$wrapper.find("input").attr("aria-label", __("Photo or File"));
		this.$remove = this.$wrapper.find("button").text(__("Remove"));
		this.$input.on("change", () => this.take(this.$input.get(0).files[0]));
		this.$remove.on("click", () => {
			this.clear();
			this.on_change();
		});
		this.$wrapper.find("label").on("keydown", (event) => {
			if (event.key === "Enter" || event.key === " ") this.$input.trigger("click");
		});
		this.clear();
	}

	clear() {
		this.set(null, "");
		this.$input.val("");
	}

	set(file, name) {
		Object.assign(this, { file, name });
		this.$wrapper.find(".liaison-file-name").text(name || "");
		this.$wrapper.find(".liaison-fault").text("");
		this.$remove.prop("hidden", !file);
	}

	// Without it the visit does not count for the duty.
	ask(evidence) {
		const text = { Attachment: __("This duty asks for a photo or file."), Report: __("This duty asks for a report.") };
		this.$wrapper.find(".liaison-asked").text(text[evidence] || "");
	}

	// A file that the site would not take is refused before it is sent; the rest of what was entered stays.
	take(file) {
		if (!file) return;
		const fault = this.fault(file);
		if (fault) {
			this.clear();
			this.$wrapper.find(".liaison-fault").text(fault);
			return;
		}
		this.set(file, file.name);
		this.on_change();
	}

	fault(file) {
		const most = frappe.boot.max_file_size || 25 * 1024 * 1024;
		const megabytes = (bytes) => (bytes / 1048576).toFixed(1).replace(/\.0$/, "");
		if (file.size > most - 16384)
			return __("{0} has {1} MB. This site takes files of at most {2} MB.", [
				file.name,
				megabytes(file.size),
				megabytes(most),
			]);
		return file.size ? "" : __("{0} is empty.", [file.name]);
	}
};

// --- after saving ---

liaison.show_result = function (record, answer) {
	const counted = answer.lines.filter((line) => line.counted);
	const others = answer.lines.filter((line) => !line.counted);
	// The duty that it was recorded for comes first; those that ask for something else say little about this visit.
	const meant = (record.duty_tapped || {}).value || record.asked.obligation;
	const is_far = (line) => line.obligation !== meant && liaison.FAR_REASONS.includes(line.code);
	const far = others.filter(is_far);
	const near = others.filter((line) => !is_far(line));
	near.sort((one, other) => (other.obligation === meant) - (one.obligation === meant));
	const $result = liaison.result_view(record, answer.docstatus === 0 ? __("Saved as Draft") : __("Recorded"));
	$(`<a class="liaison-visit-link">`)
		.text(answer.title)
		.attr("href", frappe.utils.get_form_link("Contact Visit", answer.name))
		.on("click", (event) => {
			event.preventDefault();
			record.leave(() => frappe.set_route("Form", "Contact Visit", answer.name));
		})
		.appendTo($result);
	if (answer.docstatus === 1) {
		liaison.result_lines($result, __("Counted for"), counted, "liaison-counted");
		if (!counted.length) $(`<p>`).text(__("This visit counted for no duty.")).appendTo($result);
		liaison.result_lines($result, __("Did not count for"), near, "liaison-not-counted text-muted");
		liaison.far_lines($result, far);
	}
	liaison.result_actions(record);
};

liaison.result_view = function (record, title) {
	const { dialog } = record;
	dialog.$body.hide();
	record.said("");
	dialog.modal_body.find(".liaison-restored").remove();
	const $result = $(`<div class="liaison-result" role="status" tabindex="-1">`).appendTo(dialog.modal_body);
	$(`<h4>`).html(frappe.utils.icon("tick", "md")).append($("<span>").text(title)).appendTo($result);
	$result.trigger("focus");
	return $result;
};

liaison.result_lines = function ($parent, title, lines, css) {
	if (!lines.length) return;
	$(`<div class="control-label">`).text(title).appendTo($parent);
	const $list = $(`<ul>`).addClass(css).appendTo($parent);
	for (const line of lines)
		$(`<li>`)
			.append($(`<span>`).text(line.title))
			.append(line.reason ? $(`<div class="small">`).text(line.reason) : "")
			.appendTo($list);
};

liaison.far_lines = function ($parent, lines) {
	if (!lines.length) return;
	const $details = $(`<details>`).appendTo($parent);
	$(`<summary class="text-muted">`).text(__("Duties that ask for something else: {0}", [lines.length])).appendTo($details);
	liaison.result_lines($details, "", lines, "liaison-not-counted text-muted");
};

liaison.result_actions = function (record) {
	const { dialog } = record;
	dialog.custom_actions.empty();
	const shown_at = Date.now();
	dialog
		.get_primary_btn()
		.text(__("Close"))
		.off("click")
		// The second tap of a double tap was meant for the button that stood here before.
		.on("click", () => Date.now() - shown_at > 500 && dialog.hide())
		.trigger("focus");
	dialog.set_secondary_action_label(__("Record Another"));
	dialog.set_secondary_action(() => {
		dialog.$wrapper.one("hidden.bs.modal", () => setTimeout(() => liaison.record_visit(), 50));
		dialog.hide();
	});
};

liaison.show_waiting = function (record, outcome) {
	const $result = liaison.result_view(record, __("Kept on This Device")).addClass("liaison-is-waiting");
	$(`<p>`).text(outcome.reason).appendTo($result);
	$(`<p class="text-muted">`)
		.text(__("It is sent by itself as soon as that is possible. Nothing needs to be entered again."))
		.appendTo($result);
	liaison.result_actions(record);
};

// --- the full form ---

liaison.open_full_form = function (visit, values) {
	frappe.model.with_doctype("Contact Visit", () => {
		const document = frappe.model.get_new_doc("Contact Visit");
		for (const field of liaison.PLAIN_FIELDS) if (visit[field]) document[field] = visit[field];
		const add = (doctype, table, row) => Object.assign(frappe.model.add_child(document, doctype, table), row);
		for (const { value, label } of values.officers) {
			frappe.utils.add_link_title("Liaison Officer", value, label);
			add("Contact Visit Officer", "officers", { officer: value, officer_name: label });
		}
		for (const { value, label } of values.targets)
			add("Contact Visit Target", "targets", { target: value, target_title: label });
		for (const { value } of values.activities) add("Liaison Activity Link", "activities", { activity: value });
		frappe.set_route("Form", document.doctype, document.name);
	});
};
