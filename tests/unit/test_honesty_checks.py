"""Each check of visits: what it asks about, and what looks alike and is honest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from liaison_app.engine.calendar import Calendar, Term
from liaison_app.honesty import Lesson, Limits, Period, common_phrases, find_flags
from tests.honest import MONDAY, a_visit, an_account, by_check, honest_semester

AUTUMN = Period("2026-2027-1", date(2026, 9, 7), date(2027, 1, 15))


def asked(*visits, **more):
	return by_check(find_flags(visits, **more))


# --- two places at once ---


def test_the_same_officer_in_two_places_at_once():
	first, second = a_visit("A", at=9, place="一号楼"), a_visit("B", at=9, place="图书馆")
	(flag,) = find_flags([second, first])
	assert (flag.check, flag.visits, flag.officers) == ("Two Places at Once", ("A", "B"), ("O1",))
	assert flag.message.format(*flag.values) == (
		"A and B share 60 minutes from 2026-09-07 09:00 on: one in 一号楼, the other in 图书馆."
	)


AT = {"nobody knows when": 0}


@pytest.mark.parametrize(
	("what", "fields"),
	[
		("another officer", {"officers": ("O2",)}),
		("after the first one", {"start": datetime(2026, 9, 7, 10)}),
		("as people round their times", {"start": datetime(2026, 9, 7, 9, 50)}),
		("a call", {"mode": "Phone"}),
		("a room of the same building", {"place": "一号楼 203"}),
		("the same class, under another word for the place", {"targets": ("T-A",)}),
		("withdrawn", {"cancelled": True}),
		("nobody knows when", {"start": datetime(2026, 9, 7)}),
	],
)
def test_no_two_places(what, fields):
	visits = [
		a_visit("A", at=AT.get(what, 9), place="一号楼"),
		replace(a_visit("B", place="图书馆"), **fields),
	]
	assert find_flags(visits) == [], what


def test_neighbouring_buildings_are_two_places():
	for here, there in (
		("1号楼", "11号楼"),
		("A栋 201", "B栋 201"),
		("一号教学楼", "二号教学楼"),
		("东区食堂", "西区食堂"),
	):
		assert asked(a_visit("A", place=here), a_visit("B", place=there)) == {
			"Two Places at Once": [("A", "B")]
		}


def test_a_long_visit_holds_whatever_lies_in_it():
	day_out = a_visit("A", at=8, minutes=480)
	inside = [a_visit("B", at=9), a_visit("C", at=11), a_visit("D", at=17)]
	assert sorted(asked(day_out, *inside)["Two Places at Once"]) == [("A", "B"), ("A", "C")]


def test_colleagues_in_the_same_two_visits_are_one_question():
	visits = [a_visit(name, ("O1", "O2"), place=name) for name in ("东门", "西门")]
	(flag,) = find_flags(visits)
	assert flag.officers == ("O1", "O2")


# --- a day has only so much room ---


def test_more_minutes_than_a_day_has_room_for():
	visits = [a_visit(f"V{at}", at=at, minutes=110) for at in (7, 9, 11, 13, 15, 17)]
	assert asked(*visits) == {"Day Too Full": [tuple(sorted(visit.name for visit in visits))]}
	assert asked(*visits[:5]) == {}


def test_more_visits_than_a_day_has_room_for():
	visits = [a_visit(f"V{number:02}", at=8 + number // 2, minutes=10) for number in range(13)]
	visits = [
		replace(visit, start=visit.start + timedelta(minutes=30 * (n % 2))) for n, visit in enumerate(visits)
	]
	assert list(asked(*visits)) == ["Day Too Full"]
	assert asked(*visits[:12]) == {}


def test_five_people_in_one_room_take_no_more_time_than_one():
	visits = [a_visit(f"V{number}", at=8, minutes=240, place="会议室") for number in range(5)]
	assert asked(*visits) == {}


# --- the same text ---


def test_a_text_to_the_letter_the_same_as_that_of_somebody_else():
	original, copy = a_visit("A"), a_visit("B", "O2", MONDAY + timedelta(days=3), account=an_account("A"))
	(flag,) = find_flags([copy, original])
	assert (flag.check, flag.visits, flag.compared_with, flag.officers) == (
		"Same Text",
		("B",),
		("A",),
		("O2",),
	)
	assert "100%" in flag.message.format(*flag.values)


def test_a_text_with_other_names_and_numbers_filled_in():
	text = "今天走访机电2401班，与班长座谈，了解近期学习情况和宿舍卫生，同学反映热水供应时间太短，已转后勤处处理。"
	changed = text.replace("机电2401", "软件2502").replace("班长", "学委").replace("。", "！ ")
	assert asked(a_visit("A", account=text), a_visit("B", "O2", account=changed)) == {"Same Text": [("B",)]}


def test_an_english_text_with_some_words_changed():
	text = (
		"Met the class after lunch and talked about the canteen, the new timetable and the heating in the "
		"dormitory; two students asked for longer library hours, which I passed on to the office the same day."
	)
	changed = text.replace("lunch", "supper").replace("two", "Three")
	assert asked(a_visit("A", account=text), a_visit("B", "O2", account=changed)) == {"Same Text": [("B",)]}


def test_who_is_copied_is_not_asked():
	visits = [a_visit("A"), *(a_visit(f"B{n}", f"O{n}", account=an_account("A")) for n in range(2, 40))]
	flags = find_flags(visits)
	assert {flag.compared_with for flag in flags} == {("A",)}
	assert {visit for flag in flags for visit in flag.visits} == {f"B{n}" for n in range(2, 40)}


def test_own_style_is_no_copy_but_an_own_copy_is():
	text = "本周到二号宿舍查寝，检查卫生和用电安全，与寝室长交谈，同学们精神状态良好，没有发现违规电器，提醒按时作息。"
	in_style = (
		text.replace("二号", "五号")
		.replace("精神状态良好", "正在准备考试")
		.replace("提醒按时作息", "要求开窗通风")
	)
	own = [a_visit("A", account=text), a_visit("B", day=MONDAY + timedelta(days=7), account=in_style)]
	assert asked(*own) == {}
	assert asked(own[0], replace(own[1], account=text + "。")) == {"Same Text": [("B",)]}


def test_short_texts_say_nothing():
	assert asked(*(a_visit(f"V{n}", f"O{n}", account="了解近期情况，听取意见建议。") for n in range(9))) == {}


def test_the_words_of_the_form_are_nobodys_own():
	form = "联系对象基本情况：{}\n谈话主要内容及反映的突出问题：{}\n解决措施和下一步工作打算：{}\n联系人签名及日期：\n分管领导审核意见："
	visits = [a_visit(f"V{n}", f"O{n}", account=form.format("良好", "没有", "继续")) for n in range(3)]
	assert list(asked(*visits)) == ["Same Text"]
	assert asked(*visits, ignored_texts=[form.replace("{}", "")]) == {}


def test_phrases_in_common_use_are_learned_and_copies_are_not():
	"""A phrase stands in many surroundings; what is copied brings its surroundings along."""
	visits = [
		a_visit(f"V{n}", f"O{n}", account=f"{an_account(n, 1)}认真听取意见建议，{an_account(-n, 1)}")
		for n in range(1, 60)
	]
	copied = [a_visit(f"W{n}", f"O{n}", account=an_account("ring", 9)) for n in range(1, 60)]
	phrases = common_phrases([*visits, *copied])
	assert "认 真 听 取 意 见 建 议" in phrases
	flagged = {visit for (visit,) in asked(*visits, *copied, ignored_texts=phrases)["Same Text"]}
	assert flagged == {visit.name for visit in copied} - {"W1"}


def test_colleagues_who_went_together_may_write_the_same():
	together = [a_visit("A", targets=("C1",)), a_visit("B", "O2", targets=("C1",), account=an_account("A"))]
	assert asked(*together) == {}
	in_one_room = [a_visit("A", place="报告厅"), a_visit("B", "O2", place="报告厅", account=an_account("A"))]
	assert asked(*in_one_room) == {}
	on_another_day = replace(together[1], start=datetime(2026, 9, 8, 9))
	assert asked(together[0], on_another_day) == {"Same Text": [("B",)]}


# --- the same photo ---


def test_the_same_photo_on_another_occasion():
	visits = [
		a_visit("A", photos=("p", "q")),
		a_visit("B", "O2", photos=("q", "r")),
		a_visit("C", "O3", photos=("s",)),
	]
	assert asked(*visits) == {"Same Photo": [("B",)]}
	assert asked(*visits, ignored_photos=["q"]) == {}


def test_colleagues_may_share_the_photo_of_their_visit():
	visits = [
		a_visit("A", targets=("C1",), photos=("p",)),
		a_visit("B", "O2", targets=("C1",), photos=("p",)),
	]
	assert asked(*visits) == {}


# --- when it was recorded ---


def lying(number: int, recorded: date) -> list:
	days = [date(2026, 9, 14) + timedelta(days=9 * n) for n in range(number)]
	return [a_visit(f"V{n}", day=day, recorded_on=recorded) for n, day in enumerate(days)]


def test_recorded_in_bulk_when_the_semester_ends():
	patient = Limits(late_days=365)
	visits = lying(6, date(2027, 1, 14))
	names = tuple(visit.name for visit in visits)
	assert asked(*visits, periods=[AUTUMN], limits=patient) == {"Recorded in Bulk": [names]}
	assert asked(*visits[:4], periods=[AUTUMN], limits=patient) == {}
	assert asked(*lying(6, date(2026, 12, 10)), periods=[AUTUMN], limits=patient) == {}


def test_who_mostly_records_in_time_is_not_asked_for_a_few():
	in_time = [a_visit(f"W{n}", day=date(2026, 10, 8) + timedelta(days=n), at=14) for n in range(9)]
	assert asked(*in_time, *lying(6, date(2027, 1, 14)), periods=[AUTUMN], limits=Limits(late_days=365)) == {}


def test_the_visits_of_the_last_days_are_no_bulk():
	visits = [
		a_visit(f"V{n}", day=date(2027, 1, 12), at=8 + n, recorded_on=date(2027, 1, 15)) for n in range(6)
	]
	assert asked(*visits, periods=[AUTUMN]) == {}


def test_recorded_long_after_the_fact():
	late, in_time = (
		a_visit(name, day=MONDAY, at=at, recorded_on=MONDAY + timedelta(days=days))
		for name, at, days in (("A", 8, 31), ("B", 10, 30))
	)
	assert asked(late, in_time) == {"Recorded Late": [("A",)]}


# --- lessons ---

TIMETABLE = [
	Lesson(target="C1", weekday=0, begins=time(8), ends=time(9, 40)),
	Lesson(target="C1", weekday=2, begins=time(14), ends=time(15, 40), mondays=frozenset([date(2026, 9, 7)])),
	Lesson(target="C2", weekday=4, begins=time(8), ends=time(9, 40), to_date=date(2026, 9, 30)),
]


def observation(day: date, hour: int, target: str = "C1", **fields):
	values = {"targets": (target,), "activities": ("Class Observation",), "minutes": 45, **fields}
	return a_visit("A", day=day, at=hour, **values)


@pytest.mark.parametrize(
	("visit", "is_asked"),
	[
		(observation(MONDAY, 8), False),
		(observation(MONDAY, 9), False),  # came for the last forty minutes
		(observation(MONDAY, 14), True),
		(observation(MONDAY + timedelta(days=1), 8), True),
		(observation(MONDAY + timedelta(days=2), 14), False),
		(observation(MONDAY + timedelta(days=9), 14), True),  # an odd week's lesson
		(observation(MONDAY, 14, "C2"), True),
		(observation(date(2026, 10, 5), 14, "C2"), False),  # the timetable says nothing of October
		(observation(MONDAY, 14, "C3"), False),  # nor of this class
		(observation(MONDAY, 0), False),  # nobody knows when
		(observation(MONDAY, 14, activities=("Talk",)), False),
		(observation(MONDAY, 8, targets=("C1", "C2")), False),  # one of both had a lesson
	],
)
def test_outside_class_hours(visit, is_asked):
	assert bool(asked(visit, lessons=TIMETABLE)) is is_asked


def test_holidays_have_no_lessons_and_make_up_days_have_anybodys():
	term = Term("2026-2027-1", "2026-2027", date(2026, 9, 7), date(2027, 1, 15))
	calendar = Calendar((term,), frozenset([MONDAY]), frozenset([date(2026, 9, 12)]))
	assert asked(observation(MONDAY, 8), lessons=TIMETABLE, calendar=calendar) == {
		"Outside Class Hours": [("A",)]
	}
	assert asked(observation(date(2026, 9, 12), 8), lessons=TIMETABLE, calendar=calendar) == {}


# --- all together ---


def test_an_honest_semester_raises_no_question():
	visits = honest_semester(3000)
	assert find_flags(visits, periods=[Period("S", MONDAY, MONDAY + timedelta(days=104))]) == []


def test_ways_of_speaking_in_common_raise_no_question():
	"""Honest accounts, half of whose words everybody uses."""
	phrases = "了解近期思想动态，认真听取意见建议，对反映的问题逐条记录，会后及时转有关部门办理。"
	visits = [replace(visit, account=phrases + an_account(visit.name, 3)) for visit in honest_semester(1000)]
	assert find_flags(visits) == []


@pytest.mark.parametrize(
	"wrong",
	[
		{"day_minutes": 0},
		{"similarity_of_own": 101},
		{"bulk_share": 1.5},
		{"late_days": -1},
		{"place_similarity": 10},
	],
)
def test_limits_that_make_no_sense_are_refused(wrong):
	(name,) = wrong
	with pytest.raises(ValueError, match=name):
		Limits(**wrong)
