"""Papers: each rule that asks for one is met by handing it in; figures follow the data until then, and what changes later is shown."""

from __future__ import annotations

import json
from datetime import timedelta

import frappe
import pytest
from frappe.utils import add_days

from liaison_app.services.documents import computing, differences, drafting, observing
from tests import sitekit
from tests.site import builders, papers_college
from tests.site.papers_college import PAPER, approve, declaration, move, owed, state_of


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def college(committed):
	return papers_college.make_college()


@pytest.fixture
def commits_nothing(rolled_back, monkeypatch):
	"""The night's job commits; here it leaves its rows to the rollback."""
	with monkeypatch.context() as patch:
		patch.setattr(frappe.db, "commit", lambda: None)
		yield


def prepared(code, owner, **values):
	paper = frappe.get_doc(PAPER, drafting.prepare(owed(code, owner).name))
	return paper.update(values) and paper.save() if values else paper


@pytest.mark.parametrize(
	("code", "owner"),
	[
		("A13", "lee"),
		("A16", "ann"),
		("A16-unit", "college"),
		("A16-office", "office"),
		("A16-school", "organisation"),
		("B16", "ann"),
		("B17", "ann"),
		("B17-office", "office"),
		("C18", "lee"),
		("D8", "ann"),
		("D8-report", "quality"),
		("E7", "bo"),
		("E8", "branch"),
		("F3", "ann"),
		("F3-college", "college"),
		("F3-school", "affairs"),
	],
)
def test_a_duty_of_handing_in_a_paper_is_met_by_it_and_open_again_when_it_is_returned(college, code, owner):
	duty = owed(code, college[owner])
	paper = prepared(code, college[owner], **(declaration(college) if code == "B16" else {}))
	before = state_of(duty)
	assert (paper.status, paper.handed_in_on, before[1]) == ("Draft", None, 0)
	assert (paper.period_start, paper.regulation) == (duty.period_start, code[0])
	move(paper, "Handed In")
	assert (state_of(duty), paper.handed_in_on) == (("Met", 1), college.today)
	frappe.db.set_value(PAPER, paper.name, "handed_in_on", add_days(college.today, -1))
	move(paper, "Returned", return_reason="Say much more")
	assert state_of(duty) == before
	move(paper, "Handed In")
	assert state_of(duty)[0] == "Met"
	assert paper.handed_in_on == add_days(college.today, -1)  # in time is in time
	paper.reload().submit()
	assert (paper.status, state_of(duty)[0]) == ("Handed In", "Met")
	paper.reload().cancel()
	assert state_of(duty) == before


def test_what_is_handed_in_stays_as_it_is_and_is_not_deleted(college):
	paper = prepared("A16", college.ann, text="As it was")
	move(paper, "Handed In")
	for change in ({"text": "Better"}, {"title": "Other"}, {"period_key": "S:Then"}):
		with pytest.raises(frappe.ValidationError, match="stays as it was handed in"):
			move(paper, "Handed In", **change)
	paper.reload()
	paper.sections[0].text = "More"
	with pytest.raises(frappe.ValidationError, match="stays as it was handed in"):
		paper.save()
	with pytest.raises(frappe.ValidationError, match="is handed in"):
		frappe.delete_doc(PAPER, paper.name)
	with pytest.raises(frappe.ValidationError, match="can be returned"):
		move(prepared("C18", college.lee), "Returned")


def test_a_returned_paper_is_early_for_its_own_duty_only(college):
	paper = prepared("A16", college.ann)
	move(paper, "Handed In")
	frappe.db.set_value(PAPER, paper.name, "handed_in_on", "2020-01-01")
	move(paper, "Returned")
	other = owed("C18", college.lee)
	values = {"officer": college.lee.name, "rule": other.rule, "period_key": other.period_key}
	move(paper, "Handed In", **values)
	assert paper.handed_in_on == college.today


def test_the_day_and_the_figures_are_the_apps_to_say(college):
	paper = prepared("A16", college.ann)
	forged = {"rule": "A-A6", "title": "All done", "quantity": 9, "done": 9, "attainment": 100}
	paper.reload()
	paper.update({"handed_in_on": "2018-01-01", "rows": [forged], "period_start": "2001-01-01"})
	paper.save()
	assert paper.handed_in_on is None
	assert "All done" not in [row.title for row in paper.rows]
	assert paper.period_start == owed("A16", college.ann).period_start
	move(paper, "Handed In")
	paper.reload()
	paper.update({"handed_in_on": "2018-01-01", "rows": [forged]})
	paper.save()
	assert (paper.handed_in_on, "All done" in [row.title for row in paper.rows]) == (college.today, False)


# --- figures ---


def talk(officer, target, day, **values):
	visit = builders.make_visit([officer], [target], start=f"{day} 10:00:00", **values)
	visit.submit()
	return visit


def row(paper, rule):
	return next((each for each in paper.rows if each.rule == rule), None)


@pytest.fixture
def talking(college):
	"""Ann owes each class a talk this month, and Bo one in all; a third rule asks for talks without a number."""
	talks = [talk(college.ann, college.group, add_days(college.today, -number)).name for number in (3, 2, 1)]
	rule = builders.make_rule(
		regulation="A",
		code="A99",
		title="Talk",
		title_zh="谈话",
		clause="九",
		period="Month",
		quantity=2,
	)
	tally = builders.make_rule(
		regulation="A", code="A98", title="Any talk", nature="Advocated", without_minimum=1, quantity=0
	)
	for officer in (college.ann, college.bo):
		span = {"period_start": college.today.replace(day=1), "period_end": add_days(college.today, 20)}
		builders.make_obligation(
			officer,
			rule,
			regulation="A",
			owner_key=officer.name,
			period_key="M:now",
			quantity=2,
			quantity_unit="Times",
			nature="Required",
			**span,
		)
	return frappe._dict(college, rule=rule, tally=tally, talks=talks)


def done(officer, rule, *visits, state="Open"):
	name = frappe.db.get_value("Periodic Obligation", {"officer": officer.name, "rule": rule.name})
	values = {"done": len(visits), "counted_contacts": json.dumps([len(visits), *visits]), "state": state}
	frappe.db.set_value("Periodic Obligation", name, values)


def test_figures_follow_the_data_until_handing_in_and_then_the_changes_are_shown(talking):
	first, second, third = talking.talks
	paper = prepared("A16", talking.ann)
	assert row(paper, talking.rule.name).done == 0
	done(talking.ann, talking.rule, first)
	paper.reload().save()
	found = row(paper, talking.rule.name)
	assert (found.clause, found.title, found.quantity, found.done) == ("九", "A99 Talk", 2, 1)
	assert (found.owed, found.attainment, found.visits, found.missed) == (1, 50, 1, 0)
	assert computing.visits_of([found]) == [first]
	assert row(paper, talking.tally.name).tally == 3
	assert row(paper, "A-A16") is None  # the paper does not tell of itself
	move(paper, "Handed In")
	assert differences.since_handed_in(paper, talking.today) == []
	done(talking.ann, talking.rule, first, second, third, state="Met Late")
	paper.reload().save()
	assert row(paper, talking.rule.name).done == 1
	changes = {
		each["figure"]: (each["then"], each["now"])
		for each in differences.since_handed_in(paper, talking.today)
		if each["rule"] == talking.rule.name
	}
	assert changes == {
		"done": (1, 3),
		"capped": (1, 2),
		"attainment": (50, 100),
		"late": (0, 1),
		"visits": (1, 3),
	}
	move(paper, "Returned")
	assert row(paper, talking.rule.name).done == 3


def test_a_units_paper_tells_of_all_below_it_and_of_nobody_else(talking):
	done(talking.ann, talking.rule, "V1", "V2", "V3", state="Met")
	done(talking.bo, talking.rule, "V3", state="Missed")
	found = row(prepared("A16-unit", talking.college), talking.rule.name)
	assert (found.owed, found.quantity, found.done, found.capped) == (2, 4, 4, 3)
	assert (found.attainment, found.missed, found.visits) == (75, 1, 3)
	west = prepared("A16-unit", talking.west)
	assert row(west, talking.rule.name) is None


def test_figures_of_hours_are_told_in_hours(talking):
	talking.rule.update({"measure": "Minutes", "quantity_unit": "Hours"})
	talking.rule.save()
	filters = {"officer": talking.ann.name, "rule": talking.rule.name}
	name = frappe.db.get_value("Periodic Obligation", filters)
	frappe.db.set_value(
		"Periodic Obligation", name, {"quantity_unit": "Minutes", "quantity": 120, "done": 90}
	)
	found = row(prepared("A16", talking.ann), talking.rule.name)
	assert (found.quantity, found.done, found.quantity_unit) == (2, 1.5, "Hours")


def test_a_paper_for_no_duty_has_no_figures_and_looks_at_nobody(talking):
	done(talking.bo, talking.rule, "V1")
	values = {"title": "x", "document_kind": "Summary", "rule": "A-A16-school"}
	duty = owed("A16-school", talking.organisation)
	spied = builders.insert(PAPER, unit=talking.college, period_key=duty.period_key, **values)
	assert (spied.rows, spied.sources, spied.period_start) == ([], [], duty.period_start)
	nothing = builders.insert(PAPER, unit=talking.college, period_key="S:never", **values)
	assert (nothing.rows, nothing.period_start) == ([], None)
	assert move(nothing, "Handed In").status == "Handed In"
	assert differences.looked_at(nothing, talking.today) == {"changes": [], "sources": [], "missing": []}


def test_the_parts_are_those_that_the_regulation_names(college):
	paper = prepared("D8-report", college.quality)
	assert [part.heading for part in paper.sections] == [
		"How classes were heard",
		"Problems found and how they were handled",
		"Conclusions",
	]
	paper.sections[1].text = "Chalk is missing"
	paper.save()
	assert [part.text for part in paper.reload().sections] == [None, "Chalk is missing", None]
	assert prepared("E7", college.bo).sections[0].heading == "Whom I contacted and what I learned"
	frappe.db.set_single_value("System Settings", "language", "zh")
	frappe.clear_document_cache("System Settings")
	assert prepared("E8", college.branch).sections[0].heading == "检查情况"


def test_no_figure_part_or_source_tells_of_whom_only_few_may_know(talking):
	secret = builders.make_target(
		talking.college,
		"Hardship Student",
		title="Student Qu",
		sensitive_notes="in debt",
		hardship_category="Financial",
	)
	visit = builders.make_visit(
		[talking.ann], [secret], confidential=1, confidential_account="She wept", account="We talked of Qu"
	)
	filters = {"officer": talking.ann.name, "rule": talking.rule.name}
	duty = frappe.db.get_value("Periodic Obligation", filters)
	shown = {"subject": secret.name, "subject_title": "Student Qu", "title": "Talk: Student Qu"}
	frappe.db.set_value("Periodic Obligation", duty, shown)
	done(talking.ann, talking.rule, visit.name)
	about = owed("A16", talking.ann)
	frappe.db.set_value("Periodic Obligation", about.name, shown)
	for paper in (prepared("A16", talking.ann), prepared("A16-unit", talking.college)):
		assert row(paper, talking.rule.name).visits == 1
		looked = frappe.as_json([paper.as_dict(), differences.looked_at(paper, talking.today)])
		for word in ("Qu", "debt", "Financial", "wept", secret.title):
			assert word not in looked


# --- drafts ---


def test_the_night_drafts_what_is_over_or_presses_once_and_the_plan_never(college, commits_nothing):
	for code, owner in (("A16", college.ann), ("A13", college.lee)):
		duty = owed(code, owner)
		frappe.db.set_value("Periodic Obligation", duty.name, "state", "Due")
	drafting.run(college.today)
	first = frappe.get_all(
		PAPER, {"officer": college.ann.name, "rule": "A-A16"}, ["name", "status", "computed_on"]
	)
	assert [each.status for each in first] == ["Draft"] and first[0].computed_on
	assert not frappe.db.exists(PAPER, {"rule": "A-A13"})
	drafting.run(college.today)
	assert frappe.db.count(PAPER, {"officer": college.ann.name, "rule": "A-A16"}) == 1
	assert drafting.prepare(owed("A16", college.ann).name) == first[0].name


def test_of_two_who_prepare_at_once_one_makes_the_paper(college, monkeypatch):
	duty = owed("A16", college.ann)
	first = drafting.prepare(duty.name)
	with monkeypatch.context() as patch:
		patch.setattr(
			drafting, "found_for", lambda obligation: None
		)  # as who began before the first was done
		with pytest.raises(frappe.ValidationError, match="Try again"):
			drafting.prepare(duty.name)
		assert drafting.draft(duty.name, college.today) is False
	assert drafting.prepare(duty.name) == first
	forged = {"title": "x", "document_kind": "Summary", "officer": college.bo.name, "prepared_for": duty.name}
	assert builders.insert(PAPER, **forged).prepared_for is None
	frappe.get_doc(PAPER, first).submit()
	frappe.get_doc(PAPER, first).cancel()
	assert drafting.prepare(duty.name) != first


def test_the_night_brings_drafts_up_to_date_and_leaves_what_is_handed_in(talking, commits_nothing):
	draft, sent = prepared("A16", talking.ann), prepared("A16-unit", talking.college)
	move(sent, "Handed In")
	done(talking.ann, talking.rule, "V1")
	stamp = frappe.db.get_value(PAPER, draft.name, "modified")
	assert drafting.refresh(draft.name, talking.today) is True
	assert drafting.refresh(draft.name, talking.today) is False
	assert row(draft.reload(), talking.rule.name).done == 1
	assert draft.modified == stamp
	assert sent.name not in drafting.drafts(talking.today)


def test_a_paper_that_came_before_its_duty_gets_period_and_figures_by_night(talking, commits_nothing):
	duty = owed("A16", talking.ann)
	values = {"title": "Early", "document_kind": "Summary", "rule": duty.rule, "officer": talking.ann.name}
	paper = builders.insert(PAPER, period_key="S:next", **values)
	paper.submit()
	assert (paper.period_start, paper.rows) == (None, [])
	assert drafting.complete(paper.name, talking.today) is False
	frappe.db.set_value("Periodic Obligation", duty.name, "period_key", "S:next")
	drafting.run(talking.today)
	paper.reload()
	assert (paper.period_start, paper.status) == (duty.period_start, "Handed In")
	assert row(paper, talking.rule.name).owed == 1
	assert drafting.early(talking.today) == []


def test_one_bad_paper_does_not_keep_the_others_from_being_drafted(college, commits_nothing):
	for code, owner in (("A16", college.ann), ("E7", college.bo)):
		frappe.db.set_value("Periodic Obligation", owed(code, owner).name, "state", "Due")
	frappe.db.set_value("Periodic Obligation", owed("A16", college.ann).name, "subject", "no such target")
	drafting.run(college.today)
	assert frappe.db.exists(PAPER, {"officer": college.bo.name, "rule": "E-E7"})
	assert not frappe.db.exists(PAPER, {"officer": college.ann.name, "rule": "A-A16"})


# --- the file of classes heard ---


@pytest.fixture
def heard(college):
	"""Ann's file of classes heard, of a period that ended yesterday, with one class heard."""
	course = builders.make_target(college.college, "Course", title="Statics")
	paper = prepared("D8", college.ann)
	yesterday = add_days(college.today, -1)
	visit = {"activities": [{"activity": "Class Observation"}], "has_report": 1}
	first = builders.make_visit(
		[college.ann], [course], **{**visit, "start": f"{add_days(college.today, -4)} 08:00:00"}
	)
	first.submit()
	for doctype, name in ((PAPER, paper.name), ("Periodic Obligation", owed("D8", college.ann).name)):
		frappe.db.set_value(doctype, name, "period_end", yesterday)
	drafting.refresh(paper.name, college.today)
	frappe.db.set_value(PAPER, paper.name, "period_end", yesterday)
	return frappe._dict(college, paper=paper.reload(), course=course, visit=visit)


def test_the_file_of_classes_heard_hands_itself_in_when_the_last_record_is_submitted(heard):
	assert sum(each.visits for each in heard.paper.rows) > 0
	second = builders.make_visit(
		[heard.ann], [heard.course], **{**heard.visit, "start": f"{add_days(heard.today, -3)} 08:00:00"}
	)
	assert observing.hand_in(heard.paper.name, heard.today) is False
	second.submit()
	assert frappe.db.get_value(PAPER, heard.paper.name, ("status", "handed_in_on")) == (
		"Handed In",
		heard.today,
	)
	assert (
		state_of(frappe.get_doc("Periodic Obligation", {"rule": "D-D8", "officer": heard.ann.name}))[0]
		== "Met"
	)


def test_a_file_that_cannot_be_handed_in_does_not_keep_the_visit_from_being_submitted(heard):
	frappe.db.set_value(PAPER, heard.paper.name, "rule", "no such rule")
	start = f"{add_days(heard.today, -3)} 08:00:00"
	second = builders.make_visit([heard.ann], [heard.course], **{**heard.visit, "start": start})
	second.submit()
	assert frappe.db.get_value("Contact Visit", second.name, "docstatus") == 1
	assert frappe.db.get_value(PAPER, heard.paper.name, "status") == "Draft"


def test_the_night_hands_the_file_in_but_never_an_empty_one_nor_before_the_end(heard):
	assert observing.ripe(heard.today) == [heard.paper.name]
	assert observing.hand_in(heard.paper.name, heard.today) is True
	assert observing.ripe(heard.today) == []
	empty = prepared("D8", heard.eve)
	assert observing.ripe(heard.today) == []
	frappe.db.set_value(PAPER, empty.name, "period_end", add_days(heard.today, -1))
	assert observing.ripe(heard.today) == [empty.name]
	assert observing.hand_in(empty.name, heard.today) is False


# --- the declaration ---


@pytest.mark.parametrize(
	("lacks", "message"),
	[
		({"specialty_subject": " "}, "three specialties"),
		({"carriers": []}, "one carrier for teachers and one for students"),
		({"carriers": "Teachers"}, "one carrier for teachers and one for students"),
	],
)
def test_an_incomplete_declaration_is_not_handed_in(college, lacks, message):
	values = {**declaration(college), **lacks}
	if lacks.get("carriers") == "Teachers":
		values["carriers"] = declaration(college)["carriers"][:1]
	paper = prepared("B16", college.ann, **values)
	with pytest.raises(frappe.ValidationError, match=message):
		move(paper, "Handed In")


def test_an_approved_declaration_makes_the_assignments_once_and_ends_those_of_last_year(college, as_user):
	earlier = builders.make_target(college.college, "Club", title="Chess")
	old = builders.make_assignment(
		college.ann, earlier, from_date="2020-09-01", assignment_rule="B-B16-students", regulation="B"
	)
	values = declaration(college)
	paper = prepared("B16", college.ann, **values)
	move(paper, "Handed In")
	chosen = [each["target"] for each in values["carriers"]]
	assert not frappe.db.exists("Liaison Assignment", {"officer": college.ann.name, "target": chosen[0]})
	with as_user(college.rita):
		approve(paper)
	made = frappe.get_all(
		"Liaison Assignment",
		{"officer": college.ann.name, "target": ("in", chosen), "regulation": "B"},
		["assignment_rule", "status", "from_date"],
		order_by="assignment_rule asc",
	)
	assert [(each.assignment_rule, each.status) for each in made] == [
		("B-B16-students", "Approved"),
		("B-B16-teachers", "Approved"),
	]
	assert {each.from_date for each in made} == {paper.period_start}
	old.reload()
	assert (old.status, old.end_reason, old.to_date) == (
		"Ended",
		"Replaced",
		paper.period_start - timedelta(days=1),
	)
	paper.reload()
	frappe.get_doc(PAPER, paper.name).submit() if paper.docstatus == 0 else None
	assert (
		frappe.db.count(
			"Liaison Assignment", {"officer": college.ann.name, "target": ("in", chosen), "regulation": "B"}
		)
		== 2
	)


def test_who_left_before_the_approval_holds_what_was_declared_until_then(college):
	paper = prepared("B16", college.ann, **declaration(college))
	move(paper, "Handed In")
	came, left = paper.period_start + timedelta(days=2), paper.period_start + timedelta(days=4)
	frappe.db.set_value("Officer Tenure", {"parent": college.ann.name}, {"from_date": came, "to_date": left})
	first, second = (row.target for row in paper.carriers)
	frappe.db.set_value("Contact Target", second, "active_to", add_days(paper.period_start, 1))
	approve(paper)
	held = {"officer": college.ann.name, "regulation": "B"}
	made = frappe.get_all("Liaison Assignment", held, ["target", "from_date", "to_date"])
	assert [tuple(each.values()) for each in made] == [(first, came, left)]


def test_nobody_declares_a_target_that_is_hidden_and_titles_of_people_are_not_told(college, as_user):
	hidden = builders.make_target(college.west, "Hardship Student", title="Student Qu")
	paper = prepared("B16", college.ann, **declaration(college))
	with as_user(college.ann.user):
		mine = frappe.get_doc(PAPER, paper.name)
		mine.append("carriers", {"target": hidden.name, "audience": "Students"})
		with pytest.raises(frappe.PermissionError, match="that you may see"):
			mine.save()
	paper.reload()
	paper.append("carriers", {"target": hidden.name, "audience": "Students"})
	paper.save()
	assert [each.target_title for each in paper.carriers] == ["Office of Bridges", "Class 1", None]
	assert "Student Qu" not in frappe.as_json(paper.as_dict())
