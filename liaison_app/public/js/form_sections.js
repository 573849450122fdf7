// Sections that the forms of duties, targets and officers show above their fields. Every value that is shown goes through `escape`.
frappe.provide("liaison.sections");

// Frappe puts the value of a text area into the page as HTML, even while it is typed: code that somebody pastes would
// run. The texts of this app are plain: they are shown as they stand. Other apps' fields stay as they are.
(function (control) {
	const { set_disp_area } = control;
	control.set_disp_area = function (value) {
		const is_ours = this.df.is_plain_text || (this.frm && this.frm.meta.module === "Liaison");
		if (is_ours && ["Small Text", "Text", "Long Text"].includes(this.df.fieldtype)) $(this.disp_area).text(this.value || value || "");
		else set_disp_area.call(this, value);
	};
})(frappe.ui.form.ControlText.prototype);

(function (sections) {
	const escape = (value) => frappe.utils.escape_html(value == null ? "" : String(value));
	sections.escape = escape;
	sections.date = (value) => escape(frappe.format(value, { fieldtype: "Date" }));
	// To the minute, in the user's own way of writing dates and in the user's time zone.
	sections.time = (value) =>
		frappe.datetime
			.convert_to_user_tz(value, false)
			.format(`${frappe.datetime.get_user_date_fmt().toUpperCase()} HH:mm`);
	sections.number = (value) => escape(format_number(value, null, Number.isInteger(value) ? 0 : 1));
	sections.percent = (rate) => (rate == null ? "–" : `${Math.round(rate * 100)}%`);
	sections.link = (doctype, name, label) =>
		`<a href="${escape(frappe.utils.get_form_link(doctype, name))}">${escape(label)}</a>`;

	// Asks the server and shows the answer: `draw(answer)` gives the HTML. Asked again, the section is drawn anew.
	sections.show = (frm, { name, title, method, args, draw, ready }) => {
		if (frm.is_new()) return Promise.resolve();
		const doc = frm.doc.name;
		frm.liaison_asked = frm.liaison_asked || {};
		const asked = (frm.liaison_asked[name] = (frm.liaison_asked[name] || 0) + 1);
		return frappe.xcall(`liaison_app.api.history.${method}`, args, "GET").then((answer) => {
			// Meanwhile the form may show another document, or have asked again.
			if (frm.doc.name !== doc || frm.liaison_asked[name] !== asked) return;
			frm.dashboard.parent.find(`.${name}`).remove();
			const $body = frm.dashboard.add_section(draw(answer), title, `liaison-section ${name}`);
			frm.dashboard.show();
			if (ready) ready($body, answer);
		});
	};

	// One visit: when, what, with whom, by whom; as far as it may be read.
	sections.visit = (line, { with_targets = true, with_officers = true, more = "" } = {}) => {
		const when = line.visit
			? sections.link("Contact Visit", line.visit, sections.time(line.start))
			: sections.date(line.start);
		const outcome = line.outcome && line.outcome !== "Done" ? __(line.outcome) : "";
		const parts = [
			(line.activities || []).join(", "),
			with_targets ? (line.targets || []).join(", ") : "",
			with_officers ? (line.officers || []).join(", ") : "",
		];
		const words = parts.filter(Boolean).map((part) => `<span>${escape(part)}</span>`);
		if (outcome) words.push(`<span class="indicator-pill gray">${escape(outcome)}</span>`);
		return `<li class="liaison-visit"><div class="liaison-visit-line"><span class="liaison-when">${when}</span>${words.join(
			""
		)}</div>${more}</li>`;
	};

	sections.list = (items, css = "") => `<ul class="liaison-lines ${css}">${items.join("")}</ul>`;
	sections.note = (text) => `<p class="text-muted liaison-note">${escape(text)}</p>`;
	sections.folded = (summary, content, open = false) =>
		`<details ${open ? "open" : ""}><summary>${escape(summary)}</summary>${content}</details>`;
})(liaison.sections);
