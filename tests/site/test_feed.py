"""The private calendar link: what it tells, to whom, how often; read by a parser that others wrote."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import frappe
import pytest
import requests
from frappe.utils import add_days, add_months, get_datetime, getdate
from icalendar import Calendar

from liaison_app.api import calendar
from liaison_app.services import calendar_feed, ics, nightly
from liaison_app.services.agenda import Entry
from tests import sitekit
from tests.site import builders

ANN = "feed.ann@liaison.example"
NASTY = 'Tea; cake, "talk"\\ with <script>alert(1)</script>\r\nBEGIN:VALARM 👩‍👩‍👧 谈心谈话' + " 很长" * 60


def parsed(content: bytes) -> Calendar:
	return Calendar.from_ical(content)


def events(content: bytes) -> dict[str, object]:
	"""The events by the part of their names before the @."""
	return {str(event["UID"]).partition("@")[0]: event for event in parsed(content).walk("VEVENT")}


def one(**values: object) -> tuple[bytes, object]:
	entry = {"uid": "OB-1", "start": date(2026, 3, 31), "end": date(2026, 3, 31), "summary": "Talk"}
	entry["changed"] = datetime(2026, 3, 1, 8, 0)
	content = ics.calendar_file([Entry(**{**entry, **values})], "Liaison", "a.example", "Asia/Shanghai")
	(event,) = parsed(content).walk("VEVENT")
	return content, event


# --- the file ---


def test_whole_days_end_on_the_day_after_the_last_one(site):
	_content, event = one(start=date(2026, 2, 23), end=date(2026, 7, 5))
	assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 2, 23), date(2026, 7, 6))
	assert (str(event["TRANSP"]), str(event["STATUS"])) == ("TRANSPARENT", "CONFIRMED")


def test_times_of_the_site_are_the_same_moment_everywhere(site):
	_content, event = one(start=datetime(2026, 3, 31, 7, 30), end=datetime(2026, 3, 31, 8, 15))
	assert event.decoded("dtstart") == datetime(2026, 3, 30, 23, 30, tzinfo=timezone.utc)
	assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
	assert event.decoded("dtstamp") == datetime(2026, 3, 1, 0, 0, tzinfo=timezone.utc)


def test_any_text_stays_one_line_of_text_in_one_event(site):
	content, event = one(summary=NASTY)
	assert len(event.subcomponents) == 0
	text = str(event["SUMMARY"])
	assert text.startswith('Tea; cake, "talk"\\ with alert(1) BEGIN:VALARM 👩‍👩‍👧 谈心谈话')
	assert text.endswith("很长") and text.count("很长") == 60
	assert all(len(line) <= 75 for line in content.split(b"\r\n"))
	assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
	("text", "shown"),
	[
		("<<b>script>x", "script›x"),
		("&lt;b&gt;A &amp; B&lt;/b&gt;", "A & B"),
		("<img src=x onerror=alert(1)", "‹img src=x onerror=alert(1)"),
		("5 < 6", "5 ‹ 6"),
		("a\x00b\x07c", "abc"),
		("a\u2028b", "ab"),
		("", ""),
	],
)
def test_what_looks_like_html_is_no_html(site, text, shown):
	_content, event = one(summary=text)
	assert str(event["SUMMARY"]) == shown


def test_what_is_no_longer_owed_is_cancelled_under_the_same_name(site):
	_content, before = one(alarm=True)
	_content, after = one(cancelled=True)
	assert str(before["UID"]) == str(after["UID"]) == "OB-1@a.example"
	assert str(after["STATUS"]) == "CANCELLED"
	(alarm,) = before.subcomponents
	assert alarm.decoded("trigger") == timedelta(hours=-15)
	_content, term = one(uid="term-2026 春;季")
	assert str(term["UID"]).isascii() and ";" not in str(term["UID"])


# --- the link ---


def test_a_link_is_stored_as_a_fingerprint_and_only_the_last_one_works(site, as_user):
	user = builders.make_user(ANN, "Liaison Officer")
	with as_user(user):
		first, second = calendar.create_link(), calendar.create_link()
		assert first.endswith(".ics") and calendar.link_status()["last_used"] is None
	tokens = [link.partition("token=")[2] for link in (first, second)]
	stored = frappe.get_all(calendar_feed.DOCTYPE, {"user": user}, ["*"])
	assert sorted(feed.status for feed in stored) == ["Active", "Revoked"]
	assert not any(token.removesuffix(".ics") in repr(stored) for token in tokens)
	assert [calendar_feed.owner_of(token) for token in tokens] == [None, user]
	with as_user(user):
		assert (calendar.revoke_link(), calendar.revoke_link()) == (True, False)
		assert calendar.link_status() is None
	assert calendar_feed.owner_of(tokens[1]) is None


def test_two_links_at_the_same_moment_are_not_both_active(site):
	user = builders.make_user(ANN, "Liaison Officer")
	calendar_feed.create(user)
	twin = frappe.new_doc(calendar_feed.DOCTYPE).update({"user": user, "active_for": user, "token_hash": "b"})
	twin.flags.liaison_button = True
	with pytest.raises(frappe.UniqueValidationError):
		twin.insert(ignore_permissions=True)


@pytest.mark.parametrize(
	"token", ["", ".ics", "x" * 43, "x" * 100_000, "' OR 1=1 --", "谈心", "\x00", "../../etc/passwd"]
)
def test_nonsense_is_no_link(site, token):
	calendar_feed.create(builders.make_user(ANN, "Liaison Officer"))
	assert calendar_feed.owner_of(token) is None


def test_who_is_disabled_or_has_no_role_any_more_has_no_link(site):
	user = builders.make_user(ANN, "Liaison Officer")
	token = calendar_feed.create(user)
	assert calendar_feed.owner_of(token) == user
	frappe.get_doc("User", user).remove_roles("Liaison Officer")
	assert calendar_feed.owner_of(token) is None
	frappe.get_doc("User", user).add_roles("Liaison Officer")
	frappe.db.set_value("User", user, "enabled", 0)
	assert calendar_feed.owner_of(token) is None


def test_a_link_is_nobody_elses_business(site, as_user):
	user, manager = (
		builders.make_user(ANN, "Liaison Officer"),
		builders.make_user("feed.boss@liaison.example", "Liaison Manager"),
	)
	nobody = builders.make_user("feed.nobody@liaison.example")
	token = calendar_feed.create(user)
	name = frappe.db.get_value(calendar_feed.DOCTYPE, {"user": user})
	with as_user(user):
		assert frappe.get_list(calendar_feed.DOCTYPE, pluck="name") == [name]
		shown = frappe.get_list(calendar_feed.DOCTYPE, fields=["*"])[0]
		assert not shown.get("token_hash")
		feed = frappe.get_doc(calendar_feed.DOCTYPE, name)
		assert feed.has_permission("read") and not feed.has_permission("write")
	with as_user(manager):
		assert frappe.get_list(calendar_feed.DOCTYPE) == []
		assert not frappe.has_permission(calendar_feed.DOCTYPE, "read", name)
		assert calendar.revoke_link() is False
	for stranger in (nobody, "Guest"):
		with as_user(stranger):
			for ask in (calendar.create_link, calendar.revoke_link, calendar.link_status):
				with pytest.raises(frappe.PermissionError):
					ask()
	assert calendar_feed.owner_of(token) == user


def test_a_link_is_not_made_or_changed_by_hand(site, as_user):
	user = builders.make_user(ANN, "Liaison Officer", "System Manager")
	calendar_feed.create(user)
	name = frappe.db.get_value(calendar_feed.DOCTYPE, {"user": user})
	with as_user(user):
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc(
				{"doctype": calendar_feed.DOCTYPE, "user": user, "flags": {"liaison_button": 1}}
			).insert()
		feed = frappe.get_doc(calendar_feed.DOCTYPE, name)
		feed.status = "Active"
		with pytest.raises(frappe.PermissionError):
			feed.save()


# --- over the web ---


@pytest.fixture(scope="module")
def year(site: str, served: sitekit.Server) -> Iterator[frappe._dict]:
	"""Ann's duties, visits, terms and holidays, some of them nobody else's business; and her link."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		yield a_year(served.url)


def a_year(url: str) -> frappe._dict:
	user = builders.make_user(ANN, "Liaison Officer")
	unit = builders.make_unit("Feed College")
	ann, bob = builders.make_officer(unit, user), builders.make_officer(unit)
	builders.ensure("Target Type", "target_type_name", "Open Class", visible_to_all=1)
	builders.ensure("Target Type", "target_type_name", "Quiet Student")
	seven = builders.make_target(unit, "Open Class", title=NASTY[:90])
	poor = builders.make_target(unit, "Open Class", title="Poor Pete", hardship_category="Financial")
	quiet = builders.make_target(unit, "Quiet Student", title="Quiet Quinn")
	for target in (seven, poor, quiet):
		builders.make_assignment(ann, target)
	builders.make_assignment(bob, builders.make_target(unit, "Open Class", title="Class of Bob"))
	rule = builders.make_rule(title="Talk", quantity=2, subject_kind="Assigned", period="Month")
	secret = builders.make_rule(
		title="Talk about debts",
		subject_kind="Assigned",
		period="Month",
		confidential=1,
		confidential_roles=[{"role": "Liaison Manager"}],
	)
	builders.insert(
		"Liaison Term",
		term_name="Autumn; 秋",
		academic_year="2026",
		first_day=add_days(getdate(), -20),
		last_day=add_days(getdate(), 20),
	)
	builders.insert("Liaison Calendar Day", date=getdate(), kind="Holiday", title="Day of <b>Rest</b>")
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	day = getdate(add_days(getdate(), -1))
	start = get_datetime(f"{day} 10:00:00")
	talk = builders.make_visit([ann], [seven, quiet], start=start, account="THE ACCOUNT", place="Room 7")
	hushed = builders.make_visit(
		[ann], [seven], start=start, confidential=1, confidential_account="THE SECRET"
	)
	old = builders.make_visit([ann], [seven], start=get_datetime(f"{add_months(getdate(), -4)} 10:00:00"))
	for visit in (talk, hushed, old):
		visit.submit()
	token = calendar_feed.create(user)
	frappe.db.commit()
	link = f"{url}/api/method/liaison_app.api.calendar.feed?token={token}.ics"
	return frappe._dict(
		user=user,
		ann=ann,
		talk=talk,
		hushed=hushed,
		old=old,
		rule=rule,
		secret=secret,
		link=link,
		start=start,
		url=url,
	)


@pytest.mark.commits
def test_the_link_gives_a_calendar_of_what_is_the_users_own(year):
	answer = requests.get(year.link, timeout=30)
	assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
	found = events(answer.content)
	rows = frappe.get_all("Periodic Obligation", {"officer": year.ann.name}, ["name", "next_due", "last_due"])
	assert len(rows) >= 6 and {row.name for row in rows} < set(found)
	for row in rows:
		due = row.next_due or row.last_due
		assert found[row.name].decoded("dtstart") == due
		assert found[row.name].decoded("dtend") == due + timedelta(days=1)
		assert f"/periodic-obligation/{row.name}" in str(found[row.name]["URL"])
	others = frappe.get_all("Periodic Obligation", {"officer": ("!=", year.ann.name)}, pluck="name")
	assert others and not set(others) & set(found)
	start = found[year.talk.name].decoded("dtstart")
	zone = frappe.utils.get_system_timezone()
	assert start.astimezone(ics.ZoneInfo(zone)).replace(tzinfo=None) == year.start
	assert year.old.name not in found
	summaries = {str(event["SUMMARY"]) for event in found.values()}
	assert {"Autumn; 秋", "Day of Rest", "A confidential duty", "A confidential contact"} <= summaries
	assert any("谈心谈话" in text and text.endswith(("(0/2)", "(1/2)")) for text in summaries)


@pytest.mark.commits
def test_the_link_tells_nothing_that_is_not_open_to_all(year):
	text = requests.get(year.link, timeout=30).text.replace("\r\n ", "")
	for word in (
		"ACCOUNT",
		"SECRET",
		"debts",
		"Room 7",
		"Pete",
		"Quinn",
		"Financial",
		"Class of Bob",
		"<",
		"script",
	):
		assert word not in text, word


@pytest.mark.commits
def test_the_answer_carries_no_session_and_is_kept_nowhere(year):
	session = requests.Session()
	login = {"usr": "Administrator", "pwd": "wrong"}
	session.post(f"{year.url}/api/method/login", data=login, timeout=30)
	for answer in (requests.get(year.link, timeout=30), session.get(year.link, timeout=30)):
		assert "Set-Cookie" not in answer.headers
		assert answer.headers["Cache-Control"] == "private, no-store"
		assert answer.headers["X-Robots-Tag"] == "noindex"
	frappe.db.rollback()
	assert frappe.db.get_value(calendar_feed.DOCTYPE, {"active_for": year.user}, "last_used")


@pytest.mark.commits
def test_wrong_revoked_and_disabled_links_get_the_same_answer(year):
	other = builders.make_user("feed.other@liaison.example", "Liaison Officer")
	off = builders.make_user("feed.off@liaison.example", "Liaison Officer")
	revoked, disabled = calendar_feed.create(other), calendar_feed.create(off)
	calendar_feed.revoke(other)
	frappe.db.set_value("User", off, "enabled", 0)
	frappe.db.commit()
	base = year.link.partition("?")[0]
	answers = [requests.get(base, timeout=30)]
	answers += [
		requests.get(base, {"token": token}, timeout=30) for token in ("wrong", revoked, disabled, "")
	]
	assert {answer.status_code for answer in answers} == {404}
	assert len({answer.content for answer in answers}) == 1
	assert not any("Set-Cookie" in answer.headers for answer in answers)
	assert revoked not in answers[2].text


@pytest.mark.commits
def test_the_link_is_for_reading(year):
	for method in ("POST", "PUT", "DELETE"):
		assert requests.request(method, year.link, timeout=30).status_code == 403


@pytest.mark.commits
def test_a_link_that_is_fetched_too_often_has_to_wait(year):
	key = frappe.cache.make_key(f"rl:liaison_app.api.calendar.feed:{year.user}")
	frappe.cache.setex(key, 3600, calendar.FETCHES_PER_LINK - 1)
	assert [requests.get(year.link, timeout=30).status_code for _ in range(2)] == [200, 429]
	frappe.cache.delete(key)


@pytest.mark.commits
def test_an_address_that_tries_too_many_links_has_to_wait(year):
	key = frappe.cache.make_key("rl:liaison_app.api.calendar.feed:127.0.0.1")
	frappe.cache.setex(key, 3600, calendar.FETCHES_PER_ADDRESS - 1)
	wrong = year.link.partition("?")[0] + "?token=wrong"
	assert [requests.get(wrong, timeout=30).status_code for _ in range(2)] == [404, 429]
	frappe.cache.delete(key)
