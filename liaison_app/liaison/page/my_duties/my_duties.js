frappe.provide("liaison.duties");

frappe.pages["my-duties"].on_page_load = (wrapper) => {
	wrapper.my_duties = new liaison.duties.Page(wrapper);
};

frappe.pages["my-duties"].on_page_show = (wrapper) => wrapper.my_duties.shown();

// What an officer owes in a period: a bar to choose it, the duties, and the visits of the year.
liaison.duties.Page = class {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("My Duties"),
			single_column: true,
		});
		this.asked = { officer: "", kind: "week", day: "", regulation: "", subject: "", states: "" };
		this.number = 0;
		this.make();
	}

	make() {
		const body = $('<div class="my-duties">').appendTo(this.page.main);
		this.bar = new liaison.duties.Bar(body, this.asked, (change) => this.ask(change));
		this.list = new liaison.duties.List(body, {
			record: (row, rule, button) => this.record(row, rule, button),
			ask: (change) => this.ask(change),
			more: () => this.load(this.answer.rows.length),
			retry: () => this.load(),
		});
		this.year = new liaison.duties.Year(body);
		this.page.add_menu_item(__("Refresh"), () => this.load());
		this.page.add_menu_item(__("Calendar Link"), () => liaison.calendar.link());
	}

	// Each time the page is opened: it may have been opened for somebody, and figures may have changed meanwhile.
	shown() {
		const { officer, kind, day } = frappe.route_options || {};
		frappe.route_options = null;
		if (officer) Object.assign(this.asked, { officer, states: "", regulation: "", subject: "" });
		if (kind) Object.assign(this.asked, { kind, day: day || "" });
		this.load(0, Boolean(this.answer && !officer && !kind));
	}

	ask(change) {
		Object.assign(this.asked, change);
		this.load();
	}

	// `start` is where to go on in a long list. Of several answers under way only the last one asked for is shown.
	// What is shown already stays when it cannot be had `again`: whoever is without a connection still sees what is owed.
	load(start = 0, again = false) {
		const number = ++this.number;
		if (!start) this.list.wait();
		return liaison.duties.call("my_duties", { ...this.asked, start }).then(
			(answer) => number === this.number && this.show(answer, start),
			(message) => {
				if (number !== this.number) return;
				if (again) return this.list.show(this.answer, this.asked);
				this.answer = null;
				this.list.fail(message);
			}
		);
	}

	show(answer, start) {
		if (start) answer.rows = [...this.answer.rows, ...answer.rows];
		this.answer = answer;
		const { officer } = answer;
		const name = officer && !officer.own ? officer.full_name : "";
		this.page.set_title(name ? __("Duties of {0}", [name]) : __("My Duties"));
		this.set_record_button();
		this.bar.show(answer);
		this.list.show(answer, this.asked);
		this.year.show(officer, answer.period, answer.today);
	}

	set_record_button() {
		const { officer, may_record } = this.answer;
		if (!officer || !may_record || !frappe.model.can_create("Contact Visit")) {
			this.page.clear_primary_action();
			return;
		}
		this.page.set_primary_action(__("Record Visit"), () => this.record({ officer: officer.name }), "add");
	}

	record(row, rule) {
		if (rule && rule.measure === "Document") return liaison.papers.open(row, rule);
		const values = { officer: row.officer, obligation: row.name };
		if (row.subject) values.targets = [row.subject];
		return liaison.record_visit(values).then((visit) => visit && this.load());
	}
};

// The answer of one of the page's methods, or a rejection with a text for people.
liaison.duties.call = (method, args) =>
	new Promise((resolve, reject) => {
		frappe.call({ method: `liaison_app.api.duties.${method}`, args, silent: true }).then(
			(answer) => (answer && answer.message ? resolve(answer.message) : reject("")),
			(request) => reject(liaison.duties.message_of(request))
		);
	});

liaison.duties.message_of = (request) => {
	try {
		const messages = JSON.parse(request.responseJSON._server_messages);
		return messages.map((each) => $("<div>").html(JSON.parse(each).message).text()).join(" ");
	} catch {
		return "";
	}
};

// An element with a class, a text (never HTML) and attributes.
liaison.duties.element = (tag, name, text = "", attributes = {}) =>
	$(document.createElement(tag)).addClass(name).text(text).attr(attributes);

{% include "liaison_app/liaison/page/my_duties/duty_bar.js" %}
{% include "liaison_app/liaison/page/my_duties/duty_list.js" %}
{% include "liaison_app/liaison/page/my_duties/duty_row.js" %}
{% include "liaison_app/liaison/page/my_duties/duty_year.js" %}
