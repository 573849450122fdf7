"""The daily digest: who gets one, when, in which language, and never two for the same day."""

import threading
from datetime import date

import frappe
import pytest

from liaison_app.services import digests, messages, nightly, settings
from tests import sitekit
from tests.site import builders
from tests.site.digest_college import (
	MONDAY,
	SCRIPT,
	at,
	colleague,
	counted,
	logs,
	make_college,
	night,
	set_settings,
)

pytestmark = pytest.mark.commits


@pytest.fixture
def college(site):
	return make_college()


# --- the daily one ---


def test_only_who_has_something_due_or_overdue_gets_one(college):
	night(date(2018, 10, 15))
	assert digests.send_due(at(date(2018, 10, 15))) == 0, "open, but not due yet"
	night(MONDAY)
	assert digests.send_due(at(MONDAY)) == 1
	(log,) = logs("LD")
	assert log.for_user == college.officer.user
	assert log.subject == "1 duty of contact is due"
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
	clerk = builders.make_user("digest.clerk@liaison.example", "Liaison Clerk")
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
	assert frappe.db.exists("Page", "my-duties")
	assert '/my-duties"' in log.email_content


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
