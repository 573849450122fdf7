// An officer at a glance: posts, targets held, load, and the rate of the semester with the lowest rules first.
frappe.ui.form.on("Liaison Officer", {
	refresh(frm) {
		liaison.official_forms.for_officer(frm);
		liaison_offer_archive(frm);
		liaison.sections.show(frm, {
			name: "liaison-officer-overview",
			title: __("This Semester at a Glance"),
			method: "officer",
			args: { officer: frm.doc.name },
			draw: liaison_officer_html,
		});
	},
});

// A new archive of this officer, for the calendar year until the period is changed.
function liaison_offer_archive(frm) {
	if (frm.is_new()) return;
	frm.add_custom_button(__("Archive"), () => {
		const year = frappe.datetime.get_today().slice(0, 4);
		const period = { from_date: `${year}-01-01`, to_date: `${year}-12-31` };
		frappe.new_doc("Liaison Archive", { kind: "Officer", officer: frm.doc.name, ...period });
	});
}

function liaison_officer_html(found) {
	return [
		liaison_span_html(found),
		liaison_tiles_html(found),
		liaison_rates_html(found.rules),
		liaison_held_html(found.assignments),
	].join("");
}

function liaison_span_html({ since, until, posts }) {
	const user = frappe.datetime.str_to_user;
	const { escape } = liaison.sections;
	const post = (one) => (one.job_title ? `${__(one.post)} (${one.job_title})` : __(one.post));
	const names = posts.map(post).join(", ") || __("None");
	return `<div class="liaison-fact"><span class="text-muted">${escape(__("Posts"))}</span><strong>${escape(names)}</strong></div>
		<div class="liaison-fact"><span class="text-muted">${escape(__("Period"))}</span><span>${escape(`${user(since)} – ${user(until)}`)}</span></div>`;
}

function liaison_tiles_html({ rate, load, recorded, assignments }) {
	const { escape, number, percent } = liaison.sections;
	const tile = ([value, label]) =>
		`<div class="liaison-tile"><div class="liaison-tile-value">${value}</div><div class="text-muted">${escape(label)}</div></div>`;
	const tiles = [
		[percent(rate), __("Rate")],
		[number(load.contacts), __("Contacts Owed per Week")],
		[number(load.hours), __("Hours Owed per Week")],
		[number(load.papers), __("Documents Owed")],
		[number(recorded.visits), __("Visits Recorded")],
		[number(recorded.hours), __("Hours Recorded")],
		[number(assignments.length), __("Targets Held")],
	];
	return `<div class="liaison-tiles">${tiles.map(tile).join("")}</div>`;
}

function liaison_rates_html(rules) {
	const { escape, number, percent, link } = liaison.sections;
	if (!rules.length) return liaison.sections.note(__("Nothing is owed in this semester yet."));
	const width = (rule) => Math.round((rule.rate || 0) * 100);
	const item = (rule) => `
		<li class="liaison-rate">
			<span class="liaison-rate-title">${link("Duty Rule", rule.rule, rule.title)}</span>
			<span class="liaison-bar" aria-hidden="true"><span style="width: ${width(rule)}%"></span></span>
			<span class="liaison-rate-figures">${percent(rule.rate)} · ${number(rule.done)} / ${number(rule.quantity)}</span>
		</li>`;
	return `<h6>${escape(__("By Duty"))}</h6>${liaison.sections.list(rules.map(item), "liaison-rates")}`;
}

function liaison_held_html(assignments) {
	const { escape, link, date, list, folded } = liaison.sections;
	if (!assignments.length) return "";
	const last = (one) => (one.last ? `${escape(__("Last contact"))} ${date(one.last)}` : escape(__("Not contacted yet")));
	const item = (one) => `
		<li class="liaison-visit"><div class="liaison-visit-line">
			<span>${link("Contact Target", one.target, one.title)}</span>
			<span class="text-muted">${escape(__(one.target_type))}</span>
			<span class="${one.last ? "text-muted" : "text-danger"}">${last(one)}</span>
		</div></li>`;
	const content = list(assignments.map(item), "liaison-held");
	return folded(__("Targets Held: {0}", [assignments.length]), content, assignments.length <= 10);
}
