"""Where and when a register was kept: only there can a visit be missing from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .places import place_key, places_agree
from .register import RegisterRow
from .visit import Visit

LEAST_PLACE = 2  # signs of a place's name that may lie inside another name


@dataclass(frozen=True, slots=True)
class Coverage:
	"""The days, both inclusive, and the places of a register; no place means that it was kept everywhere."""

	first_day: date
	last_day: date
	places: frozenset[str] = frozenset()


def covered_by(rows: Iterable[RegisterRow]) -> Coverage | None:
	"""From the first entry to the last, at the places that entries name; None for an empty register."""
	rows = list(rows)
	if not rows:
		return None
	days = [row.day for row in rows]
	places = {row.place for row in rows}
	everywhere = any(not place_key(place) for place in places)
	return Coverage(min(days), max(days), frozenset() if everywhere else frozenset(places))


class PlacesCovered:
	"""Answers whether a visit's place is one of the register's, or lies in one, or holds one, by look-ups."""

	def __init__(self, coverage: Coverage, similarity: float) -> None:
		self.coverage = coverage
		self.similarity = similarity
		self._by_part: dict[str, list[str]] = {}
		self._known: dict[str, bool] = {}
		for place in sorted(coverage.places):
			for part in _ends(place_key(place)):
				self._by_part.setdefault(part, []).append(place)

	def holds(self, visit: Visit) -> bool:
		"""Whether the visit, if it took place, ought to have an entry."""
		if not self.coverage.first_day <= visit.day <= self.coverage.last_day:
			return False
		if not self.coverage.places:
			return True
		if visit.place not in self._known:
			self._known[visit.place] = self._find(visit.place)
		return self._known[visit.place]

	def _find(self, place: str) -> bool:
		key = place_key(place)
		# Only registers whose whole name is a part of the place, or which begin or end with it.
		return any(
			self._fits(place, key, part, registered)
			for part in {key, *_parts(key)}
			for registered in self._by_part.get(part, ())
		)

	def _fits(self, place: str, key: str, part: str, registered: str) -> bool:
		is_whole = part in (key, place_key(registered))
		return is_whole and places_agree(place, registered, self.similarity)


def _ends(key: str) -> set[str]:
	"""The name, its beginnings and its ends."""
	longest = range(LEAST_PLACE, len(key) + 1)
	return {key, *(key[:length] for length in longest), *(key[-length:] for length in longest)} - {""}


def _parts(key: str) -> Iterator[str]:
	"""Every part of the name."""
	for begin in range(len(key)):
		for end in range(begin + LEAST_PLACE, len(key) + 1):
			yield key[begin:end]
