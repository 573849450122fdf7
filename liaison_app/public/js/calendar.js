// The calendars of visits, duties and terms: Frappe's calendar view with layers to switch, the states' colours, and the private link.
//
//   frappe.views.calendar[doctype] = liaison.calendar.settings({doctype, method, layers, fields, on_day, hint})
//   liaison.calendar.link() shows the dialog of the private calendar link.
frappe.provide("liaison.calendar");

(function (calendar) {
	const LAYERS = {
		visits: { label: () => __("Visits"), colour: "green" },
		duties: { label: () => __("Duties by Due Date"), colour: "orange" },
		receptions: { label: () => __("Reception Days"), colour: "blue" },
		terms: { label: () => __("Terms"), colour: "gray" },
		holidays: { label: () => __("Holidays"), colour: "cyan" },
	};
	const stored = (doctype) => `liaison calendar layers ${doctype}`;
	const of_frappe = () => frappe.views.Calendar.prototype;

	// `fields` are the fields in which the DocType has start, end and title.
	calendar.settings = ({ doctype, method, layers, fields, on_day, hint }) => ({
		field_map: { ...fields, id: "name", allDay: "all_day", convertToUserTz: "convert_to_user_tz" },
		get_events_method: method,
		liaison_layers: layers,
		options: options(on_day),
		get_args(start, end) {
			const { filters, ...args } = of_frappe().get_args.call(this, start, end);
			return { start: args.start, end: args.end, filters, layers: shown(doctype, layers).join(",") };
		},
		prepare_events(events) {
			const { start, end, title } = this.field_map;
			// The view reads titles as HTML and shows their text.
			const escaped = (event) => frappe.utils.escape_html(event.title);
			events.forEach((event) =>
				Object.assign(event, { [start]: event.start, [end]: event.end, [title]: escaped(event) })
			);
			return of_frappe().prepare_events.call(this, events);
		},
		setup_view_mode_button(defaults) {
			this.footnote_area.text(hint ? hint() : "");
			of_frappe().setup_view_mode_button.call(this, defaults);
		},
		bind() {
			of_frappe().bind.call(this);
			add_tools(this, doctype);
		},
	});

	function options(on_day) {
		return {
			locale: frappe.boot.lang.startsWith("zh") ? "zh-cn" : frappe.boot.lang,
			firstDay: 1,
			editable: false,
			selectable: false,
			views: { month: { eventLimit: window.innerWidth < 768 ? 4 : 5 } },
			timeFormat: "HH:mm",
			slotLabelFormat: "HH:mm",
			displayEventEnd: false,
			height: "auto",
			header: { left: "prev, title, next", right: "today, month, agendaWeek, listMonth" },
			buttonText: { today: __("Today"), month: __("Month"), week: __("Week"), list: __("List") },
			eventRender: render,
			eventClick: open,
			dayClick: (date, _event, view) => on_day && on_day(date, view),
		};
	}

	// --- entries ---

	// Greys of any name are one grey.
	const strong = (colour) => `var(--${colour.includes("gr") && colour !== "green" ? "gray" : colour}-500)`;

	function render(event, element, view) {
		// A list has a line for each day, and a term has months of days.
		if (event.kind === "term" && view.type.startsWith("list")) return false;
		const colours = { "background-color": `var(--bg-${event.colour})`, color: `var(--text-on-${event.colour})` };
		const label = [element.find(".fc-time").text(), event.title, event.note].filter(Boolean).join(" · ");
		if (!element.is("tr")) element.css({ ...colours, "border-color": "transparent" });
		element.find(".fc-event-dot").css("background-color", strong(event.colour));
		element.addClass(`liaison-event liaison-event-${event.kind}`);
		element.attr({ title: label, "aria-label": label, tabindex: 0, role: "link" });
		element.on("keydown", (key) => {
			if (key.key === "Enter") open(event);
		});
	}

	function open(event) {
		if (event.list) frappe.set_route("List", event.doctype, "List", event.list);
		else if (frappe.model.can_read(event.doctype)) frappe.set_route("Form", event.doctype, event.name);
		return false;
	}

	// --- layers ---

	function shown(doctype, layers) {
		let chosen = null;
		try {
			chosen = JSON.parse(localStorage.getItem(stored(doctype)));
		} catch {
			// what is stored is not ours
		}
		return Array.isArray(chosen) ? layers.filter((layer) => chosen.includes(layer)) : layers;
	}

	function switch_layer(view, doctype, layer) {
		const now = shown(doctype, view.liaison_layers);
		const next = now.includes(layer) ? now.filter((one) => one !== layer) : [...now, layer];
		localStorage.setItem(stored(doctype), JSON.stringify(next));
		view.refresh();
		return next.includes(layer);
	}

	function add_tools(view, doctype) {
		const $tools = $(`<div class="liaison-calendar-tools" role="toolbar"></div>`);
		$tools.attr("aria-label", __("What the calendar shows"));
		const now = shown(doctype, view.liaison_layers);
		view.liaison_layers.forEach((layer) => $tools.append(layer_button(view, doctype, layer, now)));
		$(`<button type="button" class="btn btn-default btn-sm liaison-calendar-link"></button>`)
			.text(__("Calendar Link"))
			.prepend(frappe.utils.icon("link-url", "sm"), " ")
			.on("click", calendar.link)
			.appendTo($tools);
		view.$cal.addClass("liaison-calendar").before($tools);
		view.page.add_menu_item(__("Calendar Link"), calendar.link);
	}

	function layer_button(view, doctype, layer, now) {
		const { label, colour } = LAYERS[layer];
		const $button = $(`<button type="button" class="btn btn-default btn-sm liaison-layer"></button>`);
		const $dot = $(`<span class="liaison-dot" aria-hidden="true"></span>`);
		$dot.css("background-color", strong(colour));
		$button.attr({ "aria-pressed": now.includes(layer), "data-layer": layer });
		$button.text(label()).prepend($dot);
		return $button.on("click", () => {
			$button.attr("aria-pressed", switch_layer(view, doctype, layer));
		});
	}

	// --- a day ---

	// A visit of that day; in the month no hour is known, so the dialog proposes one.
	calendar.record_on = (date, view) => {
		if (!frappe.model.can_create("Contact Visit")) return;
		const day = date.format("YYYY-MM-DD");
		if (day > frappe.datetime.get_today()) {
			frappe.show_alert({ message: __("Visits are recorded when they have taken place."), indicator: "orange" });
			return;
		}
		const start = date.hasTime() ? date.format("YYYY-MM-DD HH:mm:ss") : day;
		liaison.record_visit({ start }).then((visit) => visit && cur_list && cur_list.calendar && cur_list.calendar.refresh());
	};

	// --- the private link ---

	calendar.link = () => {
		const dialog = new frappe.ui.Dialog({ title: __("Calendar Link"), size: "small" });
		$(dialog.body).addClass("liaison-calendar-feed");
		dialog.show();
		return show_status(dialog);
	};

	function call(method) {
		return frappe.xcall(`liaison_app.api.calendar.${method}`);
	}

	function show_status(dialog) {
		return call("link_status").then((status) => {
			const $body = $(dialog.body).empty();
			$("<p>").text(explanation()).appendTo($body);
			$(`<p class="liaison-feed-status text-muted">`).text(status_text(status)).appendTo($body);
			const create = () => call("create_link").then((link) => show_link(dialog, link));
			dialog.set_primary_action(status ? __("New Link") : __("Create Link"), () =>
				status ? frappe.confirm(__("The link in use stops working. Create a new one?"), create) : create()
			);
			if (!status) return dialog.get_secondary_btn().addClass("hide");
			dialog.set_secondary_action_label(__("Revoke"));
			dialog.set_secondary_action(() => revoke(dialog));
		});
	}

	const explanation = () =>
		__(
			"With a private link your calendar app shows when your duties are due, your visits, and the terms. Names that not everybody may see, and accounts, stay out of it. Whoever has the link can read it, so keep it to yourself."
		);

	function status_text(status) {
		if (!status) return __("You have no calendar link.");
		const when = (value) => frappe.format(value, { fieldtype: "Datetime" });
		return status.last_used
			? __("Your link was created on {0} and last fetched on {1}.", [when(status.created_on), when(status.last_used)])
			: __("Your link was created on {0} and has not been fetched yet.", [when(status.created_on)]);
	}

	function revoke(dialog) {
		return call("revoke_link").then(() => {
			frappe.show_alert({ message: __("The link no longer works."), indicator: "green" });
			return show_status(dialog);
		});
	}

	function show_link(dialog, link) {
		const $body = $(dialog.body).empty();
		$("<p>").text(__("Copy the link now: it is shown this once only.")).appendTo($body);
		const $input = $(`<input type="text" readonly class="form-control liaison-feed-link">`).val(link);
		$input.attr("aria-label", __("Calendar Link")).on("focus", () => $input.trigger("select")).appendTo($body);
		$(`<a class="btn btn-default btn-sm liaison-feed-open"></a>`)
			.text(__("Open in Calendar App"))
			.attr("href", link.replace(/^https?:/, "webcal:"))
			.appendTo($body);
		dialog.get_secondary_btn().addClass("hide");
		dialog.set_primary_action(__("Copy"), () => frappe.utils.copy_to_clipboard(link));
		$input.trigger("focus");
	}
})(liaison.calendar);
