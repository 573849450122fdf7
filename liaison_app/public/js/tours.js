// Show Me Around: in the menu of forms that have a tour, and of the two pages, whoever wants it is led from one thing to the next.
// Nobody is stopped on the way to work: a tour never begins by itself.
frappe.provide("liaison");

// The tours of forms are records (Form Tour); each has the name of its DocType.
liaison.FORMS_WITH_TOUR = [
	"Contact Visit",
	"Duty Document",
	"Duty Rule",
	"Exemption",
	"Liaison Assignment",
	"Liaison Regulation",
	"Periodic Obligation",
];

liaison.show_form = async function (frm) {
	await frm.tour.init({ tour_name: frm.doctype });
	// A field without a value is not shown to who may only read.
	const is_shown = (step) => step.element.fieldobj?.disp_status !== "None";
	frm.tour.driver_steps = frm.tour.driver_steps.filter(is_shown);
	frm.tour.update_driver_steps();
	frm.tour.start();
};

for (const doctype of liaison.FORMS_WITH_TOUR)
	frappe.ui.form.on(doctype, {
		refresh: (frm) => frm.page.add_menu_item(__("Show Me Around"), () => liaison.show_form(frm)),
	});

// Where the screen feels fingers, the tours' library listens to nothing else: a mouse at such a screen went unheard, and
// the click that a browser makes of a tap went to what the box had covered, a button that changed the page beneath.
if ("ontouchstart" in document.documentElement) {
	const is_on = (event, selector) => event.target instanceof Element && event.target.closest(selector);
	const no_click_follows = (event) =>
		is_on(event, "#driver-popover-item, #driver-page-overlay") && event.cancelable && event.preventDefault();
	const as_finger = (event) =>
		is_on(event, "#driver-popover-item") && event.target.dispatchEvent(new Event("touchstart", { bubbles: true }));
	document.addEventListener("touchstart", no_click_follows, { capture: true, passive: false });
	document.addEventListener("click", as_finger);
}

// --- pages ---

liaison.PAGES_WITH_TOUR = {
	"my-duties": () => [
		[".my-duties-officer", __("Whose duties"), __("Choose for whom you record, or whom you review.")],
		[".my-duties-kinds", __("Which period"), __("This week first. Month and semester show what is owed in the long run.")],
		[".my-duties-tiles", __("How it stands"), __("Tap a number to see only these duties.")],
		[".my-duty .my-duty-what", __("A duty"), __("Tap it for the clause, the document, and what has counted so far.")],
		[".my-duty .btn-primary, .my-duty .btn", __("Record it"), __("The dialog is filled in already. After saving it says what the visit counted for.")],
		["header .liaison-record button", __("Record anything"), __("From every page: what is owed just now is offered first.")],
	],
	"supervision-board": () => [
		[".liaison-board-span", __("Which period"), __("Go back to see who missed what in an earlier one.")],
		[".liaison-board tbody tr th", __("A unit"), __("Open it to see its people, one by one.")],
		[".liaison-board .liaison-cell", __("A figure"), __("Done of what is owed. Open it for the single duties behind it.")],
		[".page-actions .primary-action", __("Nudge"), __("One message to each who is behind, at most one a day. It is kept who was told what.")],
	],
};

liaison.show_page = function (name) {
	const page = frappe.container.page;
	const found = liaison.PAGES_WITH_TOUR[name]().map(([selector, title, description]) => {
		const places = [...page.querySelectorAll(selector), ...document.querySelectorAll(selector)];
		return { element: places.find((place) => place.offsetParent && place.offsetHeight), popover: { title, description } };
	});
	const driver = new frappe.Driver({
		className: "frappe-driver",
		padding: 6,
		opacity: 0.25,
		overlayClickNext: true,
		nextBtnText: __("Next"),
		prevBtnText: __("Previous"),
		doneBtnText: __("Done"),
		closeBtnText: __("Close"),
	});
	frappe.router.on("change", () => driver.reset());
	driver.defineSteps(found.filter((step) => step.element));
	// Later, or the click in the menu would be taken for one that asks for the next step.
	setTimeout(() => driver.start(), 100);
};

$(document).on("page-change", () => {
	const page = frappe.container.page;
	const name = frappe.get_route()[0];
	if (!liaison.PAGES_WITH_TOUR[name] || !page?.page || page.liaison_has_tour) return;
	page.liaison_has_tour = true;
	page.page.add_menu_item(__("Show Me Around"), () => liaison.show_page(name));
});
