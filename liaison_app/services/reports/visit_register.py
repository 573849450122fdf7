"""Visit Register: the submitted visits of the days asked for, as far as the user sees them; never what was said."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from operator import eq
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from liaison_app.engine.calendar import monday_of

from ..tables import Rows, select, table_of
from . import names
from .asked import Asked, read, seen, types_below, units_below
from .lines import (
	Answer,
	Line,
	bars,
	column,
	counted,
	days_told,
	hidden,
	plain,
	remembered,
	says_what_is_wrong,
	sums,
	to_form,
	to_report,
	total_line,
)

VISIT = "Contact Visit"
FIELDS = ("name", "start", "duration_minutes", "mode", "outcome", "place", "recorded_on")
# Child table -> its link, and the filter that asks for it.
PARTS = {
	"officer": ("Contact Visit Officer", "officer"),
	"target": ("Contact Visit Target", "target"),
	"activity": ("Liaison Activity Link", "activity"),
}


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per visit, the latest first; `recorded_late` leaves those that were recorded so many days after they took place."""
	asked = read(filters, day)
	conditions = _conditions(asked)
	lines = _lines(select(VISIT, FIELDS, *conditions), conditions)
	late = asked.number("recorded_late", 0)
	if late:
		lines = [line for line in lines if line["days_until_recorded"] >= late]
	lines.sort(key=lambda line: (line["start"], line["name"]), reverse=True)
	total = [total_line("name_shown", sums(lines, ("duration_minutes",)))] if lines else []
	return Answer(_columns(), [*lines, *total], days_told(asked), _chart(lines), _summary(lines))


def _conditions(asked: Asked) -> list[Criterion]:
	table = table_of(VISIT)
	until = frappe.utils.add_days(asked.span.until, 1)
	conditions = [(table.docstatus == 1) & (table.start >= asked.span.since) & (table.start < until)]
	conditions += [table[name] == asked[name] for name in ("mode", "outcome") if asked[name]]
	for name in PARTS:
		if asked[name]:
			conditions.append(_has(name, partial(eq, asked[name])))
	if asked["unit"]:
		conditions.append(
			_has(
				"officer",
				lambda part: part.isin(_named("Liaison Officer", "unit", units_below(asked["unit"]))),
			)
		)
	if asked["target_type"]:
		types = types_below(asked["target_type"])
		conditions.append(
			_has("target", lambda part: part.isin(_named("Contact Target", "target_type", types)))
		)
	return [*conditions, *seen(VISIT)]


def _has(name: str, wanted: Callable[[Any], Criterion]) -> Criterion:
	"""Visits with a part that is wanted."""
	doctype, link = PARTS[name]
	part = table_of(doctype)
	of_visits = frappe.qb.from_(part).select(part.parent)
	return table_of(VISIT).name.isin(of_visits.where((part.parenttype == VISIT) & wanted(part[link])))


def _named(doctype: str, field: str, values: Any) -> Any:
	table = table_of(doctype)
	return frappe.qb.from_(table).select(table.name).where(table[field].isin(values))


def _parts(name: str, conditions: Iterable[Criterion]) -> dict[str, list[str]]:
	"""Visit -> the links of one of its tables, of all visits that meet the conditions; one query."""
	doctype, link = PARTS[name]
	part, visit = table_of(doctype).as_("part"), table_of(VISIT)
	query = (
		frappe.qb.from_(part, immutable=False)
		.join(visit)
		.on((visit.name == part.parent) & (part.parenttype == VISIT))
	)
	query.select(part.parent, part[link]).orderby(part.parent).orderby(part.idx)
	for condition in conditions:
		query.where(condition)
	found: dict[str, list[str]] = defaultdict(list)
	for parent, value in query.run():
		found[parent].append(value)
	return found


def _lines(rows: Rows, conditions: Sequence[Criterion]) -> list[Line]:
	people, kinds = names.officers(), names.activities()
	titles = {name: plain(title) for name, title in _titles(conditions)}
	parts = {name: _parts(name, conditions) for name in PARTS}
	word, text = remembered(lambda value: str(_(value, context=VISIT))), remembered(plain)
	lines = []
	for name, start, minutes, mode, outcome, place, recorded_on in rows:
		officers = parts["officer"].get(name, [])
		lines.append(
			{
				"name_shown": name,
				"start": start,
				"officers": ", ".join(people.get(officer, "") for officer in officers),
				"targets": ", ".join(titles.get(target, "") for target in parts["target"].get(name, [])),
				"activities": ", ".join(
					kinds.get(kind, plain(kind)) for kind in parts["activity"].get(name, [])
				),
				"duration_minutes": minutes,
				"mode": word(mode),
				"outcome": word(outcome),
				"place": text(place),
				"recorded_on": recorded_on,
				"days_until_recorded": max(0, (recorded_on - start.date()).days) if recorded_on else 0,
				"name": name,
				"officer": officers[0] if officers else None,
				"reached": outcome == "Done",
			}
		)
	return lines


def _titles(conditions: Iterable[Criterion]) -> Rows:
	"""(target, title) of the targets of all visits that meet the conditions."""
	target, part, visit = (
		table_of("Contact Target"),
		table_of("Contact Visit Target").as_("part"),
		table_of(VISIT),
	)
	query = (
		frappe.qb.from_(part, immutable=False)
		.join(visit)
		.on((visit.name == part.parent) & (part.parenttype == VISIT))
	)
	query.join(target).on(target.name == part.target).select(target.name, target.title).distinct()
	for condition in conditions:
		query.where(condition)
	return list(query.run())


def _columns() -> list[dict[str, Any]]:
	return [
		column("name_shown", _("Contact Visit"), width=130, drill=to_form(VISIT, "name")),
		column("start", _("Start"), "Datetime", 150),
		column(
			"officers", _("Officers"), width=180, drill=to_report("Visit Register", {"officer": "officer"})
		),
		column("targets", _("Targets"), width=220),
		column("activities", _("Activities"), width=150),
		column("duration_minutes", _("Minutes"), "Int", 80),
		column("mode", _("Mode"), width=100),
		column("outcome", _("Outcome"), width=100),
		column("place", _("Place"), width=150),
		column("recorded_on", _("Recorded On"), "Date", 100),
		column("days_until_recorded", _("Days Until Recorded"), "Int", 110),
		hidden("name", VISIT),
		hidden("officer", "Liaison Officer"),
	]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""Visits in each week, those without anybody reached apart."""
	reached = Counter(monday_of(line["start"].date()) for line in lines if line["reached"])
	missed = Counter(monday_of(line["start"].date()) for line in lines if not line["reached"])
	weeks = sorted({*reached, *missed})[-53:]
	values = {
		_("Done"): [reached[week] for week in weeks],
		_("Not reached"): [missed[week] for week in weeks],
	}
	return bars([f"{week:%m-%d}" for week in weeks], values, ["green", "grey"], barOptions={"stacked": 1})


def _summary(lines: Sequence[Line]) -> list[dict[str, Any]]:
	late = sum(line["days_until_recorded"] > 0 for line in lines)
	return [
		counted(_("Visits"), len(lines)),
		counted(_("Minutes"), sum(line["duration_minutes"] or 0 for line in lines)),
		counted(_("Not reached"), sum(not line["reached"] for line in lines), "Orange"),
		counted(_("Recorded on a later day"), late, "Orange" if late else "Green"),
	]
