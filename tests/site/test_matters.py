"""Raised matters on the site: registered, dispatched, handled, answered, given back, closed; escalated, paused, linked, kept secret."""

from types import SimpleNamespace

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
	make_user,
	make_visit,
)


@pytest.fixture(scope="module", autouse=True)
def office(site):
	"""A school whose office keeps a register; Logistics with a reviewer, a clerk and a handler; Ann, an officer; Max manages."""
	with sitekit.clean_afterwards():
		users = {
			"max": make_user("max@matters.example", "Liaison Manager"),
			"olga": make_user("olga@matters.example", "Liaison Clerk"),
			"lena": make_user("lena@matters.example", "Liaison Reviewer"),
			"carl": make_user("carl@matters.example", "Liaison Clerk"),
			"hugo": make_user("hugo@matters.example", "Liaison Officer"),
			"ann": make_user("ann@matters.example", "Liaison Officer"),
			"sam": make_user("sam@matters.example"),
		}
		school = make_unit("Matter School")
		main = make_unit("Matter Office", school, clerk=users["olga"])
		logistics = make_unit("Matter Logistics", school, reviewer=users["lena"], clerk=users["carl"])
		college = make_unit("Matter College", school)
		ann = make_officer(college, users["ann"], full_name="Ann Matter")
		leader = make_officer(
			school, None, full_name="Vera Vice", rank=1, units_in_charge=[{"unit": logistics}], portfolio="x"
		)
		frappe.db.commit()
		yield SimpleNamespace(
			**users,
			school=school,
			office=main,
			logistics=logistics,
			college=college,
			officer=ann,
			leader=leader,
		)


def take(doc, step, **values):
	"""Take the step as the user on what is stored now."""
	modified = frappe.db.get_value("Raised Matter", doc.name, "modified")
	return steps.take(doc.name, step, str(modified), values)


def todos(doc):
	rows = {"reference_type": "Raised Matter", "reference_name": doc.name, "status": "Open"}
	return sorted(frappe.get_all("ToDo", rows, pluck="allocated_to", order_by="name asc"))


def dispatched(office, **values):
	doc = make_matter(office.office, **values)
	return take(doc, "Dispatch", unit=office.logistics)


def in_hand(office, **values):
	doc = dispatched(office, **values)
	return take(doc, "Take", handler=office.hugo)


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


# ---- who raised it is nobody's business


SAID = {"raiser_name": "Zinnia Whistler", "raiser_contact": "13900001111"}


def told_anywhere(doc, *words):
	"""Whether one of the words stands in any row that tells of the matter, but for the fields behind the permission level."""
	found = []
	for doctype in (
		"Version",
		"Comment",
		"ToDo",
		"Notification Log",
		"Activity Log",
		"Communication",
		"DocShare",
	):
		for row in frappe.get_all(doctype, fields=["*"], order_by="name asc"):
			found += [(doctype, row.name) for word in words if word in frappe.as_json(row)]
	return found


def test_who_raised_a_secret_matter_is_put_away_for_everyone_but_the_named_roles(office, as_user):
	with as_user(office.olga):
		doc = make_matter(office.office, secret=1, **SAID)
		stored = frappe.get_doc("Raised Matter", doc.name)
		stored.apply_fieldlevel_read_permissions()
		assert "Zinnia" not in frappe.as_json(stored.as_dict())
		assert (stored.raiser_name, stored.get("secret_name")) == (None, None)
		listed = frappe.get_list("Raised Matter", ["name", "secret_name"], limit_page_length=0)
		assert "Zinnia" not in frappe.as_json(listed)
	with as_user(office.max):
		known = frappe.get_doc("Raised Matter", doc.name)
		known.apply_fieldlevel_read_permissions()
		assert (known.secret_name, known.secret_contact) == (SAID["raiser_name"], SAID["raiser_contact"])


def test_the_secret_is_in_no_version_notification_todo_or_title(office):
	"""It was open first, and made secret when it was in the history already."""
	target = make_target(office.college, user=office.sam)
	doc = make_matter(office.office)
	for name in ("First Name", SAID["raiser_name"]):
		doc.update({**SAID, "raiser_name": name, "raiser_target": target.name})
		doc.save()
	doc.secret = 1
	doc.save()
	take(doc, "Dispatch", unit=office.logistics)
	take(doc, "Take", handler=office.hugo)
	take(doc, "Answer", outcome="Explained", answer="No.")
	take(doc, "Give Back", how="On the Site")
	assert told_anywhere(doc, *SAID.values(), "First Name", target.name) == []
	told = frappe.get_last_doc("Notification Log", {"for_user": office.sam})
	assert (told.document_name, doc.subject in told.subject) == (None, False)


@pytest.mark.parametrize("field", ["secret_name", "secret_contact", "secret_user"])
def test_nobody_finds_the_secret_by_filtering(office, as_user, field):
	make_matter(office.office, secret=1, **SAID)
	with as_user(office.olga):
		frappe.local.form_dict = frappe._dict(filters=frappe.as_json([[field, "like", "Zin%"]]))
		with pytest.raises(frappe.PermissionError, match="filter"):
			frappe.get_list("Raised Matter", filters=[[field, "like", "Zin%"]])


def test_the_secret_is_not_written_over_and_not_disclosed_by_those_who_may_not_know(office, as_user):
	with as_user(office.olga):
		doc = make_matter(office.office, secret=1, **SAID)
		doc = frappe.get_doc("Raised Matter", doc.name)
		doc.secret_name = "Somebody Else"
		doc.save()
		doc.secret = 0
		with pytest.raises(frappe.PermissionError, match="roles that know"):
			doc.save()
	with as_user(office.max):
		doc = frappe.get_doc("Raised Matter", doc.name)
		assert doc.secret_name == SAID["raiser_name"]
		doc.secret = 0
		doc.save()
		assert (doc.raiser_name, doc.secret_name) == (SAID["raiser_name"], None)


@pytest.mark.commits
def test_the_secret_is_in_no_export_and_no_print(office, as_user):
	from frappe.core.doctype.data_import.exporter import Exporter

	doc = make_matter(office.office, secret=1, **SAID)
	with as_user(office.lena):
		frappe.db.set_value("Raised Matter", doc.name, "unit", office.logistics)
		fields = {"Raised Matter": ["name", "subject", "secret_name", "secret_contact", "raiser_name"]}
		rows = Exporter("Raised Matter", fields, export_data=True, file_type="CSV").get_csv_array()
		assert doc.subject in frappe.as_json(rows)
		assert "Zinnia" not in frappe.as_json(rows)
		printed = frappe.get_print("Raised Matter", doc.name)
		assert doc.subject in printed
		assert "Zinnia" not in printed
