"""From officers to their college to the school: what is approved is taken in, what is missing is shown and reminded of."""

from __future__ import annotations

import frappe
import pytest

from liaison_app.api import documents as api
from liaison_app.services.documents import collating, differences, drafting
from tests import sitekit
from tests.site import builders, papers_college
from tests.site.papers_college import PAPER, approve, move, owed
from tests.site.queries import counted

KEPT = (
	"regulation",
	"period_key",
	"period_start",
	"period_end",
	"opens",
	"last_due",
	"close_on",
	"quantity",
	"nature",
	"plan_data",
	"counted_contacts",
	"revision",
)


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def college(committed):
	"""Under all regulations: Ann owes a summary, her college and the other one each collate, and the school all of them."""
	found = papers_college.make_college()
	for unit in (found.office, found.organisation):
		frappe.db.set_value("Liaison Unit", unit, "reviewer", found.max)
	frappe.db.commit()
	return found


def prepared(code, owner):
	return frappe.get_doc(PAPER, drafting.prepare(owed(code, owner).name))


def closed(code, owner):
	"""The owner's paper, handed in and approved by an administrator."""
	paper = prepared(code, owner)
	move(paper, "Handed In")
	return approve(paper)


def sources(paper):
	return [(row.document, row.officer, row.unit, row.status) for row in paper.sources]


def missing(paper):
	return [(each["who"], each["status"]) for each in collating.shown(collating.missing(paper))]


def test_a_college_takes_in_what_is_approved_and_shows_what_is_missing(college):
	own = prepared("A16", college.ann)
	summary = prepared("A16-unit", college.college)
	assert (sources(summary), missing(summary)) == ([], [("Ann", "Draft")])
	move(own, "Handed In")
	assert (sources(summary.save()), missing(summary)) == ([], [("Ann", "Handed In")])
	approve(own)
	assert sources(summary.reload().save()) == [(own.name, college.ann.name, None, "Approved")]
	assert missing(summary) == []
	assert missing(prepared("A16-unit", college.west)) == [("Eve", "")]


def test_where_nobody_approves_a_submitted_paper_is_closed(college):
	own = prepared("A16", college.ann)
	for workflow in frappe.get_all("Workflow", {"document_type": PAPER}, pluck="name"):
		frappe.delete_doc("Workflow", workflow)
	own.reload().submit()
	assert own.status == "Handed In"
	assert sources(prepared("A16-unit", college.college)) == [(own.name, college.ann.name, None, "Handed In")]


def test_from_an_officer_to_the_school_by_three_users(college, as_user):
	with as_user(college.ann.user):
		own = prepared("A16", college.ann)
		move(own, "Handed In")
	with as_user(college.rita):
		approve(own)
		summary = prepared("A16-unit", college.college)
		move(summary, "Handed In")
		assert [row.document for row in summary.sources] == [own.name]
	with as_user(college.max):
		approve(summary)
		whole = prepared("A16-school", college.organisation)
	taken = {(row.document, row.unit) for row in whole.sources}
	assert taken == {(summary.name, college.college)}  # and not Ann's once more
	assert [who for who, _status in missing(whole)] == ["Paper Office", "Paper West"]


@pytest.mark.parametrize(
	("code", "owner", "above", "unit"),
	[
		("A16", "lee", "A16-office", "office"),
		("A16-office", "office", "A16-school", "organisation"),
		("B17", "ann", "B17-office", "office"),
		("D8", "ann", "D8-report", "quality"),
		("E7", "bo", "E8", "branch"),
		("F3", "ann", "F3-college", "college"),
		("F3-college", "college", "F3-school", "affairs"),
	],
)
def test_the_way_of_each_regulation(college, code, owner, above, unit):
	whole = prepared(above, college[unit])
	if code == "E7":  # a half-year takes in the semesters that end in it
		frappe.db.set_value(
			"Periodic Obligation", owed(code, college[owner]).name, "period_end", college.today
		)
	own = prepared(code, college[owner])
	assert own.name in {each.paper for each in collating.missing(whole)}
	asked = collating.remind(whole, "Administrator", college.today)
	assert (own.officer or own.unit) in (*asked.told, *asked.no_login)
	move(own, "Handed In")
	approve(own)
	move(whole, "Handed In")
	assert [row.document for row in whole.sources] == [own.name]
	move(whole, "Returned")
	states = frappe.get_all(PAPER, {"name": ("in", (own.name, whole.name))}, ["name", "status"])
	assert {each.name: each.status for each in states} == {own.name: "Approved", whole.name: "Returned"}
	assert papers_college.state_of(owed_by(own))[0] == "Met"


def owed_by(paper):
	owner = paper.officer or paper.unit
	filters = {"rule": paper.rule, "period_key": paper.period_key, "owner_key": owner}
	return frappe.get_doc("Periodic Obligation", filters)


def test_what_is_handed_in_keeps_its_sources_and_shows_what_became_of_them(college):
	summary = prepared("A16-unit", college.college)
	move(summary, "Handed In")
	own = closed("A16", college.ann)
	assert (sources(summary.reload().save()), missing(summary)) == ([], [("Ann", "Approved")])
	move(summary, "Returned")
	assert [row.document for row in summary.sources] == [own.name]
	assert frappe.db.get_value(PAPER, own.name, "status") == "Approved"  # only what is returned is open again
	move(summary, "Handed In")
	frappe.get_doc(PAPER, own.name).cancel()
	changed = differences.looked_at(frappe.get_doc(PAPER, summary.name), college.today)["sources"]
	assert changed == [{"document": own.name, "then": "Approved", "now": "Cancelled"}]


def test_what_a_closed_summary_has_taken_in_is_not_taken_back(college):
	own = closed("A16", college.ann)
	summary = closed("A16-unit", college.college)
	with pytest.raises(frappe.ValidationError, match="which is closed"):
		frappe.get_doc(PAPER, own.name).cancel()
	frappe.get_doc(PAPER, summary.name).cancel()
	frappe.get_doc(PAPER, own.name).cancel()
	assert frappe.db.get_value(PAPER, own.name, "docstatus") == 2


def test_waived_and_withdrawn_papers_are_not_missing(college):
	summary = prepared("A16-unit", college.college)
	duty = owed("A16", college.ann)
	frappe.db.set_value("Periodic Obligation", duty.name, "state", "Withdrawn")
	assert missing(summary) == []
	frappe.db.set_value("Periodic Obligation", duty.name, {"state": "Waived", "waived_reason": "leave"})
	assert missing(summary) == []


# --- reminding ---


def test_who_owes_a_missing_paper_is_reminded_once_a_day_and_it_is_logged(college, as_user):
	summary = prepared("A16-unit", college.west)
	with as_user(college.wes):
		assert api.remind_missing(summary.name) == {
			"told": [college.eve.name],
			"already": [],
			"no_login": [],
		}
		assert api.remind_missing(summary.name)["already"] == [college.eve.name]
	(message,) = frappe.get_all(
		"Notification Log", {"for_user": college.eve.user, "from_user": college.wes}, ["email_content"]
	)
	assert "A16" in message.email_content
	(log,) = frappe.get_all("Liaison Nudge", {"officer": college.eve.name}, ["nudged_by", "duties", "day"])
	assert (log.nudged_by, log.duties, log.day) == (college.wes, 1, college.today)


def test_for_a_unit_whoever_answers_for_it_is_reminded_and_nobody_who_has_handed_in(college):
	whole = prepared("A16-school", college.organisation)
	move(prepared("A16-unit", college.college), "Handed In")
	for unit, user in ((college.west, college.wes), (college.office, None)):
		frappe.db.set_value("Periodic Obligation", owed_name(unit), "responsible_user", user)
	told = collating.remind(whole, "Administrator", college.today)
	assert (told.told, told.no_login) == ([college.west], [college.office])
	assert frappe.db.exists("Liaison Nudge", {"unit": college.west, "officer": ("is", "not set")})


def owed_name(unit):
	code = "A16-office" if "Office" in unit else "A16-unit"
	return owed(code, unit).name


# --- who may ---


def test_who_reads_an_officers_paper_is_not_whoever_reads_the_schools(college, as_user):
	own, whole = prepared("A16", college.ann), prepared("A16-school", college.organisation)
	with as_user(college.eve.user):
		for name in (own.name, whole.name):
			for ask in (api.compared, api.remind_missing):
				with pytest.raises(frappe.PermissionError):
					ask(name)
		with pytest.raises(frappe.PermissionError):
			api.prepare(owed("A16-unit", college.college).name)
		assert api.prepare_many([owed("A16", college.eve).name, owed("A16", college.ann).name])["left"] == [
			owed("A16", college.ann).name
		]


@pytest.mark.parametrize("table", ["Row", "Section", "Source", "Carrier"])
def test_the_tables_of_a_paper_are_read_by_whom_reads_the_paper(college, as_user, table):
	closed("A16", college.ann)
	summary = prepared("A16-unit", college.college)
	child = f"Duty Document {table}"
	if table == "Carrier":
		summary.append("carriers", {"target": college.group.name, "audience": "Students"})
		summary.save()
	with as_user(college.rita):
		assert summary.name in frappe.get_list(child, parent_doctype=PAPER, pluck="parent")
	with as_user(college.wes):
		assert frappe.get_list(child, parent_doctype=PAPER, pluck="parent") == []


def test_what_the_app_works_out_is_not_in_the_history(college):
	summary = prepared("A16-unit", college.college)
	closed("A16", college.ann)
	summary.reload()
	summary.sections[0].text = "Much was done"
	summary.save()
	(version,) = frappe.get_all("Version", {"docname": summary.name}, pluck="data")
	assert "Much was done" in version
	assert "visit_names" not in version and '"sources"' not in version


def test_visits_behind_a_figure_are_told_to_whom_may_read_them(college, as_user):
	visit = builders.make_visit([college.bo], [college.group])
	visit.submit()
	summary = prepared("A16-unit", college.college)
	summary.append("rows", {"rule": "A-A6", "visit_names": frappe.as_json([visit.name]), "visits": 1})
	summary.rows[-1].db_insert()
	with as_user(college.rita):
		assert [each.name for each in api.visits(summary.name, "A-A6")["visits"]] == [visit.name]
	frappe.db.set_value(PAPER, summary.name, "owner", college.wes)
	with as_user(college.wes):
		assert api.visits(summary.name, "A-A6") == {"visits": [], "hidden": 1}


# --- many ---


def queries_of(paper):
	with counted() as queries:
		paper.reload()
		paper.save()
	return len(queries)


def test_more_officers_take_no_more_queries(college):
	summary = prepared("A16-unit", college.college)
	queries_of(summary)
	before = queries_of(summary)
	anns = owed("A16", college.ann).as_dict()
	again = {field: anns[field] for field in KEPT}
	for number in range(12):
		officer = builders.make_officer(college.college, None, full_name=f"Officer {number}")
		builders.make_obligation(officer, frappe._dict(name="A-A16"), owner_key=officer.name, **again)
	assert queries_of(summary) <= before
	assert len(missing(summary)) == 13
