// One duty: what, with whom, how far, until when, and what to do about it; on tap the clause and what counted.
liaison.duties.Row = class {
	constructor(row, answer, acts) {
		this.row = row;
		this.rule = answer.rules[row.rule];
		this.today = answer.today;
		this.period = answer.period;
		this.may_record = answer.may_record;
		this.acts = acts;
		this.id = `my-duty-${row.name}`;
		this.element = this.make();
	}

	make() {
		const line = $('<li class="my-duty">').attr("data-duty", this.row.name);
		const main = $('<div class="my-duty-main">').appendTo(line);
		main.append(this.make_what(), this.make_progress(), this.make_when(), this.make_action());
		this.details = $('<div class="my-duty-details">').attr("id", this.id).prop("hidden", true);
		return line.append(this.details);
	}

	// --- the line ---

	make_what() {
		const { element } = liaison.duties;
		const { row, rule } = this;
		this.toggle = element("button", "my-duty-what", "", {
			type: "button",
			"aria-expanded": false,
			"aria-controls": this.id,
		}).on("click", () => this.turn());
		const words = element("span", "my-duty-words");
		words.append(element("span", "my-duty-title", rule ? rule.title : row.title));
		words.append(element("span", "my-duty-subject", this.subject_line()));
		return this.toggle.append($('<span class="my-duty-arrow">').html(frappe.utils.icon("right", "xs")), words);
	}

	subject_line() {
		const { row, rule } = this;
		const whom = row.subject_title || (row.owner_kind === "Unit" ? row.unit : "");
		const advocated = row.nature === "Advocated" ? __("Advocated") : "";
		// Not once more the very period that stands above all rows.
		const same = row.period_start === this.period.since && row.period_end === this.period.until;
		const when = same ? "" : row.period_label;
		return [rule && rule.code, whom, when, advocated].filter(Boolean).join(" · ");
	}

	make_progress() {
		const { element } = liaison.duties;
		const { done, quantity, measured_in } = this.row;
		const share = quantity ? Math.min(100, (100 * done) / quantity) : 100;
		const text = __("{0} of {1} {2}", [done, quantity, liaison.measured_in(measured_in, quantity)]);
		const bar = element("div", "progress", "", {
			role: "progressbar",
			"aria-valuenow": Math.round(share),
			"aria-valuemin": 0,
			"aria-valuemax": 100,
			"aria-label": text,
		}).append($('<div class="progress-bar">').addClass(this.bar_colour()).css("width", `${share}%`));
		return element("div", "my-duty-progress").append(bar, element("span", "small", text));
	}

	bar_colour() {
		if (["Met", "Met Late"].includes(this.row.state)) return "is-done";
		return this.row.pace === "behind" || this.row.state === "Overdue" ? "is-behind" : "";
	}

	make_when() {
		const { element, Row } = liaison.duties;
		const { row } = this;
		const colour = liaison.state_colours[row.state];
		const when = element("div", "my-duty-when");
		when.append(element("span", `indicator-pill no-indicator-dot ${colour}`, __(row.state, null, "Periodic Obligation")));
		if (row.pace) when.append(this.make_pace());
		const due = this.due_text();
		return due ? when.append(element("div", "small text-muted my-duty-due", due)) : when;
	}

	make_pace() {
		const words = {
			behind: [__("Behind"), "orange"],
			"on pace": [__("On Pace"), "blue"],
			ahead: [__("Ahead"), "green"],
		};
		const [text, colour] = words[this.row.pace];
		return liaison.duties.element("span", `indicator ${colour} my-duty-pace`, text, {
			title: __("Compared with what the elapsed part of the period asks for"),
		});
	}

	due_text() {
		const { due, state } = this.row;
		if (!due) return "";
		const day = frappe.datetime.str_to_user(due);
		if (!["Open", "Due", "Overdue"].includes(state)) return __("Due {0}", [day]);
		const left = frappe.datetime.get_day_diff(due, this.today);
		if (left === -1) return __("1 day late, was due {0}", [day]);
		if (left < 0) return __("{0} days late, was due {1}", [-left, day]);
		if (!left) return __("Due today");
		return left === 1 ? __("Due tomorrow") : __("Due in {0} days, {1}", [left, day]);
	}

	make_action() {
		const place = $('<div class="my-duty-action">');
		const paper = this.rule && this.rule.measure === "Document";
		const may = frappe.model.can_create(paper ? "Duty Document" : "Contact Visit");
		if (!["Open", "Due", "Overdue"].includes(this.row.state) || !this.may_record || !may) return place;
		const text = paper ? __("Hand In") : __("Record", null, "My Duties");
		const pressing = this.row.state === "Open" ? "btn-default" : "btn-primary";
		return liaison.duties
			.element("button", `btn btn-sm ${pressing}`, text, { type: "button" })
			.attr("aria-label", `${text}: ${this.row.title}`)
			.on("click", (event) => this.acts.record(this.row, this.rule, event.currentTarget))
			.appendTo(place)
			.parent();
	}

	// --- on tap ---

	turn() {
		const open = this.details.prop("hidden");
		this.toggle.attr("aria-expanded", open);
		this.details.prop("hidden", !open);
		if (open && this.details.is(":empty")) this.make_details();
	}

	make_details() {
		const { row, rule } = this;
		const list = $("<dl>").appendTo(this.details);
		if (rule) {
			this.fact(list, __("Clause", null, "My Duties"), [rule.code, rule.clause].filter(Boolean).join(" · "));
			const document = [rule.document, rule.number, rule.issuer].filter(Boolean).join(" · ");
			this.fact(list, __("Regulation"), this.link("Liaison Regulation", rule.regulation, document));
		}
		if (row.subject) this.fact(list, __("Target", null, "Periodic Obligation"), this.link("Contact Target", row.subject, row.subject_title));
		this.fact(list, __("Period"), this.days(row.period_start, row.period_end));
		if (row.close_on) this.fact(list, __("Can be recorded until"), frappe.datetime.str_to_user(row.close_on));
		if (row.waived_reason) this.fact(list, __("Not owed because"), this.waived());
		this.counted = this.fact(list, __("Counted", null, "My Duties"), row.contacts ? __("Loading ...") : __("Nothing yet"));
		this.fact(list, "", this.link("Periodic Obligation", row.name, __("Open the duty")));
		if (this.may_record && liaison.exemptions.may_ask(row.state)) this.fact(list, "", this.make_requests());
		if (row.contacts) this.load_counted();
	}

	make_requests() {
		const { row, rule } = this;
		const duty = { name: row.name, title: [rule ? rule.title : row.title, row.subject_title].filter(Boolean).join(": ") };
		const button = (kind, text) =>
			liaison.duties
				.element("button", "btn btn-xs btn-default my-duty-request", text, { type: "button" })
				.attr("aria-label", `${text}: ${row.title}`)
				.on("click", () => liaison.exemptions.ask(duty, kind));
		return $('<div class="my-duty-requests">').append(
			button("Exemption", __("Ask for Exemption")),
			" ",
			button("Challenge", __("Not Mine"))
		);
	}

	fact(list, name, value) {
		const text = typeof value === "string";
		const shown = liaison.duties.element("dd", "", text ? value : "");
		list.append(liaison.duties.element("dt", "text-muted", name), text ? shown : shown.append(value));
		return shown;
	}

	link(doctype, name, text) {
		return liaison.duties.element("a", "", text || name, { href: frappe.utils.get_form_link(doctype, name) });
	}

	days(since, until) {
		const ends = [since, until].filter(Boolean).map((day) => frappe.datetime.str_to_user(day));
		return ends.join(" – ");
	}

	waived() {
		const reason = this.row.waived_reason;
		return reason.startsWith("covered by") ? __("covered by another duty") : __(reason);
	}

	load_counted() {
		liaison.duties.call("counted", { obligation: this.row.name }).then(
			(found) => this.show_counted(found),
			() => this.counted.text(__("What counted could not be loaded."))
		);
	}

	show_counted(found) {
		const lines = found.map(({ doctype, name, title, day }) => {
			const text = [day && frappe.datetime.str_to_user(day.split(" ")[0]), title || name];
			return $("<li>").append(this.link(doctype, name, text.filter(Boolean).join(" · ")));
		});
		const hidden = this.row.contacts - found.length;
		if (hidden > 0) lines.push($("<li>").text(__("{0} that you may not see", [hidden])));
		this.counted.empty().append($('<ul class="list-unstyled">').append(lines));
	}
};
