"""Load per Officer and Week: what falls due in each week against what somebody can do, what is held, and what was done."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count, Date, Sum

from liaison_app.engine.calendar import monday_of
from liaison_app.engine.summarising import OUT_OF_THE_RATE

from ..figures import Span
from ..people_facts import EFFECTIVE
from ..tables import table_of
from .asked import OBLIGATION, Asked, read, seen, units_below
from .lines import (
	Answer,
	Line,
	bars,
	column,
	counted,
	days_told,
	hidden,
	percent,
	plain,
	says_what_is_wrong,
	sums,
	to_report,
	total_line,
)

USUAL_CAPACITY = 5  # contacts in a week
SUMMED = ("contacts", "documents", "minutes_owed", "visits", "minutes")
OF_UNIT = {"Times": "contacts", "Targets": "contacts", "Documents": "documents", "Minutes": "minutes_owed"}
Week = tuple[str, date]  # the officer, and the Monday


Held = list[tuple[str, date, date]]  # target, first and last day of the assignment


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per officer and whole week with something due or done, of this month by default. `capacity`: contacts that an officer can make in a
	week; `only_overloaded` leaves those weeks in which more fall due.
	"""
	asked = read(filters, day, period="Month")
	weeks = Span(monday_of(asked.span.since), monday_of(asked.span.until) + timedelta(days=6))
	asked = replace(asked, span=weeks)
	officers = _officers(asked)
	owed, done, held = _owed(asked, weeks), _done(asked, weeks), _held(asked, weeks)
	capacity = asked.number("capacity", USUAL_CAPACITY)
	lines = [
		_line(week, officers[week[0]], owed[week], done.get(week, (0, 0)), held.get(week[0], []), capacity)
		for week in {*owed, *done}
		if week[0] in officers
	]
	if asked.is_set("only_overloaded"):
		lines = [line for line in lines if line["contacts"] > capacity]
	lines.sort(key=lambda line: (line["week_start"], line["unit_title"], line["who"], line["officer"]))
	total = [total_line("who", sums(lines, SUMMED))] if lines else []
	return Answer(_columns(), [*lines, *total], days_told(asked), _chart(lines), _summary(lines))


def _officers(asked: Asked) -> dict[str, tuple[str, str]]:
	"""Officer -> (full name, unit) of those that the filters and the user's rights leave."""
	table = table_of("Liaison Officer")
	query = frappe.qb.from_(table, immutable=False).select(table.name, table.full_name, table.unit)
	if asked["officer"]:
		query.where(table.name == asked["officer"])
	if asked["unit"]:
		query.where(table.unit.isin(units_below(asked["unit"])))
	for condition in seen("Liaison Officer"):
		query.where(condition)
	return {name: (plain(full_name), unit) for name, full_name, unit in query.run()}


# --- what falls due ---


def _owed(asked: Asked, weeks: Span) -> dict[Week, Counter[str]]:
	"""Week -> what falls due in it, in contacts, documents and minutes, done or not; waived and withdrawn rows leave it."""
	found: dict[Week, Counter[str]] = defaultdict(Counter)
	for officer, due, measured_in, quantity in _due_at_once(asked, weeks):
		found[officer, monday_of(due)][OF_UNIT.get(measured_in, "contacts")] += int(quantity)
	first, last = weeks.since.toordinal(), weeks.until.toordinal()
	for officer, plan_data in _paced(asked, weeks):
		for due in json.loads(plan_data)["dues"]:
			if first <= due <= last:
				found[officer, monday_of(date.fromordinal(due))]["contacts"] += 1
	return found


def _query(asked: Asked, *conditions: Criterion) -> Any:
	"""Obligations of officers under the filters, joined with their rules. Whose they are is asked of the officers' query."""
	table, rule = table_of(OBLIGATION), table_of("Duty Rule")
	query = frappe.qb.from_(table, immutable=False).join(rule).on(rule.name == table.rule)
	query.where((table.owner_kind == "Officer") & table.state.notin(OUT_OF_THE_RATE))
	for name in ("officer", "regulation", "rule", "nature"):
		if asked[name]:
			query.where(table[name] == asked[name])
	for condition in (*conditions, *seen(OBLIGATION)):
		query.where(condition)
	return query


def _due_at_once(asked: Asked, weeks: Span) -> Iterable[tuple[str, date, str, float]]:
	"""(officer, day, unit, quantity) where all falls due on one day; a rolling duty asks for one contact on its next day."""
	table, rule = table_of(OBLIGATION), table_of("Duty Rule")
	rolling = rule.period == "Rolling"
	for is_rolling, day in ((False, table.last_due), (True, table.next_due)):
		query = _query(
			asked,
			(rule.period == "Rolling") if is_rolling else (rolling.negate() & (rule.pacing == "At End")),
		)
		query.where((day >= weeks.since) & (day <= weeks.until))
		query.select(table.officer, day, table.quantity_unit, Sum(table.quantity))
		yield from query.groupby(table.officer, day, table.quantity_unit).run()


def _paced(asked: Asked, weeks: Span) -> Iterable[tuple[str, str]]:
	"""(officer, plan) of rows whose units fall due one by one."""
	table, rule = table_of(OBLIGATION), table_of("Duty Rule")
	query = _query(asked, (rule.pacing != "At End") & (rule.period != "Rolling"))
	query.where((table.last_due >= weeks.since) & (table.period_start <= weeks.until))
	rows: list[tuple[str, str]] = query.select(table.officer, table.plan_data).run()
	return rows


# --- what was done, and what is held ---


def _done(asked: Asked, weeks: Span) -> dict[Week, tuple[int, int]]:
	"""Week -> (visits that took place, their minutes), of each officer who took part."""
	visit, present = table_of("Contact Visit"), table_of("Contact Visit Officer")
	day = Date(visit.start)
	query = (
		frappe.qb.from_(present, immutable=False)
		.join(visit)
		.on((visit.name == present.parent) & (present.parenttype == "Contact Visit"))
		.select(present.officer, day, Count("*"), Sum(visit.duration_minutes))
		.where((visit.docstatus == 1) & (visit.outcome == "Done"))
		.where((visit.start >= weeks.since) & (visit.start < weeks.until + timedelta(days=1)))
	)
	if asked["officer"]:
		query.where(present.officer == asked["officer"])
	found: dict[Week, tuple[int, int]] = {}
	for officer, on, number, minutes in query.groupby(present.officer, day).run():
		before = found.get((officer, monday_of(on)), (0, 0))
		found[officer, monday_of(on)] = (before[0] + number, before[1] + int(minutes or 0))
	return found


def _held(asked: Asked, weeks: Span) -> dict[str, Held]:
	"""Officer -> the assignments that meet the weeks."""
	table = table_of("Liaison Assignment")
	query = frappe.qb.from_(table, immutable=False).select(
		table.officer, table.target, table.from_date, table.to_date
	)
	query.where(table.status.isin(EFFECTIVE) & (table.from_date <= weeks.until))
	query.where(table.to_date.isnull() | (table.to_date >= weeks.since))
	if asked["officer"]:
		query.where(table.officer == asked["officer"])
	found: dict[str, Held] = defaultdict(list)
	for officer, target, since, until in query.run():
		found[officer].append((target, since, until or date.max))
	return found


def _number_held(held: Held, monday: date) -> int:
	"""Targets held on at least one day of the week, under however many regulations."""
	sunday = monday + timedelta(days=6)
	return len({target for target, since, until in held if since <= sunday and until >= monday})


# --- lines ---


def _line(
	week: Week,
	officer: tuple[str, str],
	owed: Mapping[str, float],
	done: tuple[int, int],
	held: Held,
	capacity: int,
) -> Line:
	name, monday = week
	year, number, _day = monday.isocalendar()
	return {
		"who": officer[0],
		"unit_title": plain(officer[1]),
		"week": f"{year}-W{number:02}",
		"week_start": monday,
		"contacts": owed.get("contacts", 0),
		"capacity": capacity,
		"load": percent(owed.get("contacts", 0) / capacity) if capacity else None,
		"documents": owed.get("documents", 0),
		"minutes_owed": owed.get("minutes_owed", 0),
		"held": _number_held(held, monday),
		"visits": done[0],
		"minutes": done[1],
		"officer": name,
		"unit": officer[1],
		"week_end": monday + timedelta(days=6),
	}


def _columns() -> list[dict[str, Any]]:
	of_week = {"officer": "officer", "from_date": "week_start", "to_date": "week_end"}
	return [
		column(
			"who",
			_("Officer"),
			width=140,
			drill=to_report("Load per Officer and Week", {"officer": "officer"}),
		),
		column(
			"unit_title", _("Unit"), width=170, drill=to_report("Load per Officer and Week", {"unit": "unit"})
		),
		column("week", _("Week"), width=110),
		column("week_start", _("Monday"), "Date", 115),
		column(
			"contacts", _("Contacts Due"), "Int", 100, drill=to_report("Duty Ledger", of_week, due_then=1)
		),
		column("capacity", _("Can Make"), "Int", 110),
		column("load", _("Workload"), "Percent", 80),
		column("documents", _("Documents Due"), "Int", 90),
		column("minutes_owed", _("Minutes Due"), "Int", 110),
		column("held", _("Targets Held"), "Int", 105),
		column(
			"visits", _("Visits", context="Duty Rule"), "Int", 80, drill=to_report("Visit Register", of_week)
		),
		column("minutes", _("Minutes of Visits"), "Int", 110),
		hidden("officer", "Liaison Officer"),
		hidden("unit", "Liaison Unit"),
	]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""Contacts due and visits of all shown officers, week by week."""
	due: Counter[str] = Counter()
	visits: Counter[str] = Counter()
	for line in lines:
		due[line["week"]] += line["contacts"]
		visits[line["week"]] += line["visits"]
	weeks = sorted({*due, *visits})
	values = {
		_("Contacts Due"): [due[week] for week in weeks],
		_("Visits", context="Duty Rule"): [visits[week] for week in weeks],
	}
	return bars(weeks, values, ["orange", "green"])


def _summary(lines: Sequence[Line]) -> list[dict[str, Any]]:
	above = sum(line["contacts"] > line["capacity"] for line in lines)
	whole = sums(lines, SUMMED)
	return [
		counted(_("Contacts Due"), whole["contacts"]),
		counted(_("Visits", context="Duty Rule"), whole["visits"], "Green"),
		counted(_("Weeks with more than can be made"), above, "Red" if above else "Green"),
	]
