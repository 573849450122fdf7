"""A small college with a term behind it, as the user guide shows it, around whatever day it is."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import add_days, get_datetime, getdate

from liaison_app.services import nightly, settings
from tests.site.builders import (
	ensure,
	insert,
	make_assignment,
	make_officer,
	make_regulation,
	make_rule,
	make_target,
	make_unit,
	make_user,
	make_visit,
)
from tests.site.conftest import make_login

SCHOOL, COLLEGE = "清澜湖学院", "信息工程学院"
OFFICER, CLERK, REVIEWER, MANAGER = (
	f"{name}.guide@liaison.example" for name in ("wang", "bai", "zhou", "he")
)
LEADER = "张立群"
TEACHERS = {
	COLLEGE: ("王芳", "李强", "陈静"),
	"外国语学院": ("赵敏", "孙涛"),
	"艺术设计学院": ("刘洋", "吴倩"),
}
CLASSES = {
	COLLEGE: ("软件2301班", "软件2302班", "网络2301班"),
	"外国语学院": ("英语2301班", "日语2301班"),
	"艺术设计学院": ("视传2301班", "环设2301班"),
}
DAYS_BEHIND = 70  # how long the term has been going on
# So many days ago, so many officers of a college visited: the last ones are behind.
VISITS = (
	(3, 2),
	(4, 1),
	(9, 2),
	(16, 2),
	(17, 2),
	(24, 2),
	(25, 3),
	(31, 3),
	(38, 2),
	(39, 2),
	(45, 2),
	(46, 3),
	(52, 3),
	(59, 2),
	(66, 2),
)


def build(language: str) -> None:
	"""Insert everything, and work out what is owed; everybody reads this language. Commits."""
	_make_logins(language)
	_make_term()
	_make_rules(language)
	people = _make_people()
	_make_visits(people)
	settings.note("last_completed_run", add_days(getdate(), -DAYS_BEHIND))
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	frappe.db.commit()
	frappe.clear_cache()


def _make_logins(language: str) -> None:
	names = {OFFICER: "王芳", CLERK: "白老师", REVIEWER: "周书记", MANAGER: "何老师"}
	roles = {OFFICER: "Officer", CLERK: "Clerk", REVIEWER: "Reviewer", MANAGER: "Manager"}
	for user, full_name in names.items():
		make_login(user, f"Liaison {roles[user]}")
		frappe.db.set_value(
			"User", user, {"first_name": full_name, "full_name": full_name, "language": language}
		)


def _make_term() -> None:
	first, last = add_days(getdate(), -DAYS_BEHIND), add_days(getdate(), 60)
	insert(
		"Liaison Term",
		term_name=f"{first.year}年秋季学期" if first.month > 6 else f"{first.year}年春季学期",
		academic_year=f"{first.year}-{first.year + 1}",
		first_day=first,
		last_day=last,
	)


def _make_rules(language: str) -> None:
	"""A college that reads Chinese enters Chinese titles."""
	in_chinese = language == "zh"
	regulation = make_regulation(
		"联系制度",
		title="联系班级和宿舍工作制度" if in_chinese else "Contacting classes and dormitories",
		document_number="校发〔2025〕18号",
		issuer="清澜湖学院党委",
	)
	shared: dict[str, Any] = {"regulation": regulation, "reminder_days": 5}
	for code, title, title_zh, values in (
		("L1", "Talk with each class", "与联系班级谈心谈话", _of_classes()),
		("L2", "Hear lessons", "深入课堂听课", _of_lessons()),
		("L3", "Contact students every week", "每周走近学生", _of_students()),
		("L4", "Hand in the month's plan", "提交月度工作计划", _of_papers()),
	):
		named = {"code": code, "title": title_zh if in_chinese else title, "clause": "第四条"}
		make_rule(**{**shared, **named, **values})
	frappe.delete_doc("Liaison Regulation", "X")  # of the builders'


def _of_classes() -> dict[str, Any]:
	return {"period": "Month", "subject_kind": "Assigned", "subject_types": [{"target_type": _class_type()}]}


def _of_lessons() -> dict[str, Any]:
	activity = ensure("Liaison Activity Type", "activity_name", "Class Observation")
	return {"quantity": 4, "pacing": "Evenly", "counts": [{"activities": activity}]}


def _of_students() -> dict[str, Any]:
	return {"period": "Week", "counts": [{"target_types": _class_type()}]}


def _of_papers() -> dict[str, Any]:
	return {"period": "Month", "measure": "Document", "document_kind": "Plan", "reminder_days": 31}


def _class_type() -> str:
	return ensure("Target Type", "target_type_name", "Class", visible_to_all=1)


def _make_people() -> dict[str, list[tuple[Any, Any]]]:
	"""College -> its officers, each with the class held."""
	school = make_unit(SCHOOL, is_group=1, reviewer=REVIEWER)
	insert("Contact Target", title="机电2301班", target_type=_class_type(), unit=school)
	leader = make_officer(school, None, full_name=LEADER, clerk_users=[{"user": CLERK}])
	people: dict[str, list[tuple[Any, Any]]] = {}
	for unit, names in TEACHERS.items():
		make_unit(unit, parent=school)
		classes = [make_target(unit, title=title) for title in CLASSES[unit]]
		people[unit] = [_make_teacher(unit, *pair) for pair in zip(names, classes, strict=True)]
	second = people[COLLEGE][1][1]
	make_assignment(people[COLLEGE][0][0], second)
	make_assignment(leader, second)
	return people


def _make_teacher(unit: str, name: str, held: Any) -> tuple[Any, Any]:
	user = OFFICER if name == "王芳" else make_user(f"{held.name.lower()}@liaison.example", "Liaison Officer")
	officer = make_officer(unit, user, full_name=name)
	make_assignment(officer, held)
	return officer, held


def _make_visits(people: dict[str, list[tuple[Any, Any]]]) -> None:
	"""Visits of the term, recorded on their days; the second college visits less."""
	for place, pairs in enumerate(people.values()):
		for days, number in VISITS:
			for officer, held in pairs[: number - (place == 1 and days % 2)]:
				_make_visit(
					officer, held, add_days(getdate(), -days), "Talk" if days % 2 else "Class Observation"
				)
		_hand_in_plans(pairs[0][0])


def _make_visit(officer: Any, held: Any, day: Any, activity: str) -> None:
	ensure("Liaison Activity Type", "activity_name", activity)
	start, activities = get_datetime(f"{day} 15:00:00"), [{"activity": activity}]
	visit = make_visit([officer], [held], start=start, duration_minutes=45, activities=activities)
	visit.submit()
	visit.db_set("recorded_on", day)


def _hand_in_plans(officer: Any) -> None:
	"""The plans of the months before this one, in time."""
	day = getdate().replace(day=1)
	while (day := add_days(day, -1).replace(day=1)) > add_days(getdate(), -DAYS_BEHIND):
		paper = insert(
			"Duty Document",
			title="月度工作计划",
			officer=officer.name,
			rule="联系制度-L4",
			document_kind="Plan",
			period_key=f"M:{day:%Y-%m}",
			text="走访所联系的班级，听课两次。",
		)
		paper.submit()
		paper.db_set("handed_in_on", add_days(day, 5))
