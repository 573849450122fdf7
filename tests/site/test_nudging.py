"""Nudges: one message a day however many click, in the officer's language, and only by who supervises the officer."""

import threading
from datetime import date
from types import SimpleNamespace

import frappe
import pytest
from frappe.utils import add_days, getdate

from liaison_app.api import board as api
from liaison_app.services import nudging
from tests import sitekit
from tests.site import builders

TODAY = date(2019, 9, 30)


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	"""Users are slow to make: the people are made once, the tests themselves are rolled back."""
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def people(committed):
	"""Ann (Chinese, overdue), Dan (no login, overdue), Eve (nothing behind) under Rita; Bob (overdue) elsewhere."""
	rita = builders.make_user("rita.nudge@liaison.example", "Liaison Reviewer")
	east = builders.make_unit("Nudge East", reviewer=rita)
	west = builders.make_unit("Nudge West")
	found = SimpleNamespace(
		rita=rita,
		max=builders.make_user("max.nudge@liaison.example", "Liaison Manager"),
		ann=builders.make_officer(east, full_name="Ann <img src=x onerror=alert(1)>"),
		dan=builders.make_officer(east, None, full_name="Dan"),
		eve=builders.make_officer(east, None, full_name="Eve"),
		bob=builders.make_officer(west, None, full_name="Bob"),
		east=east,
	)
	frappe.db.set_value("User", found.ann.user, "language", "zh")
	rule = builders.make_rule(title="Talk <script>x</script>", title_zh="谈话<script>x</script>", code="N1")
	for officer in (found.ann, found.dan, found.bob):
		overdue(officer, rule, subject_title="<b>Class</b> 7")
	builders.make_obligation(found.eve, rule, state="Met", nature="Required", frozen=0)
	found.rule = rule
	frappe.db.commit()
	return found


def overdue(officer, rule, **values):
	return builders.make_obligation(
		officer,
		rule,
		**{"state": "Overdue", "nature": "Required", "next_due": "2019-09-20", "quantity": 1, **values},
	)


def messages_to(user):
	return frappe.get_all(
		"Notification Log",
		{"for_user": user, "name": ("like", "LK-%")},
		["subject", "email_content", "from_user"],
		order_by="creation asc",
	)


def test_one_message_lists_what_is_behind_in_the_language_of_the_officer(people):
	told = nudging.nudge(people.rita, [people.ann.name], TODAY)
	assert told.told == [people.ann.name]
	(message,) = messages_to(people.ann.user)
	assert message.from_user == people.rita
	assert "1 项联系任务" in message.subject
	assert "<li>N1 谈话" in message.email_content
	assert "&lt;b&gt;Class&lt;/b&gt; 7: 已逾期，应于 2019-09-20 前完成" in message.email_content
	assert "<script" not in message.email_content and "<img" not in message.subject


def test_on_the_same_day_nobody_is_told_again_on_the_next_they_are(people):
	assert nudging.nudge(people.rita, [people.ann.name], TODAY).told == [people.ann.name]
	again = nudging.nudge(people.max, [people.ann.name], TODAY)
	assert (again.told, again.already) == ([], [people.ann.name])
	later = nudging.nudge(people.max, [people.ann.name], add_days(TODAY, 1))
	assert later.told == [people.ann.name]
	assert len(messages_to(people.ann.user)) == 2


def test_everybody_is_counted_by_what_became_of_them(people, as_user):
	with as_user(people.rita):
		told = api.nudge([people.ann.name, people.dan.name, people.eve.name])
	assert told == {"told": 1, "already": 0, "no_login": 1, "not_behind": 1}


def test_the_same_officer_twice_in_one_call_is_told_once(people):
	assert api.nudge([people.ann.name, people.ann.name])["told"] == 1
	assert api.nudge(frappe.as_json([people.ann.name]))["already"] == 1


def test_it_goes_by_mail_too_where_the_site_sends_mail(people):
	account = {
		"doctype": "Email Account",
		"email_account_name": "Nudge Mail",
		"email_id": "nudge@liaison.example",
	}
	outgoing = {
		"enable_outgoing": 1,
		"default_outgoing": 1,
		"smtp_server": "127.0.0.1",
		"no_smtp_authentication": 1,
	}
	frappe.get_doc({**account, **outgoing}).db_insert()
	nudging.nudge(people.rita, [people.ann.name, people.dan.name], TODAY)
	nudging.nudge(people.rita, [people.ann.name], TODAY)
	recipients = frappe.get_all("Email Queue Recipient", {"recipient": people.ann.user}, pluck="parent")
	assert len(recipients) == 1
	assert frappe.db.count("Email Queue Recipient", {"parent": ("in", recipients)}) == 1


def test_a_login_that_is_disabled_is_none(people):
	frappe.db.set_value("User", people.ann.user, "enabled", 0)
	assert nudging.nudge(people.max, [people.ann.name], TODAY).no_login == [people.ann.name]
	assert messages_to(people.ann.user) == []


def test_a_foreign_officer_among_them_and_nobody_is_told(people, as_user):
	with as_user(people.rita), pytest.raises(frappe.PermissionError, match="supervise this officer"):
		api.nudge([people.ann.name, people.bob.name])
	assert messages_to(people.ann.user) == []
	# And the service itself leaves out whom the user does not supervise.
	assert nudging.nudge(people.rita, [people.bob.name], TODAY).not_behind == [people.bob.name]


def test_an_officer_nudges_nobody(people, as_user):
	with as_user(people.ann.user), pytest.raises(frappe.PermissionError):
		api.nudge([people.ann.name])


def test_nonsense_is_refused(people):
	for wrong in ('{"a": 1}', "[1, 2]", '"LO-1"'):
		with pytest.raises(frappe.ValidationError, match="Name the officers"):
			api.nudge(wrong)
	with pytest.raises(frappe.ValidationError, match="At most 1000"):
		api.nudge([f"LO-{number}" for number in range(1001)])


def test_who_is_behind_by_pace_is_behind_too_but_advocated_duties_are_not(people):
	frappe.db.delete("Periodic Obligation", {"officer": people.ann.name})
	plan = frappe.as_json({"dues": 4 * [date(2019, 12, 31).toordinal()]})
	values = {"state": "Open", "quantity": 4, "done": 0, "next_due": "2019-12-31", "plan_data": plan}
	values |= {"period_start": "2019-09-01", "period_end": "2019-12-31", "opens": "2019-09-01"}
	values |= {"owner_key": people.ann.name, "period_key": "X", "regulation": "X"}
	overdue(people.ann, people.rule, **values)
	overdue(people.ann, people.rule, nature="Advocated", **values)

	def behind_on(day):
		found = nudging.behind("Administrator", day, officers=[people.ann.name])
		return [(len(each.duties), each.overdue) for each in found]

	assert behind_on(date(2019, 9, 10)) == []
	assert behind_on(date(2019, 11, 20)) == [(1, 0)]


def test_a_nudge_is_logged_for_those_concerned_and_shown_on_the_form(people, as_user):
	nudging.nudge(people.rita, [people.ann.name], TODAY)
	with as_user(people.rita):
		(entry,) = frappe.get_list(
			"Liaison Nudge", fields=["officer", "nudged_by", "day", "duties", "overdue"]
		)
		(line,) = nudging.timeline("Liaison Officer", people.ann.name)
	assert tuple(entry.values()) == (people.ann.name, people.rita, TODAY, 1, 1)
	assert "reminded of 1 duty behind" in line["content"]
	other = builders.make_user("other.nudge@liaison.example", "Liaison Reviewer")
	with as_user(other):
		assert nudging.timeline("Liaison Officer", people.ann.name) == []
	with as_user(people.rita), pytest.raises(frappe.PermissionError):
		frappe.get_doc({"doctype": "Liaison Nudge", "name": "LK-mine", "officer": people.bob.name}).insert()


def test_the_board_knows_who_was_nudged_and_when(people, as_user):
	nudging.nudge(people.max, [people.ann.name], getdate())
	with as_user(people.rita):
		rows = {row["officer"]: row for row in api.behind(unit=people.east)}
	assert set(rows) == {people.ann.name, people.dan.name}
	ann, dan = rows[people.ann.name], rows[people.dan.name]
	assert (ann["nudged_today"], ann["nudged_by"], ann["has_login"]) == (True, "Max.Nudge", True)
	assert (dan["nudged_on"], dan["nudged_today"], dan["has_login"]) == (None, False, False)


@pytest.mark.commits
def test_two_reviewers_at_once_send_one_message(people):
	ready, outcomes = threading.Barrier(2), []

	def click(user):
		frappe.init(sitekit.SITE, sites_path=".")
		frappe.connect()
		try:
			frappe.set_user(user)
			ready.wait()
			outcomes.append(api.nudge([people.ann.name]))
			frappe.db.commit()
		finally:
			frappe.destroy()

	clicks = [threading.Thread(target=click, args=(user,)) for user in (people.rita, people.max)]
	for each in clicks:
		each.start()
	for each in clicks:
		each.join()
	frappe.db.rollback()
	assert sorted((each["told"], each["already"]) for each in outcomes) == [(0, 1), (1, 0)]
	assert len(messages_to(people.ann.user)) == 1
	assert frappe.db.count("Liaison Nudge", {"officer": people.ann.name}) == 1
