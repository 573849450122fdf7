// The quick record: one dialog for a visit, filled in as far as can be known, saved and submitted with one tap.
//
//   liaison.record_visit({obligation, officer, targets, activities, start, event}) -> Promise of the saved visit, or null
//
// All are optional; targets and activities are names, or {value, label}; start is a day or a day with its time.
frappe.provide("liaison");

liaison.record_visit = function (asked = {}) {
	// A second tap while the dialog is on its way, or open, is not a second dialog.
	if (liaison.recording) return liaison.recording;
	if (!frappe.model.can_create("Contact Visit")) {
		frappe.show_alert({ message: __("You may not record visits."), indicator: "orange" });
		return Promise.resolve(null);
	}
	liaison.recording = new Promise((resolve) => {
		const record = new liaison.QuickRecord(asked, resolve);
		record.open().catch((error) => {
			frappe.msgprint({ message: frappe.utils.escape_html(error.message), indicator: "red" });
			record.finish(null);
		});
	}).finally(() => {
		if (!cur_dialog || !cur_dialog.liaison_record) liaison.recording = null;
	});
	return liaison.recording;
};

liaison.QuickRecord = class QuickRecord {
	constructor(asked, resolve) {
		Object.assign(this, { asked, resolve });
		this.key = asked.key || liaison.outbox.new_key();
		this.draft_name = liaison.draft_name(asked);
		this.file = null;
		this.evidence = "None";
	}

	async open() {
		let is_frozen = false;
		const slow = setTimeout(() => (is_frozen = true) && frappe.dom.freeze(), 400);
		const filled = await liaison.quick_choices(this.asked).finally(() => {
			clearTimeout(slow);
			if (is_frozen) frappe.dom.unfreeze();
		});
		this.filled = filled;
		this.evidence = filled.evidence;
		this.make_dialog();
		this.make_pickers();
		this.make_duties();
		this.file_field = new liaison.FileField(this.place("file"), () => this.changed());
		this.file_field.ask(this.evidence);
		await this.fill(this.values_of(filled));
		await this.restore_draft();
		this.dialog.show();
		this.watch();
	}

	// --- the dialog ---

	make_dialog() {
		this.dialog = new frappe.ui.Dialog({
			title: __("Record Visit"),
			fields: this.fields(),
			no_submit_on_enter: true,
			no_focus: true,
			primary_action_label: __("Record Visit"),
			primary_action: () => {},
		});
		this.dialog.liaison_record = this;
		this.dialog.$wrapper.addClass("liaison-quick-record").attr("aria-label", __("Record Visit"));
		// Frappe asks for the fields' values first and lists what is missing in a box of its own.
		this.dialog.get_primary_btn().off("click").on("click", () => this.save());
		this.$message = $(`<div class="liaison-message" role="alert">`).prependTo(this.dialog.modal_body);
		this.dialog.on_hide = () => this.closed();
	}

	fields() {
		const officers = { fieldtype: "HTML", fieldname: "officers" };
		const is_known = this.filled.officers.length > 0;
		return [
			{ fieldtype: "HTML", fieldname: "duties" },
			...(is_known ? [] : [officers]),
			{ fieldtype: "HTML", fieldname: "targets" },
			{ fieldtype: "HTML", fieldname: "activities" },
			{ fieldtype: "Small Text", is_plain_text: 1, fieldname: "account", label: __("Account", null, "Contact Visit") },
			{ fieldtype: "HTML", fieldname: "file" },
			{ fieldtype: "Section Break" },
			{ fieldtype: "Datetime", fieldname: "start", label: __("When"), hide_timezone: 1 },
			{ fieldtype: "Column Break" },
			{ fieldtype: "Int", fieldname: "duration_minutes", label: __("Minutes"), non_negative: 1 },
			{ fieldtype: "Section Break" },
			{ fieldtype: "Select", fieldname: "outcome", label: __("Outcome"), options: liaison.options("outcome") },
			{ fieldtype: "Column Break" },
			{ fieldtype: "Select", fieldname: "mode", label: __("Mode"), options: liaison.options("mode") },
			{ fieldtype: "Section Break", hide_border: 1, depends_on: "eval:doc.outcome!='Done'" },
			{ fieldtype: "Small Text", is_plain_text: 1, fieldname: "outcome_reason", label: __("Why") },
			{
				fieldtype: "Section Break",
				fieldname: "more",
				label: is_known ? __("Who Took Part, Place, Confidential") : __("Place, Confidential"),
				collapsible: 1,
			},
			...(is_known ? [officers] : []),
			{ fieldtype: "Data", fieldname: "place", label: __("Place") },
			{ fieldtype: "Check", fieldname: "confidential", label: __("Confidential") },
			{
				fieldtype: "Small Text",
				is_plain_text: 1,
				fieldname: "confidential_account",
				label: __("Confidential Account"),
				description: __("For those present and the roles that the rule names."),
				depends_on: "confidential",
			},
			{ fieldtype: "HTML", fieldname: "full_form" },
		];
	}

	place(fieldname) {
		return this.dialog.get_field(fieldname).$wrapper;
	}

	make_pickers() {
		const picker = (fieldname, label, options) =>
			new liaison.Picker({
				parent: this.place(fieldname),
				label,
				on_change: (choice) => this.picked(fieldname, choice),
				...options,
			});
		const { target_choices, activity_choices, officer_choices } = this.filled;
		const likely = activity_choices.filter((choice) => choice.likely).length;
		this.targets = picker("targets", __("With Whom"), { choices: target_choices, search: liaison.search_targets });
		this.activities = picker("activities", __("What Was Done"), {
			choices: activity_choices,
			shown: Math.max(likely, 4),
			is_whole: true,
		});
		this.officers = picker("officers", __("Officers"), {
			choices: officer_choices,
			search: liaison.search_officers,
		});
		$(`<button type="button" class="btn btn-link btn-xs px-0">`)
			.text(__("Open the full form"))
			.appendTo(this.place("full_form"))
			.on("click", () => this.open_full_form());
	}

	// What is owed just now: one tap fills in the target and the activity.
	make_duties() {
		const { duties, duty } = this.filled;
		const $place = this.place("duties");
		if (duty) $(`<p class="liaison-for-duty text-muted">`).text(__("For {0}", [duty.title])).appendTo($place);
		if (!duties.length) return;
		$(`<div class="control-label">`).text(__("What is owed")).appendTo($place);
		const $list = $(`<div class="liaison-duties" role="group">`).attr("aria-label", __("What is owed"));
		for (const each of duties)
			$(`<button type="button" class="liaison-duty" aria-pressed="false">`)
				.append($(`<span class="liaison-duty-title">`).text(each.label))
				.append($(`<span class="indicator-pill no-indicator-dot">`).addClass(liaison.state_colours[each.state]))
				.on("click", ({ currentTarget }) => this.choose_duty(each, $(currentTarget)))
				.find(".indicator-pill")
				.text(liaison.due_text(each))
				.end()
				.appendTo($list);
		$list.appendTo($place);
	}

	choose_duty(duty, $button) {
		this.place("duties").find(".liaison-duty").attr("aria-pressed", "false");
		$button.attr("aria-pressed", "true");
		this.evidence = duty.evidence;
		this.file_field.ask(this.evidence);
		// A duty without a target of its own does not keep that of the duty tapped before.
		const of_last = (this.duty_tapped || { targets: [] }).targets;
		const is_of_last = of_last.length && of_last.every((each) => this.targets.has(each.value));
		if (duty.targets.length || is_of_last) this.targets.set(duty.targets);
		this.duty_tapped = duty;
		this.activities.set(duty.activities);
		if (duty.confidential) {
			this.dialog.set_value("confidential", 1);
			this.dialog.get_field("more").collapse(false); // else nobody finds where the confidential account goes
		}
		this.changed();
	}

	// A target that is owed a visit brings the activity that its duty asks for.
	picked(fieldname, choice) {
		if (fieldname === "targets" && choice && choice.activities && !this.activities.chosen.length)
			this.activities.set(choice.activities);
		if (fieldname === "officers" && choice && this.officers.chosen.length === 1) this.offer_for(choice.value);
		this.changed();
	}

	// A clerk says for whom: then that officer's targets and duties are offered.
	async offer_for(officer) {
		const filled = await liaison.quick_choices({ officer }).catch(() => null);
		if (!filled || this.is_saved || !this.officers.has(officer)) return;
		Object.assign(this.filled, { duties: filled.duties });
		this.targets.offer(filled.target_choices);
		this.place("duties").empty();
		this.make_duties();
	}

	// --- values ---

	values_of(filled) {
		const minutes = filled.duration_minutes;
		return {
			officers: filled.officers,
			targets: filled.targets,
			activities: filled.activities,
			start: liaison.likely_start(this.asked.start, minutes),
			duration_minutes: minutes,
			mode: filled.mode,
			outcome: "Done",
			confidential: filled.confidential ? 1 : 0,
		};
	}

	async fill(values) {
		this.officers.set(values.officers || []);
		this.targets.set(values.targets || []);
		this.activities.set(values.activities || []);
		const plain = liaison.PLAIN_FIELDS.map((field) => [field, values[field] ?? ""]);
		await this.dialog.set_values(Object.fromEntries(plain));
		if (values.file) this.file_field.set(values.file, values.file_name);
		const is_open = values.confidential || (this.filled.officers.length && !this.officers.chosen.length);
		this.dialog.get_field("more").collapse(!is_open);
	}

	// As they are kept in the browser: with the labels.
	values() {
		const plain = liaison.PLAIN_FIELDS.map((field) => [field, this.dialog.get_value(field)]);
		return {
			...Object.fromEntries(plain),
			officers: this.officers.chosen,
			targets: this.targets.chosen,
			activities: this.activities.chosen,
			file: this.file_field.file,
			file_name: this.file_field.name,
		};
	}

	// As the server takes them: names.
	visit(values) {
		const names = (choices) => choices.map((choice) => choice.value);
		const visit = Object.fromEntries(liaison.PLAIN_FIELDS.map((field) => [field, values[field] || null]));
		if (visit.outcome === "Done") visit.outcome_reason = null;
		if (!visit.confidential) visit.confidential_account = null;
		if (this.evidence === "Report" && values.file) visit.has_report = 1;
		return Object.assign(visit, {
			officers: names(values.officers),
			targets: names(values.targets),
			activities: names(values.activities),
		});
	}

	// The first thing that is missing or cannot be: said where it stands, and the cursor put there.
	find_fault(values) {
		const pickers = [
			[this.officers, __("Name the officers who took part.")],
			[this.targets, __("Name the targets of the contact: with whom it was.")],
			[this.activities, __("Say what was done.")],
		];
		let first = null;
		for (const [picker, text] of pickers) {
			picker.show_fault(picker.chosen.length ? "" : text);
			if (!picker.chosen.length) first = first || { $input: picker.$input, text };
		}
		const of_field = (fieldname, text) => ({ $input: this.dialog.get_input(fieldname), text });
		if (first) return first;
		if (!values.start) return of_field("start", __("Say when it was."));
		if (liaison.is_to_come(values.start))
			return of_field("start", __("The time is still to come. Record the contact when it has taken place."));
		if (values.outcome !== "Done" && !(values.outcome_reason || "").trim())
			return of_field("outcome_reason", __("Say why the contact did not take place."));
		return null;
	}

	// --- saving ---

	async save(draft = false) {
		if (this.is_saving || this.is_saved) return;
		// A field tells its value when it is left; Frappe's own take a moment over it.
		document.activeElement && document.activeElement.blur();
		this.is_saving = true;
		this.busy(true);
		await frappe.timeout(0.05);
		const values = this.values();
		const fault = this.find_fault(values);
		const outcome = fault ? null : await this.send(values, draft);
		this.is_saving = false;
		this.busy(false);
		if (fault) this.show_fault(fault);
		else await this.after(outcome);
	}

	send(values, draft) {
		this.said("");
		return liaison.outbox.add({
			key: this.key,
			was_kept: Boolean(this.asked.key),
			draft,
			visit: this.visit(values),
			values: { ...values, file: null },
			title: values.targets.map((choice) => choice.label).join(", "),
			file: values.file,
			file_name: values.file_name,
		});
	}

	async after(outcome) {
		if (outcome.state === "sent") {
			await this.forget_draft();
			this.is_saved = true;
			this.finish(outcome.answer);
			liaison.show_result(this, outcome.answer);
		} else if (outcome.state === "waiting" && outcome.is_stored) {
			await this.forget_draft();
			this.is_saved = true;
			this.finish(null);
			liaison.show_waiting(this, outcome);
		} else {
			this.said(outcome.reason);
			if (outcome.state === "refused") this.offer_draft();
		}
	}

	busy(is_busy) {
		const label = is_busy ? __("Saving...") : __("Record Visit");
		this.dialog.get_primary_btn().text(label).prop("disabled", is_busy);
	}

	show_fault({ $input, text }) {
		this.said(text);
		const $section = $input.closest(".section-body.hide");
		if ($section.length) this.dialog.get_field("more").collapse(false);
		$input.trigger("focus");
		$input.get(0)?.scrollIntoView({ block: "center" });
	}

	said(text) {
		this.$message.text(text || "").toggleClass("alert alert-danger", Boolean(text));
		if (text) this.$message.get(0).scrollIntoView({ block: "nearest" });
	}

	// What cannot be submitted, because its period is closed for example, can still be kept as a draft.
	offer_draft() {
		if (this.$save_draft) return;
		this.dialog.add_custom_action(__("Save as Draft"), () => this.save(true));
		this.$save_draft = this.dialog.custom_actions.find(".btn");
	}

	// --- what is typed is kept until it is saved ---

	watch() {
		const note = frappe.utils.debounce(() => this.changed(), 300);
		this.dialog.$wrapper.on("input change", "input:not([type=search]), select, textarea", note);
		history.pushState({ ...history.state, liaison_record: this.key }, "");
		this.has_pushed = true;
	}

	changed() {
		if (this.is_saved || !this.dialog) return;
		this.is_touched = true;
		this.kept = liaison.outbox.set_value(this.draft_name, { ...this.values(), at: Date.now() });
	}

	async restore_draft() {
		const draft = this.asked.values || (await liaison.outbox.value(this.draft_name));
		if (!draft || Date.now() - (draft.at || Date.now()) > liaison.DRAFT_LASTS) return;
		await this.fill(draft);
		if (this.asked.values) return;
		const $restored = $(`<div class="liaison-restored text-muted">`)
			.append($("<span>").text(__("This is what you had entered before.")))
			.append($(`<button type="button" class="btn btn-xs btn-default">`).text(__("Start Anew")))
			.prependTo(this.dialog.modal_body);
		$restored.find("button").on("click", async () => {
			await this.forget_draft();
			$restored.remove();
			this.file_field.clear();
			await this.fill(this.values_of(this.filled));
		});
	}

	async forget_draft() {
		this.is_touched = false;
		await this.kept;
		await liaison.outbox.set_value(this.draft_name, null);
	}

	closed() {
		liaison.recording = null;
		if (this.is_touched && !this.is_saved) {
			this.changed();
			frappe.show_alert({ message: __("What you entered is kept on this device."), indicator: "blue" });
		}
		this.finish(null);
		// Closed by its button: take back the step that was put into the browser's history for its back button.
		if (this.has_pushed && (history.state || {}).liaison_record === this.key && !this.is_leaving) history.back();
		this.dialog.$wrapper.one("hidden.bs.modal", () => this.dialog.$wrapper.remove());
	}

	leave(go) {
		this.is_leaving = true;
		this.dialog.hide();
		go();
	}

	finish(visit) {
		this.resolve(visit);
	}

	open_full_form() {
		const values = this.values();
		this.leave(() => liaison.open_full_form(this.visit(values), values));
	}
};
