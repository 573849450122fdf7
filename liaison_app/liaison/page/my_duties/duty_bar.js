// Above the duties: whose, in which period, of which regulation and target.
liaison.duties.Bar = class {
	constructor(parent, asked, ask) {
		this.asked = asked;
		this.ask = ask;
		this.wrapper = $('<div class="my-duties-bar">').appendTo(parent);
		this.make_officer();
		this.make_periods();
		this.make_filters();
	}

	static kinds() {
		return {
			week: __("Week"),
			month: __("Month"),
			semester: __("Semester"),
			academic_year: __("Academic Year"),
		};
	}

	// --- whose ---

	make_officer() {
		this.officer_area = $('<div class="my-duties-officer hidden">').appendTo(this.wrapper);
		this.officer = frappe.ui.form.make_control({
			parent: this.officer_area,
			df: {
				fieldtype: "Link",
				fieldname: "officer",
				options: "Liaison Officer",
				label: __("Officer"),
				placeholder: __("Whose duties?"),
				only_select: true,
				change: () => this.officer_chosen(),
			},
			render_input: true,
		});
		this.officer.$input.attr("aria-label", __("Officer"));
	}

	officer_chosen() {
		const officer = this.officer.get_value() || "";
		if (officer === (this.asked.officer || this.own || "")) return;
		this.ask({ officer, states: "", regulation: "", subject: "" });
	}

	// --- when ---

	make_periods() {
		const area = $('<div class="my-duties-periods">').appendTo(this.wrapper);
		this.make_kinds(area);
		this.make_steps(area);
		this.make_jump(area);
	}

	make_kinds(area) {
		this.kinds = $('<div class="btn-group my-duties-kinds" role="group">')
			.attr("aria-label", __("Period"))
			.appendTo(area);
		Object.entries(liaison.duties.Bar.kinds()).forEach(([kind, label]) => {
			this.button("btn-default", label, () => this.ask({ kind, states: "" }))
				.attr("data-kind", kind)
				.appendTo(this.kinds);
		});
	}

	make_steps(area) {
		const steps = $('<div class="my-duties-steps">').appendTo(area);
		this.previous = this.step(steps, "left", __("Earlier"), "previous");
		this.label = $('<div class="my-duties-period" aria-live="polite">').appendTo(steps);
		this.next = this.step(steps, "right", __("Later"), "next");
		this.today = this.button("btn-default", __("Today"), () => this.ask({ day: "" })).appendTo(steps);
	}

	step(parent, direction, label, which) {
		return this.button("btn-default icon-btn", "", () => this.ask({ day: this.period[which] }))
			.html(frappe.utils.icon(direction, "sm"))
			.attr({ "aria-label": label, title: label })
			.appendTo(parent);
	}

	make_jump(area) {
		this.jump = frappe.ui.form.make_control({
			parent: $('<div class="my-duties-jump">').appendTo(area),
			df: {
				fieldtype: "Date",
				fieldname: "day",
				label: __("Go to a day"),
				placeholder: __("Go to a day"),
				change: () => this.day_chosen(),
			},
			render_input: true,
		});
		this.jump.$input.attr("aria-label", __("Go to a day"));
	}

	day_chosen() {
		const day = this.jump.get_value();
		if (!day) return;
		this.jump.set_input("");
		this.jump.value = this.jump.last_value = "";
		this.ask({ day });
	}

	// --- which ---

	make_filters() {
		this.filters = $('<div class="my-duties-filters">').appendTo(this.wrapper);
		this.regulation = this.make_select("regulation", __("Regulation"));
		this.subject = this.make_select("subject", __("Target", null, "Periodic Obligation"));
	}

	make_select(name, label) {
		return $('<select class="form-control input-xs">')
			.attr({ "aria-label": label, "data-filter": name })
			.on("change", (event) => this.ask({ [name]: event.target.value }))
			.appendTo(this.filters);
	}

	fill(select, all, choices, chosen) {
		const options = [["", all], ...choices].map(([value, title]) =>
			$("<option>").val(value).text(title).prop("selected", value === chosen)
		);
		select.empty().append(options).toggleClass("hidden", choices.length < 2 && !chosen);
	}

	// --- all of it, as answered ---

	show(answer) {
		const { period, officer, chooses, choices } = answer;
		this.period = period;
		if (officer && officer.own) this.own = officer.name;
		this.officer_area.toggleClass("hidden", !chooses);
		if (chooses) this.show_officer(officer);
		this.kinds.children().each((_place, each) => {
			const chosen = each.dataset.kind === period.kind;
			$(each).toggleClass("active", chosen).attr("aria-pressed", chosen);
		});
		this.label.empty().append(this.title_of(period));
		this.previous.prop("disabled", !period.previous);
		this.next.prop("disabled", !period.next);
		this.today.toggleClass("hidden", period.current);
		const { regulation, subject } = this.asked;
		this.fill(this.regulation, __("All regulations"), choices.regulations, regulation);
		this.fill(this.subject, __("All targets"), choices.targets, subject);
	}

	show_officer(officer) {
		if (!officer || this.officer.get_value() === officer.name) return;
		frappe.utils.add_link_title("Liaison Officer", officer.name, officer.full_name);
		this.officer.value = this.officer.last_value = officer.name;
		this.officer.set_input(officer.name);
	}

	title_of(period) {
		const { kind, since, until, name, number } = period;
		const days = `${frappe.datetime.str_to_user(since)} – ${frappe.datetime.str_to_user(until)}`;
		const title =
			kind === "month"
				? liaison.duties.month_of(since)
				: kind === "week" && number
				? __("Week {0} of {1}", [number, name])
				: name;
		const main = liaison.duties.element("div", "my-duties-period-name", title || days);
		return title ? [main, liaison.duties.element("div", "text-muted small", days)] : [main];
	}

	button(style, text, act) {
		return liaison.duties.element("button", `btn btn-sm ${style}`, text, { type: "button" }).on("click", act);
	}
};

liaison.duties.month_of = (day) =>
	new Intl.DateTimeFormat(frappe.boot.lang, { year: "numeric", month: "long" }).format(
		frappe.datetime.str_to_obj(day)
	);
