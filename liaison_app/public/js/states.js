// The states of an obligation in their order, each with the colour that every screen gives it.
frappe.provide("liaison");

liaison.state_colours = {
	Upcoming: "gray",
	Open: "blue",
	Due: "orange",
	Overdue: "red",
	Met: "green",
	"Met Late": "yellow",
	Missed: "red",
	Lapsed: "gray",
	Waived: "gray",
	Withdrawn: "gray",
};

// What a quantity counts: "Time" of one, "Times" of any other number.
liaison.measured_in = (unit, quantity) => {
	const one = {
		Times: __("Time", null, "Measured In"),
		Targets: __("Target", null, "Measured In"),
		Documents: __("Document", null, "Measured In"),
		Minutes: __("Minute", null, "Measured In"),
	};
	return (Number(quantity) === 1 && one[unit]) || __(unit, null, "Measured In");
};

liaison.behind_text = (duties, overdue) => {
	if (duties !== 1) return __("{0} duties behind, {1} of them overdue", [duties, overdue]);
	return overdue ? __("1 duty behind, overdue") : __("1 duty behind, not overdue yet");
};
