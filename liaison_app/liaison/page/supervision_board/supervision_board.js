frappe.provide("liaison");

frappe.pages["supervision-board"].on_page_load = function (wrapper) {
	const page = frappe.ui.make_app_page({
		parent: wrapper,
		title: __("Supervision Board"),
		single_column: true,
	});
	wrapper.board = new liaison.SupervisionBoard(page);
};

frappe.pages["supervision-board"].on_page_show = function (wrapper) {
	wrapper.board.show();
};

const LIAISON_BOARD_API = "liaison_app.api.board.";
const LIAISON_MOST_NUDGED = 1000; // as many as the server takes at once

// Every value that people typed goes through here before it becomes HTML.
const liaison_text = (value) => frappe.utils.escape_html(value === null || value === undefined ? "" : String(value));

// Units against duties; the address holds the unit, so that the back button leads up again.
liaison.SupervisionBoard = class SupervisionBoard {
	constructor(page) {
		this.page = page;
		this.asked = 0;
		this.state = { period: "Semester", day: null, regulation: null };
		this.make_fields();
		this.make_body();
		page.set_secondary_action(__("Refresh"), () => this.refresh(), { icon: "refresh" });
		page.add_menu_item(__("Log of Nudges"), () => frappe.set_route("List", "Liaison Nudge"));
	}

	make_fields() {
		const periods = { Week: __("Week"), Month: __("Month"), Semester: __("Semester") };
		periods["Academic Year"] = __("Academic Year");
		this.period = this.page.add_field({
			fieldname: "period",
			fieldtype: "Select",
			label: __("Period"),
			options: Object.entries(periods).map(([value, label]) => ({ value, label })),
			default: this.state.period,
			change: () => this.change({ period: this.period.get_value(), day: null }),
		});
		this.regulation = this.page.add_field({
			fieldname: "regulation",
			fieldtype: "Link",
			options: "Liaison Regulation",
			label: __("Regulation"),
			change: () => this.change({ regulation: this.regulation.get_value() || null }),
		});
	}

	make_body() {
		this.$body = $(`<div class="liaison-board">
			<div class="liaison-board-head">
				<nav class="liaison-board-trail" aria-label="${liaison_text(__("Units"))}"></nav>
				<div class="liaison-board-span"></div>
			</div>
			<div class="liaison-board-figures" role="status"></div>
			<div class="liaison-board-legend"></div>
		</div>`).appendTo(this.page.main);
		this.$trail = this.$body.find(".liaison-board-trail");
		this.$span = this.$body.find(".liaison-board-span");
		this.$figures = this.$body.find(".liaison-board-figures");
		this.$body.find(".liaison-board-legend").html(liaison.board_legend());
		this.$body.on("click", "[data-unit]", (event) => this.open_unit(event.currentTarget));
		this.$body.on("click", "[data-day]", (event) =>
			this.change({ day: event.currentTarget.dataset.day })
		);
		this.$figures.on("click", ".liaison-cell", (event) => this.open_duties(event.currentTarget));
		this.$figures.on("click", ".liaison-nudge", (event) => this.nudge_one(event.currentTarget));
		this.$figures.on("click", ".liaison-retry", () => this.refresh());
	}

	show() {
		frappe.breadcrumbs.add("Liaison");
		this.unit = frappe.get_route()[1] || null;
		this.refresh();
	}

	change(values) {
		const before = JSON.stringify(this.state);
		Object.assign(this.state, values);
		if (JSON.stringify(this.state) !== before) this.refresh();
	}

	asked_for() {
		return { ...this.state, unit: this.unit };
	}

	// Only the last of several answers is shown.
	async refresh() {
		const number = ++this.asked;
		if (!this.board) this.$figures.html(liaison.board_skeleton());
		this.$body.attr("aria-busy", "true");
		try {
			const board = await frappe.xcall(LIAISON_BOARD_API + "figures", this.asked_for());
			if (number === this.asked) this.render(board);
		} catch (error) {
			if (number === this.asked) this.render_failure();
		}
		if (number === this.asked) this.$body.removeAttr("aria-busy");
	}

	render_failure() {
		this.board = null;
		this.$figures.html(`<div class="liaison-board-empty">
			<p>${liaison_text(__("The board could not be loaded."))}</p>
			<button class="btn btn-default btn-sm liaison-retry">${liaison_text(__("Try Again"))}</button>
		</div>`);
	}

	render(board) {
		this.board = board;
		this.$trail.html(liaison.board_trail(board));
		this.$span.html(liaison.board_span(board.span));
		this.$figures.html(board.columns.length ? liaison.board_table(board) : liaison.board_empty(board));
		this.load_behind();
	}

	// Who may be nudged is of today, whatever period is shown; it comes after the figures.
	async load_behind() {
		const number = this.asked;
		const { regulation } = this.state;
		const behind = await frappe.xcall(LIAISON_BOARD_API + "behind", { unit: this.unit, regulation });
		if (number !== this.asked) return;
		this.behind = behind;
		this.show_how_many(behind.length);
		this.mark_behind(new Map(behind.map((each) => [each.officer, each])));
	}

	show_how_many(number) {
		const label = number ? __("Nudge All Behind ({0})", [number]) : __("Nobody Is Behind");
		this.page.set_primary_action(label, () => this.nudge_all(), "es-line-notifications");
		this.page.btn_primary.prop("disabled", !number);
	}

	mark_behind(behind) {
		for (const row of this.$figures.find("tr[data-officer]")) {
			const officer = behind.get(row.dataset.officer);
			if (officer) $(row).find(".liaison-nudge-place").html(liaison.nudge_button(officer));
		}
	}

	open_unit(element) {
		const unit = element.dataset.unit;
		if (unit) frappe.set_route("supervision-board", unit);
		else frappe.set_route("supervision-board");
	}

	open_duties(element) {
		const row = this.board.rows[element.dataset.row] || this.board.total;
		const column = this.board.columns.find((each) => each.rule === element.dataset.rule);
		new liaison.BoardDuties(this, row, column).show();
	}

	nudge_one(element) {
		$(element).prop("disabled", true);
		this.nudge([element.dataset.officer]);
	}

	nudge_all() {
		new liaison.NudgeDialog(this, this.behind || []).show();
	}

	async nudge(officers) {
		const { regulation } = this.state;
		try {
			const told = await liaison.nudge_in_parts(officers, regulation);
			const indicator = told.told ? "green" : "orange";
			frappe.show_alert({ message: liaison.nudge_outcome(told), indicator }, 8);
		} finally {
			this.load_behind(); // whoever was not told can be tried again
		}
	}
};

liaison.nudge_in_parts = async function (officers, regulation) {
	const sum = { told: 0, already: 0, no_login: 0, not_behind: 0 };
	for (let start = 0; start < officers.length; start += LIAISON_MOST_NUDGED) {
		const part = { officers: officers.slice(start, start + LIAISON_MOST_NUDGED), regulation };
		const told = await frappe.xcall(LIAISON_BOARD_API + "nudge", part);
		for (const outcome of Object.keys(sum)) sum[outcome] += told[outcome];
	}
	return sum;
};

// What became of whom, in one line.
liaison.nudge_outcome = function (told) {
	const parts = [
		[told.told, __("{0} told", [told.told])],
		[told.already, __("{0} told today already", [told.already])],
		[told.no_login, __("{0} without a login", [told.no_login])],
		[told.not_behind, __("{0} not behind any more", [told.not_behind])],
	];
	const said = parts.filter(([number]) => number).map(([, words]) => words);
	return liaison_text(said.join(" · ") || __("Nobody was told."));
};

liaison.nudge_button = function (officer) {
	const count = liaison.behind_text(officer.duties, officer.overdue);
	if (officer.nudged_today) {
		const who = __("Nudged today by {0}", [officer.nudged_by]);
		return `<span class="liaison-nudged" title="${liaison_text(who)}">
			${frappe.utils.icon("es-line-success", "sm")}<span class="sr-only">${liaison_text(who)}</span></span>`;
	}
	if (!officer.has_login) {
		return `<span class="liaison-nudged text-muted" title="${liaison_text(count)}">${liaison_text(__("No login"))}</span>`;
	}
	const last = officer.nudged_on
		? __("last nudged on {0}", [frappe.datetime.str_to_user(officer.nudged_on)])
		: "";
	const label = [__("Nudge {0}", [officer.full_name]), count, last].filter(Boolean).join("; ");
	return `<button class="btn btn-xs btn-default liaison-nudge" data-officer="${liaison_text(officer.officer)}"
		title="${liaison_text(label)}" aria-label="${liaison_text(label)}">${frappe.utils.icon("es-line-notifications", "sm")}</button>`;
};

liaison.board_skeleton = function () {
	const line = `<div class="skeleton-section"><div class="skeleton-box w-100"></div></div>`;
	return `<div class="liaison-board-empty liaison-board-loading">${liaison_text(__("Loading..."))}${line.repeat(6)}</div>`;
};

liaison.board_empty = function (board) {
	const hint = board.rows.length
		? __("Choose another period or regulation. Duties appear after the night's run.")
		: __("No unit is under your review. A manager enters you as the reviewer of a unit.");
	return `<div class="liaison-board-empty"><p class="h6">${liaison_text(
		__("Nothing is owed here in this period.")
	)}</p><p class="text-muted">${liaison_text(hint)}</p></div>`;
};

liaison.board_trail = function (board) {
	const above = board.trail.slice(0, -1).map(
		(unit) => `<button class="btn btn-link btn-sm" data-unit="${liaison_text(unit)}">${liaison_text(unit)}</button>
			<span aria-hidden="true">/</span>`
	);
	const here = board.unit || __("My Units");
	return `${above.join("")}<span class="liaison-board-here" aria-current="page">${liaison_text(here)}</span>`;
};

liaison.board_span = function (span) {
	const step = (day, icon, label) => `<button class="btn btn-default btn-sm icon-btn" data-day="${liaison_text(day)}"
		${day ? "" : "disabled"} title="${liaison_text(label)}" aria-label="${liaison_text(label)}">${frappe.utils.icon(icon, "sm")}</button>`;
	const days = [span.since, span.until].map((day) => frappe.datetime.str_to_user(day)).join(" – ");
	return `${step(span.before, "left", __("Earlier"))}
		<span class="liaison-board-period" title="${liaison_text(days)}">${liaison_text(span.label)}</span>
		${step(span.after, "right", __("Later"))}`;
};

// The shade of a rate; numbers stand in the cells, so that nobody needs to tell colours apart.
liaison.board_shade = function (rate) {
	if (rate === null || rate === undefined) return "none";
	if (rate >= 100) return "full";
	if (rate >= 80) return "high";
	return rate >= 50 ? "middle" : "low";
};

liaison.board_legend = function () {
	const shades = [
		["low", __("below 50%")],
		["middle", "50–79%"],
		["high", "80–99%"],
		["full", "100%"],
		["none", __("nothing owed")],
	];
	const chips = shades.map(
		([shade, label]) => `<span><i class="liaison-shade-${shade}" aria-hidden="true"></i>${liaison_text(label)}</span>`
	);
	const note = __("Share of what is owed that is done; more than is owed counts for nobody else. Below it: duties met of duties owed.");
	chips.push(
		`<span><span class="liaison-short" aria-hidden="true">1</span>${liaison_text(__("Duties missed or overdue"))}</span>`
	);
	return `<div class="liaison-board-chips">${chips.join("")}</div><div>${liaison_text(note)}</div>`;
};

liaison.board_table = function (board) {
	const rows = board.rows.map((row, number) => liaison.board_row(board, row, number));
	return `<div class="liaison-board-scroll" tabindex="0" role="region" aria-label="${liaison_text(__("Attainment"))}"><table>
		<thead>${liaison.board_head(board)}</thead>
		<tbody>${rows.join("")}</tbody>
		<tfoot>${liaison.board_row(board, board.total, "total")}</tfoot>
	</table></div>`;
};

// One line of documents where there are several, and one of their duties.
liaison.board_head = function (board) {
	const documents = [];
	for (const column of board.columns) {
		const last = documents[documents.length - 1];
		if (last && last.title === column.regulation) last.width += 1;
		else documents.push({ title: column.regulation, width: 1 });
	}
	const spans = documents.map(
		({ title, width }) => `<th colspan="${width}" scope="colgroup"
			class="liaison-document ${width === 1 ? "is-narrow" : ""}" title="${liaison_text(title)}">
			<span>${liaison_text(title)}</span></th>`
	);
	const duties = board.columns.map((column) => {
		const hint = column.advocated ? `${column.title} (${__("Advocated")})` : column.title;
		return `<th scope="col" title="${liaison_text(hint)}"><b>${liaison_text(column.code)}</b><span>${liaison_text(column.title)}</span></th>`;
	});
	return `<tr><th class="liaison-who" rowspan="2" scope="col">${liaison_text(__("Unit or Officer"))}</th>
		<th class="liaison-overall" rowspan="2" scope="col">${liaison_text(__("Overall"))}</th>${spans.join("")}</tr>
		<tr>${duties.join("")}</tr>`;
};

liaison.board_row = function (board, row, number) {
	const cells = board.columns.map((column) => liaison.board_cell(row, column, number));
	const officer = row.kind === "officer" ? ` data-officer="${liaison_text(row.name)}"` : "";
	return `<tr class="liaison-row-${row.kind}"${officer}>
		<th class="liaison-who" scope="row">${liaison.board_who(row, number)}</th>
		<td class="liaison-overall liaison-shade-${liaison.board_shade(row.overall)}">${liaison.board_rate(row.overall)}</td>
		${cells.join("")}</tr>`;
};

liaison.board_rate = (rate) => (rate === null || rate === undefined ? "–" : `${rate}%`);

liaison.board_who = function (row, number) {
	const label = `<span class="liaison-who-name">${liaison_text(row.label)}</span>`;
	if (row.kind === "total") return label;
	const short = row.fell_short
		? `<span class="liaison-short" title="${liaison_text(__("Duties missed or overdue"))}">${row.fell_short}</span>`
		: "";
	if (row.kind === "unit") {
		return `<button class="liaison-who-button" data-unit="${liaison_text(row.name)}">${label}${short}
			${frappe.utils.icon("right", "xs")}</button>`;
	}
	return `<button class="liaison-who-button liaison-cell" data-row="${number}">${label}${short}</button>
		<span class="liaison-nudge-place"></span>`;
};

liaison.board_cell = function (row, column, number) {
	const cell = row.cells[column.rule];
	if (!cell) return `<td class="liaison-shade-none"><span aria-label="${liaison_text(__("nothing owed"))}">–</span></td>`;
	const said = __("{0}, {1}: {2}%, {3} of {4} duties met, {5} missed, {6} overdue", [
		row.label,
		`${column.code} ${column.title}`,
		cell.rate,
		cell.met,
		cell.duties,
		cell.missed,
		cell.overdue,
	]);
	const inside = `<b>${cell.rate}%</b><small>${cell.met}/${cell.duties}</small>`;
	const shade = `liaison-shade-${liaison.board_shade(cell.rate)}`;
	if (row.kind === "total") return `<td class="${shade}"><span title="${liaison_text(said)}">${inside}</span></td>`;
	return `<td class="${shade}"><button class="liaison-cell" data-row="${number}" data-rule="${liaison_text(column.rule)}"
		title="${liaison_text(said)}" aria-label="${liaison_text(said)}">${inside}</button></td>`;
};

// The single duties behind a figure, those that fell short first; each leads to its own form.
liaison.BoardDuties = class BoardDuties {
	constructor(board, row, column) {
		this.board = board;
		this.row = row;
		this.column = column;
	}

	show() {
		this.dialog = new frappe.ui.Dialog({
			title: this.title(),
			size: "large",
			fields: [{ fieldname: "duties", fieldtype: "HTML" }],
		});
		this.$list = this.dialog.fields_dict.duties.$wrapper.addClass("liaison-board-duties");
		this.$list.html(liaison.board_skeleton());
		this.$list.on("click", "[data-show]", (event) => this.render(event.currentTarget.dataset.show));
		this.offer_nudge();
		this.dialog.show();
		return this.load();
	}

	title() {
		const parts = [this.row.label, this.column && `${this.column.code} ${this.column.title}`];
		return liaison_text(parts.filter(Boolean).join(" · "));
	}

	offer_nudge() {
		const officer = (this.board.behind || []).find((each) => each.officer === this.row.name);
		if (this.row.kind !== "officer" || !officer || officer.nudged_today || !officer.has_login) return;
		this.dialog.set_primary_action(__("Nudge"), () => {
			this.dialog.hide();
			this.board.nudge([officer.officer]);
		});
	}

	async load() {
		const { kind, name } = this.row;
		const whose = kind === "officer" ? { officer: name } : { unit: name, own: kind === "own" ? 1 : 0 };
		const { period, day, regulation } = this.board.state;
		const rule = this.column ? this.column.rule : null;
		this.found = await frappe.xcall(LIAISON_BOARD_API + "duties", { period, day, regulation, rule, ...whose });
		this.render(this.fell_short().length ? "short" : "all");
	}

	fell_short() {
		return this.found.duties.filter((duty) => ["Missed", "Overdue"].includes(duty.state));
	}

	render(which) {
		const short = this.fell_short();
		const shown = which === "short" ? short : this.found.duties;
		const lines = shown.map((duty) => liaison.board_duty(duty, this.column, this.row));
		const none = `<li class="liaison-board-empty">${liaison_text(__("Nothing here fell short."))}</li>`;
		const more = this.found.left_off
			? `<p class="text-muted">${liaison_text(__("{0} more are not shown.", [this.found.left_off]))}</p>`
			: "";
		const total = this.found.duties.length + this.found.left_off;
		this.$list.html(`<div class="btn-group" role="group">
			${this.choice("short", __("Fell Short"), short.length, which)}${this.choice("all", __("All"), total, which)}
		</div><ul>${lines.join("") || none}</ul>${more}`);
	}

	choice(value, label, number, chosen) {
		const is_chosen = value === chosen;
		return `<button class="btn btn-sm ${is_chosen ? "btn-primary-light active" : "btn-default"}" data-show="${value}"
			aria-pressed="${is_chosen}">${liaison_text(label)} (${number})</button>`;
	}
};

liaison.board_duty = function (duty, column, row) {
	const title = duty.subject_title || duty.duty;
	const about = [
		row.kind !== "officer" && duty.owner,
		!column && duty.subject_title && duty.duty,
		duty.period_label,
		liaison.board_done(duty),
		["Overdue", "Due", "Open"].includes(duty.state) &&
			duty.next_due &&
			__("due on {0}", [frappe.datetime.str_to_user(duty.next_due)]),
	];
	const link = frappe.utils.get_form_link("Periodic Obligation", duty.name);
	return `<li><a href="${liaison_text(link)}">
		<span class="liaison-board-duty">${liaison_text(title)}</span>
		<span class="indicator-pill no-indicator-dot ${liaison.state_colours[duty.state]}">${liaison_text(
			__(duty.state, null, "Periodic Obligation")
		)}</span>
		<span class="text-muted liaison-board-about">${liaison_text(about.filter(Boolean).join(" · "))}</span>
	</a></li>`;
};

liaison.board_done = function (duty) {
	const [done, quantity] = [duty.done, duty.quantity].map((number) => format_number(number, null, 0));
	const unit = duty.quantity_unit ? liaison.measured_in(duty.quantity_unit, duty.quantity) : "";
	return __("{0} of {1} done", [done, unit ? quantity + " " + unit : quantity]);
};

// Everybody who is behind, to be told at once; who was told today or has no login cannot be chosen.
liaison.NudgeDialog = class NudgeDialog {
	constructor(board, behind) {
		this.board = board;
		this.behind = behind;
	}

	show() {
		this.dialog = new frappe.ui.Dialog({
			title: __("Nudge All Behind"),
			fields: [{ fieldname: "officers", fieldtype: "HTML" }],
			primary_action: () => this.send(),
			primary_action_label: __("Nudge"),
		});
		this.$list = this.dialog.fields_dict.officers.$wrapper.addClass("liaison-nudge-list");
		const lines = this.behind.map((officer) => this.line(officer));
		this.$list.html(`<p class="text-muted">${liaison_text(
			__("Each gets one message that lists what is behind, at most one a day.")
		)}</p><ul>${lines.join("")}</ul>`);
		this.$list.on("change", "input", () => this.count());
		this.count();
		this.dialog.show();
	}

	line(officer) {
		const able = officer.has_login && !officer.nudged_today;
		const no_login = officer.has_login ? "" : __("No login");
		const why = officer.nudged_today ? __("Nudged today by {0}", [officer.nudged_by]) : no_login;
		const count = liaison.behind_text(officer.duties, officer.overdue);
		return `<li><label><input type="checkbox" value="${liaison_text(officer.officer)}" ${able ? "checked" : "disabled"}>
			<span><b>${liaison_text(officer.full_name)}</b> <span class="text-muted">${liaison_text(officer.unit)}</span>
			<small class="text-muted">${liaison_text([count, why].filter(Boolean).join(" · "))}</small></span></label></li>`;
	}

	chosen() {
		return this.$list.find("input:checked").map((_, box) => box.value).get();
	}

	count() {
		const number = this.chosen().length;
		const text = number === 1 ? __("Nudge 1 Officer") : __("Nudge {0} Officers", [number]);
		this.dialog.get_primary_btn().text(text).prop("disabled", !number);
	}

	send() {
		const officers = this.chosen();
		this.dialog.hide();
		if (officers.length) this.board.nudge(officers);
	}
};
