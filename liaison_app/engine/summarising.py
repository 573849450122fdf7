"""`summarise`: figures by rule and scope that averages cannot hide behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from .facts import Contact, Facts
from .index import FactIndex
from .rows import State, StoredRow, SummaryRow
from .tally import tallies

OUT_OF_THE_RATE: tuple[State, ...] = ("Waived", "Withdrawn")


def summarise(
	rows: Iterable[StoredRow],
	contacts: Sequence[Contact],
	facts: Facts | FactIndex,
	scopes: Mapping[str, Sequence[str]],
) -> list[SummaryRow]:
	"""One row per rule and scope (scope name -> names of the owners in it), in order of scope and rule.

	Part periods and withdrawn rows are counted in `states` and leave the rate. A rule without a number is a tally of the contacts that
	fit it. Units are never added: a rule's figures are in its own unit.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	stored = list(rows)
	found: list[SummaryRow] = []
	for scope, names in scopes.items():
		owners = frozenset(names)
		of_scope = [row for row in stored if row.row.key.owner in owners]
		figures = {figure.rule: figure for figure in _figures(scope, of_scope)}
		for tally in tallies(scope, owners, contacts, index):
			owed = figures.get(tally.rule)
			figures[tally.rule] = replace(owed, tally=tally.tally) if owed else tally
		found.extend(figures.values())
	return sorted(found, key=lambda row: (row.scope, row.rule))


def overall_attainment(rows: Iterable[SummaryRow]) -> float | None:
	"""The plain mean over the rules that owe something; None where nothing is owed."""
	rates = [row.attainment for row in rows if row.attainment is not None]
	return sum(rates) / len(rates) if rates else None


def _figures(scope: str, rows: list[StoredRow]) -> list[SummaryRow]:
	by_rule: dict[str, list[StoredRow]] = defaultdict(list)
	for row in rows:
		by_rule[row.row.key.rule].append(row)
	return [_figure(scope, rule, found) for rule, found in by_rule.items()]


def _figure(scope: str, rule: str, rows: list[StoredRow]) -> SummaryRow:
	rated = [row for row in rows if row.state not in OUT_OF_THE_RATE]
	quantity = sum(row.row.quantity for row in rated)
	capped = sum(min(row.progress.done, row.row.quantity) for row in rated)
	return SummaryRow(
		rule=rule,
		scope=scope,
		owed=len(rated),
		quantity=quantity,
		done=sum(row.progress.done for row in rated),
		capped=capped,
		attainment=capped / quantity if quantity else None,
		states=tuple(sorted(Counter(row.state for row in rows).items())),
	)
