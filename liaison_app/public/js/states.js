// The states of an obligation in their order, each with the colour that every screen gives it.
frappe.provide("liaison");

liaison.state_colours = {
	Upcoming: "gray",
	Open: "blue",
	Due: "orange",
	Overdue: "red",
	Met: "green",
	"Met Late": "yellow",
	Missed: "darkgrey",
	Lapsed: "gray",
	Waived: "purple",
	Withdrawn: "gray",
};
