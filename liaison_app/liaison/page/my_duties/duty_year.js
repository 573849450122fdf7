// Below the duties: the visits of a year, day by day, and what is asked for without a number.
liaison.duties.Year = class {
	constructor(parent) {
		this.body = $('<div class="my-duties-year hidden">').appendTo(parent);
		this.make_heat_map();
		this.tallies = $('<section class="frappe-card my-duties-card hidden">').appendTo(this.body);
	}

	make_heat_map() {
		const { element } = liaison.duties;
		const card = $('<section class="frappe-card my-duties-card">').appendTo(this.body);
		const head = $('<div class="my-duties-card-head">').appendTo(card);
		this.title = element("h2", "", __("Visits of the Year")).appendTo(head);
		this.years = $('<select class="form-control input-xs">')
			.attr("aria-label", __("Year"))
			.on("change", () => this.load_visits(Number(this.years.val())))
			.appendTo(head);
		this.sum = element("p", "text-muted small").appendTo(card);
		this.chart = $('<div class="my-duties-heat">').appendTo(card);
	}

	show(officer, period, today) {
		this.body.toggleClass("hidden", !officer);
		if (!officer) return;
		if (officer.name !== this.officer) this.year = 0;
		this.officer = officer.name;
		this.load_visits(this.year || Number(today.slice(0, 4)));
		this.load_tallies(period);
	}

	// --- heat map ---

	load_visits(year) {
		const { officer } = this;
		this.year = year;
		liaison.duties.call("year", { officer, year }).then(
			(answer) => officer === this.officer && year === this.year && this.draw(answer, year),
			() => this.sum.text(__("The visits could not be loaded."))
		);
	}

	sum_text(sum, year) {
		if (!sum) return __("No visits in {0} yet", [year]);
		return sum === 1 ? __("1 visit in {0}", [year]) : __("{0} visits in {1}", [sum, year]);
	}

	draw({ days, years }, year) {
		const choices = years.includes(year) ? years : [year, ...years];
		this.years.empty().append(choices.map((each) => $("<option>").val(each).text(each)));
		this.years.val(year);
		const sum = Object.values(days).reduce((total, number) => total + number, 0);
		this.sum.text(this.sum_text(sum, year));
		if (this.redrawn) this.redrawn.disconnect();
		this.chart.empty();
		this.translate_when_drawn(this.sum.text());
		new frappe.Chart(this.chart[0], {
			type: "heatmap",
			data: { dataPoints: days, start: new Date(year, 0, 1), end: new Date(year, 11, 31) },
			radius: 2,
			showLegend: 1,
			animate: 0,
		});
		if (year === new Date().getFullYear()) this.scroll_to_today();
	}

	// The chart draws itself more than once, and anew when the window changes.
	translate_when_drawn(summary) {
		this.redrawn = new MutationObserver(() => {
			this.redrawn.disconnect();
			this.translate(summary);
			this.redrawn.observe(this.chart[0], { childList: true, subtree: true });
		});
		this.redrawn.observe(this.chart[0], { childList: true, subtree: true });
	}

	// The chart knows English months and days only, and its own tip says the day in English.
	translate(summary) {
		const language = frappe.boot.lang;
		const month = new Intl.DateTimeFormat(language, { month: "short" });
		const weekday = new Intl.DateTimeFormat(language, { weekday: "narrow" });
		this.chart.find("svg").attr({ role: "img", "aria-label": summary });
		this.chart.find(".domain-name").each((place, each) => {
			each.textContent = month.format(new Date(2024, place, 1));
		});
		const names = this.chart.find(".subdomain-name");
		const days = [1, 3, 5].map((day) => weekday.format(new Date(2024, 0, day)));
		[...days, __("Less"), __("More")].forEach((text, place) => names.eq(place).text(text));
		this.chart.find("rect[data-date]:not(:has(title))").each((_place, each) => this.explain(each));
	}

	explain(square) {
		const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
		const day = frappe.datetime.str_to_user(square.dataset.date);
		title.textContent = __("{0}: {1} visits", [day, square.dataset.value]);
		square.append(title);
		square.addEventListener("mousemove", (event) => event.stopPropagation());
	}

	scroll_to_today() {
		const width = this.chart[0].scrollWidth;
		this.chart[0].scrollLeft = width * ((new Date().getMonth() + 1) / 12) - this.chart[0].clientWidth;
	}

	// --- without a number ---

	load_tallies({ since, until }) {
		const { officer } = this;
		liaison.duties.call("tallies", { officer, since, until }).then(
			(found) => officer === this.officer && this.show_tallies(found),
			() => this.tallies.addClass("hidden")
		);
	}

	show_tallies(found) {
		const { element } = liaison.duties;
		this.tallies.toggleClass("hidden", !found.length).empty();
		this.tallies.append(element("h2", "", __("Advocated, Without a Number")));
		this.tallies.append(element("p", "text-muted small", __("Nothing of this is ever overdue; what you did is counted.")));
		const lines = found.map(({ code, title, clause, number }) => {
			const words = element("div", "my-duty-words").append(
				element("span", "my-duty-title", title),
				element("span", "my-duty-subject", [code, clause].filter(Boolean).join(" · "))
			);
			return $("<li>").append(words, element("strong", "", number === 1 ? __("once") : __("{0} times", [number])));
		});
		this.tallies.append($('<ul class="list-unstyled my-duties-tallies">').append(lines));
	}
};
