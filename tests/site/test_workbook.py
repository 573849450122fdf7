"""One workbook brings people, targets and assignments onto a site, and bringing it twice changes nothing."""

from datetime import date
from typing import Any

import frappe

from liaison_app.services.workbook.loading import load_workbook
from liaison_app.services.workbook.numbering import new_names
from liaison_app.services.workbook.sheets import BY_NAME
from tests.site.builders import insert, make_officer, make_regulation, make_unit
from tests.site.workbook_site import everything, load, officer, target, words
from tests.workbooks import SMALL, with_values, workbook

__all__ = ["words"]

# --- what arrives ---


def test_everything_arrives():
	assert load(SMALL) == {name: (len(rows), 0, 0) for name, rows in SMALL.items()}
	lin = officer()
	assert (lin.full_name, lin.unit, lin.user, lin.party_member, lin.rank, lin.enabled) == (
		"Lin Bo",
		"Arts",
		"lin@liaison.example",
		1,
		1,
		1,
	)
	assert [row.unit for row in lin.units_in_charge] == ["Arts", "Arts Branch"]
	assert [(row.post, row.job_title, row.from_date, row.to_date) for row in lin.tenures] == [
		("President", "Dean", date(2025, 9, 1), None)
	]
	assert [row.reason for row in officer("E002").leaves] == ["congress"]
	student, course = target("T002"), target("T003")
	assert student.parent_contact_target == target("T001").name
	assert [(row.tag, row.from_date) for row in student.tags] == [("Applicant", date(2026, 10, 8))]
	assert [row.term for row in course.offered_in] == ["2026/27 Autumn"]
	assert [row.person_name for row in target("T001").contact_people] == ["Gu An"]
	held = frappe.get_doc("Liaison Assignment", {"officer": lin.name})
	assert (held.target, held.status, held.from_date) == (target("T001").name, "Approved", date(2026, 9, 7))
	assert held.title == "Lin Bo → Class 2601"


def test_what_arrives_is_what_a_form_would_have_saved():
	load(SMALL)
	for doctype in (
		"Liaison Unit",
		"Liaison Term",
		"Liaison Officer",
		"Contact Target",
		"Liaison Assignment",
	):
		names = frappe.get_all(doctype, pluck="name", order_by="name asc")
		assert names
		for name in names:
			document = frappe.get_doc(doctype, name)
			loaded = document.as_dict()
			document.save()
			saved = frappe.get_doc(doctype, name).as_dict()
			assert _told(saved) == _told(loaded)


def _told(document: dict[str, Any]) -> dict[str, Any]:
	"""The document without the time of its last change; empty is empty."""
	left_out = ("modified", "modified_by", "__onload")
	told = {}
	for field, value in document.items():
		if field not in left_out:
			told[field] = [_told(row) for row in value] if isinstance(value, list) else value or None
	return told


def test_units_stand_in_their_tree():
	load(SMALL)
	units = {
		row.name: row
		for row in frappe.get_all(
			"Liaison Unit", fields=["name", "lft", "rgt", "is_group"], order_by="name asc"
		)
	}
	school, college, branch = units["Lakeside College"], units["Arts"], units["Arts Branch"]
	assert school.lft < college.lft < branch.lft < branch.rgt < college.rgt < school.rgt
	assert [unit.is_group for unit in (school, college, branch)] == [1, 1, 0]
	assert frappe.get_doc("Liaison Unit", "Arts Branch").get_ancestors() == ["Arts", "Lakeside College"]
	make_unit("Sciences", "Lakeside College")
	assert frappe.get_doc("Liaison Unit", "Sciences").get_ancestors() == ["Lakeside College"]


def test_units_that_are_there_already_keep_their_place():
	make_unit("Zenith")
	make_unit("Zenith Branch", "Zenith")
	load(SMALL)
	numbers = frappe.get_all("Liaison Unit", fields=["lft", "rgt"], order_by="lft asc, name asc")
	assert sorted(number for row in numbers for number in (row.lft, row.rgt)) == list(
		range(1, 2 * len(numbers) + 1)
	)
	assert frappe.get_doc("Liaison Unit", "Zenith Branch").get_ancestors() == ["Zenith"]


def test_numbers_go_on_where_forms_left_off():
	make_unit("Elsewhere")
	first = make_officer("Elsewhere").name
	load(SMALL)
	number = int(first.removeprefix("LO-"))
	assert [officer("E001").name, officer("E002").name] == [f"LO-{number + 1:05}", f"LO-{number + 2:05}"]
	assert make_officer("Elsewhere").name == f"LO-{number + 3:05}"


def test_a_naming_rule_of_the_site_is_obeyed():
	frappe.get_doc(
		{
			"doctype": "Document Naming Rule",
			"document_type": "Liaison Officer",
			"prefix": "STAFF-",
			"prefix_digits": 3,
		}
	).insert()
	assert new_names("Liaison Officer", [{"full_name": "Lin Bo"}, {"full_name": "Mei Qing"}]) == [
		"STAFF-001",
		"STAFF-002",
	]


def test_words_are_known_by_their_chinese_titles():
	load(with_values(SMALL, "Posts", 2, post="院长"))
	assert officer().tenures[0].post == "President"


# --- twice ---


def test_twice_changes_nothing():
	load(SMALL)
	before = everything()
	assert load(SMALL) == {name: (0, 0, len(rows)) for name, rows in SMALL.items()}
	assert everything() == before


def test_twice_changes_nothing_in_other_capitals_and_order():
	load(SMALL)
	before = everything()
	rows = {name: list(reversed(lines)) for name, lines in SMALL.items()}
	rows = with_values(rows, "Units", 3, unit_name="ARTS")
	assert load(rows)["Units"] == (0, 0, 3)
	assert everything() == before


def test_only_what_differs_is_written():
	load(SMALL)
	before = {code: officer(code).modified for code in ("E001", "E002")}
	rows = with_values(SMALL, "Officers", 3, full_name="Mei Qinglan", units_in_charge="Arts Branch")
	rows = with_values(rows, "Posts", 3, to_date=date(2029, 8, 31))
	assert {name: counts for name, counts in load(rows).items() if counts[1]} == {
		"Officers": (0, 1, 1),
		"Posts": (0, 1, 1),
	}
	mei = officer("E002")
	assert (mei.full_name, [row.unit for row in mei.units_in_charge]) == ("Mei Qinglan", ["Arts Branch"])
	assert (len(mei.tenures), mei.tenures[0].to_date) == (1, date(2029, 8, 31))
	assert officer("E001").modified == before["E001"]
	assert mei.modified > before["E002"]
	history = frappe.get_last_doc("Version", {"docname": mei.name})
	assert ["full_name", "Mei Qing", "Mei Qinglan"] in frappe.parse_json(history.data)["changed"]


def test_rows_are_added_to_tables_behind_those_that_are_there():
	load(SMALL)
	more = {
		**{name: [] for name in SMALL},
		"Posts": [{"officer": "E001", "post": "Staff", "from_date": date(2026, 1, 1)}],
	}
	assert load(more) == {"Posts": (1, 0, 0)}
	assert [(row.idx, row.post) for row in officer().tenures] == [(1, "President"), (2, "Staff")]


def test_a_unit_that_moves_takes_its_branches_along():
	load(SMALL)
	rows = {
		**SMALL,
		"Units": [*SMALL["Units"], {"unit_name": "Humanities", "parent_liaison_unit": "Lakeside College"}],
	}
	load(with_values(rows, "Units", 3, parent_liaison_unit="Humanities"))
	assert frappe.get_doc("Liaison Unit", "Arts Branch").get_ancestors() == [
		"Arts",
		"Humanities",
		"Lakeside College",
	]


def test_an_empty_cell_empties_the_field_and_an_absent_column_leaves_it():
	load(SMALL)
	load(with_values(SMALL, "Officers", 2, phone=None))
	lin = officer()
	assert (lin.phone, lin.rank) == (None, 1)
	nothing_else: dict[str, list[dict[str, Any]]] = {name: [] for name in SMALL}
	load_workbook(workbook(nothing_else, _without_rank))
	assert officer().rank == 1


def _without_rank(book: Any) -> None:
	page = book[BY_NAME["Officers"].title]
	page.delete_cols(5, 9)
	page.append(["E001", "Lin Bo", "Arts", "lin@liaison.example"])


def test_an_assignment_ended_on_the_site_is_not_opened_again():
	rows = with_values(SMALL, "Assignments", 2, to_date=date(2026, 12, 31))
	load(rows)
	held = frappe.get_doc("Liaison Assignment", {"officer": officer().name})
	held.update({"status": "Ended", "end_reason": "Replaced"}).save()

	def without_reason(book: Any) -> None:
		book[BY_NAME["Assignments"].title].delete_cols(8)

	load_workbook(workbook(rows, without_reason))
	assert frappe.db.get_value("Liaison Assignment", held.name, "status") == "Ended"


def test_an_officer_typed_in_before_is_recognised_by_the_login():
	make_unit("Elsewhere")
	typed = make_officer("Elsewhere", "lin@liaison.example", full_name="Lin B.")
	load(SMALL)
	assert officer().name == typed.name
	assert officer().full_name == "Lin Bo"
	assert len(officer().tenures) == 2


def test_a_rule_names_the_regulation_where_the_column_is_left_out():
	rule = insert(
		"Liaison Assignment Rule",
		regulation=make_regulation(),
		code="X1",
		title="One class",
		target_types=[{"target_type": "Class"}],
	)

	def with_rule(book: Any) -> None:
		page = book[BY_NAME["Assignments"].title]
		page["D2"] = rule.name
		page.delete_cols(3)

	load_workbook(workbook(SMALL, with_rule))
	fields = ["target_title", "regulation", "assignment_rule"]
	held = frappe.get_all("Liaison Assignment", fields=fields, order_by="name asc", as_list=True)
	assert held == (("Class 2601", "X", rule.name), ("Yu Wen", None, None))


def test_names_of_the_site_may_be_referred_to():
	load({**SMALL, "Assignments": []})
	more = {**{name: [] for name in SMALL}, "Assignments": SMALL["Assignments"]}
	assert load(more) == {"Assignments": (2, 0, 0)}
