"""Matter Statistics: how many matters were raised, how they stand, how they were answered and how long it took; by unit, kind or channel."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _
from frappe.query_builder import Criterion

from liaison_app.matters.course import OUTCOMES
from liaison_app.matters.figures import Figures, Matter, figures, grouped

from ..tables import select, table_of
from .asked import Asked, read, seen, units_below
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
	to_report,
	total_line,
)

MATTER = "Raised Matter"
FIELDS = ("unit", "register_unit", "kind", "channel", "status", "overdue", "outcome", "days_to_answer")
BY = {"Unit": "unit", "Kind": "kind", "Channel": "channel"}
COUNTS = ("number", "open", "overdue", "answered", "given_back", "accepted", "explained", "coordinated")


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per unit, kind or channel (`matters_by`) of the matters raised in these days that the user sees."""
	asked = read(filters, day, period="Calendar Year")
	by = BY[asked["matters_by"] or "Unit"]
	matters = _matters(asked)
	groups = grouped(matters, by)
	lines = [_line(name, by, group) for name, group in groups.items()]
	lines.sort(key=lambda line: (-line["number"], line["group"]))
	whole = figures(matters)
	total = [total_line("group", {**sums(lines, COUNTS), **_days(whole)})] if lines else []
	return Answer(_columns(by), [*lines, *total], days_told(asked), _chart(lines), _summary(whole))


def _matters(asked: Asked) -> list[Matter]:
	rows = select(MATTER, FIELDS, *_conditions(asked))
	return [
		Matter(
			unit or register,
			kind or "",
			channel or "",
			status,
			bool(overdue),
			outcome or "",
			days if outcome else None,
		)
		for unit, register, kind, channel, status, overdue, outcome, days in rows
	]


def _conditions(asked: Asked) -> list[Criterion]:
	table = table_of(MATTER)
	conditions = [(table.raised_on >= asked.span.since) & (table.raised_on <= asked.span.until)]
	if asked["unit"]:
		below = units_below(asked["unit"])
		conditions.append(table.unit.isin(below) | (table.unit.isnull() & table.register_unit.isin(below)))
	if asked["officer"]:
		conditions.append(table.officer == asked["officer"])
	return [*conditions, *seen(MATTER)]


def _line(name: str, by: str, group: Figures) -> Line:
	shown = plain(name if by == "unit" else _(name) if name else "")
	return {
		"group": shown,
		"unit": name if by == "unit" else None,
		"number": group.number,
		"open": group.open,
		"overdue": group.overdue,
		"answered": group.answered,
		"given_back": group.given_back,
		**dict(zip(("accepted", "explained", "coordinated"), group.outcomes, strict=True)),
		**_days(group),
	}


def _days(group: Figures) -> Line:
	return {
		"mean_days": group.mean_days,
		"median_days": group.median_days,
		"longest_days": group.longest_days,
	}


def _columns(by: str) -> list[dict[str, Any]]:
	label = {"unit": _("Unit"), "kind": _("Kind", context=MATTER), "channel": _("Channel")}[by]
	of_unit = to_report("Matter Statistics", {"unit": "unit"}) if by == "unit" else None
	outcomes = zip(("accepted", "explained", "coordinated"), OUTCOMES, strict=True)
	return [
		column("group", label, width=180, drill=of_unit),
		column("number", _("Matters"), "Int", 80),
		column("open", _("Still Open"), "Int", 80),
		column("overdue", _("Overdue"), "Int", 80),
		column("answered", _("Answered"), "Int", 80),
		column("given_back", _("Given Back"), "Int", 90),
		*(column(field, _(outcome), "Int", 90) for field, outcome in outcomes),
		column("mean_days", _("Working Days to Answer (Mean)"), "Float", 130, precision=1),
		column("median_days", _("Working Days to Answer (Median)"), "Float", 130, precision=1),
		column("longest_days", _("Longest"), "Int", 80),
		hidden("unit", "Liaison Unit"),
	]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	numbers = {
		_("Given Back"): [line["given_back"] for line in lines],
		_("Not Yet Given Back"): [line["number"] - line["given_back"] for line in lines],
	}
	return bars([line["group"] for line in lines], numbers, ["green", "orange"], barOptions={"stacked": 1})


def _summary(whole: Figures) -> list[dict[str, Any]]:
	return [
		counted(_("Matters"), whole.number),
		counted(_("Still Open"), whole.open, "Blue"),
		counted(_("Overdue"), whole.overdue, "Red"),
		counted(_("Given Back"), whole.given_back, "Green"),
		counted(_("Working Days to Answer (Mean)"), whole.mean_days or 0, "", "Float"),
	]
