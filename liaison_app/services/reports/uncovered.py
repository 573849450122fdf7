"""Uncovered Targets: who have we not reached? Targets that nobody holds, and those held that nobody has met in the days asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Max, Sum

from liaison_app.permissions import sees_all
from liaison_app.scope import Scope

from ..people_facts import EFFECTIVE
from ..tables import is_among, select, table_of
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
	remembered,
	says_what_is_wrong,
	to_form,
	to_report,
	total_line,
)

FIELDS = ("name", "title", "target_type", "unit")
FEW = 200


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per uncovered target, longest without contact first.

	`only_held` leaves out those that nobody holds, `never_contacted` those that anybody has met before.
	"""
	asked = read(filters, day)
	conditions = _conditions(asked)
	targets = select("Contact Target", FIELDS, *conditions)
	holders = _holders(asked.today, _of_targets(targets, conditions))
	met = _met(asked, _of_targets(targets, conditions))
	lines = [line for target in targets if (line := _line(target, holders, met, asked))]
	_name(lines, holders)
	lines.sort(
		key=lambda line: (line["last_contact"] or date.min, line["type_title"], line["title"], line["name"])
	)
	return Answer(
		_columns(), _with_total(lines), days_told(asked), _chart(lines), _summary(lines, len(targets))
	)


def _conditions(asked: Asked) -> list[Criterion]:
	table = table_of("Contact Target")
	begun = table.active_from.isnull() | (table.active_from <= asked.today)
	lasts = table.active_to.isnull() | (table.active_to >= asked.today)
	conditions = [begun, lasts, *_concerning_the_user(table)]
	if asked["unit"]:
		conditions.append(table.unit.isin(units_below(asked["unit"])))
	if asked["target_type"]:
		conditions.append(table.target_type.isin(types_below(asked["target_type"])))
	return conditions


def _of_targets(targets: Sequence[tuple[Any, ...]], conditions: list[Criterion]) -> list[Criterion]:
	"""What narrows visits and assignments to these targets: the names of a few, which have an index; else what the targets were found by.

	For one query each: the names are parameters of the statement that they are first used in.
	"""
	if len(targets) > FEW:
		return conditions
	return [is_among(table_of("Contact Target").name, [target[0] for target in targets] or [""])]


def _concerning_the_user(table: Any) -> list[Criterion]:
	"""Targets of the user's units and those that the user's officers hold: not all that the user could open, but those to look after."""
	if sees_all(frappe.session.user):
		return []
	scope, held = Scope(frappe.session.user), table_of("Liaison Assignment")
	of_officers = held.officer.isin(scope.officers()) & held.status.isin(EFFECTIVE)
	theirs = frappe.qb.from_(held).select(held.target).where(of_officers)
	return [table.unit.isin(scope.units()) | table.name.isin(theirs)]


def _holders(day: date, conditions: Sequence[Criterion]) -> dict[str, list[tuple[str, date]]]:
	"""Target -> (officer, since when) of those who hold it on the day."""
	held, target = table_of("Liaison Assignment"), table_of("Contact Target")
	query = frappe.qb.from_(held).join(target).on(held.target == target.name)
	query = query.select(held.target, held.officer, held.from_date).where(held.status.isin(EFFECTIVE))
	query = query.where((held.from_date <= day) & (held.to_date.isnull() | (held.to_date >= day)))
	for condition in conditions:
		query = query.where(condition)
	found: dict[str, list[tuple[str, date]]] = {}
	for name, officer, since in query.orderby(held.from_date).orderby(held.name).run():
		found.setdefault(name, []).append((officer, since))
	return found


def _met(asked: Asked, conditions: Sequence[Criterion]) -> dict[str, tuple[date, int]]:
	"""Target -> (day of the last contact up to today, number of contacts in the days asked for), whoever had them."""
	visit, seen, target = (
		table_of(doctype) for doctype in ("Contact Visit", "Contact Visit Target", "Contact Target")
	)
	begin, end = asked.span.since, frappe.utils.add_days(min(asked.span.until, asked.today), 1)
	inside = Case().when((visit.start >= begin) & (visit.start < end), 1).else_(0)
	query = (
		frappe.qb.from_(seen)
		.join(visit)
		.on((visit.name == seen.parent) & (seen.parenttype == "Contact Visit"))
		.join(target)
		.on(target.name == seen.target)
		.select(seen.target, Max(visit.start), Sum(inside))
		.where((visit.docstatus == 1) & (visit.outcome == "Done"))
		.where(visit.start < frappe.utils.add_days(asked.today, 1))
		.groupby(seen.target)
	)
	for condition in conditions:
		query = query.where(condition)
	return {name: (last.date(), int(number)) for name, last, number in query.run()}


def _line(
	target: tuple[Any, ...],
	holders: Mapping[str, list[tuple[str, date]]],
	met: Mapping[str, tuple[date, int]],
	asked: Asked,
) -> Line | None:
	name, title, target_type, unit = target
	last, number = met.get(name, (None, 0))
	is_held = name in holders
	if (is_held and number) or (not is_held and asked.is_set("only_held")):
		return None
	if last and asked.is_set("never_contacted"):
		return None
	return {
		"title": plain(title),
		"type_title": target_type,
		"unit_title": plain(unit),
		"why": _("Held, not contacted") if is_held else _("Nobody holds it"),
		"is_held": is_held,
		"last_contact": last,
		"days_since": (asked.today - last).days if last else None,
		"contacts": number,
		"name": name,
		"unit": unit,
	}


def _name(lines: Sequence[Line], holders: Mapping[str, list[tuple[str, date]]]) -> None:
	"""Put names where so far stand links."""
	people, types = names.officers(), names.target_types()
	title = remembered(lambda name: types.get(name, plain(name)))
	for line in lines:
		of_target = holders.get(line["name"], [])
		line["type_title"] = title(line["type_title"])
		line["holders"] = ", ".join(dict.fromkeys(people.get(officer, "") for officer, _since in of_target))
		line["held_since"] = of_target[0][1] if of_target else None


def _columns() -> list[dict[str, Any]]:
	return [
		column("title", _("Contact Target"), width=180, drill=to_form("Contact Target", "name")),
		column("type_title", _("Target Type"), width=110),
		column("unit_title", _("Unit"), width=160, drill=to_report("Uncovered Targets", {"unit": "unit"})),
		column("why", _("Why It Is Here"), width=130),
		column("holders", _("Held By"), width=160),
		column("held_since", _("Held Since"), "Date", 100),
		column(
			"last_contact",
			_("Last Contact"),
			"Date",
			100,
			drill=to_report("Visit Register", {"target": "name"}),
		),
		column("days_since", _("Days Since"), "Int", 90),
		column("contacts", _("Contacts in These Days"), "Int", 110),
		hidden("name", "Contact Target"),
		hidden("unit", "Liaison Unit"),
	]


def _with_total(lines: list[Line]) -> list[Line]:
	held = sum(line["is_held"] for line in lines)
	if not lines:
		return []
	told = _("{0} in all, {1} of them held").format(len(lines), held)
	contacts = sum(line["contacts"] for line in lines)
	return [*lines, total_line("title", {"why": told, "contacts": contacts})]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""How many of each type."""
	types = sorted({line["type_title"] for line in lines})
	numbers = {
		label: [
			sum(line["type_title"] == kind and line["is_held"] == held for line in lines) for kind in types
		]
		for label, held in ((_("Held, not contacted"), True), (_("Nobody holds it"), False))
	}
	return bars(types, numbers, ["orange", "red"], barOptions={"stacked": 1})


def _summary(lines: Sequence[Line], active: int) -> list[dict[str, Any]]:
	never = sum(line["last_contact"] is None for line in lines)
	return [
		counted(_("Active Targets"), active),
		counted(_("Nobody holds it"), sum(not line["is_held"] for line in lines), "Red"),
		counted(_("Held, not contacted"), sum(line["is_held"] for line in lines), "Orange"),
		counted(_("Never contacted"), never, "Red"),
	]
