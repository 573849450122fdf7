"""A workbook that contradicts itself or the site is refused: every fault in its place, and nothing of it on the site."""

from datetime import date
from typing import Any

import frappe
import pytest

from liaison_app.services.workbook.sheets import BY_NAME
from tests.site.workbook_site import fault, faults, load, words
from tests.workbooks import SMALL, with_values

__all__ = ["words"]


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


def test_a_post_that_cannot_be_read_is_told_once_and_not_taken_for_missing():
	rows = with_values(SMALL, "Posts", 2, from_date="2025-09-01")
	assert 'Posts 任职, row 2, D: From 开始日期: "2025-09-01" is text that looks like a date.' in fault(rows)


def test_an_unknown_unit_is_told_once_and_not_taken_for_one_without_a_clerk():
	rows = with_values(SMALL, "Officers", 3, unit="Nowhere")
	assert 'Officers 联系人, row 3, C: Unit 所在单位: There is no unit "Nowhere"' in fault(rows)
