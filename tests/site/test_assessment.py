"""The assessment of officers against figures worked out by hand; whom a visit's trust is for; what is frozen stays."""

import io
import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import frappe
import openpyxl
import pytest
from frappe.utils import getdate

from liaison_app.services import assessment_book, assessments, distrust, rule_cache
from tests.site.builders import (
	insert,
	make_obligation,
	make_officer,
	make_regulation,
	make_rule,
	make_target,
	make_unit,
	make_user,
	make_visit,
)
from tests.site.reports_kit import lines_of, run_report, total_of

YEAR = {"from_date": "2025-01-01", "to_date": "2025-12-31"}
COUNTS = ("owed", "done", "late", "missed", "waived", "doubted", "distrusted_visits")
ALWAYS = [[1, 3_000_000]]


def owes(officer: Any, rule: Any, quantity: int, state: str, *visits: Any, **values: Any) -> Any:
	"""A duty of the year 2025 as it is stored when these visits have counted for it."""
	return make_obligation(
		officer,
		rule,
		regulation=rule.regulation,
		owner_key=officer.name,
		unit=officer.unit,
		nature="Required",
		state=state,
		quantity=quantity,
		quantity_unit="Times",
		done=len(visits),
		counted_contacts=json.dumps([len(visits), *(visit.name for visit in visits)]),
		frozen=1,
		period_start="2025-01-01",
		period_end="2025-12-31",
		period_key="C:2025",
		opens="2025-01-01",
		next_due="2025-12-31",
		last_due="2025-12-31",
		close_on="2025-12-31",
		plan_data=json.dumps(
			{"dues": [date(2025, 12, 31).toordinal()], "in_post": ALWAYS, "assigned": ALWAYS}
		),
		**values,
	)


def talked(officer: Any, target: Any, day: str) -> Any:
	visit = make_visit([officer], [target], start=f"{day} 10:00:00").submit()
	visit.db_set("recorded_on", day)  # in time, which a visit of last year that is recorded today is not
	return visit


@pytest.fixture
def college(site) -> SimpleNamespace:
	"""Ann met a duty of X with two visits, missed one of X, met one of Y late, and had one waived. Ben missed the one that he had."""
	make_regulation("Y")
	reviewer = make_user("assess.reviewer@liaison.example", "Liaison Reviewer")
	foreign = make_user("assess.foreign@liaison.example", "Liaison Reviewer")
	manager = make_user("assess.manager@liaison.example", "Liaison Manager")
	school = make_unit("Assessed School")
	unit = make_unit("Assessed College", school, reviewer=reviewer)
	make_unit("Other College", school, reviewer=foreign)
	user = make_user("assess.ann@liaison.example", "Liaison Officer")
	ann = make_officer(unit, user, full_name="Ann Assessed", student_work_experience=1)
	ben = make_officer(unit, None, full_name="Ben Assessed")
	target = make_target(unit)
	visits = [talked(ann, target, day) for day in ("2025-03-03", "2025-04-07", "2025-05-05")]
	twice, once, late = make_rule(quantity=2), make_rule(), make_rule(regulation="Y")
	for rule in (twice, once, late):  # a total of the year, for whoever holds the post
		frappe.db.set_value("Duty Rule", rule.name, "period", "Calendar Year")
	owes(ann, twice, 2, "Met", *visits[:2])
	owes(ann, once, 1, "Missed")
	owes(ann, late, 1, "Met Late", visits[2])
	owes(ann, once, 1, "Waived", waived_reason="leave")
	owes(ben, once, 1, "Missed")
	return SimpleNamespace(
		unit=unit, ann=ann, ben=ben, visits=visits, rule=twice,
		reviewer=reviewer, foreign=foreign, manager=manager, user=user,
	)  # fmt: skip


def doubt(visit: Any) -> None:
	distrust.distrust(frappe.get_doc("Contact Visit", visit.name), "The class was on an excursion")


def weigh(*lines: tuple[str, str | None, float]) -> None:
	settings = frappe.get_doc("Liaison Settings")
	for regulation, unit, weight in lines:
		settings.append("assessment_weights", {"regulation": regulation, "unit": unit, "weight": weight})
	settings.save()


def figures(name: str = "Ann Assessed", **more: Any) -> tuple[Any, ...]:
	"""Attainment, with all visits, and the counts of one officer's line."""
	(line,) = [line for line in lines_of("Assessment", **YEAR, **more) if line["who"] == name]
	return (line["attainment"], line["with_all"], *(line[name] for name in COUNTS))


def test_each_officer_by_regulation_as_worked_out_by_hand(college):
	"""A15, B26, E9: what appraisals and awards are fed with, and who has worked with students.

	X: two of two and none of one, (1 + 0) / 2. Y: one of one. Both weigh the same: (0.5 + 1) / 2.
	"""
	assert figures() == (75.0, 75.0, 3, 2, 1, 1, 1, 0, 0)
	assert figures("Ben Assessed") == (0.0, 0.0, 1, 0, 0, 1, 0, 0, 0)
	ann, ben = lines_of("Assessment", **YEAR, unit=college.unit)
	assert (ann["regulation_0"], ann["regulation_1"], ben["regulation_0"]) == (50.0, 100.0, 0.0)
	assert (ben["regulation_1"], ann["experience"], ben["experience"]) == (None, "Yes", "No")
	total = total_of("Assessment", **YEAR, unit=college.unit)
	assert [total[name] for name in COUNTS] == [4, 2, 1, 2, 1, 0, 0]


def test_a_visit_that_is_not_trusted_is_left_out_with_its_reason_and_both_figures_stand_side_by_side(college):
	"""X: one of two and none of one, (0.5 + 0) / 2 = 0.25. With Y: (0.25 + 1) / 2 = 0.625."""
	doubt(college.visits[1])
	assert figures() == (62.5, 75.0, 3, 1, 1, 1, 1, 1, 1)
	line = lines_of("Assessment", **YEAR, officer=college.ann.name)[0]
	assert line["why"] == f"{college.visits[1].name}: The class was on an excursion"
	assert frappe.db.count("Periodic Obligation", {"officer": college.ann.name, "state": "Met"}) == 1


def test_a_rule_that_holds_no_longer_loses_the_share_of_the_visit(college):
	frappe.db.set_value("Duty Rule", college.rule.name, "enabled", 0)
	rule_cache.forget()
	doubt(college.visits[1])
	assert figures()[:2] == (62.5, 75.0)


def test_a_visit_beyond_what_is_owed_takes_nothing_away(college):
	extra = talked(college.ann, make_target(college.unit), "2024-06-03")  # the year 2025 is closed
	frappe.db.set_value(
		"Periodic Obligation",
		{"rule": college.rule.name, "officer": college.ann.name},
		{
			"done": 3,
			"counted_contacts": json.dumps([3, *(each.name for each in [*college.visits[:2], extra])]),
		},
	)
	doubt(college.visits[1])
	assert figures() == (75.0, 75.0, 3, 2, 1, 1, 1, 0, 1)


def test_another_visit_of_the_day_takes_the_place_of_one_that_is_not_trusted(college):
	"""Of two on one day only the first counts; the second is as good. Cai's only duty stays met."""
	cai, target = make_officer(college.unit, None, full_name="Cai Assessed"), make_target(college.unit)
	first, _second = (talked(cai, target, "2025-09-01") for _each in range(2))
	rule = make_rule(subject_kind="Assigned", subject_types=[{"target_type": "Class"}])
	owes(cai, rule, 1, "Met", first, subject=target)
	doubt(first)
	assert figures("Cai Assessed") == (100.0, 100.0, 1, 1, 0, 0, 0, 0, 1)


def test_regulations_weigh_as_the_settings_say_and_nearest_unit_wins(college):
	"""F7: colleges set weights of their own.

	X weighs 1, Y weighs 3: (0.5 + 3) / 4. For the college Y weighs 4: (0.5 + 4) / 5. Where it weighs 0 it is left out.
	"""
	weigh(("Y", None, 3))
	assert figures()[0] == 87.5
	weigh(("Y", college.unit, 4), ("Y", "Other College", 9))
	assert figures()[0] == 90.0
	frappe.db.set_value("Liaison Assessment Weight", {"unit": college.unit}, "weight", 0)
	assert figures()[0] == 50.0


def test_a_year_of_which_nothing_is_known_is_empty(college):
	assert run_report("Assessment", from_date="1990-01-01", to_date="1990-12-31")["result"] == []


# --- trust ---


def test_only_a_reviewer_of_the_officer_who_took_no_part_says_that_a_visit_is_not_trusted(college, as_user):
	visit = college.visits[0]
	for user in (college.user, college.foreign):
		with as_user(user), pytest.raises(frappe.PermissionError, match="for the reviewer of its officers"):
			doubt(visit)
	with as_user(college.reviewer):
		doubt(visit)
		assert frappe.get_list("Contact Visit", {"distrusted": 1}, pluck="name") == [visit.name]
	told = frappe.get_all("Comment", {"reference_name": visit.name, "comment_type": "Info"}, pluck="content")
	assert any("The class was on an excursion" in text for text in told)
	frappe.db.set_value("Liaison Officer", college.ann.name, "user", college.reviewer)
	with as_user(college.reviewer), pytest.raises(frappe.PermissionError):
		distrust.trust(frappe.get_doc("Contact Visit", visit.name), "It was me")


def test_doubt_asks_for_a_reason_and_a_submitted_visit(college):
	draft = make_visit([college.ann], [make_target(college.unit)])
	with pytest.raises(frappe.ValidationError, match="Only a submitted visit"):
		doubt(draft)
	with pytest.raises(frappe.ValidationError, match="Say why"):
		distrust.distrust(college.visits[0], "  ")
	with pytest.raises(frappe.ValidationError, match="trusted already"):
		distrust.trust(college.visits[0], "It is")


def test_nobody_sets_or_loses_doubt_by_writing_the_visit(college, as_user):
	user = make_user("assess.dan@liaison.example", "Liaison Officer")
	visit = talked(make_officer(college.unit, user), make_target(college.unit), "2024-05-06")
	doubt(visit)
	with as_user(user):
		visit = frappe.get_doc("Contact Visit", visit.name)
		visit.update({"distrusted": 0, "distrust_reason": ""}).save()
		visit.reload()
		assert visit.distrusted
		visit.cancel()
		again = frappe.copy_doc(visit)
		again.update({"amended_from": visit.name, "docstatus": 0, "distrusted": 0}).insert()
		again.submit()
	assert frappe.db.get_value("Contact Visit", again.name, ["distrusted", "distrust_reason"]) == (
		1,
		"The class was on an excursion",
	)


# --- frozen ---


def drafted(college: SimpleNamespace, **values: Any) -> Any:
	return insert(
		"Liaison Assessment",
		**{"unit": college.unit, "year_kind": "Calendar Year", "year_of": "2025-06-01", **values},
	)


def approve(name: str) -> Any:
	return frappe.get_doc("Liaison Assessment", name).submit()


def test_somebody_else_than_the_maker_freezes_the_year_and_a_rerun_shows_what_differs(college, as_user):
	"""D11: the appraisal of a year."""
	with as_user(college.reviewer):
		paper = drafted(college)
		assert (paper.from_date, paper.to_date) == (date(2025, 1, 1), date(2025, 12, 31))
		with pytest.raises(frappe.PermissionError, match="Whoever has prepared"):
			approve(paper.name)
	with as_user(college.manager):
		approve(paper.name)
	assert assessments.differences(frappe.get_doc("Liaison Assessment", paper.name), getdate()) == []
	doubt(college.visits[1])
	frozen = frappe.get_doc("Liaison Assessment", paper.name)
	assert [(row.officer_name, row.attainment, row.done) for row in frozen.rows] == [
		("Ann Assessed", 75.0, 2),
		("Ben Assessed", 0.0, 0),
	]
	assert [list(each.values())[2:] for each in assessments.differences(frozen, getdate())] == [
		["done", 2, 1],
		["doubted", 0, 1],
		["attainment", 75.0, 62.5],
		["distrusted_visits", 0, 1],
	]
	assert frozen.approved_by == college.manager


def test_figures_and_year_are_those_that_were_prepared_whatever_is_sent(college, as_user):
	with as_user(college.reviewer):
		paper = drafted(college)
		paper.rows[0].done = 99
		paper.save()
		assert paper.rows[0].done == 2
	with as_user(college.manager):
		paper = frappe.get_doc("Liaison Assessment", paper.name)
		paper.rows[0].attainment, paper.year_of = 100, "2020-01-01"
		paper.submit()
	stored = frappe.get_doc("Liaison Assessment", paper.name)
	assert (stored.rows[0].attainment, stored.year_of, stored.rows[0].docstatus) == (
		75.0,
		date(2025, 6, 1),
		1,
	)
	stored.rows[0].done = 99
	with pytest.raises(frappe.UpdateAfterSubmitError):
		stored.save()


def test_a_year_is_frozen_once_until_that_is_cancelled(college, as_user):
	first, second = drafted(college), drafted(college)
	with as_user(college.manager):
		approve(first.name)
		with pytest.raises(frappe.ValidationError, match="is frozen for this unit and year already"):
			approve(second.name)
		frappe.get_doc("Liaison Assessment", first.name).cancel()
		assert approve(second.name).docstatus == 1


def test_a_reviewer_assesses_own_units_only_and_sees_no_others(college, as_user):
	paper = drafted(college)
	with as_user(college.foreign):
		assert frappe.get_list("Liaison Assessment") == []
		assert not frappe.has_permission("Liaison Assessment", "read", paper.name)
		for unit in (college.unit, None):
			with pytest.raises(frappe.PermissionError):
				drafted(college, unit=unit)
		assert lines_of("Assessment", **YEAR) == []
	with as_user(college.reviewer):
		assert frappe.get_list("Liaison Assessment", pluck="name") == [paper.name]
	with as_user(college.user), pytest.raises(frappe.PermissionError):
		drafted(college)


def test_the_workbook_says_what_the_assessment_says_and_no_text_is_a_formula(college):
	frappe.db.set_value("Liaison Officer", college.ann.name, "full_name", "=1+1")
	paper = drafted(college, remark="=2+2")
	for made in (assessment_book.of_record(paper), assessment_book.of_report({**YEAR, "unit": college.unit})):
		sheet = openpyxl.load_workbook(io.BytesIO(made)).active
		cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
		assert {cell.data_type for cell in cells} <= {"s", "n"}
		assert {75, 3, 2} <= {cell.value for cell in cells if cell.data_type == "n"}
		assert any("=1+1" in str(cell.value) for cell in cells)
