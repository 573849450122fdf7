"""The sample college on a site: loaded twice it is there once, and the night's job finds what the engine finds without a site."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import frappe
import pytest
from frappe.utils.password import check_password

from liaison_app.engine import draw_roster, next_due, plan, reconcile, settle
from liaison_app.packs import read_pack, shipped_packs
from liaison_app.roster import institution_from, visits_from
from liaison_app.sample import SampleCollege, sample_college
from liaison_app.services import contacts, nightly, sample
from liaison_app.services.honesty import checking
from liaison_app.services.sample.loading import DAY_KEY
from tests import sitekit
from tests.site.builders import make_officer, make_unit

TODAY = date(2026, 11, 20)
REGULATIONS = {"A", "B", "C", "D", "E", "F"}
OBLIGATION = "Periodic Obligation"
COMPARED = ("rule", "owner_key", "subject", "period_start", "quantity", "done", "state", "next_due")


@pytest.fixture(scope="module")
def college(site: str) -> Iterator[SimpleNamespace]:
	"""The sample, loaded, and the night's job done, once for all tests of this file."""
	with sitekit.clean_afterwards():
		loaded = sample.load(TODAY)
		frappe.db.commit()
		window = nightly.window_on(TODAY)
		night = nightly.start(TODAY, inline=True)
		yield SimpleNamespace(loaded=loaded, night=night, window=window, pure=sample_college(TODAY))
	frappe.db.set_default(DAY_KEY, None)
	frappe.db.commit()


def codes(doctype: str, field: str) -> dict[str, str]:
	return dict(frappe.get_all(doctype, fields=["name", field], as_list=True))


def facts_and_visits(pure: SampleCollege) -> tuple[Any, Any]:
	roster, facts = institution_from([read_pack(path) for path in shipped_packs()], pure.roster)
	return facts, visits_from(pure.visits, roster)


def drawn_ahead(facts: Any, rule: Any, until: date) -> list[Any]:
	"""The weeks of a rotation that the night draws before it plans."""
	return draw_roster(facts, rule, (TODAY, until)) if rule.owner_kind == "Rotation" else []


def obligations_without_site(pure: SampleCollege, window: tuple[date, date]) -> Counter[tuple[Any, ...]]:
	"""The same job from the files alone."""
	facts, visits = facts_and_visits(pure)
	since = facts.calendar.terms[0].first_day
	facts = replace(facts, last_completed_run=since)
	drawn = [row for rule in facts.rules for row in drawn_ahead(facts, rule, window[1])]
	facts = replace(facts, roster=(*facts.roster, *drawn))
	planned = plan(facts, window)
	created = reconcile((), planned, settle(planned, visits, facts), TODAY, since).create
	return Counter(
		(
			row.key.rule,
			row.key.owner,
			row.key.subject,
			row.period_start,
			row.quantity,
			progress.done,
			state,
			next_due(row, progress),
		)
		for row, progress, state in ((each.row, each.progress, each.state) for each in created)
	)


def obligations_on_site() -> Counter[tuple[Any, ...]]:
	"""What is stored, under the roster's names."""
	people, targets = codes("Liaison Officer", "officer_code"), codes("Contact Target", "code")
	rows = frappe.get_all(OBLIGATION, fields=list(COMPARED), order_by="name asc")
	return Counter(
		(
			row.rule,
			people.get(row.owner_key, row.owner_key),
			targets.get(row.subject, ""),
			*(row[field] for field in COMPARED[3:]),
		)
		for row in rows
	)


def stamps() -> dict[str, dict[str, Any]]:
	"""When each record of the app, and each user and to-do, was last changed."""
	own = frappe.get_all("DocType", {"module": "Liaison", "issingle": 0, "is_virtual": 0}, pluck="name")
	runs = ("Liaison Run", "Liaison Run Chunk")
	return {
		doctype: dict(frappe.get_all(doctype, fields=["name", "modified"], as_list=True))
		for doctype in (*own, "User", "ToDo", "File")
		if doctype not in runs
	}


def test_a_site_with_people_of_its_own_is_left_alone(site):
	"""Before anything is written: a real site must not get logins with a known password. Stands before the sample is loaded."""
	make_officer(make_unit("Our College"))
	users = frappe.db.count("User")
	with pytest.raises(frappe.ValidationError, match="officers of its own"):
		sample.load(TODAY)
	assert frappe.db.count("User") == users


def test_the_whole_college_is_there(college):
	roster = college.pure.roster
	for doctype, section in (
		("Liaison Officer", "officers"),
		("Contact Target", "targets"),
		("Liaison Assignment", "assignments"),
		("Liaison Unit", "units"),
		("Trigger Event", "events"),
		("Exemption", "exemptions"),
		("Roster Week", "roster"),
		("Duty Document", "documents"),
	):
		assert college.loaded.made[doctype] == len(roster[section]), doctype
		assert frappe.db.count(doctype) >= len(roster[section]), doctype
	assert frappe.db.count("Contact Visit") == len(college.pure.visits["visits"])
	assert college.loaded.made["Contact Visit"] == len(college.pure.visits["visits"])


def test_obligations_of_every_regulation_are_worked_out(college):
	owing = frappe.get_all(OBLIGATION, pluck="regulation", distinct=True, order_by="name asc")
	assert set(owing) == REGULATIONS
	run = frappe.get_doc("Liaison Run", college.night)
	assert (run.status, run.failed, run.message) == ("Completed", 0, "")


def test_the_site_finds_what_the_engine_finds_without_one(college):
	expected, stored = obligations_without_site(college.pure, college.window), obligations_on_site()
	assert sorted(map(str, (expected - stored).elements())) == []
	assert sorted(map(str, (stored - expected).elements())) == []
	states = Counter(line[6] for line in stored.elements())
	assert set(states) >= {"Upcoming", "Open", "Due", "Overdue", "Met", "Met Late", "Missed", "Waived"}, (
		states
	)


def test_todos_are_open_for_what_is_due(college):
	due = frappe.get_all(
		OBLIGATION, {"state": ("in", ("Due", "Overdue")), "responsible_user": ("is", "set")}, pluck="name"
	)
	todos = frappe.get_all("ToDo", {"status": "Open", "reference_type": OBLIGATION}, pluck="reference_name")
	assert due
	assert sorted(todos) == sorted(due)


@pytest.mark.commits
def test_the_second_time_nothing_is_added_or_changed(college):
	before = stamps()
	again = sample.load(TODAY)
	frappe.db.commit()
	run = frappe.get_doc("Liaison Run", nightly.start(TODAY, inline=True))
	assert again.made == Counter()
	assert (again.today, again.logins) == (college.loaded.today, college.loaded.logins)
	assert (run.status, run.created, run.changed, run.closed) == ("Completed", 0, 0, 0)
	assert stamps() == before


def test_without_a_day_the_loaded_sample_stays_as_it_is(college):
	assert sample.load().made == Counter()


def test_another_day_is_refused_with_a_cure(college):
	with pytest.raises(frappe.ValidationError, match="Use a new site"):
		sample.load(date(2026, 11, 25))


def test_visits_are_as_the_file_says(college):
	_, visits = facts_and_visits(college.pure)
	people, targets = codes("Liaison Officer", "officer_code"), codes("Contact Target", "code")
	names = frappe.get_all("Contact Visit", {"docstatus": 1}, pluck="name")
	stored = contacts.read_contacts(names, ())

	def told(visit: Any, officers: dict[str, str], targets: dict[str, str]) -> tuple[Any, ...]:
		return (
			tuple(officers.get(name, name) for name in visit.officers),
			tuple(targets.get(name, name) for name in visit.targets),
			visit.activities,
			visit.start,
			visit.minutes,
			visit.recorded_on,
			visit.attempt,
			visit.has_attachment,
			visit.has_report,
		)

	expected = Counter(told(visit, {}, {}) for visit in visits if not visit.cancelled)
	assert Counter(told(visit, people, targets) for visit in stored) == expected
	assert frappe.db.count("Contact Visit", {"docstatus": 2}) == sum(visit.cancelled for visit in visits)


def test_visits_belong_to_those_who_recorded_them(college):
	visit = frappe.get_last_doc("Contact Visit", {"docstatus": 1, "attachment": ("is", "set")})
	user = frappe.db.get_value("Liaison Officer", visit.officers[0].officer, "user")
	assert visit.owner == visit.recorded_by == user
	assert visit.title
	files = {"attached_to_doctype": "Contact Visit", "attached_to_name": visit.name}
	(proof,) = frappe.get_all("File", files, ["file_url", "is_private", "attached_to_field"])
	assert (proof.file_url, proof.is_private) == (visit.attachment, 1)


def test_every_visit_would_pass_its_form(college):
	for name in frappe.get_all("Contact Visit", pluck="name", order_by="name asc", limit=60):
		visit = frappe.get_doc("Contact Visit", name)
		title = visit.title
		visit._action = "submit"
		visit.validate()
		visit._validate_links()
		visit._validate_mandatory()
		visit._validate_selects()
		assert visit.title == title


def test_the_logins_work_and_see_their_part(college, as_user):
	seen = {}
	for kind, user in college.loaded.logins.items():
		assert check_password(user, college.loaded.password) == user
		with as_user(user):
			seen[kind] = len(frappe.get_list(OBLIGATION, limit=0))
	assert 0 < seen["officer"] < seen["admin"] == frappe.db.count(OBLIGATION)
	assert seen["clerk"] > seen["officer"] and seen["approver"] > seen["officer"], seen


def test_b20_nobody_of_the_honest_sample_is_asked_about_a_visit(college):
	assert checking.run(TODAY).add == ()
	assert frappe.get_all("Visit Flag") == []


def test_users_are_made_with_the_defaults_of_their_form(college):
	user = frappe.get_doc("User", college.loaded.logins["officer"])
	assert (user.enabled, user.user_type, user.form_sidebar) == (1, "System User", 1)
	assert frappe.db.get_value("Notification Settings", user.name, "enabled") == 1
	assert frappe.share.get_shared("User", user.name) == [user.name]


def test_a_late_entry_keeps_the_day_it_was_made(college):
	late = [visit for visit in college.pure.visits["visits"] if visit["recorded_on"] != visit["start"][:10]]
	assert late
	stored = Counter(
		(row.start, str(row.recorded_on))
		for row in frappe.get_all("Contact Visit", fields=["start", "recorded_on"])
	)
	assert all(stored[(frappe.utils.get_datetime(visit["start"]), visit["recorded_on"])] for visit in late)


def test_a_document_settles_its_duty_when_it_is_handed_in_and_withdrawn(college):
	asking = frappe.get_all("Duty Rule", {"measure": "Document", "owner_kind": "Officer"}, pluck="name")
	owed = frappe.get_last_doc(
		OBLIGATION, {"rule": ("in", asking), "state": ("in", ("Open", "Due")), "done": 0, "frozen": 0}
	)
	document = frappe.get_doc(
		{
			"doctype": "Duty Document",
			"docstatus": 1,
			"title": "Handed in today",
			"document_kind": frappe.db.get_value("Duty Rule", owed.rule, "document_kind"),
			**{field: owed.get(field) for field in ("rule", "officer", "subject", "period_key")},
		}
	).insert()
	assert frappe.db.get_value(OBLIGATION, owed.name, ["done", "state"]) == (1, "Met")
	document.reload()
	document.cancel()
	assert frappe.db.get_value(OBLIGATION, owed.name, ["done", "state"]) == (0, owed.state)
