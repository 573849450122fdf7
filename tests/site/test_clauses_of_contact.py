"""Every clause that asks for contact, on the site: a fitting visit is recorded and submitted, and it counts for the clause named.

The college is the sample as it stands on TODAY, with all five packs. Clauses that ask for papers are tested in test_papers.py,
those about who holds whom in test_assigning.py.
"""

from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

import frappe
import pytest
from freezegun import freeze_time

from liaison_app.engine.calendar import WEEKDAYS
from liaison_app.engine.index import FactIndex
from liaison_app.engine.rules import CountRow, DutyRule
from liaison_app.packs import combined, read_pack, shipped_packs
from liaison_app.services import duty_year, rule_cache, settling
from liaison_app.services.documents import computing
from liaison_app.services.figures import Span
from tests.site.builders import make_assignment, make_target
from tests.site.sample_site import TODAY, College

OBLIGATION = "Periodic Obligation"
RULES = [
	rule
	for rule in combined([read_pack(path) for path in shipped_packs()]).rules
	if rule.measure != "Document"
]
WITH_NUMBER = sorted(rule.name for rule in RULES if rule.quantity is not None)
WITHOUT_NUMBER = sorted(rule.name for rule in RULES if rule.quantity is None)


def noon(day: date) -> datetime:
	"""With a microsecond, because a time without any is written in two ways."""
	return datetime.combine(day, time(12, 0, 0, 1))


def rule_of(name: str) -> DutyRule:
	return next(rule for rule in rule_cache.rules() if rule.name == name)


def a_file() -> str:
	file = frappe.get_doc({"doctype": "File", "file_name": "record.txt", "content": "held", "is_private": 1})
	return str(file.insert().file_url)


def visit_for(rule: DutyRule, line: CountRow, officer: str, target: str | None, day: date) -> Any:
	"""A visit, not saved, with what the rule asks for."""
	wanted = {each.fieldname: each.value for each in rule.visit_filters}
	mode = wanted.get("mode", "Face to Face")
	evidence = a_file() if rule.evidence != "None" else None
	return frappe.get_doc(
		{
			"doctype": "Contact Visit",
			"officers": [{"officer": officer}],
			"targets": [{"target": target}] if target else [],
			"activities": [{"activity": line.activities[0] if line.activities else "Talk"}],
			"start": noon(day) - timedelta(hours=4),
			"duration_minutes": 120,
			"outcome": "Done",
			"mode": mode[0] if isinstance(mode, list | tuple) else mode,
			"attachment": evidence,
			"report": evidence,
			"has_report": int(bool(evidence)),
		}
	)


def targets_of(types: tuple[str, ...]) -> list[str]:
	"""Some targets of these types."""
	return frappe.get_all(
		"Contact Target", {"target_type": ("in", types)}, pluck="name", order_by="name", limit=60
	)


def officers_of(row: Any) -> list[str]:
	"""The officer who owes, or some of the unit that does."""
	if row.officer:
		return [row.officer]
	either = {"own_branch": row.unit, "unit": row.unit}
	return frappe.get_all("Liaison Officer", or_filters=either, pluck="name", order_by="name", limit=8)


def day_in(rule: DutyRule, row: Any) -> date:
	"""The day before the sample's, or the nearest of the row's period, on the weekday that the rule names."""
	day = min(max(TODAY - timedelta(days=1), row.period_start), row.period_end or TODAY)
	while rule.weekday and WEEKDAYS[day.weekday()] != rule.weekday:
		day -= timedelta(days=1)
	return max(day, row.period_start)


def open_rows(rule: str) -> list[Any]:
	"""Rows of the rule for which a visit may still be recorded: those first that run, are not waived and have none."""
	owed = {
		"rule": rule,
		"close_on": (">=", TODAY),
		"frozen": 0,
		"state": ("!=", "Withdrawn"),
	}
	fields = ["name", "officer", "unit", "subject", "period_start", "period_end", "state", "done"]
	rows = frappe.get_all(OBLIGATION, owed, fields, order_by="done, name", limit=0)
	return sorted(rows, key=lambda row: (row.period_start >= TODAY, row.state == "Waived"))[:25]


def fitting_visit(rule: DutyRule, clock: Any) -> tuple[Any, Any]:
	"""A row of the rule, and a visit that the ledger counts for it, recorded within two days. Fails when there is none."""
	reasons = set()
	for row in open_rows(rule.name):
		clock.move_to(max(noon(TODAY), noon(day_in(rule, row) + timedelta(days=1))))
		for line, officer in product(rule.counts or (CountRow(),), officers_of(row)):
			types = line.target_types or rule.subject_types
			subjects = (
				[row.subject] if row.subject else targets_of(types) if types else targets_of(("Class",))
			)
			for target in subjects or [None]:
				visit = visit_for(rule, line, officer, target, day_in(rule, row))
				(line_of_row,) = (each for each in settling.ledger(visit) if each["obligation"] == row.name)
				if line_of_row["counted"]:
					return row, visit
				reasons.add(line_of_row["reason"])
	pytest.fail(f"No visit fits any row of {rule.name}: {reasons}")


@pytest.mark.parametrize("name", WITH_NUMBER)
def test_a_fitting_visit_is_recorded_and_counts(sample_college: College, name: str):
	with freeze_time(noon(TODAY)) as clock:
		row, visit = fitting_visit(rule_of(name), clock)
		visit.insert().submit()
		lines = {line["obligation"]: line for line in settling.ledger(visit)}
	assert lines[row.name]["counted"]
	assert frappe.db.get_value(OBLIGATION, row.name, "done") > row.done


def owner_without_number(rule: DutyRule, index: FactIndex) -> tuple[str, str]:
	"""Somebody who is asked for contact without a number: (officer, owner); the owner is a unit where the rule says so."""
	if rule.owner_kind == "Unit":
		root = frappe.db.get_value("Liaison Regulation", rule.regulation, "unit")
		bound = [unit for unit in index.units.values() if not root or root in index.unit_line(unit.name)]
		units = [unit for unit in bound if unit.unit_type in rule.owner_unit_types]
		for unit, officer in product(units, index.officers.values()):
			if unit.name in index.unit_line(officer.unit) or unit.name == officer.own_branch:
				return officer.name, unit.name
	for officer in index.officers.values():
		if any(line["rule"] == rule.name for line in duty_year.tallies_of(officer.name, TODAY, TODAY)):
			return officer.name, officer.name
	pytest.fail(f"Nobody is asked by {rule.name}")


def a_target_for(rule: DutyRule, line: CountRow, officer: str) -> str:
	"""A new target of a type and tag that the rule names; held by the officer where it speaks of those."""
	types = rule.subject_types or line.target_types or ("Class",)
	tags = [{"tag": tag, "from_date": date(2026, 1, 1)} for tag in rule.subject_tags[:1]]
	unit = frappe.db.get_value("Liaison Officer", officer, "unit")
	target = make_target(unit, types[0], title="A Further One", tags=tags)
	if rule.subject_kind == "Assigned":
		make_assignment(frappe.get_doc("Liaison Officer", officer), target, from_date=date(2026, 9, 7))
	return str(target.name)


@freeze_time(datetime.combine(TODAY, time(12, 0, 0, 1)))
@pytest.mark.parametrize("name", WITHOUT_NUMBER)
def test_what_is_only_advocated_has_no_row_and_is_counted(sample_college: College, name: str):
	rule, index = rule_of(name), computing.people_index()
	officer, owner = owner_without_number(rule, index)
	line = next(iter(rule.counts), CountRow())
	visit = visit_for(rule, line, officer, a_target_for(rule, line, officer), TODAY - timedelta(days=1))
	before = number_of(rule, owner, officer)
	visit.insert().submit()
	assert number_of(rule, owner, officer) == before + 1
	assert not frappe.db.exists(OBLIGATION, {"rule": name})


def number_of(rule: DutyRule, owner: str, officer: str) -> int:
	"""How many contacts since the term began are shown for the rule."""
	since = date(2026, 9, 7)
	if owner == officer:
		lines = duty_year.tallies_of(officer, since, TODAY)
		return sum(line["number"] for line in lines if line["rule"] == rule.name)
	about = computing.About(rule.name, rule.regulation, Span(since, TODAY), frozenset((owner, officer)))
	return len(computing.without_number(about, TODAY)[rule.name])


def test_c13_college_heads_are_asked_for_what_leaders_are(sample_college: College):
	"""C13: C10 with a number, C20 and C21 without; the class, dormitory or club of C11 is asked of the assignment."""
	heads = frappe.get_all(
		"Officer Tenure",
		{"post": ("in", ("College Party Head", "College Administrative Head"))},
		pluck="parent",
		order_by="parent",
	)
	owing = frappe.get_all(OBLIGATION, {"rule": "C-C10", "officer": ("in", heads)}, pluck="officer")
	assert owing
	asked = {line["rule"] for line in duty_year.tallies_of(owing[0], TODAY, TODAY)}
	assert asked >= {"C-C20", "C-C21"}
	posts = frappe.get_all("Liaison Post Link", {"parent": "C-C11"}, pluck="post")
	assert {"College Party Head", "College Administrative Head"} <= set(posts)
