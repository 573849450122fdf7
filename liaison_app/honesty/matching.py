"""A register against the visits: which entries bear out a visit, and which visits have no entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .coverage import Coverage, PlacesCovered, covered_by
from .finding import DEFAULT_LIMITS
from .limits import Limits
from .people_names import name_key
from .places import place_key
from .presences import Outcome, Presence, Presences
from .register import RegisterRow
from .visit import Visit, submitted
from .work import Work


@dataclass(frozen=True, slots=True)
class RowMatch:
	"""What an entry bears out. `Found Elsewhere`: the person had a visit that day, but in another place."""

	row: RegisterRow
	outcome: Outcome
	presence: Presence | None = None


@dataclass(frozen=True, slots=True)
class RegisterMatch:
	"""Every entry with its outcome, and who is said to have been where the register was kept but is not in it."""

	rows: tuple[RowMatch, ...]
	without_entry: tuple[Presence, ...]


def match_register(
	rows: Iterable[RegisterRow],
	visits: Iterable[Visit],
	names: Mapping[str, Sequence[str]],
	limits: Limits = DEFAULT_LIMITS,
	*,
	coverage: Coverage | None = None,
	work: Work | None = None,
) -> RegisterMatch:
	"""Each entry with the visit that it bears out, and the visits that ought to have one. Any order of rows and visits gives the same answer.

	`names` are the names that each officer is known by; nobody without one is missed in the register. Visits by telephone are passed over.
	`coverage` says where and when the register was kept; by default where and while it has entries. An entry bears out one officer's
	presence at one visit.
	"""
	rows = sorted(rows, key=_row_order)
	in_place = [visit for visit in submitted(visits) if visit.mode in limits.modes_in_place]
	presences = Presences(in_place, names, limits, work or Work())
	found: dict[int, RowMatch] = {}
	for outcome, look in presences.ways():
		for number, row in enumerate(rows):
			presence = None if number in found else look(row)
			if presence:
				found[number] = RowMatch(row, outcome, presence)
	matches = [found.get(number) or RowMatch(row, "Not Found") for number, row in enumerate(rows)]
	matches.sort(key=lambda match: (match.row.number, match.row.name))
	coverage = coverage or covered_by(rows)
	return RegisterMatch(tuple(matches), _without_entry(presences, coverage, limits))


def _row_order(row: RegisterRow) -> tuple[date, str, str, int]:
	return row.day, name_key(row.name), place_key(row.place), row.number


def _without_entry(presences: Presences, coverage: Coverage | None, limits: Limits) -> tuple[Presence, ...]:
	if coverage is None:
		return ()
	covered = PlacesCovered(coverage, limits.place_similarity)
	return tuple(presence for presence, visit in presences.free.items() if covered.holds(visit))
