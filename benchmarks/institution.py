"""A made-up institution of any size: the same for the same number of officers, 25 obligations for each of them.

An officer holds two classes and two dormitories and owes, in the two months that a run plans: a contact each week (7 rows),
one a month and two a semester with each target (8 and 4), one a quarter in each dormitory (2), six a semester and twelve a
calendar year in all (1 and 1), and one a month with the canteen of the own unit (2). Everything else is as a new rule has it.
There are no holidays, so that a visit to a class fits five of them on any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe

OFFICERS_PER_UNIT = 20
CLASSES, DORMITORIES = 2, 2
VISITS_PER_OFFICER = 2
POST, ACTIVITY, REGULATION = "Benchmark Adviser", "Benchmark Talk", "BM"
CLASS, DORMITORY, CANTEEN = "Benchmark Class", "Benchmark Dormitory", "Benchmark Canteen"
SINCE = date(2025, 8, 1)
RECORD = ("name", "creation", "modified", "owner", "modified_by", "docstatus", "idx")
MADE = "2025-08-01 08:00:00.000000"
# What the runs write; emptied before each first generation.
WRITTEN = ("Periodic Obligation", "ToDo", "Liaison Run", "Liaison Run Chunk", "Notification Log")

RULES: tuple[dict[str, Any], ...] = (
	{
		"code": "1",
		"title": "A contact each week",
		"subject_kind": "Total",
		"period": "Week",
	},
	{
		"code": "2",
		"title": "A talk a month with each class and dormitory",
		"subject_kind": "Assigned",
		"subject_types": [{"target_type": CLASS}, {"target_type": DORMITORY}],
		"period": "Month",
	},
	{
		"code": "3",
		"title": "Two talks a semester with each class and dormitory",
		"subject_kind": "Assigned",
		"subject_types": [{"target_type": CLASS}, {"target_type": DORMITORY}],
		"period": "Semester",
		"quantity": 2,
		"pacing": "Evenly",
	},
	{
		"code": "4",
		"title": "Six talks a semester",
		"subject_kind": "Total",
		"period": "Semester",
		"quantity": 6,
	},
	{
		"code": "5",
		"title": "Twelve talks a year",
		"subject_kind": "Total",
		"period": "Calendar Year",
		"quantity": 12,
	},
	{
		"code": "6",
		"title": "A look into the canteen each month",
		"subject_kind": "Listed",
		"subject_types": [{"target_type": CANTEEN}],
		"scope": "Own Unit",
		"period": "Month",
	},
	{
		"code": "7",
		"title": "A round through each dormitory in a quarter",
		"subject_kind": "Assigned",
		"subject_types": [{"target_type": DORMITORY}],
		"period": "Quarter",
	},
)


def build(officers: int, visits_before: date) -> None:
	"""Make the site hold exactly these officers; visits lie in the two weeks before the day. Commits."""
	_empty_tables()
	_insert_vocabulary()
	_insert_terms()
	for rule in RULES:
		_insert_rule(rule)
	_bulk(_rows_of(range(officers), visits_before))
	frappe.db.set_single_value(
		"Liaison Settings", {"digest_enabled": 0, "chunk_size": 200, "horizon_days": 31}
	)
	frappe.db.commit()
	frappe.clear_cache()
	for table in ("Liaison Officer", "Liaison Assignment", "Contact Target", "Contact Visit", "User"):
		frappe.db.sql_ddl(f"ANALYZE TABLE `tab{table}`")


def forget_runs() -> None:
	"""As if no run had ever been: nothing owed, no to-dos, no digests."""
	for doctype in WRITTEN:
		frappe.db.truncate(doctype)
	frappe.db.set_single_value("Liaison Settings", "last_completed_run", None)
	frappe.db.commit()


def officer_name(number: int) -> str:
	"""The name of an officer; also the start of that officer's login."""
	return f"BM-{number:06}"


def class_of(number: int) -> str:
	"""The first class that an officer holds."""
	return f"{officer_name(number)}-0"


# --- the parts that everybody shares ---


def _empty_tables() -> None:
	own = frappe.get_all("DocType", {"module": "Liaison", "issingle": 0, "is_virtual": 0}, pluck="name")
	for doctype in {*own, *WRITTEN}:
		frappe.db.truncate(doctype)
	for doctype, field in (("User", "name"), ("Has Role", "parent")):
		frappe.db.delete(doctype, {field: ("like", "bm-%@liaison.example")})
	frappe.db.set_single_value("Liaison Settings", "last_completed_run", None)
	frappe.clear_cache()


def _insert_vocabulary() -> None:
	_insert("Liaison Post", post_name=POST)
	_insert("Liaison Activity Type", activity_name=ACTIVITY)
	for name in (CLASS, DORMITORY, CANTEEN):
		_insert("Target Type", target_type_name=name)
	_insert("Liaison Regulation", regulation_name=REGULATION, title="Benchmark regulation", status="In Force")


def _insert_terms() -> None:
	for year in range(SINCE.year, SINCE.year + 10):
		academic_year = f"{year}-{(year + 1) % 100:02}"
		halves = ((date(year, 8, 1), date(year + 1, 1, 31)), (date(year + 1, 2, 1), date(year + 1, 7, 31)))
		for number, (first, last) in enumerate(halves, start=1):
			name = f"{academic_year}-{number}"
			_insert(
				"Liaison Term", term_name=name, academic_year=academic_year, first_day=first, last_day=last
			)


def _insert_rule(values: dict[str, Any]) -> None:
	common = {"regulation": REGULATION, "quantity": 1, "counts": [{"activities": ACTIVITY}]}
	_insert("Duty Rule", **{**common, "posts": [{"post": POST}], **values})


def _insert(doctype: str, **values: Any) -> None:
	frappe.get_doc({"doctype": doctype, **values}).insert()


# --- people, what they hold and whom they saw ---


def _rows_of(officers: Sequence[int], visits_before: date) -> Iterator[tuple[str, list[dict[str, Any]]]]:
	"""(DocType, rows) of everything that grows with the number of officers."""
	units = range(1 + max(officers) // OFFICERS_PER_UNIT)
	yield "Liaison Unit", [_unit(number) for number in units]
	yield "User", [_user(number) for number in officers]
	yield "Has Role", [_role(number) for number in officers]
	yield "Liaison Officer", [_officer(number) for number in officers]
	yield "Officer Tenure", [_tenure(number) for number in officers]
	yield (
		"Contact Target",
		[_target(f"BM-canteen-{number:05}", CANTEEN, number) for number in units]
		+ [_target(name, kind, _unit_of(number)) for number in officers for name, kind in _held_by(number)],
	)
	yield (
		"Liaison Assignment",
		[_assignment(number, name) for number in officers for name, _kind in _held_by(number)],
	)
	visits = [(number, each) for number in officers for each in range(VISITS_PER_OFFICER)]
	yield "Contact Visit", [_visit(number, each, visits_before) for number, each in visits]
	yield "Contact Visit Officer", [_present(number, each) for number, each in visits]
	yield "Contact Visit Target", [_seen(number, each) for number, each in visits]
	yield "Liaison Activity Link", [_activity(number, each) for number, each in visits]


def _bulk(tables: Iterable[tuple[str, list[dict[str, Any]]]]) -> None:
	for doctype, rows in tables:
		record = (MADE, MADE, "Administrator", "Administrator")
		columns = [key for key in rows[0] if key not in RECORD]
		lines = [
			(row["name"], *record, row.get("docstatus", 0), row.get("idx", 0), *(row[key] for key in columns))
			for row in rows
		]
		frappe.db.bulk_insert(doctype, [*RECORD, *columns], lines, chunk_size=2000)


def _unit_of(number: int) -> int:
	return number // OFFICERS_PER_UNIT


def _unit_name(unit: int) -> str:
	return f"Benchmark College {unit:05}"


def _login(number: int) -> str:
	return f"{officer_name(number).lower()}@liaison.example"


def _held_by(number: int) -> list[tuple[str, str]]:
	kinds = [CLASS] * CLASSES + [DORMITORY] * DORMITORIES
	return [(f"{officer_name(number)}-{place}", kind) for place, kind in enumerate(kinds)]


def _unit(number: int) -> dict[str, Any]:
	name = _unit_name(number)
	clerk = _login(number * OFFICERS_PER_UNIT)
	bounds = {"lft": 2 * number + 1, "rgt": 2 * number + 2}
	return {"name": name, "unit_name": name, "clerk": clerk, "reviewer": clerk, "disabled": 0, **bounds}


def _user(number: int) -> dict[str, Any]:
	login = _login(number)
	named = {
		"name": login,
		"email": login,
		"username": login,
		"first_name": "Adviser",
		"last_name": f"{number}",
	}
	return {**named, "full_name": f"Adviser {number}", "enabled": 1, "user_type": "System User"}


def _child(name: str, parent: str, parenttype: str, parentfield: str, **values: Any) -> dict[str, Any]:
	belongs = {"parent": parent, "parenttype": parenttype, "parentfield": parentfield}
	return {"name": name, "idx": 1, **belongs, **values}


def _role(number: int) -> dict[str, Any]:
	login = _login(number)
	return _child(login, login, "User", "roles", role="Liaison Officer")


def _officer(number: int) -> dict[str, Any]:
	unit = _unit_name(_unit_of(number))
	named = {"name": officer_name(number), "full_name": f"Adviser {number}", "user": _login(number)}
	return {**named, "unit": unit, "enabled": 1, "party_member": number % 3 == 0, "rank": number}


def _tenure(number: int) -> dict[str, Any]:
	name = officer_name(number)
	return _child(name, name, "Liaison Officer", "tenures", post=POST, from_date=SINCE)


def _target(name: str, kind: str, unit: int) -> dict[str, Any]:
	return {"name": name, "title": f"{kind} {name}", "target_type": kind, "unit": _unit_name(unit)}


def _assignment(number: int, target: str) -> dict[str, Any]:
	pair = {"officer": officer_name(number), "target": target}
	return {
		"name": f"LA-{target}",
		**pair,
		"from_date": SINCE,
		"status": "Approved",
		"regulation": REGULATION,
	}


def _visit_name(number: int, each: int) -> str:
	return f"CV-{officer_name(number)}-{each}"


def _visit(number: int, each: int, before: date) -> dict[str, Any]:
	day = before - timedelta(days=1 + (number + 7 * each) % 14)
	start = datetime.combine(day, time(9 + number % 8))
	values = {"duration_minutes": 30, "outcome": "Done", "mode": "Face to Face", "recorded_on": day}
	return {"name": _visit_name(number, each), "docstatus": 1, "title": "Talk", "start": start, **values}


def _present(number: int, each: int) -> dict[str, Any]:
	name = _visit_name(number, each)
	return _child(name, name, "Contact Visit", "officers", officer=officer_name(number), docstatus=1)


def _seen(number: int, each: int) -> dict[str, Any]:
	name = _visit_name(number, each)
	return _child(
		name, name, "Contact Visit", "targets", target=f"{officer_name(number)}-{each}", docstatus=1
	)


def _activity(number: int, each: int) -> dict[str, Any]:
	name = _visit_name(number, each)
	return _child(name, name, "Contact Visit", "activities", activity=ACTIVITY, docstatus=1)
