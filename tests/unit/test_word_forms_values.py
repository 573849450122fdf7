"""Plain rows become the values of each form: ordered, filled up, in Chinese form, and complete even when empty."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.forms import FORMS, values
from liaison_app.forms.chinese import chinese_date, percent, pinyin_order, plain_number
from liaison_app.forms.fields import Field, names_of
from liaison_app.forms.rows import DutyRow, HeardRow, MonthRow, OfficerRow, RatingRow, ReportRow, StudentRow
from tests.word_files import OFFICER, a_holding, a_report, a_visit, empty_forms, full_forms


def shape_problems(field: Field, value: object, path: str) -> list[str]:
	"""Where a value is not of the kind that its field declares."""
	if field.kind == "rows":
		assert isinstance(value, list)
		return [each for row in value for each in undeclared(field.fields, row, path)]
	if field.kind == "record":
		return undeclared(field.fields, value, path)
	kinds = {"text": (str,), "number": (int, float, type(None)), "date": (date, type(None))}
	return [] if isinstance(value, kinds[field.kind]) else [f"{path}: {value!r} is no {field.kind}"]


def undeclared(fields, record: dict, path: str = "") -> list[str]:
	names = [field.name for field in fields]
	found = [] if list(record) == names else [f"{path}: {list(record)} instead of {names}"]
	for field in fields:
		found += shape_problems(field, record.get(field.name), f"{path}.{field.name}")
	return found


@pytest.mark.parametrize("name", FORMS)
def test_values_are_those_declared_in_that_order(name):
	assert undeclared(FORMS[name].fields, full_forms()[name]) == []
	assert undeclared(FORMS[name].fields, empty_forms()[name]) == []


def test_every_field_is_described_in_english():
	def descriptions(fields):
		for field in fields:
			yield field.description
			yield from descriptions(field.fields)

	for form in FORMS.values():
		assert all(text.isascii() and len(text) > 5 for text in descriptions(form.fields))


def test_names_of_fields():
	assert list(names_of(FORMS["contact_record"].fields))[-3:] == ["visits", "visits.day", "visits.account"]


class TestContactRecord:
	def test_visits_stand_by_day_and_empty_rows_fill_up_to_eight(self):
		made = values.contact_record(
			OFFICER, ["甲", "", "乙"], [], [a_visit(10, 2, "后"), a_visit(9, 3, "先")]
		)
		assert [row["account"] for row in made["visits"]] == ["先", "后", "", "", "", "", "", ""]
		assert made["branches"] == "甲、乙"
		assert made["persons"] == ""

	def test_more_than_eight_are_all_there(self):
		made = values.contact_record(OFFICER, [], [], [a_visit(9, day, str(day)) for day in range(30, 0, -1)])
		assert [row["account"] for row in made["visits"]] == [str(day) for day in range(1, 31)]

	def test_visits_of_one_day_keep_their_order(self):
		visits = [a_visit(9, 3, "a", order="2"), a_visit(9, 3, "b", order="1")]
		assert [row["account"] for row in values.contact_record(OFFICER, [], [], visits)["visits"]][:2] == [
			"b",
			"a",
		]


class TestFiveContactsSevenEntries:
	def test_several_visits_in_one_cell_stand_a_line_each(self):
		visits = [
			a_visit(9, 20, "后\n两段", group="dormitory", names=("3号楼201",)),
			a_visit(9, 5, "先", group="dormitory", names=("3号楼201", "3号楼202")),
			a_visit(9, 6, "食堂", group="canteen"),
		]
		made = values.five_contacts_seven_entries(OFFICER, 2018, 9, visits)
		assert made["dormitory"] == {
			"names": "3号楼201、3号楼202",
			"dates": "2018年9月5日\n2018年9月20日",
			"accounts": "先\n后 两段",
		}
		assert made["canteen"]["accounts"] == "食堂"
		assert made["club"] == {"names": "", "dates": "", "accounts": ""}

	def test_other_months_stay_out(self):
		visits = [a_visit(8, 31, "旧", group="club"), a_visit(10, 1, "新", group="club")]
		assert values.five_contacts_seven_entries(OFFICER, 2018, 9, visits)["club"]["accounts"] == ""

	def test_five_and_seven_in_the_order_of_the_annex(self):
		made = list(values.five_contacts_seven_entries(OFFICER, 2018, 9, []))
		assert made[4:] == [
			*("general_branch", "leadership_team", "branch", "teaching_office", "young_teacher"),
			*("classroom", "school_class", "dormitory", "canteen", "club", "lecture", "network"),
		]


def test_carriers_of_a_department_head():
	made = values.three_specialties(
		OFFICER, MonthRow(year=2021, month=4, teacher_carriers=("教研室", "科研团队"))
	)
	assert made["teacher_carriers"] == "教研室、科研团队"
	assert (made["student_carriers"], made["narrative"]) == ("", "")


class TestRegistration:
	def test_two_copies(self):
		assert values.registration(a_holding())["copies"] == [
			{"holder": "学工部（处）", "number": 1},
			{"holder": "联系干部", "number": 2},
		]

	def test_students_by_pinyin_dormitories_by_room_both_filled_up(self):
		made = values.registration(a_holding())
		assert [row["name"] for row in made["students"]] == ["钱红", "赵刚", ""]
		assert [row["room"] for row in made["dormitories"]] == ["201", "202", "203", "", ""]
		assert made["dormitories"][-1]["people"] is None

	def test_a_category_that_the_reader_may_not_see_is_empty(self):
		made = values.registration(a_holding(students=(StudentRow(name="赵刚"),)))
		assert made["students"][0] == {"name": "赵刚", "contact": "", "category": ""}


class TestGrid:
	def test_by_college_and_name_numbered(self):
		holdings = [
			a_holding(officer=OfficerRow(name=name), unit=unit)
			for name, unit in (("张三", "商学院"), ("李四", "商学院"), ("王五", "机械学院"))
		]
		rows = values.grid("示例学院", holdings)["officers"]
		assert [(row["number"], row["officer"]) for row in rows[:4]] == [
			(1, "王五"),
			(2, "李四"),
			(3, "张三"),
			(4, ""),
		]
		assert [row["number"] for row in rows] == list(range(1, 21))

	def test_dormitories_of_students_stand_apart_from_the_others(self):
		row = values.grid("", [a_holding()])["officers"][0]
		assert row["student_dormitories"] == "3号楼201、3号楼202"
		assert row["other_dormitories"] == "3号楼203"
		assert row["contact"] == "13800000001、13800000002"

	@given(st.permutations(range(5)))
	def test_any_order_of_officers_makes_the_same_grid(self, order):
		holdings = [a_holding(officer=OfficerRow(name=f"张{number}")) for number in range(5)]
		assert values.grid("", [holdings[number] for number in order]) == values.grid("", holdings)


class TestExecutionReport:
	def test_attainment_is_capped_for_each_officer_before_it_is_summed(self):
		made = values.execution_report(a_report())
		assert [department["unit"] for department in made["departments"]] == ["教务处", "学工处"]
		first = made["departments"][0]
		assert (first["required"], first["heard"], first["attainment"]) == (8, 9, "87.5%")
		assert [officer["officer"] for officer in first["officers"]] == ["白五", "张三"]
		assert made["total"] == {"required": 12, "heard": 10, "attainment": "66.7%"}

	def test_nothing_owed_is_no_rate(self):
		duty = DutyRow(officer=OFFICER, required=0, heard=2, attained=2)
		assert values.execution_report(ReportRow(duties=(duty,)))["total"]["attainment"] == ""

	def test_courses_that_nobody_heard(self):
		rows = (
			HeardRow(name="张课", heard=0),
			HeardRow(name="李课", heard=0),
			HeardRow(name="数学", heard=2),
		)
		made = values.execution_report(ReportRow(courses=rows))
		assert made["courses_never_heard"] == "李课、张课"
		assert [row["name"] for row in made["courses"]] == ["数学"]

	def test_items_are_listed_even_when_none_was_rated_and_others_come_after(self):
		made = values.execution_report(ReportRow(ratings=(RatingRow(item="板书", good=1),)))
		assert [row["item"] for row in made["ratings"]] == [*values.RATED_ITEMS, "板书"]
		assert made["ratings"][0] == {
			"item": "立德树人落实情况",
			"excellent": 0,
			"good": 0,
			"fair": 0,
			"poor": 0,
		}


def test_dates_and_numbers_in_chinese_form():
	assert chinese_date(date(2018, 9, 3)) == "2018年9月3日"
	assert chinese_date(None) == ""
	assert [plain_number(number) for number in (3, 3.0, 2.5, 2.345, 100.0)] == [
		"3",
		"3",
		"2.5",
		"2.35",
		"100",
	]
	assert [percent(share) for share in (None, 0, 1, 2 / 3)] == ["", "0%", "100%", "66.7%"]


def test_names_sort_by_pinyin_and_rare_ones_do_not_fail():
	names = ["张三", "𠮷祥", "丂一", "安娜", "Anna", "李四", "张", ""]
	assert sorted(names, key=pinyin_order) == ["", "Anna", "安娜", "李四", "张", "张三", "丂一", "𠮷祥"]
	assert pinyin_order("\ud800") == pinyin_order("?")
