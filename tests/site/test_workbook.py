"""One workbook brings people, targets and assignments onto a site: all of it or nothing, and twice changes nothing."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import frappe
import pytest
from frappe.utils.background_jobs import get_redis_conn
from openpyxl import load_workbook as open_xlsx

from devtools.processes import wait_until
from liaison_app.api import workbook as api
from liaison_app.services.workbook import importing
from liaison_app.services.workbook.faults import WorkbookRefused
from liaison_app.services.workbook.loading import load_workbook
from liaison_app.services.workbook.numbering import new_names
from liaison_app.services.workbook.sheets import BY_NAME, SHEETS
from tests import sitekit
from tests.site.builders import ensure, make_officer, make_unit, make_user
from tests.workbooks import SMALL, Rows, with_values, workbook

OURS = (
	"Liaison Unit",
	"Liaison Term",
	"Liaison Officer",
	"Officer Tenure",
	"Officer Leave",
	"Liaison Unit Link",
	"Contact Target",
	"Target Tag",
	"Target Contact Person",
	"Liaison Term Link",
	"Liaison Assignment",
	"Version",
	"Series",
)


@pytest.fixture(scope="module", autouse=True)
def words(site: str) -> Iterator[None]:
	"""What a workbook refers to and cannot bring itself; there for all tests of this file."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		make_user("clerk@liaison.example", "Liaison Clerk")
		make_user("lin@liaison.example", "Liaison Officer")
		ensure("Liaison Post", "post_name", "President", title_zh="院长")
		ensure("Liaison Post", "post_name", "Staff")
		for target_type in ("Class", "Student", "Course"):
			ensure("Target Type", "target_type_name", target_type)
		ensure("Liaison Tag", "tag_name", "Applicant")
		frappe.db.commit()
		forget_jobs()
		yield


def forget_jobs() -> None:
	"""What Frappe does with the jobs of a worker that is gone."""
	get_redis_conn().flushall()


def load(rows: Rows) -> dict[str, tuple[int, int, int]]:
	"""Sheet -> rows that are new, changed, as before."""
	short = {sheet.title: sheet.name for sheet in SHEETS}
	return {
		short[one.sheet]: (one.added, one.changed, one.unchanged) for one in load_workbook(workbook(rows))
	}


def faults(rows: Rows) -> list[str]:
	"""What is wrong with a workbook, after making sure that nothing of it is on the site."""
	before = everything()
	with pytest.raises(WorkbookRefused) as refused:
		load_workbook(workbook(rows))
	assert everything() == before
	return [str(fault) for fault in refused.value.faults]


def fault(rows: Rows) -> str:
	found = faults(rows)
	assert len(found) == 1, found
	return found[0]


def everything() -> dict[str, list[tuple[Any, ...]]]:
	"""Every row of every table that an import writes, reservations of numbers left out while they are none."""
	found = {}
	for doctype in OURS:
		table = frappe.qb.DocType(doctype)
		rows = frappe.qb.from_(table).select("*").run()
		if doctype == "Series":
			rows = [row for row in rows if row[1]]
		found[doctype] = sorted(rows, key=repr)
	return found


def officer(code: str = "E001") -> Any:
	return frappe.get_doc("Liaison Officer", {"officer_code": code})


def target(code: str) -> Any:
	return frappe.get_doc("Contact Target", {"code": code})


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


def test_names_of_the_site_may_be_referred_to():
	load({**SMALL, "Assignments": []})
	more = {**{name: [] for name in SMALL}, "Assignments": SMALL["Assignments"]}
	assert load(more) == {"Assignments": (2, 0, 0)}


# --- what is refused ---


def test_all_faults_are_told_at_once_in_the_order_of_the_sheets():
	rows = with_values(SMALL, "Units", 4, parent_liaison_unit="Arst")
	rows = with_values(rows, "Terms", 3, first_day=date(2027, 1, 4))
	rows = with_values(rows, "Officers", 2, user="nobody@liaison.example")
	rows = with_values(rows, "Posts", 3, post="Janitor")
	rows = with_values(rows, "Targets", 4, unit="Nowhere", offered_in="2025/26 Autumn")
	rows = with_values(rows, "Assignments", 2, from_date=date(2024, 9, 2))
	assert [fault.split(": ")[0] for fault in faults(rows)] == [
		"Units 单位, row 4, B",
		"Terms 学期, row 3, C",
		"Officers 联系人, row 2, D",
		"Posts 任职, row 3, B",
		"Targets 联系对象, row 4, D",
		"Targets 联系对象, row 4, K",
		"Assignments 联系安排, row 2, E",
		"Assignments 联系安排, row 2, E",
	]


@pytest.mark.parametrize(
	("sheet", "row", "values", "message"),
	[
		("Units", 3, {"unit_name": "Lakeside College"}, "Row 2 is about the same (Lakeside College)."),
		("Officers", 3, {"officer_code": "e001"}, "Row 2 is about the same (e001)."),
		("Units", 3, {"reviewer": "nobody@liaison.example"}, 'There is no user "nobody@liaison.example".'),
		("Units", 3, {"unit_type": "Faculty"}, 'There is no unit type "Faculty" on this site.'),
		("Units", 4, {"parent_liaison_unit": "Artz"}, '"Artz" does not exist. The nearest that does: "Arts"'),
		(
			"Units",
			2,
			{"parent_liaison_unit": "Arts Branch"},
			"It would lie inside itself: Lakeside College → Arts Branch",
		),
		("Units", 3, {"parent_liaison_unit": "Arts"}, "It would lie inside itself: Arts → Arts"),
		("Terms", 2, {"last_day": date(2026, 9, 1)}, "2026-09-01 lies before 2026-09-07, the first day."),
		(
			"Terms",
			3,
			{"first_day": date(2027, 1, 15)},
			'overlaps "2026/27 Autumn" (2026-09-07 to 2027-01-15)',
		),
		(
			"Officers",
			3,
			{"user": "lin@liaison.example"},
			'The login "lin@liaison.example" belongs to E001 already.',
		),
		("Posts", 3, {"to_date": date(2025, 8, 1)}, "2025-08-01 lies before 2025-09-01, the first day."),
		("Leaves", 2, {"to_date": date(2026, 11, 1)}, "2026-11-01 lies before 2026-11-02"),
		(
			"Targets",
			2,
			{"unit": "Nowhere"},
			'There is no unit "Nowhere", neither on the sheet Units nor on this site.',
		),
		("Targets", 2, {"unit": None}, "The cell is empty. Fill it in."),
		("Targets", 2, {"parent_contact_target": "T002"}, "It would lie inside itself: T001 → T002 → T001."),
		("Tags", 2, {"tag": "Genius"}, 'There is no tag "Genius" on this site.'),
		(
			"Assignments",
			3,
			{"to_date": date(2028, 12, 31)},
			"2028-12-31 lies outside the posts of the officer E002.",
		),
		(
			"Assignments",
			2,
			{"to_date": date(2030, 1, 1)},
			"outside the days on which the target T001 is active",
		),
		("Assignments", 2, {"officer": "E009"}, '"E009" does not exist.'),
		(
			"Assignments",
			2,
			{"status": "Ended", "to_date": date(2026, 12, 1)},
			"An ended assignment needs its last day",
		),
		("Assignments", 2, {"is_exception": "Yes"}, "An exception needs its reason."),
		("Assignments", 2, {"regulation": "Q"}, 'There is no regulation "Q" on this site.'),
	],
)
def test_what_contradicts_is_refused_with_its_place(
	sheet: str, row: int, values: dict[str, Any], message: str
):
	rows = with_values(SMALL, sheet, row, **values)
	found = faults(rows)
	assert any(one.startswith(f"{BY_NAME[sheet].title}, row ") and message in one for one in found), found


def test_an_officer_without_a_post_is_refused():
	rows = {**SMALL, "Posts": SMALL["Posts"][:1], "Assignments": []}
	assert "Officers 联系人, row 3, A: Code 编号: The officer has no post. Add a row for E002" in fault(rows)


def test_an_officer_whom_no_to_do_would_reach_is_refused():
	rows = with_values(SMALL, "Units", 2, clerk=None)
	assert "Officers 联系人, row 3, D: Login 登录账号: The officer has no login" in fault(rows)


def test_a_disabled_login_is_refused():
	frappe.db.set_value("User", "lin@liaison.example", "enabled", 0)
	assert 'The login "lin@liaison.example" is disabled.' in fault(SMALL)


def test_a_login_of_somebody_else_on_the_site_is_refused():
	load(SMALL)
	rows = with_values(SMALL, "Officers", 2, officer_code="E077")
	rows = {**rows, "Posts": [], "Leaves": [], "Assignments": [], "Officers": rows["Officers"][:1]}
	rows["Posts"] = [{"officer": "E077", "post": "Staff"}]
	assert 'The login "lin@liaison.example" belongs to E001 already.' in fault(rows)


def test_the_same_post_twice_on_a_day_is_refused_on_the_later_row():
	rows = {
		**SMALL,
		"Posts": [*SMALL["Posts"], {"officer": "E001", "post": "President", "from_date": date(2026, 1, 1)}],
	}
	assert fault(rows).startswith(
		"Posts 任职, row 4, D: From 开始日期: The officer holds the same post from 2025-09-01 to …"
	)


def test_the_same_target_twice_on_a_day_is_refused_on_the_later_row():
	twice = {"officer": "E001", "target": "T001", "from_date": date(2026, 10, 1)}
	found = fault({**SMALL, "Assignments": [*SMALL["Assignments"], twice]})
	assert found.startswith(
		"Assignments 联系安排, row 4, E: From 开始日期: E001 holds T001 already from 2026-09-07 to …"
	)


def test_a_second_hold_is_found_on_the_site_too():
	load(SMALL)
	more: dict[str, list[dict[str, Any]]] = {name: [] for name in SMALL}
	more["Assignments"] = [{"officer": "E001", "target": "T001", "from_date": date(2026, 10, 1)}]
	assert "E001 holds T001 already from 2026-09-07" in fault(more)


def test_a_term_is_held_against_those_of_the_site():
	load(SMALL)
	more: dict[str, list[dict[str, Any]]] = {name: [] for name in SMALL}
	more["Terms"] = [{**SMALL["Terms"][0], "term_name": "Extra"}]
	assert 'The term overlaps "2026/27 Autumn"' in fault(more)


def test_a_sheet_with_unreadable_codes_does_not_make_others_look_unknown():
	rows = with_values(SMALL, "Officers", 2, officer_code="Ｅ001")
	assert all("E001" not in one.split("Type ")[0] for one in faults(rows)), faults(rows)


# --- the import as a record ---


def attached(rows: Rows | bytes, name: str = "people.xlsx") -> Any:
	"""A Liaison Import with the workbook attached to it."""
	document = frappe.get_doc({"doctype": "Liaison Import", "workbook": "/private/files/none.xlsx"})
	document.insert()
	content = rows if isinstance(rows, bytes) else workbook(rows)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"is_private": 1,
			"content": content,
			"attached_to_doctype": "Liaison Import",
			"attached_to_name": document.name,
			"attached_to_field": "workbook",
		}
	).insert()
	document.workbook = file.file_url
	return document.save()


@pytest.fixture
def files_removed(rolled_back: None) -> Iterator[None]:
	"""Files on disk are not rolled back."""
	before = set(frappe.get_all("File", pluck="name", order_by="name asc"))
	yield
	for name in set(frappe.get_all("File", pluck="name", order_by="name asc")) - before:
		frappe.delete_doc("File", name, force=True)


@pytest.mark.commits
def test_a_worker_loads_the_workbook(files_removed: None, workers: Callable[..., Any]):
	document = attached(SMALL)
	api.start_import(document.name)
	frappe.db.commit()
	assert importing.status_of(document.name)["status"] == "Queued"
	workers(1)
	sitekit.wait_for_jobs()
	frappe.db.rollback()
	document.reload()
	assert (document.status, document.error_count) == ("Completed", 0)
	assert sum(row.added for row in document.counts) == sum(len(rows) for rows in SMALL.values())
	assert document.message == "17 rows are new, 0 changed, 0 were there as they are."
	assert officer().full_name == "Lin Bo"
	state = api.import_status(document.name)
	assert (state["status"], state["under_way"], state["interrupted"]) == ("Completed", False, False)


@pytest.mark.commits
def test_a_refused_workbook_leaves_its_faults_and_nothing_else(files_removed: None):
	rows = with_values(with_values(SMALL, "Units", 3, unit_name="=A2"), "Targets", 2, unit="Nowhere")
	document = attached(rows)
	before = everything()
	importing.run(document.name, "en")
	document.reload()
	assert document.status == "Refused"
	assert document.error_count == len(document.import_errors) >= 2
	first = document.import_errors[0]
	assert (first.sheet, first.row_number, first.column_heading) == ("Units 单位", 3, "A: Unit 单位名称")
	assert first.message.startswith("The cell holds a formula.")
	assert everything() == before
	document.workbook = attached(SMALL).workbook
	document.save()
	assert (document.status, document.error_count, document.import_errors) == ("Not Started", None, [])


@pytest.mark.commits
def test_an_error_half_way_leaves_nothing(files_removed: None, monkeypatch: pytest.MonkeyPatch):
	document = attached(SMALL)
	before = everything()

	def break_down(*_arguments: object) -> None:
		raise RuntimeError("the disk is full")

	monkeypatch.setattr("liaison_app.services.workbook.writing.Writer._mark_parents", break_down)
	importing.run(document.name, "en")
	document.reload()
	assert document.status == "Failed"
	assert "noted in the Error Log" in document.message
	assert everything() == before


@pytest.mark.commits
def test_a_killed_worker_leaves_nothing_and_the_import_may_start_again(
	files_removed: None, workers: Callable[..., Any]
):
	document = attached(many_officers(1500))
	before = everything()
	(worker,) = workers(1)
	api.start_import(document.name)
	frappe.db.commit()
	wait_until(lambda: is_running(document.name), 60, "The import", worker.log)
	worker.kill()
	forget_jobs()
	frappe.db.rollback()
	assert everything() == before
	assert api.import_status(document.name)["interrupted"] is True
	api.start_import(document.name)
	frappe.db.commit()
	workers(1)
	sitekit.wait_for_jobs()
	frappe.db.rollback()
	assert frappe.db.get_value("Liaison Import", document.name, "status") == "Completed"
	assert frappe.db.count("Liaison Officer", {"officer_code": ("like", "M%")}) == 1500


@pytest.mark.commits
def test_two_workers_with_the_same_workbook_load_it_once(files_removed: None, workers: Callable[..., Any]):
	first, second = attached(many_officers(600), "first.xlsx"), attached(many_officers(600), "second.xlsx")
	for document in (first, second):
		api.start_import(document.name)
	frappe.db.commit()
	workers(2)
	sitekit.wait_for_jobs()
	frappe.db.rollback()
	added = []
	for document in (first, second):
		document.reload()
		assert document.status == "Completed", document.message
		added.append(sum(row.added for row in document.counts))
	assert sorted(added) == [0, 1203]
	assert frappe.db.count("Liaison Officer", {"officer_code": ("like", "M%")}) == 600


def is_running(name: str) -> bool:
	frappe.db.rollback()
	return frappe.db.get_value("Liaison Import", name, "status") == "Running"


def many_officers(count: int) -> dict[str, list[dict[str, Any]]]:
	codes = [f"M{number:05}" for number in range(count)]
	return {
		"Units": SMALL["Units"],
		"Officers": [{"officer_code": code, "full_name": f"Person {code}", "unit": "Arts"} for code in codes],
		"Posts": [{"officer": code, "post": "Staff"} for code in codes],
	}


def test_an_import_cannot_be_started_twice_at_once(files_removed: None):
	document = attached(SMALL)
	frappe.db.set_value("Liaison Import", document.name, "status", "Queued")
	frappe.enqueue(importing.run, queue="long", job_id=f"liaison_import:{document.name}", name="x", lang="en")
	try:
		with pytest.raises(frappe.ValidationError, match="under way already"):
			api.start_import(document.name)
		document.reload()
		document.workbook = "/private/files/other.xlsx"
		with pytest.raises(frappe.ValidationError, match="Change the workbook when it has ended"):
			document.save()
	finally:
		forget_jobs()


def test_a_link_is_no_workbook():
	document = frappe.get_doc(
		{"doctype": "Liaison Import", "workbook": "https://liaison.example/people.xlsx"}
	).insert()
	with pytest.raises(frappe.ValidationError, match="as a file, not as a link"):
		api.start_import(document.name)


# --- who may ---


def test_a_manager_gets_the_template_with_the_words_of_the_site(
	as_user: Callable[[str], AbstractContextManager[None]],
):
	with as_user(make_user("boss@liaison.example", "Liaison Manager")):
		api.download_template()
	assert frappe.response["filename"] == "liaison_template.xlsx"
	book = open_xlsx(io.BytesIO(frappe.response["filecontent"]))
	columns = {
		column[0].value: [cell.value for cell in column[1:]] for column in book["Lists 选项"].iter_cols()
	}
	assert "President 院长" in columns["post"]
	assert "lin@liaison.example" in columns["user"]


@pytest.mark.parametrize("role", ["Liaison Officer", "Liaison Clerk", "Liaison Reviewer"])
def test_others_may_neither_load_nor_look(role: str, as_user: Callable[[str], AbstractContextManager[None]]):
	document = frappe.get_doc({"doctype": "Liaison Import", "workbook": "/private/files/none.xlsx"}).insert()
	with as_user(make_user("other@liaison.example", role)):
		for call in (
			api.download_template,
			lambda: api.start_import(document.name),
			lambda: api.import_status(document.name),
		):
			with pytest.raises(frappe.PermissionError):
				call()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc("Liaison Import", document.name).check_permission("read")


def test_a_file_of_somebody_else_is_not_read(
	as_user: Callable[[str], AbstractContextManager[None]], files_removed: None
):
	secret = frappe.get_doc(
		{"doctype": "File", "file_name": "secret.xlsx", "is_private": 1, "content": workbook(SMALL)}
	).insert()
	with as_user(make_user("boss@liaison.example", "Liaison Manager")):
		document = frappe.get_doc({"doctype": "Liaison Import", "workbook": secret.file_url}).insert()
		frappe.db.delete("File", {"attached_to_name": document.name})
		with pytest.raises(frappe.ValidationError, match="you may not read it"):
			api.start_import(document.name)
