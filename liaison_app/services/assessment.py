"""The assessment of officers: what each was asked for and did in a year, by regulation, weighed, without visits that are not trusted.

Required and done are duties, as units of rules are never added. The rate of a regulation is that of `figures`; of several regulations
it is their mean by weight. States stay as they are: who met a duty late did so whether or not another visit is trusted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from frappe.query_builder import Criterion

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex

from . import distrust, rule_cache
from .distrust import Distrusted, Lowered
from .figures import DOCTYPE, Group, Span, attainment_by, overall, states_of
from .tables import select, table_of

MISSED = ("Missed", "Overdue")
MET = ("Met", "Met Late")


@dataclass(frozen=True)
class Share:
	"""One regulation's part: rates from 0 to 1, None where nothing is owed; `with_all` counts the visits that are not trusted too."""

	regulation: str
	weight: float
	owed: int
	done: int
	late: int
	missed: int
	waived: int
	doubted: int
	attainment: float | None
	with_all: float | None


@dataclass(frozen=True)
class Assessed:
	"""An officer's year. `doubted`: duties that only visits not trusted had met; they are not among the `done`."""

	officer: str
	name: str
	unit: str
	student_work_experience: bool
	shares: tuple[Share, ...]
	visits: tuple[Distrusted, ...] = ()

	def total(self, figure: str) -> int:
		"""The sum of `owed`, `done`, `late`, `missed`, `waived` or `doubted`, all of them duties."""
		return sum(getattr(share, figure) for share in self.shares)

	@property
	def attainment(self) -> float | None:
		"""By weight, without visits that are not trusted."""
		return weighed((share.weight, share.attainment) for share in self.shares)

	@property
	def with_all(self) -> float | None:
		"""By weight, with all visits."""
		return weighed((share.weight, share.with_all) for share in self.shares)


def weighed(rates: Iterable[tuple[float, float | None]]) -> float | None:
	"""The mean of (weight, rate) by weight; None where nothing that weighs is owed."""
	there = [(weight, rate) for weight, rate in rates if rate is not None and weight > 0]
	whole = sum(weight for weight, _rate in there)
	return sum(weight * rate for weight, rate in there) / whole if whole else None


def assess(
	conditions: Sequence[Criterion], span: Span, today: date, without: Sequence[Distrusted] | None = None
) -> list[Assessed]:
	"""Everybody who owed something in the span among the obligations that meet the conditions, by unit and name.

	`without` are the visits to leave out; by default those that are not trusted.
	`conditions` say which of the rows that have begun in the span (see `figures.rated_rows`). The number of queries is the same for any
	number of officers.
	"""
	of_officers = table_of(DOCTYPE).owner_kind == "Officer"
	groups = attainment_by(("officer", "regulation"), *conditions, of_officers, span=span, today=today)
	doubted = distrust.distrusted() if without is None else without
	lost = distrust.lowered(doubted, *conditions)
	weights, people = Weights(), _people()
	by_officer: dict[str, list[Group]] = defaultdict(list)
	lost_by: dict[str, list[Lowered]] = defaultdict(list)
	for group in groups:
		by_officer[group.key[0]].append(group)
	for each in lost:
		lost_by[each.row.key.owner].append(each)
	found = []
	for officer, own in by_officer.items():
		name, unit, experienced = people.get(officer, ("", "", False))
		mine = lost_by[officer]
		shares = _shares(own, mine, unit, weights)
		found.append(Assessed(officer, name, unit, experienced, shares, _behind(officer, doubted, mine)))
	return sorted(found, key=lambda each: (each.unit, each.name, each.officer))


def _people() -> dict[str, tuple[str, str, bool]]:
	rows = select("Liaison Officer", ("name", "full_name", "unit", "student_work_experience"))
	return {name: (full_name or "", unit or "", bool(has)) for name, full_name, unit, has in rows}


def _behind(officer: str, doubted: Iterable[Distrusted], lost: Iterable[Lowered]) -> tuple[Distrusted, ...]:
	"""The officer's visits that are not trusted and had counted."""
	names = {name for each in lost for name in each.visits}
	return tuple(each for each in doubted if names and each.officer == officer and each.visit in names)


def _shares(
	groups: Sequence[Group], lost: Sequence[Lowered], unit: str, weights: "Weights"
) -> tuple[Share, ...]:
	by_regulation: dict[str, list[Group]] = defaultdict(list)
	for group in groups:
		by_regulation[group.key[1] or ""].append(group)
	return tuple(
		_share(regulation, weights.of(regulation, unit), own, _under(lost, own))
		for regulation, own in sorted(by_regulation.items())
	)


def _under(lost: Iterable[Lowered], groups: Iterable[Group]) -> list[Lowered]:
	rules = {group.rule for group in groups}
	return [each for each in lost if each.row.key.rule in rules]


def _share(regulation: str, weight: float, groups: Sequence[Group], lost: Sequence[Lowered]) -> Share:
	states = states_of(groups)
	gone = [each for each in lost if each.is_lost]
	met = sum(states.get(state, 0) for state in MET)
	return Share(
		regulation=regulation,
		weight=weight,
		owed=sum(group.owed for group in groups),
		done=met - sum(each.state in MET for each in gone),
		late=states.get("Met Late", 0) - sum(each.state == "Met Late" for each in gone),
		missed=sum(states.get(state, 0) for state in MISSED),
		waived=states.get("Waived", 0),
		doubted=sum(each.state in MET for each in gone),
		attainment=overall(_without(group, lost) for group in groups),
		with_all=overall(groups),
	)


def _without(group: Group, lost: Iterable[Lowered]) -> Group:
	"""The group's figures without what the visits that are not trusted made up."""
	own = [each for each in lost if each.row.key.rule == group.rule]
	capped = sum(min(each.done, each.row.quantity) - min(each.without, each.row.quantity) for each in own)
	return replace(
		group, done=group.done - sum(each.done - each.without for each in own), capped=group.capped - capped
	)


class Weights:
	"""How much each regulation weighs, from the settings: for the nearest unit that says so, else for everybody, else 1."""

	def __init__(self) -> None:
		table = table_of("Liaison Assessment Weight")
		rows = select(
			"Liaison Assessment Weight",
			("regulation", "unit", "weight"),
			table.parenttype == "Liaison Settings",
		)
		self._stated = {(regulation, unit or ""): float(weight or 0) for regulation, unit, weight in rows}
		self._index = FactIndex(Facts(units=rule_cache.trees().units))

	def of(self, regulation: str, unit: str) -> float:
		"""The weight for officers of the unit."""
		line = self._index.unit_line(unit) if unit else ()
		stated = (self._stated.get((regulation, each)) for each in (*line, ""))
		return next((weight for weight in stated if weight is not None), 1.0)
