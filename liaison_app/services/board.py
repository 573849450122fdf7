"""The supervision board: units, and the officers of one unit, against duties; and the single duties behind each figure."""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from . import nudging
from .figures import DOCTYPE, Group, Span, attainment_by, combined, overall, rated_rows, span_of, states_of
from .supervision import Units, officers_in, units_of
from .tables import is_among, select, select_in, table_of

PERIODS = ("Week", "Month", "Semester", "Academic Year")
FELL_SHORT = ("Missed", "Overdue")
# What is shown first of the duties behind a figure: what was missed, what still can be done, what is done.
ORDER = ("Missed", "Overdue", "Due", "Open", "Lapsed", "Met Late", "Met")
MOST_DUTIES = 200
DUTY_FIELDS = (
	"name",
	"rule",
	"officer",
	"unit",
	"subject_title",
	"period_label",
	"state",
	"done",
	"quantity",
	"quantity_unit",
	"next_due",
)
Row = dict[str, Any]


def board(
	user: str, kind: str, day: date, today: date, unit: str | None = None, regulation: str | None = None
) -> Row:
	"""The board of a unit (else of the uppermost ones that the user supervises) in the period of the kind that holds the day.

	`rows` are the units below, each with all that is in it, then what the unit owes itself (`own`), then its officers; each has `cells` by
	rule and `overall`. `columns` are the rules that anybody owes something under. Rates are whole percents, never rounded up.
	"""
	units = units_of(user)
	if not unit and len(units.tops()) == 1:
		unit = units.tops()[0]
	span = span_of(kind, day)
	narrowed = [table_of(DOCTYPE).regulation == regulation] if regulation else []
	below = units.below(unit) if unit else units.tops()
	groups = _by_unit(units, unit, below, span, today, narrowed)
	rows = [_row("unit", name, name, groups[name]) for name in below]
	if unit:
		rows += _people(unit, span, today, narrowed)
	everything = [group for some in groups.values() for group in some]
	return {
		"unit": unit,
		"trail": units.trail(unit) if unit else [],
		"span": _span(kind, span, today),
		"columns": _columns({group.rule for group in everything if group.owed}),
		"rows": rows,
		"total": _row("total", unit or "", _("All"), combined(everything, places=())),
	}


def _by_unit(
	units: Units, unit: str | None, below: Sequence[str], span: Span, today: date, narrowed: list[Criterion]
) -> dict[str, list[Group]]:
	"""The groups of each unit below with all that is inside of it; under the unit's own name what is right in it."""
	shown = set(below)
	place = {name: above for name in units.names for above in units.trail(name) if above in shown}
	if unit:
		place[unit] = unit
	found: dict[str, list[Group]] = {name: [] for name in (*below, *([unit] if unit else []))}
	if not place:
		return found
	inside = is_among(table_of(DOCTYPE).unit, place)
	for group in attainment_by(("unit",), inside, *narrowed, span=span, today=today):
		found[place[group.key[0]]].append(group)
	return {name: combined(some, places=()) for name, some in found.items()}


def _people(unit: str, span: Span, today: date, narrowed: list[Criterion]) -> list[Row]:
	"""What the unit owes itself, then its officers in their order of precedence."""
	of_unit = table_of(DOCTYPE).unit == unit
	by_officer: dict[str, list[Group]] = defaultdict(list)
	for group in attainment_by(("officer",), of_unit, *narrowed, span=span, today=today):
		by_officer[group.key[0] or ""].append(group)
	own = by_officer.pop("", [])
	rows = [_row("own", unit, _("The Unit Itself"), own)] if own else []
	people = select_in("Liaison Officer", ("name", "full_name", "rank"), "name", by_officer)
	people.sort(key=lambda row: (row[2] or math.inf, row[1], row[0]))
	return rows + [
		_row("officer", name, full_name or name, by_officer[name]) for name, full_name, _rank in people
	]


def _row(kind: str, name: str, label: str, groups: Sequence[Group]) -> Row:
	states = states_of(groups)
	return {
		"kind": kind,
		"name": name,
		"label": label,
		"overall": percent(overall(groups)),
		"fell_short": sum(states.get(state, 0) for state in FELL_SHORT),
		"cells": {group.rule: _cell(group) for group in groups if group.owed},
	}


def _cell(group: Group) -> Row:
	return {
		"rate": percent(group.attainment),
		"duties": group.owed,
		"met": group.states.get("Met", 0) + group.states.get("Met Late", 0),
		"missed": group.states.get("Missed", 0),
		"overdue": group.states.get("Overdue", 0),
	}


def percent(rate: float | None) -> int | None:
	"""Whole percents, rounded down, because 100 says that nothing is missing."""
	return None if rate is None else math.floor(rate * 100 + 1e-6)


def _span(kind: str, span: Span, today: date) -> Row:
	"""The period with a day of the one before and of the one after; None where that one has not begun."""
	after = span.until + timedelta(days=1)
	return {
		"kind": kind,
		"since": span.since,
		"until": span.until,
		"label": _span_label(kind, span),
		"before": span.since - timedelta(days=1),
		"after": after if after <= today else None,
	}


def _span_label(kind: str, span: Span) -> str:
	"""The term's or the year's name where the period is one, the month's number, else its days."""
	if kind == "Month":
		return f"{span.since:%Y-%m}"
	terms = select(
		"Liaison Term", ("name", "academic_year"), table_of("Liaison Term").first_day == span.since
	)
	if kind == "Semester" and terms:
		return str(terms[0][0])
	if kind == "Academic Year" and terms:
		return str(terms[0][1])
	return f"{frappe.utils.format_date(span.since)} – {frappe.utils.format_date(span.until)}"


def _columns(rules: Collection[str]) -> list[Row]:
	"""The rules in order of regulation and clause, with their titles in the reader's language."""
	fields = ("name", "code", "title", "title_zh", "regulation", "nature", "confidential")
	rows = select_in("Duty Rule", fields, "name", rules)
	documents = {row[4] for row in rows}
	titles = {
		name: _in_language(title, title_zh)
		for name, title, title_zh in select_in(
			"Liaison Regulation", ("name", "title", "title_zh"), "name", documents
		)
	}
	rows.sort(key=lambda row: (row[4], _natural(row[1]), row[0]))
	return [
		{
			"rule": name,
			"code": code,
			"title": _in_language(title, title_zh),
			"regulation": titles.get(regulation, regulation),
			"advocated": nature == "Advocated",
		}
		for name, code, title, title_zh, regulation, nature, _hidden in rows
	]


def _in_language(title: str | None, title_zh: str | None) -> str:
	chinese = title_zh if (frappe.local.lang or "").startswith("zh") else ""
	return chinese or (_(title) if title else "")


def _natural(code: str) -> list[tuple[int, str]]:
	"""So that clause 10 comes after clause 9."""
	return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", code or "")]


def duties(
	user: str,
	span: Span,
	today: date,
	*,
	units: Iterable[str] = (),
	officer: str | None = None,
	own: bool = False,
	rule: str | None = None,
	regulation: str | None = None,
) -> Row:
	"""The single duties behind a figure: of the units (`own`: of what units owe themselves), or of an officer; what fell short first.

	`duties` are at most MOST_DUTIES, `left_off` how many more there are.
	"""
	table = table_of(DOCTYPE)
	asked: list[Criterion] = [rated_rows(span, today), table.state.isin(ORDER)]
	asked += [table.officer == officer] if officer else [table.unit.isin(sorted(units) or [""])]
	if own:
		asked.append(table.owner_kind == "Unit")
	if rule:
		asked.append(table.rule == rule)
	if regulation:
		asked.append(table.regulation == regulation)
	supervised = officers_in(table, user)
	rows = select(DOCTYPE, DUTY_FIELDS, *asked, *([supervised] if supervised else []))
	found = [dict(zip(DUTY_FIELDS, row, strict=True)) for row in rows]
	found.sort(key=lambda row: (ORDER.index(row["state"]), row["next_due"] or date.max, row["name"]))
	shown = found[:MOST_DUTIES]
	_add_names(shown)
	return {"duties": shown, "left_off": len(found) - len(shown)}


def _add_names(rows: Sequence[Row]) -> None:
	titles = {column["rule"]: column for column in _columns({row["rule"] for row in rows})}
	officers = {row["officer"] for row in rows if row["officer"]}
	people: dict[str, str] = dict(select_in("Liaison Officer", ("name", "full_name"), "name", officers))
	for row in rows:
		title = titles.get(row["rule"])
		row["duty"] = f"{title['code']} {title['title']}" if title else row["rule"]
		row["owner"] = people.get(row["officer"]) or row["officer"] or row["unit"]


def behind(
	user: str, today: date, *, unit: str | None, officer: str | None, regulation: str | None
) -> list[Row]:
	"""Who is behind now in a unit (else everywhere that the user supervises), or one officer; with the last nudge."""
	units = units_of(user).inside(unit) if unit else None
	officers = [officer] if officer else None
	found = nudging.behind(user, today, units=units, officers=officers, regulation=regulation)
	last = nudging.last_nudges(each.officer for each in found)
	return [
		{
			"officer": each.officer,
			"full_name": each.full_name,
			"unit": each.unit,
			"duties": len(each.duties),
			"overdue": each.overdue,
			"has_login": bool(each.user),
			"nudged_on": last[each.officer][0] if each.officer in last else None,
			"nudged_by": frappe.utils.get_fullname(last[each.officer][1]) if each.officer in last else None,
			"nudged_today": each.officer in last and last[each.officer][0] == today,
		}
		for each in found
	]
