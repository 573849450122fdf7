"""A register that others kept, read from a worksheet's values and matched against visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_app.honesty import (
	Columns,
	Coverage,
	RegisterRow,
	covered_by,
	find_columns,
	match_register,
	read_register,
)
from liaison_app.honesty.people_names import name_key
from liaison_app.honesty.places import places_agree
from liaison_app.honesty.register import day_from
from tests.honest import MONDAY, a_visit, honest_semester, register_of

NAMES = {"O1": ("王小明", "Wang Xiaoming"), "O2": ("李伟",), "O3": ("买买提·阿不都",), "O4": ("张建国",)}


def entry(name: str, place: str = "学生公寓A栋", day: date = MONDAY, number: int = 2) -> RegisterRow:
	return RegisterRow(number=number, day=day, place=place, name=name)


def outcome(row: RegisterRow, *visits, **more) -> str:
	(found,) = match_register([row], visits, NAMES, **more).rows
	return found.outcome


# --- reading ---


def test_a_worksheet_is_read_by_its_headings():
	assert find_columns(["序号", "姓名", " 日期 ", "地点"]) == Columns(day=2, name=1, place=3)
	assert find_columns(["Date", "Visitor", "Room"]) == Columns(day=0, name=1, place=2)
	assert find_columns(["No", "Name", "Place"]) is None
	lines = [
		(1, "王小明", datetime(2026, 9, 7, 9, 30), "A栋"),
		(None, None, None, None),
		(2, "李伟、张建国", "2026年9月8日", "B栋"),
		(3, "李伟", "昨天", "B栋"),
		(4, "", date(2026, 9, 9), "B栋"),
		(5, "Li, Wei", 46272),
	]
	read = read_register(lines, Columns(day=2, name=1, place=3))
	assert [(row.number, row.day, row.place, row.name) for row in read.rows] == [
		(2, date(2026, 9, 7), "A栋", "王小明"),
		(4, date(2026, 9, 8), "B栋", "李伟"),
		(4, date(2026, 9, 8), "B栋", "张建国"),
		(7, date(2026, 9, 7), "", "Li, Wei"),
	]
	assert [(bad.number, bad.message.format(*bad.values)) for bad in read.unread] == [
		(5, "'昨天' is no date."),
		(6, "There is no name."),
	]


@pytest.mark.parametrize(
	("cell", "day"),
	[
		("2026-09-07", MONDAY),
		(" 2026/9/7 14:30", MONDAY),
		("2026.9.7", MONDAY),
		("2026年09月07日 上午", MONDAY),
		("２０２６-９-７", MONDAY),
		(46272.4, MONDAY),
		("2026-13-07", None),
		("7.9.", None),
		("", None),
		(None, None),
		(True, None),
		(-3, None),
		(10**9, None),
	],
)
def test_dates_as_people_write_them(cell, day):
	assert day_from(cell) == day


@settings(max_examples=200, deadline=None)
@given(
	st.lists(
		st.lists(
			st.one_of(
				st.none(),
				st.text(max_size=12),
				st.integers(),
				st.floats(),
				st.dates(),
				st.datetimes(),
				st.booleans(),
			),
			max_size=4,
		),
		max_size=8,
	)
)
def test_no_worksheet_breaks_the_reading(lines):
	read = read_register(lines, Columns(day=0, name=1, place=2))
	assert {row.number for row in read.rows}.isdisjoint(bad.number for bad in read.unread)
	assert all(row.name.strip() for row in read.rows)
	match_register(read.rows, [a_visit("A")], NAMES)


# --- names and places ---


@pytest.mark.parametrize(
	("one", "other"),
	[
		("王小明", "王 小 明"),
		("王小明", "王小明老师"),
		("王小明", "王小明 副教授"),
		("Wang Xiaoming", "WANG, Xiaoming"),
		("Wang Xiaoming", "Prof. Xiaoming  Wang"),
		("买买提·阿不都", "买买提.阿不都"),
		("买买提·阿不都", "买买提阿不都"),
	],
)
def test_variants_of_one_name(one, other):
	assert name_key(one) == name_key(other) != ""


def test_names_that_are_two():
	assert len({name_key(name) for name in ("王小明", "王小红", "王明", "王书记", "李书记")}) == 5


@pytest.mark.parametrize(
	("one", "other", "agree"),
	[
		("学生公寓A栋", "学生公寓 A 栋", True),
		("学生公寓A栋 301", "学生公寓A栋", True),
		("Building B, Room 12", "building b room 12", True),
		("大学生活动中心", "大学生活动中心楼", True),
		("大学生活动中心", "大学生活动中新", True),
		("学生公寓A栋", "学生公寓B栋", False),
		("1号楼", "11号楼", False),
		("三号楼201室", "三号楼202室", False),
		("东区食堂", "西区食堂", False),
		("图书馆", "体育馆", False),
		("", "图书馆", False),
	],
)
def test_places(one, other, agree):
	assert places_agree(one, other, 80) is agree
	assert places_agree(other, one, 80) is agree


# --- matching ---


@pytest.mark.parametrize(
	("row", "told"),
	[
		(entry("王小明"), "Found"),
		(entry("王 小明 老师", "学生公寓 a栋"), "Found"),
		(entry("Xiaoming WANG"), "Found"),
		(entry("王小明", ""), "Found"),
		(entry("王小朋"), "Similar Name"),
		(entry("王晓明"), "Similar Name"),
		(entry("王小朋", "图书馆"), "Not Found"),
		(entry("王小明", "图书馆"), "Found Elsewhere"),
		(entry("王小明", day=MONDAY + timedelta(days=1)), "Not Found"),
		(entry("李伟"), "Not Found"),
	],
)
def test_an_entry_against_a_visit(row, told):
	assert outcome(row, a_visit("A", place="学生公寓A栋 301")) == told


def test_each_entry_bears_out_one_visit():
	visits = [
		a_visit("A", at=9, place="A栋"),
		a_visit("B", at=14, place="B栋"),
		a_visit("C", at=16, place=""),
	]
	rows = [
		entry("王小明", "B栋", number=2),
		entry("王小明", "A栋", number=3),
		entry("王小明", "C栋", number=4),
		entry("王小明", "D栋", number=5),
	]
	match = match_register(rows, visits, NAMES)
	assert [(row.outcome, row.presence and row.presence.visit) for row in match.rows] == [
		("Found", "B"),
		("Found", "A"),
		("Found", "C"),
		("Not Found", None),
	]


def test_everybody_who_went_needs_an_entry():
	visit = a_visit("A", ("O1", "O2"), place="A栋")
	match = match_register([entry("李伟", "A栋")], [visit], NAMES)
	assert [(missing.visit, missing.officer) for missing in match.without_entry] == [("A", "O1")]


@pytest.mark.parametrize(
	("fields", "missing"),
	[
		({}, True),
		({"place": "学生公寓A栋 502"}, True),
		({"place": "公寓B栋"}, False),  # the register was kept elsewhere
		({"place": ""}, False),
		({"mode": "Phone"}, False),
		({"cancelled": True}, False),
		({"officers": ("O9",)}, False),  # nobody knows the name
		({"start": datetime(2026, 9, 9, 9)}, False),  # after its last entry
	],
)
def test_which_visits_are_missing_in_the_register(fields, missing):
	rows = [entry("李伟"), entry("张建国", day=MONDAY + timedelta(days=1))]
	visit = replace(a_visit("A", place="学生公寓A栋"), **fields)
	assert bool(match_register(rows, [visit], NAMES).without_entry) is missing


def test_when_and_where_it_was_kept_can_be_said():
	visit = a_visit("A", place="B栋", day=MONDAY + timedelta(days=9))
	whole = Coverage(MONDAY, MONDAY + timedelta(days=30))
	assert match_register([], [visit], NAMES, coverage=whole).without_entry[0].visit == "A"
	assert match_register([], [visit], NAMES).without_entry == ()
	assert covered_by([entry("李伟", "A栋"), entry("李伟", "")]) == Coverage(MONDAY, MONDAY)


def test_two_officers_of_one_name():
	names = {"O1": ("李伟",), "O2": ("李伟",)}
	visits = [a_visit("A", "O1", place="A栋"), a_visit("B", "O2", place="B栋")]
	match = match_register([entry("李伟", "B栋", number=2), entry("李伟", "A栋", number=3)], visits, names)
	assert [row.presence.officer for row in match.rows] == ["O2", "O1"]


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 60), st.integers(0, 20))
def test_order_does_not_matter_and_what_is_missing_is_told(dice, number, left_out):
	visits = honest_semester(number, officers=5)
	names = {
		f"O{n}": (name,) for n, name in enumerate(("王小明", "李伟", "张建国", "买买提·阿不都", "赵云飞龙"))
	}
	rows = register_of(visits, names)[left_out:]
	coverage = Coverage(MONDAY, MONDAY + timedelta(days=200))
	match = match_register(rows, visits, names, coverage=coverage)
	shuffled = match_register(
		dice.sample(rows, len(rows)), dice.sample(visits, len(visits)), names, coverage=coverage
	)
	assert match == shuffled
	assert all(row.outcome == "Found" for row in match.rows)
	assert sorted(missing.visit for missing in match.without_entry) == sorted(
		visit.name for visit in visits[:left_out]
	)
