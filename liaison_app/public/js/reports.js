// What the app's reports share: filters, cells that lead on.
frappe.provide("liaison.reports");

liaison.reports.options = (values, context) => [
	{ value: "", label: "" },
	...values.map((value) => ({ value, label: __(value, null, context) })),
];

// Every filter that a report may name; a report's own defaults come on top.
liaison.reports.all_filters = () => ({
	unit: { label: __("Unit"), fieldtype: "Link", options: "Liaison Unit" },
	officer: { label: __("Officer"), fieldtype: "Link", options: "Liaison Officer" },
	regulation: { label: __("Regulation"), fieldtype: "Link", options: "Liaison Regulation" },
	rule: { label: __("Duty Rule"), fieldtype: "Link", options: "Duty Rule" },
	target_type: { label: __("Target Type"), fieldtype: "Link", options: "Target Type" },
	target: { label: __("Contact Target"), fieldtype: "Link", options: "Contact Target" },
	subject: { label: __("Contact Target"), fieldtype: "Link", options: "Contact Target" },
	activity: { label: __("Activity"), fieldtype: "Link", options: "Liaison Activity Type" },
	period: {
		label: __("Period"),
		fieldtype: "Select",
		options: liaison.reports.options(
			["Week", "Month", "Quarter", "Semester", "Half-Year", "Academic Year", "Calendar Year"],
			"Duty Rule"
		),
		default: "Semester",
	},
	term: { label: __("Term"), fieldtype: "Link", options: "Liaison Term" },
	from_date: { label: __("From Date"), fieldtype: "Date" },
	to_date: { label: __("To Date"), fieldtype: "Date" },
	nature: {
		label: __("Nature"),
		fieldtype: "Select",
		options: liaison.reports.options(["Required", "Advocated"], "Duty Rule"),
	},
	state: {
		label: __("State", null, "Periodic Obligation"),
		fieldtype: "Select",
		options: liaison.reports.options(Object.keys(liaison.state_colours), "Periodic Obligation"),
	},
	mode: {
		label: __("Mode"),
		fieldtype: "Select",
		options: liaison.reports.options(["Face to Face", "Phone", "Online", "Mail"], "Contact Visit"),
	},
	outcome: {
		label: __("Outcome"),
		fieldtype: "Select",
		options: liaison.reports.options(
			["Done", "Not Reached", "Refused", "Cancelled by Other Side"],
			"Contact Visit"
		),
	},
	matters_by: {
		label: __("Grouped By"),
		fieldtype: "Select",
		options: ["Unit", "Kind", "Channel"].map((value) => ({ value, label: __(value, null, "Raised Matter") })),
		default: "Unit",
	},
	heard_by: {
		label: __("Heard By"),
		fieldtype: "Select",
		options: [
			{ value: "Officer", label: __("Officer") },
			{ value: "Unit", label: __("Unit of the Officer") },
			{ value: "Course", label: __("Course") },
			{ value: "Teacher", label: __("Teacher") },
			{ value: "Department", label: __("Department That Was Heard") },
		],
		default: "Officer",
	},
	rating: {
		label: __("Overall Rating"),
		fieldtype: "Select",
		options: liaison.reports.options(["Excellent", "Good", "Fair", "Poor"], "Contact Visit"),
	},
	register: { label: __("Presence Register"), fieldtype: "Link", options: "Presence Register" },
	matched: {
		label: __("Outcome"),
		fieldtype: "Select",
		options: liaison.reports.options(
			["Found", "Found Elsewhere", "Similar Name", "Not Found", "Without Entry"],
			"Presence Register"
		),
	},
	never_heard: { label: __("Also Whom Nobody Heard"), fieldtype: "Check", default: 1 },
	only_problems: { label: __("Only Fair and Poor"), fieldtype: "Check" },
	begun: { label: __("Only Periods That Have Begun"), fieldtype: "Check" },
	due_then: { label: __("Only What Falls Due Then"), fieldtype: "Check" },
	only_held: { label: __("Only Held"), fieldtype: "Check" },
	only_overloaded: { label: __("Only Overloaded"), fieldtype: "Check" },
	never_contacted: { label: __("Never Contacted"), fieldtype: "Check" },
	excused: { label: __("Also Where All Is Waived"), fieldtype: "Check" },
	recorded_late: { label: __("Recorded After (Days)"), fieldtype: "Int" },
	capacity: { label: __("Contacts an Officer Can Make a Week"), fieldtype: "Int", default: 5 },
});

// `liaison.reports.settings(["unit", "period"], { period: { default: "Month" } })`: what Frappe wants of a report.
liaison.reports.settings = (names, changes = {}, more = {}) => {
	const all = liaison.reports.all_filters();
	return {
		...more,
		filters: names.map((fieldname) => ({ fieldname, ...all[fieldname], ...changes[fieldname] })),
		formatter: liaison.reports.cell,
	};
};

// Frappe shows texts of a cell as HTML, so they are escaped first.
liaison.reports.cell = (value, row, column, data, as_usual) => {
	const shown = typeof value === "string" ? frappe.utils.escape_html(value) : value;
	let cell = as_usual(shown, row, column, data);
	if (!data) return cell;
	if (column.fieldname === "state" && data.state_key) {
		cell = `<span class="indicator-pill ${liaison.state_colours[data.state_key]}">${cell}</span>`;
	}
	if (data.is_total) return `<b>${cell}</b>`;
	const address = column.drill && value ? liaison.reports.address(column.drill, data) : "";
	return address ? `<a class="liaison-lead" href="${frappe.utils.escape_html(address)}">${cell}</a>` : cell;
};

// Where a cell leads: to a form, or to another report with the filters of this one and what the line adds.
liaison.reports.address = (drill, data) => {
	if (drill.form) {
		return data[drill.field] ? frappe.utils.get_form_link(drill.form, data[drill.field]) : "";
	}
	const taken = Object.entries(drill.take).filter(([, fieldname]) => data[fieldname]);
	if (!taken.length) return "";
	const route_options = {
		...liaison.reports.carried(),
		...drill.set,
		...Object.fromEntries(taken.map(([filter, fieldname]) => [filter, data[fieldname]])),
	};
	const name = encodeURIComponent(drill.report);
	return frappe.utils.generate_route({ type: "Report", is_query_report: true, name, route_options });
};

// The filters that every report understands.
liaison.reports.carried = () => {
	const names = ["unit", "officer", "regulation", "rule", "period", "term", "from_date", "to_date", "nature"];
	const values = frappe.query_report ? frappe.query_report.get_filter_values() : {};
	return Object.fromEntries(Object.entries(values).filter(([name, value]) => value && names.includes(name)));
};

// The table takes Enter for itself, so a link in it would not be followed by keyboard.
document.addEventListener(
	"keydown",
	(event) => {
		if (event.key !== "Enter" || !event.target.matches("a.liaison-lead")) return;
		event.preventDefault();
		event.stopPropagation();
		event.target.click();
	},
	true
);
