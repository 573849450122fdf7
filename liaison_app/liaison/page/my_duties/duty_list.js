// The duties of the period: how many of each sort, then one by one, the pressing ones first.
liaison.duties.List = class {
	constructor(parent, acts) {
		this.acts = acts;
		this.tiles = $('<div class="my-duties-tiles">').appendTo(parent);
		this.body = $('<div class="my-duties-list" aria-live="polite">').appendTo(parent);
	}

	// What states are shown together, under which name and in which colour.
	static groups() {
		return [
			{ states: ["Overdue"], label: __("Overdue", null, "My Duties"), colour: "red", tile: true },
			{ states: ["Due"], label: __("Due Soon"), colour: "orange", tile: true },
			{ states: ["Open"], label: __("In Progress", null, "My Duties"), colour: "blue", tile: true },
			{ states: ["Upcoming"], label: __("To Come"), colour: "gray" },
			{ states: ["Missed", "Lapsed"], label: __("Not Done"), colour: "red" },
			{ states: ["Met Late", "Met"], label: __("Done", null, "My Duties"), colour: "green", tile: true },
			{ states: ["Waived", "Withdrawn"], label: __("Not Owed"), colour: "gray" },
		];
	}

	wait() {
		this.body.attr("aria-busy", true);
		if (this.body.find(".my-duty").length) return this.body.addClass("is-waiting");
		const rows = [1, 2, 3, 4].map(() => '<div class="my-duty-skeleton"><i></i><i></i><i></i></div>');
		this.body.html(`<div class="frappe-card" aria-hidden="true">${rows.join("")}</div>`);
	}

	ready() {
		this.body.removeClass("is-waiting").attr("aria-busy", false).empty();
	}

	fail(message) {
		this.ready();
		this.tiles.empty();
		this.say("solid-error", {
			title: __("The duties could not be loaded"),
			hint: message || __("The server did not answer. Check the connection, then try again."),
			button: __("Try Again"),
			act: this.acts.retry,
		}).attr("role", "alert");
	}

	show(answer, asked) {
		this.ready();
		this.answer = answer;
		this.asked = asked;
		this.show_tiles(answer.counts);
		if (!answer.rows.length) return this.show_empty();
		liaison.duties.List.groups().forEach((group) => this.show_group(group));
		if (answer.rows.length < answer.total) this.show_more();
	}

	// --- how many ---

	show_tiles(counts) {
		this.tiles.empty();
		if (!Object.keys(counts).length) return;
		const groups = liaison.duties.List.groups().filter((group) => group.tile);
		this.tiles.append(groups.map((group) => this.tile(group, this.count(counts, group))));
	}

	count(counts, group) {
		return group.states.reduce((sum, state) => sum + (counts[state] || 0), 0);
	}

	tile(group, number) {
		const states = group.states.join(",");
		const chosen = this.asked.states === states;
		return liaison.duties
			.element("button", `my-duties-tile ${group.colour}`, "", { type: "button", "aria-pressed": chosen })
			.toggleClass("is-empty", !number)
			.append(liaison.duties.element("span", "my-duties-number", number))
			.append(liaison.duties.element("span", "my-duties-word", group.label))
			.on("click", () => this.acts.ask({ states: chosen ? "" : states }));
	}

	// --- one by one ---

	show_group(group) {
		const rows = this.answer.rows.filter((row) => group.states.includes(row.state));
		if (!rows.length) return;
		const id = `my-duties-${frappe.utils.get_random(6)}`;
		const heading = liaison.duties
			.element("h2", "my-duties-heading", group.label, { id })
			.append(liaison.duties.element("span", "text-muted", this.count(this.answer.counts, group)));
		const list = $('<ul class="frappe-card my-duties-rows">').attr("aria-labelledby", id);
		list.append(rows.map((row) => new liaison.duties.Row(row, this.answer, this.acts).element));
		this.body.append(heading, list);
	}

	show_more() {
		const left = this.answer.total - this.answer.rows.length;
		liaison.duties
			.element("button", "btn btn-default btn-sm my-duties-more", __("Show more ({0})", [left]), {
				type: "button",
			})
			.on("click", () => this.acts.more())
			.appendTo(this.body);
	}

	// --- nothing ---

	show_empty() {
		const { officer, chooses, never_run, counts } = this.answer;
		const { regulation, subject, states, kind } = this.asked;
		const all = { regulation: "", subject: "", states: "" };
		if (regulation || subject || (states && Object.keys(counts).length))
			return this.say("filter", {
				title: __("No duty fits these filters"),
				button: __("Clear Filters"),
				act: () => this.acts.ask(all),
			});
		if (!officer) return this.say_no_officer(chooses);
		if (never_run)
			return this.say("calendar", {
				title: __("Duties have not been worked out yet"),
				hint: __("It happens every night. Come back tomorrow, or ask whoever manages the app."),
			});
		const wider = kind === "week" || kind === "month";
		return this.say("tick", {
			title: __("Nothing is owed in this period"),
			hint: __("Visits that you record count for the duties of their day, whenever these are worked out."),
			button: wider ? __("Look at the Semester") : "",
			act: () => this.acts.ask({ kind: "semester" }),
		});
	}

	say_no_officer(chooses) {
		const chosen = {
			title: __("Whose duties?"),
			hint: __("Choose an officer above. You find those for whom you record or whom you review."),
		};
		const unknown = {
			title: __("You are not entered as an officer yet"),
			hint: __("Ask whoever manages the app to enter you as an officer with this login."),
		};
		return this.say("users", chooses ? chosen : unknown);
	}

	say(icon, { title, hint, button, act }) {
		const { element } = liaison.duties;
		const box = $('<div class="frappe-card my-duties-empty">').appendTo(this.body);
		box.append($('<div class="my-duties-icon" aria-hidden="true">').html(frappe.utils.icon(icon, "xl")));
		box.append(element("div", "my-duties-title", title));
		if (hint) box.append(element("p", "text-muted", hint));
		if (button)
			box.append(element("button", "btn btn-default btn-sm", button, { type: "button" }).on("click", act));
		return box;
	}
};
