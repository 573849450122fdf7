"""The hearing of classes: the record of one, and the semester's report of a unit."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Criterion

from liaison_app.engine.rules import DutyRule
from liaison_app.engine.summarising import OUT_OF_THE_RATE
from liaison_app.forms.rows import DutyRow, HeardRow, ObservationRow, OfficerRow, RatingRow, ReportRow
from liaison_app.permissions import rows_seen

from .. import figures, rule_cache
from ..figures import Span
from ..tables import select, select_in, table_of
from . import papers
from .people import officer_rows
from .visits import VISIT, Visit, account_for, visits_of
from .vocabulary import CLASS, COURSE, OBSERVING, PERSON, TEACHER, Kinds

RATINGS = ("Excellent", "Good", "Fair", "Poor")
RATING_ON_PAPER = {"Excellent": "优", "Good": "良", "Fair": "中", "Poor": "差"}
OBSERVED = {
	"moral_education": "moral_education",
	"attitude": "teaching_attitude",
	"method": "teaching_method",
	"discipline": "class_discipline",
	"atmosphere": "class_atmosphere",
	"effect": "teaching_effect",
	"exchange": "exchange_of_views",
	"lesson": "lesson",
	"place": "place",
}


def observation(name: str, user: str) -> ObservationRow:
	"""The visit as the record of a class that was heard, told by the officer who asks, or the first one."""
	visit = frappe.get_doc(VISIT, name)
	heard = _heard_in(visit)
	return ObservationRow(
		observer=_observer(visit, user),
		day=visit.start.date() if visit.start else None,
		course=heard.get("Course", ""),
		teacher=heard.get("Teacher", ""),
		school_class=heard.get("Class", ""),
		expected=visit.expected_students or None,
		present=visit.present_students or None,
		process=account_for(visit.as_dict(), user),
		overall=RATING_ON_PAPER.get(visit.overall_rating, ""),
		**{field: visit.get(source) or "" for field, source in OBSERVED.items()},
	)


def _observer(visit: Any, user: str) -> OfficerRow:
	names = [row.officer for row in visit.officers]
	mine = frappe.get_all("Liaison Officer", {"user": user, "name": ("in", names)}, pluck="name")
	observer = (mine or names)[0]
	return officer_rows([observer], visit.start.date())[observer]


def _heard_in(visit: Any) -> dict[str, str]:
	"""Titles of course, teacher and class: by the part that the visit gives each target, else by its type."""
	kinds, found = Kinds(), dict[str, list[str]]()
	types: dict[str, str] = dict(
		select_in("Contact Target", ("name", "target_type"), "name", {row.target for row in visit.targets})
	)
	for row in visit.targets:
		among = kinds.of(types.get(row.target, ""))
		by_type = next(
			(
				part
				for part, kind in (("Course", COURSE), ("Class", CLASS), ("Teacher", PERSON))
				if kind in among
			),
			"",
		)
		found.setdefault(row.role or by_type, []).append(row.target_title or row.target)
	return {part: "、".join(titles) for part, titles in found.items()}


# --- the report of a unit ---


def report(
	unit: str,
	span: Span,
	today: date,
	user: str,
	*,
	institution: str,
	term: str,
	parts: Sequence[papers.Part] = (),
) -> ReportRow:
	"""How the duty of hearing classes was carried out in the unit and all below it, as far as the user may see its rows.

	`parts` is what the unit wrote about it.
	"""
	problems, conclusions = papers.problems_and_conclusions(parts)
	units = units_below(unit)
	duties = _duties(units, span, today, user)
	officers = sorted({officer for officer, _quantity, _done in duties} | set(officers_of(units)))
	visits = [each for each in visits_of(officers, span, user) if each.activities & OBSERVING]
	heard = Counter(officer for visit in visits for officer in visit.officers)
	people = officer_rows(officers, min(span.until, today))
	return ReportRow(
		institution=institution,
		term=term,
		day=today,
		duties=tuple(
			DutyRow(officer=people[officer], required=int(quantity), heard=heard[officer], attained=int(done))
			for officer, quantity, done in duties
			if officer in people
		),
		courses=_subjects(visits, units, COURSE, span, user),
		teachers=_subjects(visits, units, TEACHER, span, user),
		ratings=(_rating(visits),),
		problems=problems,
		conclusions=conclusions,
	)


def units_below(unit: str) -> list[str]:
	"""The unit and all below it."""
	left, right = frappe.db.get_value("Liaison Unit", unit, ["lft", "rgt"])
	table = table_of("Liaison Unit")
	return [name for (name,) in select("Liaison Unit", ("name",), (table.lft >= left) & (table.rgt <= right))]


def officers_of(units: Collection[str]) -> list[str]:
	"""The officers of the units."""
	return [name for (name,) in select_in("Liaison Officer", ("name",), "unit", units)]


def _asks_to_hear(rule: DutyRule) -> bool:
	"""Whether the rule counts nothing but the hearing of classes."""
	return (
		rule.measure == "Visits"
		and bool(rule.counts)
		and all(row.activities and set(row.activities) <= OBSERVING for row in rule.counts)
	)


def _duties(units: Collection[str], span: Span, today: date, user: str) -> list[tuple[str, float, float]]:
	"""(officer, required, done but no more than required) over all rules on hearing classes."""
	rules = [rule.name for rule in rule_cache.rules() if _asks_to_hear(rule)]
	if not rules:
		return []
	table = table_of(figures.DOCTYPE)
	conditions: list[Criterion] = [
		table.rule.isin(rules),
		table.unit.isin(list(units)),
		table.officer.isnotnull(),
		table.state.notin(OUT_OF_THE_RATE),
	]
	conditions += [seen for seen in [rows_seen(figures.DOCTYPE, user)] if seen is not None]
	groups = figures.attainment_by(["officer"], *conditions, span=span, today=today)
	found: dict[str, list[float]] = {}
	for group in groups:
		sums = found.setdefault(group.key[0], [0, 0])
		sums[0] += group.quantity
		sums[1] += group.capped
	return [(officer, quantity, done) for officer, (quantity, done) in sorted(found.items())]


def _subjects(
	visits: Sequence[Visit], units: Collection[str], kind: str, span: Span, user: str
) -> tuple[HeardRow, ...]:
	"""Courses, or teachers: those heard and those of the units that nobody heard."""
	types = Kinds().below(kind)
	if not types:
		return ()
	table, seen = table_of("Contact Target"), rows_seen("Contact Target", user)
	there = (
		table.target_type.isin(types)
		& (table.active_from.isnull() | (table.active_from <= span.until))
		& (table.active_to.isnull() | (table.active_to >= span.since))
	)
	columns = ("name", "title", "unit")
	of_units = select_in("Contact Target", columns, "unit", units, there, *([] if seen is None else [seen]))
	times = Counter(name for visit in visits for name in {name for name, _title, _type in visit.targets})
	others = {
		name: title
		for visit in visits
		for name, title, target_type in visit.targets
		if target_type in types and name not in {row[0] for row in of_units}
	}
	rows = [HeardRow(name=title, heard=times[name], unit=unit or "") for name, title, unit in of_units]
	return (*rows, *(HeardRow(name=title, heard=times[name]) for name, title in others.items()))


def _rating(visits: Sequence[Visit]) -> RatingRow:
	given = Counter(visit.rating for visit in visits)
	return RatingRow(item="总体评价", **{mark.lower(): given[mark] for mark in RATINGS})
