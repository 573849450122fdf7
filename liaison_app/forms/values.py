"""Shapes plain rows into the values of each official form: every declared field is there, in defined order, empty or not.

Each function answers the values of one form of `fields`. Rows may come in any order. Lists that the paper form rules in advance
are filled up with empty rows, so that a form without any data still prints as a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from .chinese import chinese_date, percent, pinyin_order
from .fields import CONTACTS, ENTRIES, GRID, REGISTRATION, Field
from .rows import DutyRow, HeardRow, HoldingRow, MonthRow, ObservationRow, OfficerRow, ReportRow, VisitRow
from .trial import empty_values

Values = dict[str, Any]
FEWEST_VISITS = 8
FEWEST_STUDENTS = 3
FEWEST_DORMITORIES = 5
FEWEST_OFFICERS = 20
COPY_HOLDERS = ("学工部（处）", "联系干部")
RATED_ITEMS = ("立德树人落实情况", "教学态度", "教学方法", "课堂纪律", "课堂气氛", "教学效果", "总体评价")


def contact_record(
	officer: OfficerRow, branches: Iterable[str], persons: Iterable[str], visits: Iterable[VisitRow]
) -> Values:
	"""The record form of contact with branches, teachers and students, visits by day."""
	rows: list[Values] = [{"day": each.day, "account": each.account, **each.more} for each in _by_day(visits)]
	return {
		"officer": officer.name,
		"post": officer.post,
		"branches": listed(branches),
		"persons": listed(persons),
		"visits": _filled(rows, FEWEST_VISITS, {"day": None, "account": ""}),
	}


def five_contacts_seven_entries(
	officer: OfficerRow, year: int, month: int, visits: Iterable[VisitRow]
) -> Values:
	"""The monthly sheet of a leader. Visits of other months or unknown groups are left out; a cell holds a line each."""
	of_month = [each for each in _by_day(visits) if (each.day.year, each.day.month) == (year, month)]
	groups = {
		field.name: _group([each for each in of_month if each.group == field.name])
		for field in (*CONTACTS, *ENTRIES)
	}
	return {"officer": officer.name, "post": officer.post, "year": year, "month": month, **groups}


def _group(visits: Sequence[VisitRow]) -> Values:
	return {
		"names": listed(dict.fromkeys(name for visit in visits for name in visit.names)),
		"dates": "\n".join(chinese_date(visit.day) for visit in visits),
		"accounts": "\n".join(_one_line(visit.account) for visit in visits),
	}


def three_specialties(officer: OfficerRow, month: MonthRow) -> Values:
	"""The monthly sheet of a department head."""
	return {
		"officer": officer.name,
		"unit": officer.unit,
		"post": officer.post,
		"year": month.year,
		"month": month.month,
		"work_function": month.work_function,
		"business": month.business,
		"personal_talent": month.personal_talent,
		"teacher_carriers": listed(month.teacher_carriers),
		"student_carriers": listed(month.student_carriers),
		"narrative": month.narrative,
	}


def registration(holding: HoldingRow) -> Values:
	"""The registration of one officer's class, dormitories and students, in two copies."""
	students = [
		{"name": each.name, "contact": each.contact, "category": each.category, **each.more}
		for each in holding.students
	]
	dormitories = [
		{
			"building": each.building,
			"room": each.room,
			"head": each.head,
			"people": each.people,
			"remark": each.remark,
			**each.more,
		}
		for each in sorted(holding.dormitories, key=lambda each: (pinyin_order(each.building), each.room))
	]
	return {
		"copies": [{"holder": holder, "number": number} for number, holder in enumerate(COPY_HOLDERS, 1)],
		"unit": holding.unit,
		"school_class": holding.school_class,
		"officer": holding.officer.name,
		"mobile": holding.officer.mobile,
		"political_status": holding.officer.political_status,
		"department": holding.officer.unit,
		"office_phone": holding.officer.office_phone,
		"post": holding.officer.post,
		"class_teacher": holding.class_teacher,
		"class_teacher_mobile": holding.class_teacher_mobile,
		"counsellor": holding.counsellor,
		"counsellor_mobile": holding.counsellor_mobile,
		"students": _filled(
			sorted(students, key=lambda each: pinyin_order(each["name"])),
			FEWEST_STUDENTS,
			_empty_row(REGISTRATION.fields, "students"),
		),
		"dormitories": _filled(
			dormitories, FEWEST_DORMITORIES, _empty_row(REGISTRATION.fields, "dormitories")
		),
	}


def grid(institution: str, holdings: Iterable[HoldingRow]) -> Values:
	"""The summary of all officers' registrations, by college and name, numbered."""
	ordered = sorted(
		holdings,
		key=lambda each: (pinyin_order(each.unit), pinyin_order(each.officer.name), each.school_class),
	)
	rows = _filled(
		[_grid_row(each) for each in ordered], FEWEST_OFFICERS, _empty_row(GRID.fields, "officers")
	)
	return {
		"institution": institution,
		"officers": [{**row, "number": number} for number, row in enumerate(rows, 1)],
	}


def _grid_row(holding: HoldingRow) -> Values:
	of_students = dict.fromkeys(each.dormitory for each in holding.students if each.dormitory)
	others = [each.name for each in holding.dormitories if each.name not in of_students]
	return {
		"number": None,
		"officer": holding.officer.name,
		"unit": holding.unit,
		"school_class": holding.school_class,
		"class_teacher": holding.class_teacher,
		"counsellor": holding.counsellor,
		"student_dormitories": listed(of_students),
		"students": listed(each.name for each in holding.students),
		"contact": listed(each.contact for each in holding.students),
		"other_dormitories": listed(others),
		"remark": holding.remark,
		**holding.more,
	}


def observation(row: ObservationRow) -> Values:
	"""The record of one class that was heard."""
	same = ("day", "lesson", "course", "teacher", "school_class", "place", "expected", "present")
	rated = ("moral_education", "attitude", "method", "discipline", "atmosphere", "effect")
	written = ("process", "exchange", "overall")
	values = {name: getattr(row, name) for name in (*same, *rated, *written)}
	return {"observer": row.observer.name, "post": row.observer.post, **values}


def execution_report(report: ReportRow) -> Values:
	"""The semester's report on the hearing of classes. Items that the record rates are listed even when none was rated."""
	duties = sorted(
		report.duties, key=lambda each: (pinyin_order(each.officer.unit), pinyin_order(each.officer.name))
	)
	given = {each.item: each for each in report.ratings}
	items = [*RATED_ITEMS, *(item for item in given if item not in RATED_ITEMS)]
	return {
		"institution": report.institution,
		"term": report.term,
		"day": report.day,
		"departments": [
			_department(unit, list(of_unit))
			for unit, of_unit in groupby(duties, key=lambda each: each.officer.unit)
		],
		"total": _times(duties),
		"courses": _heard(report.courses),
		"courses_never_heard": _never_heard(report.courses),
		"teachers": _heard(report.teachers),
		"teachers_never_heard": _never_heard(report.teachers),
		"ratings": [
			{
				"item": item,
				**{mark: getattr(given.get(item), mark, 0) for mark in ("excellent", "good", "fair", "poor")},
			}
			for item in items
		],
		"problems": [
			{"problem": each.problem, "handler": each.handler, "handling": each.handling}
			for each in report.problems
		],
		"conclusions": report.conclusions,
	}


def _department(unit: str, duties: Sequence[DutyRow]) -> Values:
	officers = [
		{"officer": duty.officer.name, "post": duty.officer.post, **_times([duty])} for duty in duties
	]
	return {"unit": unit, **_times(duties), "officers": officers}


def _times(duties: Sequence[DutyRow]) -> Values:
	required = sum(duty.required for duty in duties)
	attained = sum(min(duty.attained, duty.required) for duty in duties)
	return {
		"required": required,
		"heard": sum(duty.heard for duty in duties),
		"attainment": percent(attained / required if required else None),
	}


def _heard(rows: Iterable[HeardRow]) -> list[Values]:
	heard = sorted(
		(each for each in rows if each.heard), key=lambda each: (-each.heard, pinyin_order(each.name))
	)
	return [{"name": each.name, "unit": each.unit, "heard": each.heard} for each in heard]


def _never_heard(rows: Iterable[HeardRow]) -> str:
	return listed(sorted((each.name for each in rows if not each.heard), key=pinyin_order))


def completed(values: Values, fields: Iterable[Field]) -> Values:
	"""The values with every declared field in them, those that are missing empty, also in rows that only fill the page."""
	whole = {**empty_values(fields := tuple(fields)), **values}
	for field in fields:
		if field.kind == "rows":
			whole[field.name] = [completed(row, field.fields) for row in whole[field.name]]
		elif field.kind == "record":
			whole[field.name] = completed(whole[field.name], field.fields)
	return whole


def listed(names: Iterable[str]) -> str:
	"""The names with the comma of Chinese lists between them; empty ones are dropped."""
	return "、".join(name for name in names if name)


def _by_day(visits: Iterable[VisitRow]) -> list[VisitRow]:
	return sorted(visits, key=lambda each: (each.day, each.order, each.account))


def _one_line(text: str) -> str:
	return " ".join(text.split())


def _filled(rows: list[Values], fewest: int, empty: Values) -> list[Values]:
	return [*rows, *(dict(empty) for _number in range(fewest - len(rows)))]


def _empty_row(fields: Iterable[Field], name: str) -> Values:
	"""An empty row of one of a form's lists."""
	return next(empty_values(field.fields) for field in fields if field.name == name)
