// Several records of one kind: chips to be tapped, and a search for those that are not among them.
frappe.provide("liaison");

liaison.Picker = class Picker {
	// `choices` are offered as chips, `search(text)` answers with further ones; each is {value, label, description}.
	// `is_whole`: there are no others than these.
	constructor({ parent, label, choices, search, on_change, shown = 6, is_whole = false }) {
		Object.assign(this, { choices: choices.slice(), on_change, shown, is_whole });
		this.search = is_whole ? async (text) => this.known(text) : search;
		this.chosen = [];
		this.id = `liaison-picker-${frappe.utils.get_random(6)}`;
		this.make(parent, label);
	}

	make(parent, label) {
		this.$wrapper = $(`
			<div class="liaison-picker frappe-control" role="group" aria-labelledby="${this.id}-label">
				<div class="control-label" id="${this.id}-label"></div>
				<div class="liaison-chips"></div>
				<div class="liaison-search">
					<input type="search" class="form-control input-sm" role="combobox" autocomplete="off"
						aria-expanded="false" aria-autocomplete="list" aria-controls="${this.id}-list">
					<ul class="liaison-found" role="listbox" id="${this.id}-list" hidden></ul>
				</div>
				<div class="liaison-fault text-danger small" role="alert"></div>
			</div>`).appendTo(parent);
		this.$wrapper.find(".control-label").text(label);
		this.$chips = this.$wrapper.find(".liaison-chips");
		this.$fault = this.$wrapper.find(".liaison-fault");
		this.$list = this.$wrapper.find(".liaison-found").attr("aria-label", label);
		this.$input = this.$wrapper.find("input").attr({ placeholder: __("Search"), "aria-label": label });
		this.listen();
		this.draw();
	}

	listen() {
		const search = frappe.utils.debounce(() => this.find(), 250);
		this.$input.on("input", search).on("keydown", (event) => this.on_key(event));
		this.$input.on("blur", () => setTimeout(() => this.close(), 200));
		this.$chips.on("click", ".liaison-chip", ({ currentTarget }) => this.toggle($(currentTarget).data("choice")));
		this.$chips.on("click", ".liaison-more", () => {
			this.shown = Infinity;
			this.draw();
			this.$chips.find(".liaison-chip").last().trigger("focus");
		});
		// Before the field loses its focus, and the list with it.
		this.$list.on("mousedown", "li", (event) => event.preventDefault());
		this.$list.on("click", "li[role=option]", ({ currentTarget }) => this.take($(currentTarget).data("choice")));
	}

	// --- what is chosen ---

	names() {
		return this.chosen.map((choice) => choice.value);
	}

	set(choices) {
		this.chosen = choices.slice();
		this.draw();
	}

	offer(choices) {
		this.choices = choices.slice();
		this.draw();
	}

	has(value) {
		return this.chosen.some((choice) => choice.value === value);
	}

	toggle(choice) {
		const is_chosen = this.has(choice.value);
		this.chosen = is_chosen
			? this.chosen.filter((each) => each.value !== choice.value)
			: [...this.chosen, choice];
		this.draw(choice.value);
		this.on_change(is_chosen ? null : choice);
	}

	take(choice) {
		if (!this.has(choice.value)) this.toggle(choice);
		this.$input.val("").trigger("focus");
		this.close();
	}

	// What keeps the record from being saved; empty: nothing.
	show_fault(text) {
		this.$fault.text(text || "");
		this.$input.attr("aria-invalid", text ? "true" : null);
	}

	// --- the chips ---

	draw(focused) {
		const offered = this.choices.filter((choice) => !this.is_hidden(choice));
		const strangers = this.chosen.filter((each) => !offered.some((choice) => choice.value === each.value));
		const chips = [...offered, ...strangers].map((choice) => this.chip(choice));
		const hidden = this.choices.filter((choice) => this.is_hidden(choice) && !this.has(choice.value)).length;
		if (hidden && this.shown !== Infinity)
			chips.push($(`<button type="button" class="liaison-more">`).text(__("{0} more", [hidden])));
		this.$chips.empty().append(chips);
		this.$wrapper.find(".liaison-search").prop("hidden", Boolean(this.is_whole && !hidden));
		if (focused) chips.find(($chip) => ($chip.data("choice") || {}).value === focused)?.trigger("focus");
		if (this.chosen.length) this.show_fault("");
	}

	is_hidden(choice) {
		return this.choices.indexOf(choice) >= this.shown;
	}

	chip(choice) {
		return $(`<button type="button" class="liaison-chip">`)
			.text(choice.label)
			.attr("aria-pressed", String(this.has(choice.value)))
			.data("choice", choice);
	}

	// --- the search ---

	async find() {
		const text = this.$input.val().trim();
		if (!text) return this.close();
		const found = await this.search(text).catch(() => this.known(text));
		if (text !== this.$input.val().trim()) return; // answered too late
		this.show(found.filter((choice) => !this.has(choice.value)).slice(0, 8));
	}

	// Without a connection only what is known already can be found.
	known(text) {
		const wanted = text.toLowerCase();
		return this.choices.filter((choice) => choice.label.toLowerCase().includes(wanted));
	}

	show(found) {
		const items = found.map((choice, number) =>
			$(`<li role="option" id="${this.id}-${number}">`)
				.append($("<span>").text(choice.label))
				.append($(`<span class="text-muted small">`).text(choice.description || ""))
				.data("choice", choice)
		);
		if (!items.length) items.push($(`<li class="text-muted">`).text(__("Nothing found")));
		this.$list.empty().append(items).prop("hidden", false);
		this.$input.attr("aria-expanded", "true");
		this.mark(found.length ? 0 : -1);
	}

	close() {
		this.$list.prop("hidden", true).empty();
		this.$input.attr({ "aria-expanded": "false", "aria-activedescendant": null });
	}

	mark(number) {
		this.marked = number;
		this.$list.children().attr("aria-selected", "false").eq(Math.max(number, 0)).attr("aria-selected", number >= 0);
		this.$input.attr("aria-activedescendant", number >= 0 ? `${this.id}-${number}` : null);
	}

	on_key(event) {
		const $options = this.$list.children("[role=option]");
		const is_open = !this.$list.prop("hidden");
		if (event.key === "Escape" && is_open) {
			event.stopPropagation(); // closes the list, not the dialog
			return this.close();
		}
		if (event.key === "Enter") {
			event.preventDefault();
			if (is_open && this.marked >= 0) this.take($options.eq(this.marked).data("choice"));
		}
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && $options.length) {
			event.preventDefault();
			this.mark((this.marked + step + $options.length) % $options.length);
		}
	}
};
