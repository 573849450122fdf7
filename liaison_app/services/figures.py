"""The figures of obligations on a site: one definition for reports, boards, forms and digests, the same as the engine's.

The rate of a rule is sum(min(done, quantity)) / sum(quantity) over rows that are neither waived nor withdrawn, of periods that have
begun and meet the span. Over several rules it is the plain mean of theirs: units of rules are never added.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

import frappe
from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Count, Sum

from liaison_app.engine.calendar import Calendar, monday_of
from liaison_app.engine.periods import CALENDAR_PERIODS, MONTHS_OF, periods_between
from liaison_app.engine.rules import DutyRule
from liaison_app.engine.summarising import OUT_OF_THE_RATE

from .rule_facts import read_calendar
from .tables import table_of

DOCTYPE = "Periodic Obligation"
OUTSIDE_TERMS = {"Semester": "Half-Year", "Academic Year": "Calendar Year"}


class Span(NamedTuple):
	"""Days from `since` to `until`, both inclusive."""

	since: date
	until: date


@dataclass(frozen=True)
class Group:
	"""Figures of one rule under one key: the values of the columns that were grouped by.

	`owed` rows make up the rate; `states` counts all rows by state, waived and withdrawn ones too. `quantity`, `done` and `capped` (no
	row more than its quantity) are in the rule's unit.
	"""

	key: tuple[Any, ...]
	rule: str
	owed: int = 0
	quantity: float = 0
	done: float = 0
	capped: float = 0
	states: dict[str, int] = field(default_factory=dict)

	@property
	def attainment(self) -> float | None:
		"""From 0 to 1; None where nothing is owed."""
		return self.capped / self.quantity if self.quantity else None


def span_of(kind: str, day: date) -> Span:
	"""The week (Mon-Sun), month, quarter, semester, half-year, academic year or calendar year that holds the day.

	In a vacation the semester is the half-year, and outside of known years the academic year the calendar year. Case does not matter.
	Raises ValueError for another kind.
	"""
	wanted = {name.lower(): name for name in CALENDAR_PERIODS if name != "Yearly Window"}.get(kind.lower())
	if not wanted:
		raise ValueError(f"{kind} is no period.")
	if wanted == "Week":
		return Span(monday_of(day), monday_of(day) + timedelta(days=6))
	found = None if wanted in MONTHS_OF else _holding(wanted, day, read_calendar())
	return found or _holding(OUTSIDE_TERMS.get(wanted, wanted), day, Calendar()) or Span(day, day)


def _holding(kind: str, day: date, calendar: Calendar) -> Span | None:
	"""The period of the kind that holds the day, as the engine cuts it."""
	rule = DutyRule(name="", code="", regulation="", period=kind)  # type: ignore[arg-type]
	for period in periods_between(rule, calendar, day, day):
		return Span(date.fromordinal(period.first), date.fromordinal(period.last))
	return None


def rated_rows(span: Span, today: date) -> Criterion:
	"""Obligations whose period has begun and meets the span."""
	table = table_of(DOCTYPE)
	return (table.period_start <= min(span.until, today)) & meets(span)


def meets(span: Span) -> Criterion:
	"""Obligations whose period shares a day with the span, begun or not."""
	table = table_of(DOCTYPE)
	lasts = table.period_end.isnull() | (table.period_end >= span.since)
	return (table.period_start <= span.until) & lasts


def attainment_by(columns: Sequence[str], *conditions: Criterion, span: Span, today: date) -> list[Group]:
	"""One group for each distinct values of the columns and rule, in order of these; a single query."""
	table = table_of(DOCTYPE)
	keys = [table[column] for column in (*columns, "rule")]
	capped = Case().when(table.done < table.quantity, table.done).else_(table.quantity)
	figures = (Count("*"), Sum(table.quantity), Sum(table.done), Sum(capped))
	query = frappe.qb.from_(table).select(*keys, table.state, *figures).where(rated_rows(span, today))
	for condition in conditions:
		query = query.where(condition)
	return combined(_by_state(row, len(columns)) for row in query.groupby(*keys, table.state).run())


def _by_state(row: tuple[Any, ...], width: int) -> Group:
	key, (rule, state, number, *sums) = row[:width], row[width:]
	if state in OUT_OF_THE_RATE:
		return Group(key, rule, states={state: number})
	quantity, done, capped = (float(each or 0) for each in sums)
	return Group(key, rule, number, quantity, done, capped, {state: number})


def combined(groups: Iterable[Group], places: Sequence[int] | None = None) -> list[Group]:
	"""Groups of the same rule and key made one, in order of key and rule; `places` are the parts of the key to keep, all by default."""
	together: dict[tuple[tuple[Any, ...], str], list[Group]] = defaultdict(list)
	for group in groups:
		key = group.key if places is None else tuple(group.key[place] for place in places)
		together[key, group.rule].append(group)
	found = [_sum(key, rule, some) for (key, rule), some in together.items()]
	return sorted(found, key=lambda group: ([str(part or "") for part in group.key], group.rule))


def _sum(key: tuple[Any, ...], rule: str, groups: Sequence[Group]) -> Group:
	return Group(
		key,
		rule,
		sum(group.owed for group in groups),
		sum(group.quantity for group in groups),
		sum(group.done for group in groups),
		sum(group.capped for group in groups),
		states_of(groups),
	)


def states_of(groups: Iterable[Group]) -> dict[str, int]:
	"""Number of rows by state over all groups."""
	found: dict[str, int] = defaultdict(int)
	for group in groups:
		for state, number in group.states.items():
			found[state] += number
	return dict(found)


def overall(groups: Iterable[Group]) -> float | None:
	"""The plain mean of the rates of the rules in the groups, whatever their keys; None where nothing is owed."""
	rates = [group.attainment for group in combined(groups, places=()) if group.attainment is not None]
	return sum(rates) / len(rates) if rates else None
