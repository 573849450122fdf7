"""Rates twice: with all visits, and without those that are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..engine import FactIndex, settle, summarise
from ..engine.facts import Contact, Facts
from ..engine.rows import NOTHING_DONE, Progress, StoredRow, SummaryRow


@dataclass(frozen=True, slots=True)
class BothRates:
	"""Figures of one rule in one scope, first as they stand, then as if the doubtful visits had not been."""

	with_all: SummaryRow
	without_doubtful: SummaryRow


def rates_with_and_without(
	rows: Iterable[StoredRow],
	contacts: Sequence[Contact],
	facts: Facts | FactIndex,
	scopes: Mapping[str, Sequence[str]],
	doubtful: frozenset[str],
) -> list[BothRates]:
	"""Both figures for each rule and scope, in order of scope and rule. `doubtful` are names of contacts.

	States stay as they are in both, as a flag is no verdict; what was done is never more without the doubtful visits than with them.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	stored = list(rows)
	remaining = [contact for contact in contacts if contact.name not in doubtful]
	with_all = summarise(stored, contacts, index, scopes)
	without = summarise(without_doubtful(stored, remaining, index, doubtful), remaining, index, scopes)
	by_place = {(row.scope, row.rule): row for row in without}
	return [BothRates(row, by_place.get((row.scope, row.rule)) or replace(row, tally=0)) for row in with_all]


def without_doubtful(
	rows: Sequence[StoredRow], remaining: Sequence[Contact], index: FactIndex, doubtful: frozenset[str]
) -> list[StoredRow]:
	"""The rows with the progress that the remaining contacts make. Only owners with a doubtful visit that counted are settled anew."""
	owners = {row.row.key.owner for row in rows if not doubtful.isdisjoint(row.progress.contacts)}
	touched = [row.row for row in rows if row.row.key.owner in owners]
	anew = settle(touched, remaining, index) if touched else {}
	return [_lowered(row, anew.get(row.row.name, NOTHING_DONE), row.row.key.owner in owners) for row in rows]


def _lowered(row: StoredRow, anew: Progress, is_touched: bool) -> StoredRow:
	# A closed row keeps what was stored at its close, so settling anew may also find more than that.
	if not is_touched or anew.done >= row.progress.done:
		return row
	return replace(row, progress=anew)
