"""Classes Heard: how many classes were heard, by and of whom, and how they were rated.

A class counts once for each group that it belongs to: heard by two officers it is one class for each, one for their unit, one in the
total.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _
from frappe.query_builder import Criterion

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex

from .. import rule_cache
from ..official_forms.hearing import RATINGS
from ..official_forms.vocabulary import COURSE, TEACHER, Kinds
from ..tables import select, table_of
from . import names
from .asked import Asked, asked_units, read, seen, units_below
from .heard import TARGET, Heard, figures, heard_in, rated, summary
from .lines import (
	Answer,
	Line,
	bars,
	column,
	days_told,
	hidden,
	plain,
	says_what_is_wrong,
	to_report,
	total_line,
)


@says_what_is_wrong
def by_group(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per officer, unit (a tree, each with all below it), course, teacher, or department heard, as `heard_by` asks.

	`never_heard` adds courses and teachers of the unit asked for whom nobody heard, first.
	"""
	asked = read(filters, day)
	wanted = asked["heard_by"] or "Officer"
	found = heard_in(asked)
	lines = _GROUPED[wanted](found, asked)
	total = [total_line("group", {"indent": 0, **figures(found)})] if lines else []
	return Answer(
		_columns(wanted), [*lines, *total], days_told(asked), _chart(lines, wanted), summary(found, lines)
	)


# --- groups ---


def _by_officer(found: Sequence[Heard], asked: Asked) -> list[Line]:
	people, units = names.officers(), _units_of_officers()
	within = set(_units(asked)) if asked["unit"] else None
	groups: dict[str, list[Heard]] = defaultdict(list)
	for each in found:
		for officer in each.officers:
			if within is None or units.get(officer, "") in within:
				groups[officer].append(each)
	lines = [
		_line(people.get(officer, ""), some, officer=officer, beside=plain(units.get(officer)))
		for officer, some in groups.items()
	]
	return _most_first(lines)


def _by_unit(found: Sequence[Heard], asked: Asked) -> list[Line]:
	"""The units of the officers who heard, each with all below it, and those above them as far as the user may look."""
	index = FactIndex(Facts(units=rule_cache.trees().units))
	units, within = _units_of_officers(), set(_units(asked))
	whole = {name for (name,) in select("Liaison Unit", ("name",), *_complete(asked))}
	groups: dict[str, dict[str, Heard]] = defaultdict(dict)
	for each in found:
		for officer in each.officers:
			own = units.get(officer, "")
			for unit in index.unit_line(own):
				if unit in whole or (unit == own and unit in within):
					groups[unit][each.values["name"]] = each
	lines = []
	for unit, (depth, parent) in _in_tree(groups, index).items():
		some = list(groups[unit].values())
		lines.append(_line(plain(unit), some, unit=unit, indent=depth, parent_unit=parent))
	return lines


def _units_of_officers() -> dict[str, str]:
	return {name: unit or "" for name, unit in select("Liaison Officer", ("name", "unit"))}


def _complete(asked: Asked) -> list[Criterion]:
	"""Which units have whole figures: who reviews one sees all of it, but only a part of the one above."""
	return [table_of("Liaison Unit").name.isin(each) for each in asked_units(asked)]


def _units(asked: Asked) -> list[str]:
	table = table_of("Liaison Unit")
	conditions = [table.name.isin(units_below(asked["unit"]))] if asked["unit"] else []
	return [name for (name,) in select("Liaison Unit", ("name",), *conditions)]


def _in_tree(units: Collection[str], index: FactIndex) -> dict[str, tuple[int, str]]:
	"""Unit -> (depth, unit above), in the order of the tree."""
	lines = {unit: [each for each in index.unit_line(unit)[::-1] if each in units] for unit in units}
	ordered = sorted(units, key=lambda unit: lines[unit])
	return {unit: (len(lines[unit]) - 1, lines[unit][-2] if len(lines[unit]) > 1 else "") for unit in ordered}


def _by_part(part: str, kind: str) -> Callable[[Sequence[Heard], Asked], list[Line]]:
	def grouped(found: Sequence[Heard], asked: Asked) -> list[Line]:
		groups: dict[str, list[Heard]] = defaultdict(list)
		known: dict[str, tuple[str, str]] = {}
		for each in found:
			for target, title, unit in each.parts.get(part, ()):
				groups[target].append(each)
				known[target] = (title, unit)
		if asked.is_set("never_heard"):
			for target, title, unit in _there(kind, asked):
				known.setdefault(target, (title, unit))
		lines = [
			_line(plain(title), groups.get(target, []), target=target, beside=plain(unit))
			for target, (title, unit) in known.items()
		]
		return sorted(
			lines, key=lambda line: (line["classes"], line["beside"], line["group"], line["target"])
		)

	return grouped


def _there(kind: str, asked: Asked) -> list[tuple[str, str, str]]:
	"""The courses, or teachers, of the unit asked for in these days, as far as the user sees them."""
	types = Kinds().below(kind)
	if not types or asked["target"]:
		return []
	table = table_of(TARGET)
	conditions = [
		table.target_type.isin(types),
		table.active_from.isnull() | (table.active_from <= asked.span.until),
		table.active_to.isnull() | (table.active_to >= asked.span.since),
		*seen(TARGET),
	]
	if asked["unit"]:
		conditions.append(table.unit.isin(units_below(asked["unit"])))
	rows = select(TARGET, ("name", "title", "unit"), *conditions)
	return [(name, title or name, unit or "") for name, title, unit in rows]


def _by_department(found: Sequence[Heard], _asked: Asked) -> list[Line]:
	"""Whose classes they were: the unit of the course, else of the teacher, else of the class."""
	groups: dict[str, list[Heard]] = defaultdict(list)
	for each in found:
		for unit in _departments(each):
			groups[unit].append(each)
	return _most_first(
		[_line(plain(unit) or _("None"), some, department=unit) for unit, some in groups.items()]
	)


def _departments(each: Heard) -> set[str]:
	for part in ("Course", "Teacher", "Class"):
		units = {unit for _target, _title, unit in each.parts.get(part, ()) if unit}
		if units:
			return units
	return {""}


_GROUPED: dict[str, Callable[[Sequence[Heard], Asked], list[Line]]] = {
	"Officer": _by_officer,
	"Unit": _by_unit,
	"Course": _by_part("Course", COURSE),
	"Teacher": _by_part("Teacher", TEACHER),
	"Department": _by_department,
}


# --- lines ---


def _line(group: str, found: Sequence[Heard], **more: Any) -> Line:
	return {"group": group, "beside": "", **more, **figures(found)}


def _most_first(lines: Iterable[Line]) -> list[Line]:
	return sorted(lines, key=lambda line: (-line["classes"], line["group"], line["beside"]))


def _columns(wanted: str) -> list[dict[str, Any]]:
	label, take = {
		"Officer": (_("Officer"), {"officer": "officer"}),
		"Unit": (_("Unit"), {"unit": "unit"}),
		"Course": (_("Course"), {"target": "target"}),
		"Teacher": (_("Teacher"), {"target": "target"}),
		"Department": (_("Department"), {}),
	}[wanted]
	drill: Line = {"drill": to_report("Class Observations", take)} if take else {}
	problems: Line = {"drill": to_report("Class Observations", take, only_problems=1)} if take else {}
	beside = [column("beside", _("Unit"), width=150)] if wanted in ("Officer", "Course", "Teacher") else []
	return [
		column("group", label, width=200, **drill),
		*beside,
		column("classes", _("Number of Classes"), "Int", 100, **drill),
		*(column(mark.lower(), rated(mark), "Int", 80) for mark in RATINGS),
		column("unrated", _("Not Rated"), "Int", 80),
		column("good_share", _("Excellent or Good"), "Percent", 110),
		column("problems", _("Fair or Poor"), "Int", 90, **problems),
		column("presence", _("Students Present"), "Percent", 110),
		column("last_heard", _("Last Heard"), "Date", 100),
		column("distrusted", _("Visits Not Trusted"), "Int", 90),
		hidden("officer", "Liaison Officer"),
		hidden("unit", "Liaison Unit"),
		hidden("parent_unit", "Liaison Unit"),
		hidden("target", TARGET),
	]


def _chart(lines: Sequence[Line], wanted: str) -> dict[str, Any] | None:
	"""The ratings of each group, those with most classes first; of units the lowest level only, so that nothing is shown twice."""
	parents = {line.get("parent_unit") for line in lines} if wanted == "Unit" else set()
	shown = [line for line in lines if line["classes"] and line.get("unit", "-") not in parents]
	shown.sort(key=lambda line: (-line["classes"], line["group"]))
	values = {rated(mark): [line[mark.lower()] for line in shown] for mark in RATINGS}
	values[_("Not Rated")] = [line["unrated"] for line in shown]
	colours = ["green", "blue", "orange", "red", "grey"]
	return bars([line["group"] for line in shown], values, colours, barOptions={"stacked": 1})
