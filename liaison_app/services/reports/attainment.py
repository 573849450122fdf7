"""Attainment by Unit and by Officer: how much of what is owed is done, capped row by row, part periods left out."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _
from frappe.query_builder import Criterion

from ..figures import Group, attainment_by, overall, states_of
from ..tables import select, table_of
from . import names
from .asked import OBLIGATION, Asked, asked_units, obligations, read
from .lines import (
	MOST_BARS,
	Answer,
	Line,
	bars,
	column,
	counted,
	days_told,
	hidden,
	in_duties,
	percent,
	plain,
	says_what_is_wrong,
	to_report,
	total_line,
)

# Column -> the states that it counts. The first seven make up what is owed; the last two are left out of the rate.
COUNTED = {
	"met": ("Met",),
	"met_late": ("Met Late",),
	"underway": ("Upcoming", "Open", "Due"),
	"overdue": ("Overdue",),
	"missed": ("Missed",),
	"lapsed": ("Lapsed",),
	"waived": ("Waived",),
	"withdrawn": ("Withdrawn",),
}
BANDS = ((0, 50), (50, 80), (80, 100))


@says_what_is_wrong
def by_unit(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per unit with figures of it and all below it, in the order of the tree; a last line of all where several stand at the top."""
	asked = read(filters, day)
	within = asked_units(asked)
	of_rows = [table_of(OBLIGATION).unit.isin(each) for each in within]
	groups = _groups(asked, ("unit",), *of_rows)
	tree = _Tree(groups, [table_of("Liaison Unit").name.isin(each) for each in within])
	lines = [
		{
			"unit_title": plain(unit),
			"unit": unit,
			"parent_unit": tree.parent(unit),
			"indent": tree.depths[unit],
			**_figures(tree.groups_below(unit)),
		}
		for unit in tree.order
	]
	drill = to_report("Attainment by Officer", {"unit": "unit"})
	columns = [column("unit_title", _("Unit"), width=240, drill=drill), *_columns({"unit": "unit"})]
	columns += [hidden("unit", "Liaison Unit"), hidden("parent_unit", "Liaison Unit")]
	return _answer(columns, lines, groups, asked, "unit_title", _chart_of_units(lines))


@says_what_is_wrong
def by_officer(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per officer who owes something, least attainment first; the last line is of all together."""
	asked = read(filters, day)
	groups = _groups(asked, ("unit", "officer"), table_of(OBLIGATION).owner_kind == "Officer")
	people, of_officer = names.officers(), defaultdict(list)
	for group in groups:
		of_officer[group.key[1]].append(group)
	lines = [
		{
			"who": people.get(officer, ""),
			"officer": officer,
			"unit_title": plain(own[-1].key[0]),
			"unit": own[-1].key[0],
			**_figures(own),
		}
		for officer, own in of_officer.items()
	]
	lines.sort(key=_least_first)
	drill = to_report("Duty Ledger", {"officer": "officer"}, begun=1)
	columns = [
		column("who", _("Officer"), width=140, drill=drill),
		column(
			"unit_title", _("Unit"), width=180, drill=to_report("Attainment by Officer", {"unit": "unit"})
		),
		*_columns({"officer": "officer"}),
		hidden("officer", "Liaison Officer"),
		hidden("unit", "Liaison Unit"),
	]
	return _answer(columns, lines, groups, asked, "who", _chart_of_officers(lines))


def _groups(asked: Asked, columns: Sequence[str], *conditions: Criterion) -> list[Group]:
	conditions = (*obligations(asked, begun=True), *conditions)
	return attainment_by(columns, *conditions, span=asked.span, today=asked.today)


def _figures(groups: Iterable[Group]) -> Line:
	own = list(groups)
	states = states_of(own)
	counts = {name: sum(states.get(state, 0) for state in some) for name, some in COUNTED.items()}
	owed = sum(group.owed for group in own)
	return {"owed": owed, **counts, "attainment": percent(overall(own))}


def _least_first(line: Line) -> tuple[bool, float, str, str]:
	rate = line["attainment"]
	return rate is None, rate or 0, line["unit_title"], line["who"]


def _columns(take: Mapping[str, str]) -> list[dict[str, Any]]:
	labels = {
		"met": in_duties("Met"),
		"met_late": in_duties("Met Late"),
		"underway": _("Underway"),
		"overdue": in_duties("Overdue"),
		"missed": in_duties("Missed"),
		"lapsed": in_duties("Lapsed"),
		"waived": in_duties("Waived"),
		"withdrawn": in_duties("Withdrawn"),
	}
	counts = [
		column(
			name,
			labels[name],
			"Int",
			90,
			drill=to_report(
				"Duty Ledger", take, begun=1, **({"state": states[0]} if len(states) == 1 else {})
			),
		)
		for name, states in COUNTED.items()
	]
	rate, owed = column("attainment", _("Attainment"), "Percent", 110), column("owed", _("Owed"), "Int", 80)
	return [rate, owed, *counts]


def _answer(
	columns: list[dict[str, Any]],
	lines: list[Line],
	groups: list[Group],
	asked: Asked,
	first: str,
	chart: dict[str, Any] | None,
) -> Answer:
	whole = _figures(groups)
	summary = [
		counted(_("Attainment"), whole["attainment"], datatype="Percent"),
		counted(_("Owed"), whole["owed"]),
		counted(_("Overdue or Missed"), whole["overdue"] + whole["missed"], "Red"),
		counted(_("Waived"), whole["waived"], "Purple"),
	]
	tops = [line for line in lines if not line.get("parent_unit")]
	total = [total_line(first, {"indent": 0, **whole})] if len(tops) > 1 else []
	return Answer(columns, [*lines, *total], days_told(asked), chart, summary)


def _chart_of_units(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""The units of the highest level that has more than one, else all."""
	depths = [line["indent"] for line in lines]
	level = next((depth for depth in sorted(set(depths)) if depths.count(depth) > 1), 0)
	shown = [line for line in lines if line["indent"] == level and line["attainment"] is not None][:MOST_BARS]
	values = {_("Attainment in %"): [line["attainment"] for line in shown]}
	return bars([line["unit"] for line in shown], values, ["blue"])


def _chart_of_officers(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""How many officers have done how much."""
	rates = [line["attainment"] for line in lines if line["attainment"] is not None]
	labels = [f"{low}-{high - 1}%" for low, high in BANDS] + ["100%"]
	numbers = [sum(low <= rate < high for rate in rates) for low, high in BANDS] + [rates.count(100.0)]
	return bars(labels if rates else [], {_("Officers"): numbers}, ["blue"])


class _Tree:
	"""The part of the tree of units to show: units with figures, and those above them as far as the figures are complete."""

	def __init__(self, groups: Sequence[Group], complete: Sequence[Criterion]) -> None:
		rows = select("Liaison Unit", ("name", "parent_liaison_unit", "lft", "rgt"))
		self.parents = {name: parent or "" for name, parent, _lft, _rgt in rows}
		self.bounds = {name: (lft, rgt) for name, _parent, lft, rgt in rows}
		self.complete = {name for (name,) in select("Liaison Unit", ("name",), *complete)}
		self.own: dict[str, list[Group]] = defaultdict(list)
		for group in groups:
			if group.key[0] in self.bounds:
				self.own[group.key[0]].append(group)
		self.filled = sorted(self.own, key=self.bounds.__getitem__)
		self.firsts = [self.bounds[unit][0] for unit in self.filled]
		self.order = sorted(self._shown(), key=self.bounds.__getitem__)
		self.depths: dict[str, int] = {}
		for unit in self.order:
			self.depths[unit] = self.depths.get(self.parents[unit], -1) + 1

	def _shown(self) -> set[str]:
		shown = set(self.own)
		for unit in self.own:
			above = self.parents[unit]
			while above in self.complete and above not in shown:
				shown.add(above)
				above = self.parents[above]
		return shown

	def parent(self, unit: str) -> str:
		"""The unit above, if it is shown."""
		return self.parents[unit] if self.parents[unit] in self.depths else ""

	def groups_below(self, unit: str) -> list[Group]:
		"""Figures of the unit and of all below it."""
		first, last = self.bounds[unit]
		inside = self.filled[bisect_left(self.firsts, first) : bisect_right(self.firsts, last)]
		return [group for below in inside for group in self.own[below]]
