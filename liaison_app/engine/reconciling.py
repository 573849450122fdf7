"""`reconcile`: the difference between what is stored and what ought to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .rows import NOTHING_DONE, Obligation, Progress, StoredRow
from .status import state


@dataclass(frozen=True, slots=True)
class Changes:
	"""Rows to insert and rows to rewrite; whatever is in neither stays as it is. Frozen ones are never among them."""

	create: list[StoredRow] = field(default_factory=list)
	update: list[StoredRow] = field(default_factory=list)


def reconcile(
	stored: Iterable[StoredRow],
	planned: Iterable[Obligation],
	progress: Mapping[str, Progress],
	today: date,
	last_completed_run: date | None = None,
) -> Changes:
	"""What to write so that the stored rows become those planned, with the progress given by row name.

	A stored row that is no longer planned is withdrawn. The first run after a row's close freezes it. A row whose close lies before the
	last completed run is not created any more.
	"""
	changes = Changes()
	by_name = {row.row.name: row for row in stored}
	seen = set()
	for row in planned:
		seen.add(row.name)
		was = by_name.get(row.name)
		done = progress.get(row.name, NOTHING_DONE)
		if was is None:
			if not is_past(row, last_completed_run):
				changes.create.append(as_of(row, done, today))
		elif not was.frozen:
			_add_if_changed(changes, was, as_of(row, done, today))
	for name, was in by_name.items():
		if name not in seen and not was.frozen:
			done = progress.get(name, was.progress)
			_add_if_changed(changes, was, as_of(was.row, done, today, planned=False))
	return changes


def is_past(row: Obligation, last_completed_run: date | None) -> bool:
	"""Whether a row that is not stored comes too late to be created."""
	until = row.creatable_until or row.close
	return bool(last_completed_run and until and until < last_completed_run)


def as_of(row: Obligation, progress: Progress, today: date, planned: bool = True) -> StoredRow:
	"""The row as it is to be stored on the day: its state, and frozen from the day after its close."""
	frozen = bool(row.close and today > row.close)
	return StoredRow(
		row=row, progress=progress, state=state(row, progress, today, planned=planned), frozen=frozen
	)


def _add_if_changed(changes: Changes, was: StoredRow, now: StoredRow) -> None:
	if was != now:
		changes.update.append(now)
