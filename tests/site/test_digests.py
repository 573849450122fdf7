"""Digests: who gets one, when, in which language, and never two for the same day."""

import threading
from datetime import date, datetime, timedelta

import frappe
import pytest

from liaison_app.services import digests, messages, nightly, settings, weekly_digests
from tests import sitekit
from tests.site import builders

pytestmark = pytest.mark.commits
MONDAY = date(2018, 10, 22)
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def at(day, hour=7, minute=5):
	return datetime(day.year, day.month, day.day, hour, minute)


def night(day):
	return nightly.start(day, inline=True)


def logs(kind, **filters):
	return frappe.get_all(
		"Notification Log",
		{"name": ("like", f"{kind}-%"), **filters},
		["name", "for_user", "subject", "email_content", "document_type"],
		order_by="name asc",
	)


def set_settings(**values):
	for field, value in values.items():
		frappe.db.set_single_value("Liaison Settings", field, value)
	frappe.db.commit()


def colleague(unit, email):
	"""One more officer who owes a class a talk."""
	officer = builders.make_officer(unit, user=builders.account(email, "Liaison Officer"))
	builders.make_assignment(officer, builders.make_target(unit))


@pytest.fixture
def college(site):
	"""An officer who owes a class a talk a month and one who owes nothing; reviewer and manager; reminder of ten days."""
	builders.insert(
		"Liaison Term",
		term_name="2018-19-1",
		academic_year="2018-19",
		first_day="2018-09-03",
		last_day="2019-01-18",
	)
	reviewer = builders.account("digest.reviewer@liaison.example", "Liaison Reviewer")
	unit = builders.make_unit("Digest College", reviewer=reviewer)
	officer = builders.make_officer(
		unit, user=builders.account("digest.officer@liaison.example", "Liaison Officer")
	)
	target = builders.make_target(unit)
	builders.make_assignment(officer, target, from_date="2018-10-01")
	rule = builders.make_rule(
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
		period="Month",
		reminder_days=10,
		grace_days=20,
		title_zh="每月谈心谈话",
	)
	set_settings(digest_hour=7, weekly_digest_enabled=0, digest_enabled=1)
	return frappe._dict(unit=unit, officer=officer, target=target, rule=rule, reviewer=reviewer)


# --- the daily one ---


def test_only_who_has_something_due_or_overdue_gets_one(college):
	night(date(2018, 10, 15))
	assert digests.send_due(at(date(2018, 10, 15))) == 0, "open, but not due yet"
	night(MONDAY)
	assert digests.send_due(at(MONDAY)) == 1
	(log,) = logs("LD")
	assert log.for_user == college.officer.user
	assert log.subject == "1 duties of contact are due, 0 of them overdue"
	assert "2018-10-31" in log.email_content
	assert "Overdue" not in log.email_content


def test_what_is_overdue_comes_first_under_its_own_heading(college):
	night(date(2018, 10, 22))
	night(date(2018, 11, 20))
	assert {row.state for row in frappe.get_all("Periodic Obligation", fields="state")} >= {"Overdue", "Due"}
	digests.send_due(at(date(2018, 11, 20)))
	(log,) = logs("LD")
	assert log.subject == "2 duties of contact are due, 1 of them overdue"
	content = log.email_content
	assert content.index("Overdue") < content.index("2018-10-31") < content.index("2018-11-30")


def test_not_before_the_hour_and_once_after_it(college):
	night(MONDAY)
	assert digests.send_due(at(MONDAY, 6, 59)) == 0
	assert [digests.send_due(at(MONDAY, hour)) for hour in (7, 8, 23)] == [1, 0, 0]
	assert len(logs("LD")) == 1


def test_a_server_that_was_down_at_the_hour_sends_later_that_day(college):
	night(MONDAY)
	assert digests.send_due(at(MONDAY, 21)) == 1


def test_after_a_missed_day_the_next_day_brings_one_digest(college):
	night(MONDAY)
	digests.send_due(at(MONDAY))
	night(date(2018, 10, 24))
	assert digests.send_due(at(date(2018, 10, 24))) == 1
	assert len(logs("LD")) == 2


def test_it_waits_for_the_run_of_the_day_but_not_for_ever(college):
	night(MONDAY)
	tuesday = date(2018, 10, 23)
	assert digests.send_due(at(tuesday)) == 0, "the states are those of yesterday"
	assert digests.send_due(at(tuesday, 23)) == 1, "no run came all day"


def test_a_run_lost_twice_does_not_keep_the_digest_back(college):
	night(MONDAY)
	tuesday = date(2018, 10, 23)
	nightly._open_run(tuesday)
	frappe.db.commit()
	assert digests.send_due(at(tuesday)) == 0
	nightly._open_run(tuesday)
	frappe.db.commit()
	assert digests.send_due(at(tuesday, 9)) == 1


def test_a_mark_that_was_lost_sends_nothing_twice(college):
	night(MONDAY)
	digests.send_due(at(MONDAY))
	set_settings(last_digest=None)
	assert digests.send_due(at(MONDAY, 8)) == 0
	assert len(logs("LD")) == 1


def test_midnight_is_an_hour_too(college):
	set_settings(digest_hour=0)
	night(MONDAY)
	assert digests.send_due(at(MONDAY, 0)) == 1


def test_an_hour_that_no_day_has_is_refused(college):
	for hour in (-1, 24):
		document = frappe.get_doc("Liaison Settings")
		document.digest_hour = hour
		with pytest.raises(frappe.ValidationError):
			document.save()
		frappe.db.rollback()
	document = frappe.get_doc("Liaison Settings")
	document.digest_hour = 23
	document.save()
	assert settings.hour("digest_hour") == 23


def test_switched_off_means_off(college):
	set_settings(digest_enabled=0)
	night(MONDAY)
	assert digests.send_due(at(MONDAY, 22)) == 0
	assert logs("LD") == []


def test_a_disabled_user_gets_none_even_if_disabled_since_the_night(college):
	night(MONDAY)
	frappe.db.set_value("User", college.officer.user, "enabled", 0)
	frappe.db.commit()
	assert digests.send_due(at(MONDAY)) == 0
	assert logs("LD") == []


def test_who_switched_notifications_off_gets_none(college):
	night(MONDAY)
	if not frappe.db.exists("Notification Settings", college.officer.user):
		frappe.get_doc({"doctype": "Notification Settings", "name": college.officer.user}).insert()
	frappe.db.set_value("Notification Settings", college.officer.user, "enabled", 0)
	frappe.db.commit()
	assert digests.send_due(at(MONDAY)) == 0


def test_the_clerk_reads_it_for_an_officer_without_a_login(college):
	clerk = builders.account("digest.clerk@liaison.example", "Liaison Clerk")
	frappe.db.set_value("Liaison Unit", college.unit, "clerk", clerk)
	other = builders.make_officer(college.unit, user=None)
	builders.make_assignment(other, builders.make_target(college.unit))
	frappe.db.commit()
	night(MONDAY)
	digests.send_due(at(MONDAY))
	assert {log.for_user for log in logs("LD")} == {college.officer.user, clerk}


def test_each_reads_it_in_their_own_language(college):
	frappe.db.set_value("User", college.officer.user, "language", "zh")
	frappe.db.commit()
	night(date(2018, 10, 22))
	night(date(2018, 11, 20))
	digests.send_due(at(date(2018, 11, 20)))
	(log,) = logs("LD")
	text = frappe.utils.strip_html(log.subject + log.email_content)
	assert "每月谈心谈话" in text
	assert "逾期" in text
	for word in ("Talk", "due", "Due", "done", "Overdue", "times", "duties", "Duties"):
		assert word not in text.replace(college.target.title, ""), text


def test_text_of_users_is_escaped_and_links_lead_to_the_duty(college):
	frappe.db.set_value("Contact Target", college.target.name, "title", SCRIPT)
	frappe.db.set_value("Duty Rule", college.rule.name, "title", SCRIPT)
	frappe.db.commit()
	night(MONDAY)
	digests.send_due(at(MONDAY))
	(log,) = logs("LD")
	assert "<script" not in log.email_content and "<img" not in log.email_content
	assert "&lt;script&gt;" in log.email_content
	owed = frappe.db.get_value("Periodic Obligation", {"state": "Due"})
	assert f'href="{frappe.utils.get_url_to_form("Periodic Obligation", owed)}"' in log.email_content


def test_a_long_list_is_cut_and_says_how_much_is_left(college):
	for _ in range(54):
		builders.make_assignment(college.officer, builders.make_target(college.unit))
	frappe.db.commit()
	night(MONDAY)
	digests.send_due(at(MONDAY))
	(log,) = logs("LD")
	assert log.email_content.count("<li>") == 50
	assert "and 5 more" in log.email_content


def test_more_users_take_no_more_queries(college):
	night(MONDAY)
	few = counted(lambda: digests.send_daily(MONDAY))
	for number in range(20):
		colleague(college.unit, f"digest{number}@liaison.example")
	frappe.db.commit()
	night(date(2018, 10, 23))
	many = counted(lambda: digests.send_daily(date(2018, 10, 23)))
	assert len(logs("LD")) == 22
	assert many == few


# --- two at once, killed, by mail ---


@pytest.fixture
def mail(site):
	"""The site sends mail: an outgoing account that nobody asks whether its server is there."""
	account = frappe.get_doc(
		{
			"doctype": "Email Account",
			"email_account_name": "Digest Mail",
			"email_id": "digest@liaison.example",
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": "127.0.0.1",
			"no_smtp_authentication": 1,
		}
	)
	account.db_insert()
	frappe.db.commit()
	yield account
	frappe.db.rollback()
	frappe.db.delete("Email Account", {"name": account.name})
	frappe.db.commit()


@pytest.fixture
def crowd(college, mail):
	"""Thirteen officers with something due on Monday; the site sends mail."""
	for number in range(12):
		colleague(college.unit, f"digest{number}@liaison.example")
	frappe.db.commit()
	night(MONDAY)
	return sorted(frappe.get_all("ToDo", {"status": "Open"}, pluck="allocated_to", order_by="name asc"))


def elsewhere(work, *args):
	"""The work in a thread with a connection of its own, as another worker does it; what it returned is in `.outcome`."""

	def run():
		frappe.init(sitekit.SITE, sites_path=".")
		frappe.connect()
		try:
			thread.outcome = work(*args)
		finally:
			frappe.destroy()

	thread = threading.Thread(target=run)
	thread.start()
	return thread


def mailed():
	return sorted(frappe.get_all("Email Queue Recipient", pluck="recipient", order_by="recipient asc"))


def test_two_workers_at_once_write_and_mail_each_digest_once(crowd):
	ready = threading.Barrier(3)

	def send():
		ready.wait()
		return digests.send_due(at(MONDAY))

	at_once = [elsewhere(send) for _ in range(3)]
	for thread in at_once:
		thread.join()
	frappe.db.rollback()
	assert sum(thread.outcome for thread in at_once) == 13
	assert sorted(log.for_user for log in logs("LD")) == crowd
	assert mailed() == crowd


def test_what_another_worker_is_just_writing_is_left_to_that_one(crowd):
	theirs = [messages.log(messages.name_of("LD", MONDAY, user), user, "theirs") for user in crowd[:6]]
	messages.write(theirs)  # and not committed yet
	other = elsewhere(digests.send_daily, MONDAY)
	other.join(2)
	assert other.is_alive(), "it waits for us"
	frappe.db.commit()
	other.join()
	frappe.db.rollback()
	assert other.outcome == 7
	assert sorted(log.for_user for log in logs("LD")) == crowd
	assert sorted(log.for_user for log in logs("LD", subject="theirs")) == crowd[:6]
	assert mailed() == crowd[6:]


def test_killed_half_way_the_rest_goes_out_and_nothing_twice(crowd, monkeypatch):
	class Killed(BaseException):
		"""Not an error that anybody contains."""

	queue_mail, queued = messages._queue_mail, []

	def until_killed(log):
		if len(queued) == 7:
			raise Killed
		queued.append(log)
		return queue_mail(log)

	monkeypatch.setattr(messages, "AT_ONCE", 5)
	with monkeypatch.context() as patch:
		patch.setattr(messages, "_queue_mail", until_killed)
		with pytest.raises(Killed):
			digests.send_due(at(MONDAY))
	frappe.db.rollback()
	assert len(logs("LD")) == 5 == len(mailed())
	assert digests.send_due(at(MONDAY, 8)) == 8
	assert sorted(log.for_user for log in logs("LD")) == crowd
	assert mailed() == crowd


def test_who_wants_no_mail_reads_it_on_the_desk_only(crowd):
	user = crowd[0]
	if not frappe.db.exists("Notification Settings", user):
		frappe.get_doc({"doctype": "Notification Settings", "name": user}).insert()
	frappe.db.set_value("Notification Settings", user, "enable_email_notifications", 0)
	frappe.db.commit()
	digests.send_due(at(MONDAY))
	assert sorted(log.for_user for log in logs("LD")) == crowd
	assert mailed() == crowd[1:]


# --- the weekly one ---


@pytest.fixture
def reviewed(college):
	"""The weekly digest is on, and comes on Tuesdays; two duties of two officers."""
	set_settings(weekly_digest_enabled=1, weekly_digest_weekday="Tuesday", digest_enabled=0)
	college.below = builders.make_unit("Digest Branch", parent=college.unit)
	college.member = builders.make_officer(college.below, user=None)
	college.reached = builders.make_target(college.below)
	builders.make_assignment(college.member, college.reached, from_date="2018-10-01")
	frappe.db.commit()
	night(date(2018, 10, 22))
	return college


def test_a_reviewer_reads_how_the_units_below_stand(reviewed):
	tuesday = date(2018, 11, 6)
	night(tuesday)
	set_met(reviewed)
	assert digests.send_due(at(tuesday)) == 1
	(log,) = logs("LW")
	assert log.for_user == reviewed.reviewer
	assert log.subject == (
		"Your units this week: 25% of what is owed done, 1 duties overdue, 1 targets not reached"
	)
	content = log.email_content
	assert content.count(">Digest College</a>: 0%") == 1
	assert content.count(">Digest Branch</a>: 50%") == 1
	assert f"{reviewed.officer.full_name} (Digest College)</a>: 1 overdue" in content
	assert f">{reviewed.target.title}</a>" in content
	assert reviewed.reached.title not in content
	assert reviewed.member.full_name not in content
	assert frappe.utils.get_url_to_form("Liaison Officer", reviewed.officer.name) in content


def set_met(reviewed):
	"""October's talk with the branch's target took place, as far as figures go."""
	owed = {"subject": reviewed.reached.name, "period_key": "M:2018-10"}
	name = frappe.db.get_value("Periodic Obligation", owed)
	frappe.db.set_value("Periodic Obligation", name, {"done": 1, "state": "Met"}, update_modified=False)
	frappe.db.commit()


def test_it_comes_on_its_weekday_or_later_in_the_week_and_once(reviewed):
	monday = date(2018, 11, 5)
	sent = []
	for number in (0, 2, 3, 7, 8):  # the Tuesday of the first week is missed
		day = monday + timedelta(days=number)
		night(day)
		sent.append(digests.send_due(at(day)))
	assert sent == [0, 1, 0, 0, 1]
	assert len(logs("LW")) == 2


def test_another_weekday_in_the_same_week_sends_no_second_one(reviewed):
	night(date(2018, 11, 6))
	assert digests.send_due(at(date(2018, 11, 6))) == 1
	set_settings(weekly_digest_weekday="Thursday", last_weekly_digest=None)
	night(date(2018, 11, 8))
	assert digests.send_due(at(date(2018, 11, 8))) == 0


def test_the_weekly_one_has_a_switch_of_its_own(reviewed):
	set_settings(weekly_digest_enabled=0, digest_enabled=1)
	night(date(2018, 11, 6))
	digests.send_due(at(date(2018, 11, 6)))
	assert logs("LW") == []
	assert logs("LD") != []


def test_only_reviewers_who_may_look_and_whose_units_owe_get_it(reviewed):
	idle = builders.account("digest.idle@liaison.example", "Liaison Reviewer")
	builders.make_unit("Digest Idle", reviewer=idle)
	without_role = builders.account("digest.norole@liaison.example", "Liaison Officer")
	frappe.db.set_value("Liaison Unit", reviewed.below, "reviewer", without_role)
	frappe.db.commit()
	night(date(2018, 11, 6))
	digests.send_due(at(date(2018, 11, 6)))
	assert [log.for_user for log in logs("LW")] == [reviewed.reviewer]


def test_a_disabled_reviewer_gets_none(reviewed):
	frappe.db.set_value("User", reviewed.reviewer, "enabled", 0)
	frappe.db.commit()
	night(date(2018, 11, 6))
	assert digests.send_due(at(date(2018, 11, 6))) == 0


def test_the_targets_of_confidential_duties_are_counted_and_not_named(reviewed):
	frappe.db.set_value("Duty Rule", reviewed.rule.name, "confidential", 1)
	frappe.db.commit()
	night(date(2018, 11, 6))
	set_met(reviewed)
	digests.send_due(at(date(2018, 11, 6)))
	(log,) = logs("LW")
	assert "1 targets not reached" in log.subject
	assert reviewed.target.title not in log.email_content
	assert "and 1 more" in log.email_content


def test_the_weekly_one_speaks_the_reviewers_language_and_escapes(reviewed):
	frappe.db.set_value("User", reviewed.reviewer, "language", "zh")
	frappe.db.set_value("Liaison Officer", reviewed.officer.name, "full_name", SCRIPT)
	frappe.db.set_value("Contact Target", reviewed.target.name, "title", SCRIPT)
	frappe.db.commit()
	night(date(2018, 11, 6))
	digests.send_due(at(date(2018, 11, 6)))
	(log,) = logs("LW")
	assert "<script" not in log.email_content and "<img" not in log.email_content
	text = frappe.utils.strip_html(log.subject + log.email_content)
	for word in ("overdue", "Overdue", "owed", "behind", "reached", "Uncovered", "more"):
		assert word not in text, text


def test_more_reviewers_take_no_more_queries(reviewed):
	tuesday = date(2018, 11, 6)
	night(tuesday)
	few = counted(lambda: weekly_digests.send_weekly(tuesday, MONDAY))
	for number in range(8):
		user = builders.account(f"digest.reviewer{number}@liaison.example", "Liaison Reviewer")
		unit = builders.make_unit(f"Digest Part {number}", parent=reviewed.unit, reviewer=user)
		builders.make_assignment(builders.make_officer(unit, user=None), builders.make_target(unit))
	frappe.db.commit()
	night(tuesday)
	many = counted(lambda: weekly_digests.send_weekly(tuesday, date(2018, 11, 5)))
	assert len(logs("LW")) == 10
	assert many == few


def counted(work):
	"""How many statements the work takes; it has to send something."""
	asked = []
	original = frappe.db.sql

	def listening(*args, **kwargs):
		asked.append(args)
		return original(*args, **kwargs)

	frappe.db.sql = listening
	try:
		assert work() > 0
	finally:
		frappe.db.sql = original
	return len(asked)
