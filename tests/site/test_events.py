"""What happens to a target is answered by who holds it then; a message sent twice makes one event; what is sensitive stays with few."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace

import frappe
import pytest
import requests
from frappe.core.doctype.data_import.importer import Importer
from frappe.utils import add_days, get_datetime

from liaison_app.services import agenda, duties, events, quick_record, working_out
from liaison_app.services.reports import duty_ledger
from tests.site import builders

TODAY = date.today()  # the site is not there yet when this is read
AWARD, CONDUCT, HARDSHIP, FESTIVAL = "Test Award", "Test Conduct", "Test Hardship", "Test Festival"


@pytest.fixture
def people(site):
	"""Ann holds a class of the college; cleo is its clerk, rita its reviewer, bob of another college; a class that nobody holds."""
	for name in (AWARD, CONDUCT, HARDSHIP, FESTIVAL):
		builders.ensure("Trigger Event Type", "event_type_name", name, sensitive=int(name == CONDUCT))
	login = {
		name: builders.make_user(f"{name}@events.example", f"Liaison {role}")
		for name, role in (
			("ann", "Officer"),
			("cleo", "Clerk"),
			("rita", "Reviewer"),
			("bob", "Officer"),
			("max", "Manager"),
		)
	}
	school = builders.make_unit("School of Events")
	unit = builders.make_unit("College of Events", school, reviewer=login["rita"], clerk=login["cleo"])
	other = builders.make_unit("College of Nothing", school)
	officer = builders.make_officer(unit, login["ann"])
	held, free = builders.make_target(unit), builders.make_target(unit)
	builders.make_assignment(officer, held)
	bob = builders.make_officer(other, login["bob"])
	return SimpleNamespace(**login, unit=unit, other=other, officer=officer, held=held, free=free, of_bob=bob)


def rule(*types, days=7, **values):
	answers = {
		"period": "Event",
		"due": "Event + Days",
		"triggers": [{"event_type": each, "days": days} for each in types],
		"subject_kind": "Assigned",
		"grace_days": 10,
	}
	return builders.make_rule(**{**answers, **values})


def happens(kind=AWARD, target=None, days_ago=0, **values):
	day = add_days(TODAY, -days_ago)
	return builders.insert("Trigger Event", event_type=kind, target=target and target.name, day=day, **values)


def night(people):
	working_out.work_out([people.officer.name, people.of_bob.name], [people.unit, people.other])


def owed(rule, *fields):
	fields = fields or ("state", "next_due")
	order = "name asc"
	return frappe.get_all("Periodic Obligation", {"rule": rule.name}, fields, order_by=order, as_list=True)


def visit(people, days_ago):
	start = get_datetime(f"{add_days(TODAY, -days_ago)} 10:00:00")
	made = builders.make_visit([people.officer], [people.held], start=start)
	made.submit()
	return made


# --- what is owed ---


def test_e4_an_award_is_answered_within_seven_days_of_it(people):
	"""Scenario 9: due on the seventh day, overdue on the eighth; a talk before it does not count, one on the day or later does."""
	talk = rule(AWARD)
	happens(target=people.held, days_ago=8)
	night(people)
	assert owed(talk) == (("Overdue", add_days(TODAY, -1)),)
	visit(people, 10)
	assert owed(talk, "state", "done") == (("Overdue", 0),)
	visit(people, 6)
	assert owed(talk, "state", "done") == (("Met Late", 1),)  # recorded today, after it was due


def test_e4_due_on_the_seventh_day_itself(people):
	talk = rule(AWARD)
	happens(target=people.held, days_ago=7)
	night(people)
	assert owed(talk) == (("Due", TODAY),)
	visit(people, 7)
	assert owed(talk, "state")[0] == ("Met",)


def test_e4_who_did_not_hold_them_then_owes_nothing(people):
	talk = rule(AWARD)
	happens(target=people.free, days_ago=3)
	builders.make_assignment(people.officer, people.free, from_date=add_days(TODAY, -2))
	night(people)
	assert owed(talk) == ()


def test_e4_five_kinds_of_events_are_records_and_conduct_is_confidential(people):
	"""Types are records; the pack brings the five of the must-talks, and whether a type is sensitive is a tick on it."""
	builders.ensure("Trigger Event Type", "event_type_name", "An Admin's Own Type")
	talk = rule(AWARD, CONDUCT, "An Admin's Own Type")
	for kind in (AWARD, CONDUCT, "An Admin's Own Type"):
		happens(kind, people.held)
	night(people)
	found = frappe.get_all("Periodic Obligation", {"rule": talk.name}, ["event", "sensitive"])
	kinds = {frappe.db.get_value("Trigger Event", row.event, "event_type"): row.sensitive for row in found}
	assert kinds == {AWARD: 0, CONDUCT: 1, "An Admin's Own Type": 0}


def test_a12_a_festival_of_the_calendar_triggers_by_itself(people):
	call = rule(FESTIVAL)
	day = {"date": add_days(TODAY, -2), "kind": "Festival", "trigger_event_type": FESTIVAL}
	builders.insert("Liaison Calendar Day", **day, title="Feast")
	night(people)
	assert owed(call) == (("Due", add_days(TODAY, 5)),)
	assert owed(call, "subject", "event") == ((people.held.name, None),)


def test_a11_the_holder_else_who_contacts_the_unit_else_the_unit(people):
	aid = rule(HARDSHIP, days=14, subject_kind="Trigger Person")
	lost = builders.make_target(people.other)
	events_of = [happens(HARDSHIP, each) for each in (people.held, people.free, lost)]
	college = builders.make_target(people.unit, "College", represents_unit=people.unit)
	builders.make_assignment(people.of_bob, college)
	night(people)
	found = dict(owed(aid, "event", "owner_key"))
	owners = [people.officer.name, people.of_bob.name, people.other]
	assert [found[event.name] for event in events_of] == owners
	assert {due for _state, due in owed(aid)} == {add_days(TODAY, 14)}


def test_an_event_is_answered_at_once_and_not_only_by_night(people, monkeypatch):
	asked = []
	monkeypatch.setattr(working_out, "soon", lambda officers, units: asked.append((officers, units)))
	event = happens(target=people.held)
	assert asked.pop() == ({people.officer.name}, {people.unit})
	event.reload()
	event.update({"note": "Told me himself"}).save()
	assert not asked
	event.update({"status": "Cancelled"}).save()
	assert asked.pop()[0] == {people.officer.name}


def test_a_cancelled_event_withdraws_what_it_began_and_its_todo(people):
	talk = rule(AWARD)
	event = happens(target=people.held)
	night(people)
	(name,) = owed(talk, "name")[0]
	assert frappe.db.get_value("ToDo", {"reference_name": name}, "status") == "Open"
	event.reload()
	event.update({"status": "Cancelled"}).save()
	night(people)
	assert owed(talk, "state") == (("Withdrawn",),)
	assert frappe.db.get_value("ToDo", {"reference_name": name}, "status") == "Closed"


def test_an_event_cancelled_after_its_duty_was_met_leaves_it_met(people):
	talk = rule(AWARD)
	event = happens(target=people.held, days_ago=2)
	night(people)
	done = visit(people, 1)
	event.reload()
	event.update({"status": "Cancelled"}).save()
	night(people)
	assert owed(talk, "state", "done") == (("Met", 1),)
	done.reload()
	done.cancel()
	night(people)
	assert owed(talk, "state", "done") == (("Withdrawn", 0),)


# --- bad input ---


@pytest.mark.parametrize(
	("days_ago", "target", "reason"),
	[
		(-1, {}, "lies in the future"),
		(30, {"active_from": add_days(TODAY, -29)}, "is not active on"),
		(0, {"active_to": add_days(TODAY, -1)}, "is not active on"),
	],
	ids=["future", "before the target", "after the target"],
)
def test_an_event_of_an_impossible_day_is_refused(people, days_ago, target, reason):
	about = builders.make_target(people.unit, **target)
	with pytest.raises(frappe.ValidationError, match=reason):
		happens(target=about, days_ago=days_ago)


def test_who_owes_for_an_event_does_not_cancel_it_away(people, as_user):
	event = happens(target=people.held)
	with as_user(people.ann):
		mine = frappe.get_doc("Trigger Event", event.name)
		mine.status = "Cancelled"
		with pytest.raises(frappe.PermissionError, match="Somebody else registered"):
			mine.save()
		own = happens(target=people.held, days_ago=1)
		own.reload()
		assert own.update({"status": "Cancelled"}).save().status == "Cancelled"
	with as_user(people.rita):
		reviewed = frappe.get_doc("Trigger Event", event.name)
		assert reviewed.update({"status": "Cancelled"}).save().status == "Cancelled"


# --- entry by import and by other programs ---


@pytest.mark.commits
def test_events_are_imported_and_bad_rows_say_why(people):
	"""By Frappe's Data Import: the good row is there, the future one and the one sent twice are named, and nothing else stops."""
	lines = [
		"Event Type,Target,Happened On,Number at the Source",
		f"{AWARD},{people.held.name},{TODAY},import-1",
		f"{AWARD},{people.held.name},{add_days(TODAY, 3)},import-2",
		f"{AWARD},{people.held.name},{TODAY},import-1",
	]
	sheet = builders.insert("File", file_name="events.csv", content="\n".join(lines), is_private=1)
	of = {"reference_doctype": "Trigger Event", "import_type": "Insert New Records"}
	importing = builders.insert("Data Import", **of, import_file=sheet.file_url)
	frappe.db.commit()
	Importer("Trigger Event", data_import=importing).import_data()
	found = frappe.get_all("Trigger Event", {"target": people.held.name}, pluck="external_id")
	assert found == ["import-1"]
	logs = frappe.get_all("Data Import Log", {"data_import": importing.name}, ["success", "messages"])
	assert sorted(log.success for log in logs) == [0, 0, 1]
	assert any("future" in (log.messages or "") for log in logs)
	frappe.delete_doc("Data Import", importing.name, force=True)


def told(**values):
	return {"event_type": AWARD, "day": str(TODAY), "external_id": "hr-1", **values}


def test_a_message_that_arrives_twice_makes_one_event(people):
	first = events.report(told(target=people.held.name))
	assert events.report(told(target=people.held.name)) == (first[0], False)
	assert frappe.db.count("Trigger Event", {"external_id": "hr-1"}) == 1
	with pytest.raises(frappe.ValidationError, match="belongs to another event"):
		events.report(told(target=people.free.name))


def test_a_number_tells_nothing_of_an_event_that_the_user_does_not_see(people, as_user):
	events.report(told(target=people.held.name))
	with as_user(people.bob):
		with pytest.raises(frappe.PermissionError):
			events.report(told(target=people.held.name))
		for number in ("hr-1", "there is none"):
			with pytest.raises(frappe.DoesNotExistError, match="that you may see"):
				events.cancel(number)


@pytest.mark.commits
def test_a_webhook_reports_by_http_twice_and_cancels(people, served):
	"""With a token, as another Frappe site's Webhook sends it: JSON, and once more when the answer was lost."""
	frappe.db.set_value("Contact Target", people.held.name, "code", "HR-0815")
	user = frappe.get_doc("User", people.max)
	user.api_key, user.api_secret = "events-key", "events-secret"
	user.flags.ignore_validate = True
	user.save()
	frappe.db.commit()
	headers = {"Authorization": "token events-key:events-secret"}
	message = {"event_type": AWARD, "day": str(TODAY), "external_id": "hr-7", "target_code": "HR-0815"}

	def send(function, body):
		address = f"{served.url}/api/method/liaison_app.api.events.{function}"
		return requests.post(address, json=body, headers=headers, timeout=60)

	answers = [send("report", message).json()["message"] for _time in range(2)]
	assert [answer["created"] for answer in answers] == [True, False]
	assert answers[0]["name"] == answers[1]["name"]
	with ThreadPoolExecutor() as both:  # twice at once
		sent = list(both.map(lambda _time: send("report", {**message, "external_id": "hr-6"}), range(4)))
	assert [answer.status_code for answer in sent] == [200] * 4, [answer.text for answer in sent]
	assert sum(answer.json()["message"]["created"] for answer in sent) == 1
	assert send("report", {**message, "external_id": " "}).status_code == 417
	assert send("report", {**message, "external_id": "hr-8", "day": "2999-01-01"}).status_code == 417
	assert [send("cancel", {"external_id": "hr-7"}).status_code for _time in range(2)] == [200, 200]
	frappe.db.rollback()
	fields, order = ["external_id", "status"], "external_id asc"
	found = frappe.get_all(
		"Trigger Event", {"target": people.held.name}, fields, order_by=order, as_list=True
	)
	assert found == (("hr-6", "Registered"), ("hr-7", "Cancelled"))


# --- what is sensitive ---


def test_e4_a_sensitive_event_is_hidden_from_clerk_and_colleagues_and_open_to_who_owes(people, as_user):
	"""E4's conduct, A11's hardship: event, duty, lists and My Duties; the award beside it is open to the clerk."""
	rule(AWARD, CONDUCT)
	conduct, award = happens(CONDUCT, people.held, note="What he did"), happens(AWARD, people.held)
	night(people)
	owed_for = {
		event.name: frappe.db.get_value("Periodic Obligation", {"event": event.name})
		for event in (conduct, award)
	}
	for user, sees_conduct in (
		(people.ann, True),
		(people.rita, True),
		(people.max, True),
		(people.cleo, False),
	):
		with as_user(user):
			seen = set(frappe.get_list("Trigger Event", pluck="name"))
			listed = set(frappe.get_list("Periodic Obligation", pluck="name"))
			assert (conduct.name in seen, award.name in seen) == (sees_conduct, True)
			assert (owed_for[conduct.name] in listed, owed_for[award.name] in listed) == (sees_conduct, True)
			assert frappe.has_permission("Trigger Event", "read", doc=conduct.name) is sees_conduct
			whose = duties.person(people.officer.name, user)
			page = duties.duties_of(whose, "month", TODAY, TODAY, duties.Wanted())
			assert (owed_for[conduct.name] in [row["name"] for row in page["rows"]]) is sees_conduct
	with as_user(people.cleo):
		offered = {row["value"] for row in quick_record.prefill(officer=people.officer.name)["duties"]}
		assert offered == {owed_for[award.name]}


def test_e4_nobody_is_told_by_messages_whom_a_sensitive_event_is_about(people, as_user):
	talk = rule(CONDUCT, reviewer_after_days=1, manager_after_days=1)
	happens(CONDUCT, people.held, days_ago=9)
	night(people)
	title = people.held.title
	told_others = frappe.get_all(
		"Notification Log", {"document_type": "Periodic Obligation"}, pluck="subject"
	)
	assert not any(title in text for text in told_others)
	shown = agenda.duties(people.ann, add_days(TODAY, -30), "en")
	assert [entry.summary for entry in shown] == ["A confidential duty"]
	with as_user(people.rita):
		lines = duty_ledger.report({"rule": talk.name}, TODAY)[1]
		assert [line["subject_title"] for line in lines if line.get("subject_title")] == ["Confidential"]


def test_who_has_no_login_is_stood_in_for_by_the_reviewer_where_it_is_sensitive(people):
	talk = rule(AWARD, CONDUCT)
	frappe.db.set_value("User", people.ann, "enabled", 0)
	for kind in (AWARD, CONDUCT):
		happens(kind, people.held)
	night(people)
	assert set(owed(talk, "sensitive", "responsible_user")) == {(0, people.cleo), (1, people.rita)}
