"""Raised matters on the site: registered, dispatched, handled, answered, given back, closed; escalated, paused, linked, kept secret."""

import frappe
import pytest
from frappe.utils import add_days, getdate

from liaison_app.services.matters import night, steps
from tests import sitekit
from tests.site.builders import (
	ensure,
	insert,
	make_assignment,
	make_matter,
	make_officer,
	make_target,
	make_unit,
	make_visit,
)
from tests.site.matters_kit import dispatched, in_hand, make_office, take, todos


@pytest.fixture(scope="module", autouse=True)
def office(site):
	with sitekit.clean_afterwards():
		yield make_office()


# ---- A14: the way of a matter


def test_a14_a_problem_goes_to_the_department_is_registered_handled_and_answered(office, as_user):
	with as_user(office.olga):
		doc = make_matter(office.office, subject="No light", details="Building 3")
		assert (doc.status, doc.register_no[-4:].isdigit(), todos(doc)) == ("Registered", True, [office.olga])
		take(doc, "Dispatch", unit=office.logistics, note="Please mend")
		assert todos(doc) == [office.carl]
	with as_user(office.carl):
		take(doc, "Take", handler=office.hugo)
		assert todos(doc) == [office.hugo]
	with as_user(office.hugo):
		take(doc, "Answer", outcome="Accepted", answer="The lamp is new.")
		assert todos(doc) == [office.lena]
		take(doc, "Give Back", how="Phone", note="Called at noon")
	with as_user(office.olga):
		done = take(doc, "Close")
	assert (done.status, done.closed_on, todos(done)) == ("Closed", getdate(), [])
	assert [row.step for row in done.steps] == [
		"Register",
		"Dispatch",
		"Take",
		"Answer",
		"Give Back",
		"Close",
	]
	assert [row.by for row in done.steps][-2:] == [office.hugo, office.olga]
	assert done.days_to_answer == 0


def test_a14_c2_a_matter_of_a_visit_names_the_visit_and_who_brought_it_in(office, as_user):
	"""C2, D9, E13: what is said at a visit, a patrol, or passed on becomes a matter of the department."""
	target = make_target(office.college)
	make_assignment(office.officer, target)
	with as_user(office.ann):
		visit = make_visit([office.officer], [target])
		doc = make_matter(office.college, visit=visit.name, officer=office.officer.name, channel="Visit")
		doc = take(doc, "Dispatch", unit=office.logistics)
		assert (doc.visit, doc.status, doc.register_unit) == (visit.name, "Dispatched", office.college)
		with pytest.raises(frappe.PermissionError):
			take(doc, "Close")
	foreign = make_visit([make_officer(office.logistics, None)], [make_target(office.logistics)])
	with as_user(office.ann), pytest.raises(frappe.PermissionError):
		make_matter(office.college, visit=foreign.name)


def test_a11_the_aid_of_an_event_is_a_matter(office, as_user):
	ensure("Trigger Event Type", "event_type_name", "Hardship")
	target = make_target(office.college)
	make_assignment(office.officer, target)
	event = insert("Trigger Event", event_type="Hardship", target=target.name, day=add_days(getdate(), -1))
	with as_user(office.ann):
		doc = make_matter(office.college, kind="Aid", channel="Event", event=event.name)
		assert doc.event == event.name
	other = insert(
		"Trigger Event", event_type="Hardship", target=make_target(office.logistics).name, day=getdate()
	)
	with as_user(office.ann), pytest.raises(frappe.PermissionError):
		make_matter(office.college, kind="Aid", event=other.name)


@pytest.mark.parametrize("outcome", ["Accepted", "Explained", "Coordinated"])
def test_c15_a_visitor_is_answered_in_one_of_three_ways(office, outcome):
	doc = make_matter(office.office, channel="Reception Day")
	done = take(doc, "Answer", outcome=outcome, answer="So it is.")
	assert (done.status, done.outcome, done.unit) == ("Answered", outcome, office.office)


def test_c15_there_is_no_fourth_way(office):
	doc = make_matter(office.office, channel="Reception Day")
	with pytest.raises(frappe.ValidationError, match="accepted, explained or coordinated"):
		take(doc, "Answer", outcome="Ignored", answer="No.")


def test_c16_a_letter_is_put_before_the_leader_in_charge(office):
	frappe.db.set_value("Matter Kind", "Logistics", "unit", office.logistics)
	assert make_matter(office.office, channel="Letter").leader == office.leader.name
	assert make_matter(office.office, channel="Phone").leader is None
	frappe.db.set_value("Matter Kind", "Logistics", {"unit": None, "portfolio_words": "lamps， kitchens"})
	frappe.db.set_value("Liaison Officer", office.leader.name, "portfolio", "Kitchens and canteens")
	assert make_matter(office.office, channel="Mailbox").leader == office.leader.name


def test_c17_a_proposal_takes_the_same_way_with_days_of_its_own(office):
	insert("Matter Route", route_name="Of proposals", dispatch_days=5, answer_days=60)
	frappe.db.set_value("Matter Kind", "Proposal", "route", "Of proposals")
	doc = take(
		make_matter(office.office, kind="Proposal", channel="Proposal"), "Dispatch", unit=office.logistics
	)
	assert doc.route == "Of proposals"
	assert take(doc, "Take", handler=office.hugo).due > add_days(getdate(), 80)


# ---- B25: the answer goes back


def test_b25_the_answer_goes_back_to_who_raised_it(office):
	target = make_target(office.college, user=office.sam)
	doc = in_hand(office, raiser_target=target.name, raiser_name="Sam")
	take(doc, "Answer", outcome="Explained", answer="The bus comes at 8.")
	with pytest.raises(frappe.ValidationError, match="cannot be taken"):
		take(doc, "Close")
	done = take(doc, "Give Back", how="On the Site")
	assert (done.given_back_on, done.given_back_how) == (getdate(), "On the Site")
	told = frappe.get_last_doc("Notification Log", {"for_user": office.sam})
	assert "The bus comes at 8." in told.email_content


def test_b25_the_reviewer_is_reminded_until_the_answer_is_given_back(office):
	doc = in_hand(office)
	take(doc, "Answer", outcome="Explained", answer="No.")
	assert todos(doc) == [office.lena]
	with pytest.raises(frappe.ValidationError, match="cannot read it on the site"):
		take(doc, "Give Back", how="On the Site")
	take(doc, "Give Back", how="In Person")
	assert todos(doc) == [office.olga]


# ---- B23: levels


def test_b23_it_goes_from_the_special_meeting_to_the_presidents_and_the_committee(office, as_user):
	doc = in_hand(office)
	names = []
	for _each in range(3):
		names.append(take(doc, "Escalate", note="Needs several units").level_name)
	assert names == ["Special Meeting", "President's Meeting", "Committee"]
	with pytest.raises(frappe.ValidationError, match="cannot be taken"):
		take(doc, "Escalate", note="Still")


def test_b23_what_stays_overdue_rises_at_night_once_and_its_meeting_is_told(office, as_user):
	route = frappe.get_doc("Matter Route", "Standard Route")
	route.levels[0].user = office.ann
	route.save()
	doc = in_hand(office)
	long_ago = add_days(getdate(), -40)
	frappe.db.set_value("Raised Matter", doc.name, {"dispatched_on": long_ago, "registered_on": long_ago})
	calendar = night.read_calendar()
	due = frappe.get_doc("Raised Matter", doc.name)
	steps.standing.bring_up_to_date(due, long_ago, calendar)
	for day in (add_days(due.due, 8), add_days(due.due, 8)):
		night.look_after(frappe.get_doc("Raised Matter", doc.name), getdate(day), calendar)
	found = frappe.get_doc("Raised Matter", doc.name)
	assert (found.level_name, found.overdue, found.level_user) == ("Special Meeting", 1, office.ann)
	assert [row.step for row in found.steps].count("Escalate") == 1
	assert frappe.db.count("Notification Log", {"for_user": office.ann, "document_name": doc.name}) == 1
	with as_user(office.ann):
		assert frappe.has_permission("Raised Matter", "read", doc.name)


@pytest.mark.commits
def test_the_night_looks_after_all_and_one_bad_matter_stops_no_other(office):
	bad, good = in_hand(office), in_hand(office)
	for doc, handler in ((bad, "gone@matters.example"), (good, office.hugo)):
		late = {"dispatched_on": add_days(getdate(), -90), "handler": handler}
		frappe.db.set_value("Raised Matter", doc.name, late)
	night.run()
	assert frappe.db.get_value("Raised Matter", good.name, "overdue") == 1
	assert frappe.db.exists("Error Log", {"error": ("like", f"%{bad.name}%")})


def test_paused_it_has_no_deadline_and_no_answer(office):
	doc = in_hand(office)
	due = doc.due
	paused = take(doc, "Pause", note="Waits for the budget")
	assert (paused.due, paused.paused) == (None, 1)
	with pytest.raises(frappe.ValidationError, match="cannot be taken"):
		take(doc, "Answer", outcome="Accepted", answer="Yes")
	assert take(doc, "Resume").due == due


def test_reopened_it_has_its_days_anew_and_keeps_what_was_answered(office):
	doc = in_hand(office)
	take(doc, "Answer", outcome="Explained", answer="Not now.")
	with pytest.raises(frappe.ValidationError, match="why"):
		take(doc, "Reopen")
	again = take(doc, "Reopen", note="Still dark")
	assert (again.status, again.outcome, again.answered_on) == ("Dispatched", None, None)
	assert "Not now." in again.steps[-1].note


# ---- bad input


def test_a_closed_department_gets_no_matter(office):
	closed = make_unit("Matter Closed", office.school, disabled=1)
	doc = make_matter(office.office)
	with pytest.raises(frappe.ValidationError, match="is closed"):
		take(doc, "Dispatch", unit=closed)
	with pytest.raises(frappe.ValidationError, match="no unit"):
		take(doc, "Dispatch", unit="Nowhere")
	with pytest.raises(frappe.ValidationError, match="closed"):
		make_matter(closed)


def test_of_two_handlers_at_once_the_second_is_told(office, as_user):
	doc = dispatched(office)
	seen = str(doc.modified)
	with as_user(office.carl):
		steps.take(doc.name, "Take", seen, {})
	with as_user(office.lena), pytest.raises(frappe.TimestampMismatchError, match="Somebody else"):
		steps.take(doc.name, "Take", seen, {})
	assert frappe.db.get_value("Raised Matter", doc.name, "handler") == office.carl


def test_steps_are_for_those_whose_matter_it_is(office, as_user):
	doc = in_hand(office)
	with as_user(office.ann), pytest.raises(frappe.PermissionError):
		take(doc, "Answer", outcome="Accepted", answer="Mine")
	with as_user(office.olga), pytest.raises(frappe.PermissionError):
		take(doc, "Answer", outcome="Accepted", answer="Mine")
	with as_user(office.hugo), pytest.raises(frappe.PermissionError):
		take(doc, "Close")
	with pytest.raises(frappe.ValidationError, match="cannot handle"):
		take(doc, "Take", handler=office.sam)


def test_nobody_types_the_course_and_nobody_deletes_it(office, as_user):
	with as_user(office.olga):
		doc = make_matter(
			office.office, status="Closed", answer="Done", outcome="Accepted", register_number=7
		)
		doc = frappe.get_doc("Raised Matter", doc.name)
		assert (doc.status, doc.answer, doc.outcome) == ("Registered", None, None)
		doc.update({"status": "Closed", "unit": office.logistics, "register_number": 99})
		doc.append("steps", {"step": "Answer"})
		doc.save()
		assert (doc.status, doc.unit, len(doc.steps)) == ("Registered", None, 1)
	with pytest.raises(frappe.ValidationError, match="stays"):
		doc.delete()


def test_each_unit_and_year_numbers_its_matters_without_gaps(office):
	first = [make_matter(office.office) for _each in range(2)]
	frappe.db.savepoint("lost")
	make_matter(office.office)
	frappe.db.rollback(save_point="lost")
	numbers = [each.register_number for each in (*first, make_matter(office.office))]
	assert numbers == list(range(numbers[0], numbers[0] + 3))
	last = make_matter(office.office, raised_on=f"{getdate().year - 1}-12-31")
	assert (last.register_number, last.register_no) == (1, f"{getdate().year - 1}-0001")
	assert make_matter(office.logistics).register_number == 1


def test_a_renamed_unit_goes_on_with_its_numbers(office):
	unit = make_unit("Matter Before", office.school)
	make_matter(unit), make_matter(unit)
	frappe.rename_doc("Liaison Unit", unit, "Matter After", force=True)
	assert make_matter("Matter After").register_number == 3


def test_a_matter_is_not_raised_tomorrow(office):
	with pytest.raises(frappe.ValidationError, match="still to come"):
		make_matter(office.office, raised_on=add_days(getdate(), 1))


# ---- duplicates


def test_what_is_raised_twice_is_suggested_linked_and_answered_together(office):
	main = in_hand(office, subject="三号楼四层的灯坏了")
	again = make_matter(office.office, subject="灯坏了，三号楼四层")
	assert [row["name"] for row in steps.duplicates.suggest(again)] == [main.name]
	linked = take(again, "Link", matter=main.name)
	assert (linked.duplicate_of, linked.status, linked.handler) == (main.name, "In Hand", office.hugo)
	take(main, "Answer", outcome="Accepted", answer="Mended.")
	assert frappe.db.get_value("Raised Matter", again.name, ("status", "answer")) == ("Answered", "Mended.")
	late = take(make_matter(office.office), "Link", matter=again.name)
	assert (late.duplicate_of, late.status) == (main.name, "Answered")


def test_no_circle_of_duplicates(office):
	one, other = make_matter(office.office), make_matter(office.office)
	with pytest.raises(frappe.ValidationError, match="itself"):
		take(one, "Link", matter=one.name)
	take(one, "Link", matter=other.name)
	with pytest.raises(frappe.ValidationError, match="itself"):
		take(other, "Link", matter=one.name)
