"""What the desk's calendars get from the server, as the right and as the wrong user."""

import re
from collections.abc import Iterator
from datetime import timedelta

import frappe
import pytest
from frappe.utils import add_days, get_datetime, getdate

from liaison_app.api import calendar
from liaison_app.services import calendar_events, nightly
from liaison_app.services.reports import lines
from tests import sitekit
from tests.site import builders

SCRIPT = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def month(site: str) -> Iterator[frappe._dict]:
	"""Ann and Bob of two colleges with a duty each; Ann talked once, began a draft, and was not heard once."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		yield a_month()


def a_month() -> frappe._dict:
	reviewer = builders.make_user("calendar.reviewer@liaison.example", "Liaison Reviewer")
	unit = builders.make_unit("Calendar College", reviewer=reviewer)
	ann, bob = builders.make_officer(unit), builders.make_officer(builders.make_unit("Other College"))
	seven, other = builders.make_target(unit, title="Class 7"), builders.make_target(unit, title="Class 8")
	builders.make_assignment(ann, seven)
	builders.make_assignment(bob, other)
	rule = builders.make_rule(title="Talk", title_zh="谈心", subject_kind="Assigned", period="Calendar Year")
	builders.insert(
		"Liaison Term",
		term_name="Term of the Calendar",
		academic_year="2026",
		first_day=add_days(getdate(), -40),
		last_day=add_days(getdate(), 40),
	)
	builders.insert("Liaison Calendar Day", date=add_days(getdate(), -3), kind="Holiday", title=SCRIPT)
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	day = getdate(add_days(getdate(), -2))
	start = get_datetime(f"{day} 10:00:00")
	talk, draft = (
		builders.make_visit([ann], [seven], start=start),
		builders.make_visit([ann], [seven], start=start),
	)
	missed = builders.make_visit([ann], [seven], start=start, outcome="Not Reached", outcome_reason="Away")
	of_bob = builders.make_visit([bob], [other], start=start)
	for visit in (talk, missed, of_bob):
		visit.submit()
	frappe.db.commit()
	rows = frappe.get_all(
		"Periodic Obligation", {"rule": rule.name}, ["name", "officer", "next_due", "last_due"]
	)
	return frappe._dict(
		ann=ann,
		bob=bob,
		reviewer=reviewer,
		rule=rule,
		day=day,
		start=start,
		talk=talk.name,
		draft=draft.name,
		missed=missed.name,
		of_bob=of_bob.name,
		rows={row.officer: row for row in rows},
	)


def around(day: object, days: int = 10) -> tuple[str, str]:
	return f"{add_days(day, -days)} 00:00:00", f"{add_days(day, days)} 00:00:00"


def by_name(events: list[dict]) -> dict[str, dict]:
	return {event["name"]: event for event in events}


def test_an_officer_sees_own_visits_in_the_colours_of_what_became_of_them(month, as_user):
	with as_user(month.ann.user):
		found = by_name(calendar.visits(*around(month.day)))
	assert set(found) == {month.talk, month.draft, month.missed}
	assert {name: event["kind"] for name, event in found.items()} == {
		month.talk: "visit",
		month.draft: "draft",
		month.missed: "attempt",
	}
	talk = found[month.talk]
	assert talk["note"] == f"{month.ann.full_name}, Done"
	assert (talk["start"], talk["end"], talk["all_day"]) == (month.start, month.start + timedelta(hours=1), 0)


def test_colleagues_and_strangers_see_nothing_of_it_reviewers_and_managers_do(month, as_user):
	manager = builders.make_user("calendar.manager@liaison.example", "Liaison Manager")
	seen = {}
	for user in (month.bob.user, month.reviewer, manager):
		with as_user(user):
			seen[user] = set(by_name(calendar.visits(*around(month.day))))
	assert seen[month.bob.user] == {month.of_bob}
	assert seen[month.reviewer] == {month.talk, month.draft, month.missed}
	assert seen[manager] == {month.talk, month.draft, month.missed, month.of_bob}
	nobody = builders.make_user("calendar.nobody@liaison.example")
	for user in (nobody, "Guest"):
		for ask in (calendar.visits, calendar.duties, calendar.terms):
			with as_user(user), pytest.raises(frappe.PermissionError):
				ask(*around(month.day))


def test_layers_add_own_duties_terms_and_holidays(month, as_user):
	due = month.rows[month.bob.name]
	day = due.next_due or due.last_due
	with as_user(month.bob.user):
		(duty,) = calendar.visits(*around(day), layers="duties")
		around_now = calendar.visits(*around(month.day), layers="terms,holidays")
		assert calendar.visits(*around(month.day), layers="nonsense") == []
	assert (duty["name"], duty["start"], duty["end"], duty["all_day"]) == (due.name, day, day, 1)
	assert duty["title"].endswith("Talk: Class 8")
	term, holiday = around_now
	assert (term["title"], term["end"] - term["start"]) == ("Term of the Calendar", timedelta(days=80))
	# as it is stored: the desk shows titles as text
	assert (holiday["doctype"], holiday["kind"]) == ("Liaison Calendar Day", "holiday")


def test_duties_are_those_the_user_may_read_and_a_managers_own_calendar_has_only_own_ones(month, as_user):
	due = month.rows[month.bob.name]
	day = due.next_due or due.last_due
	manager = builders.make_user("calendar.manager@liaison.example", "Liaison Manager")
	names = {row.name for row in month.rows.values()}
	with as_user(month.bob.user):
		assert set(by_name(calendar.duties(*around(day)))) == {due.name}
	with as_user(manager):
		assert set(by_name(calendar.duties(*around(day)))) == names
		assert calendar.visits(*around(day), layers="duties") == []
		of_ann = [["Periodic Obligation", "officer", "=", month.ann.name]]
		(met,) = calendar.duties(*around(day), filters=frappe.as_json(of_ann))
	assert (met["name"], met["colour"]) == (month.rows[month.ann.name].name, "green")


def test_titles_of_duties_speak_the_users_language(month, as_user):
	day = month.rows[month.bob.name].last_due
	with as_user(month.bob.user):
		frappe.local.lang = "zh"
		(duty,) = calendar.duties(*around(day))
		frappe.local.lang = "en"
	assert "谈心: Class 8" in duty["title"]


def test_a_full_view_tells_numbers_instead_of_single_entries(month, as_user, monkeypatch):
	monkeypatch.setattr(calendar_events, "MOST_SINGLE", 1)
	with as_user(month.ann.user):
		(number,) = calendar.visits(*around(month.day))
	assert (number["title"], number["start"], number["kind"]) == ("3 visits", month.day, "number")
	assert number["list"] == {"start": ["between", [str(month.day), str(month.day)]]}
	manager = builders.make_user("calendar.manager@liaison.example", "Liaison Manager")
	with as_user(manager):
		numbers = calendar.duties(*around(month.rows[month.bob.name].last_due))
	assert sum(int(each["title"].partition(" ")[0]) for each in numbers) == 2


@pytest.mark.parametrize(
	("start", "end"),
	[
		("2026-01-01", "2028-01-01"),
		("2026-02-01", "2026-01-01"),
		("nonsense", "2026-01-01"),
		("", ""),
		("2026-01-01' OR 1=1", "2026-01-31"),
	],
)
def test_spans_that_make_no_sense_are_refused(month, as_user, start, end):
	with as_user(month.ann.user), pytest.raises(frappe.ValidationError):
		calendar.visits(start, end)


@pytest.mark.parametrize(
	"filters", ['"a"', '{"name": 1}', '["name"]', '[["name", "="]]', '[["Contact Visit", [], "=", 1]]']
)
def test_filters_that_cannot_be_read_are_refused(month, as_user, filters):
	with as_user(month.ann.user), pytest.raises(frappe.ValidationError):
		calendar.visits(*around(month.day), filters=filters)


def test_the_last_moment_of_a_view_belongs_to_it(month, as_user):
	day = month.day
	with as_user(month.ann.user):
		assert calendar.visits(f"{day} 00:00:00", f"{add_days(day, 1)} 00:00:00")
		assert not calendar.visits(f"{add_days(day, -1)} 00:00:00", f"{day} 00:00:00")


def test_a_state_has_the_same_colour_on_every_screen_and_missed_is_not_that_of_met():
	script = (sitekit.CHECKOUT / "liaison_app/public/js/states.js").read_text(encoding="utf-8")
	listed = dict(re.findall(r'^\t"?([A-Z][A-Za-z ]+)"?: "(\w+)"', script.split("};", 1)[0], re.M))
	assert listed == calendar_events.STATE_COLOURS
	assert list(listed) == list(lines.STATE_COLOURS)
	chart = lines.STATE_COLOURS
	assert len(set(chart.values())) == len(chart)
	assert (listed["Missed"], listed["Met"], chart["Met"]) == ("red", "green", "green")
	red, green, blue = bytes.fromhex(chart["Missed"][1:])
	assert red > 2 * max(green, blue)
	for state in ("Lapsed", "Waived", "Withdrawn"):
		shade = bytes.fromhex(chart[state][1:])
		assert listed[state] == "gray" and max(shade) - min(shade) < 32
