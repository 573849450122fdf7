"""Branch Log: which officers took part in the life of which branch, for the branch's own handbook; never what was said.

The people of a branch see who came to their branch, whoever recorded it; visits in confidence only those who may read them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from liaison_app.permissions import rows_seen
from liaison_app.scope import Scope

from ..rule_facts import read_calendar
from ..tables import by_parent, children, table_of
from . import names
from .asked import Asked, read, types_below, units_below
from .lines import (
	Answer,
	Line,
	bars,
	column,
	counted,
	days_told,
	hidden,
	plain,
	says_what_is_wrong,
	sums,
	to_form,
	total_line,
)

VISIT, TARGET, PRESENT = "Contact Visit", "Contact Target", "Contact Visit Officer"
FIELDS = ("name", "start", "duration_minutes", "place", "recorded_on")
Tenures = Mapping[str, Sequence[tuple[Any, ...]]]


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per branch, visit and officer, by branch and day. Branches are the targets that stand for a unit."""
	asked = read(filters, day)
	lines = lines_of(_conditions(asked), asked["officer"])
	total = [total_line("branch", sums(lines, ("duration_minutes",)))] if lines else []
	return Answer(_columns(), [*lines, *total], days_told(asked), _chart(lines), _summary(lines))


def of_branch(target: str, since: date, until: date) -> list[Line]:
	"""The lines of one branch, as far as the user sees them."""
	visit = table_of(VISIT)
	conditions = [table_of(TARGET).name == target, *_taken_place(visit, since, until), *_seen(visit)]
	return lines_of(conditions)


def _conditions(asked: Asked) -> list[Criterion]:
	visit, target = table_of(VISIT), table_of(TARGET)
	conditions = [target.represents_unit.isnotnull() & (target.represents_unit != "")]
	conditions += _taken_place(visit, asked.span.since, asked.span.until)
	if asked["target"]:
		conditions.append(target.name == asked["target"])
	if asked["target_type"]:
		conditions.append(target.target_type.isin(types_below(asked["target_type"])))
	if asked["unit"]:
		below = units_below(asked["unit"])
		conditions.append(target.unit.isin(below) | target.represents_unit.isin(below))
	return [*conditions, *_seen(visit)]


def _taken_place(visit: Any, since: date, until: date) -> list[Criterion]:
	end = frappe.utils.add_days(until, 1)
	return [(visit.docstatus == 1) & (visit.outcome == "Done") & (visit.start >= since) & (visit.start < end)]


def _seen(visit: Any) -> list[Criterion]:
	"""Visits that the user sees, and those to the branches of which he or she is clerk or reviewer, unless in confidence."""
	rows = rows_seen(VISIT)
	if rows is None:
		return []
	target, units = table_of(TARGET), Scope(frappe.session.user).units()
	of_branch_people = target.unit.isin(units) | target.represents_unit.isin(units)
	return [rows | (of_branch_people & (visit.confidential == 0))]


def lines_of(conditions: Iterable[Criterion], only: str = "") -> list[Line]:
	"""A line for each branch, visit and officer who took part (`only`: this one), in order of branch, day and officer."""
	rows = _rows(conditions)
	visits = {row[2] for row in rows}
	present = by_parent(children(PRESENT, VISIT, ("officer",), visits))
	kinds, people = names.activities(), names.officers()
	done = by_parent(children("Liaison Activity Link", VISIT, ("activity",), visits))
	tenures = _tenures({officer for some in present.values() for (officer,) in some})
	lines = [
		{
			"branch": plain(title),
			"day": start.date(),
			"who": people.get(officer, ""),
			"post": _post(tenures.get(officer, ()), start.date()),
			"activities": ", ".join(kinds.get(kind, plain(kind)) for (kind,) in done.get(name, ())),
			"place": plain(place),
			"duration_minutes": minutes,
			"recorded_on": recorded_on,
			"visit": name,
			"target": target,
			"officer": officer,
		}
		for target, title, name, start, minutes, place, recorded_on in rows
		for (officer,) in present.get(name, ())
		if only in ("", officer)
	]
	return sorted(
		lines, key=lambda line: (line["branch"], line["target"], line["day"], line["visit"], line["who"])
	)


def _rows(conditions: Iterable[Criterion]) -> list[tuple[Any, ...]]:
	visit, target, line = table_of(VISIT), table_of(TARGET), table_of("Contact Visit Target").as_("line")
	query = (
		frappe.qb.from_(visit)
		.join(line)
		.on((line.parent == visit.name) & (line.parenttype == VISIT))
		.join(target)
		.on(target.name == line.target)
		.select(target.name, target.title, *[visit[field] for field in FIELDS])
	)
	for condition in conditions:
		query = query.where(condition)
	return list(query.run())


def _tenures(officers: Collection[str]) -> Tenures:
	fields = ("job_title", "post", "from_date", "to_date")
	return by_parent(children("Officer Tenure", "Liaison Officer", fields, officers))


def _post(tenures: Sequence[tuple[Any, ...]], day: date) -> str:
	"""The job title on the day, else the name of the post."""
	held = [
		(job_title, post)
		for job_title, post, first, last in tenures
		if (not first or first <= day) and (not last or day <= last)
	]
	titled = [job_title for job_title, _post in held if job_title]
	return plain(titled[0] if titled else _(held[0][1]) if held else "")


def _columns() -> list[dict[str, Any]]:
	return [
		column("branch", _("Branch"), width=180, drill=to_form(TARGET, "target")),
		column("day", _("Day"), "Date", 110, drill=to_form(VISIT, "visit")),
		column("who", _("Officer"), width=120),
		column("post", _("Post"), width=150),
		column("activities", _("What Was Done"), width=180),
		column("place", _("Place"), width=140),
		column("duration_minutes", _("Minutes"), "Int", 80),
		column("recorded_on", _("Recorded On"), "Date", 110),
		hidden("visit", VISIT),
		hidden("target", TARGET),
		hidden("officer", "Liaison Officer"),
	]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""Visits of each branch, those with most first."""
	visits: dict[str, set[str]] = defaultdict(set)
	for line in lines:
		visits[line["branch"]].add(line["visit"])
	numbers = Counter({branch: len(found) for branch, found in visits.items()}).most_common(30)
	return bars(
		[branch for branch, _number in numbers],
		{_("Visits"): [number for _branch, number in numbers]},
		["blue"],
	)


def _summary(lines: Sequence[Line]) -> list[dict[str, Any]]:
	return [
		counted(_("Branches"), len({line["target"] for line in lines})),
		counted(_("Visits"), len({line["visit"] for line in lines})),
		counted(_("Officers"), len({line["officer"] for line in lines})),
	]


def liaison_branch_log(document: Any) -> dict[str, Any]:
	"""What the Print Format lists: `since`, `until` (the academic year of today, else twelve months) and the `lines`, oldest first.

	Raises PermissionError for who may not read the branch.
	"""
	document.check_permission("read")
	today = frappe.utils.getdate()
	calendar = read_calendar()
	term = calendar.term_on(today) or next(
		(term for term in reversed(calendar.terms) if term.first_day <= today), None
	)
	if term:
		since, until = calendar.academic_year_span(term.academic_year)
	else:
		since, until = frappe.utils.getdate(frappe.utils.add_months(today, -12)), today
	return {"since": since, "until": until, "lines": of_branch(document.name, since, until)}
