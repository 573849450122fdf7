"""Who was said to be where on which day, looked up by name and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

from .limits import Limits
from .people_names import name_key, nearly
from .places import place_key, places_agree
from .register import RegisterRow
from .visit import Visit
from .work import Work

Outcome = Literal["Found", "Found Elsewhere", "Similar Name", "Not Found"]

# Of the visits of one name on one day, none of them in the very place, so many are compared with an entry.
MOST_COMPARED = 16


@dataclass(frozen=True, slots=True)
class Presence:
	"""One officer at one visit."""

	visit: str
	officer: str


# Insertion keeps the order of recording; taking one out costs nothing.
Waiting = dict[Presence, Visit]
Look = Callable[[RegisterRow], Presence | None]


class Presences:
	"""Everybody's presence at every visit. One that bears an entry out is taken and answers no other."""

	def __init__(
		self, visits: Sequence[Visit], names: Mapping[str, Sequence[str]], limits: Limits, work: Work
	) -> None:
		self.limits = limits
		self.work = work
		self.free: Waiting = {}
		self._keys = {officer: {name_key(name) for name in known} - {""} for officer, known in names.items()}
		self._by_name: dict[tuple[date, str], Waiting] = defaultdict(dict)
		self._by_place: dict[tuple[date, str, str], Waiting] = defaultdict(dict)
		self._by_day: dict[date, dict[str, set[str]]] = {}
		for visit in visits:
			for officer in sorted({*visit.officers}):
				self._add(Presence(visit.name, officer), visit)

	def _add(self, presence: Presence, visit: Visit) -> None:
		for key in sorted(self._keys.get(presence.officer, ())):
			self.free[presence] = visit
			self._by_name[visit.day, key][presence] = visit
			self._by_place[visit.day, key, place_key(visit.place)][presence] = visit

	def ways(self) -> tuple[tuple[Outcome, Look], ...]:
		"""How entries are looked up, all of them one way before any is the next way."""
		return (
			("Found", self._in_the_very_place),
			("Found", self._in_a_place_that_agrees),
			("Found Elsewhere", self._anywhere),
			("Similar Name", self._under_a_similar_name),
		)

	def _in_the_very_place(self, row: RegisterRow) -> Presence | None:
		place = place_key(row.place)
		waiting = self._by_place.get((row.day, name_key(row.name), place))
		return self._take(next(iter(waiting))) if waiting and place else None

	def _in_a_place_that_agrees(self, row: RegisterRow) -> Presence | None:
		for presence, visit in self._named(row.day, name_key(row.name)):
			if not place_key(visit.place) or not place_key(row.place) or self._agree(visit, row):
				return self._take(presence)
		return None

	def _anywhere(self, row: RegisterRow) -> Presence | None:
		"""Not taken: the entry does not bear the visit out."""
		return next((presence for presence, _ in self._named(row.day, name_key(row.name))), None)

	def _under_a_similar_name(self, row: RegisterRow) -> Presence | None:
		keys = self._similar(row.day)
		likely = sorted({key for part in nearly(name_key(row.name)) for key in keys.get(part, ())})
		for key in likely[:MOST_COMPARED]:
			for presence, visit in self._named(row.day, key):
				if self._agree(visit, row):
					return self._take(presence)
		return None

	def _named(self, day: date, key: str) -> list[tuple[Presence, Visit]]:
		found = list(islice(self._by_name.get((day, key), {}).items(), MOST_COMPARED))
		self.work.entries += len(found)
		return found

	def _agree(self, visit: Visit, row: RegisterRow) -> bool:
		return places_agree(visit.place, row.place, self.limits.place_similarity)

	def _similar(self, day: date) -> dict[str, set[str]]:
		"""Part of a name -> the names of that day that have it, made when the first entry of the day asks."""
		if not self._by_day:
			for other, key in self._by_name:
				parts = self._by_day.setdefault(other, defaultdict(set))
				for part in nearly(key):
					parts[part].add(key)
		return self._by_day.get(day, {})

	def _take(self, presence: Presence) -> Presence:
		visit = self.free.pop(presence)
		self.work.entries += 1
		for key in self._keys[presence.officer]:
			del self._by_name[visit.day, key][presence]
			del self._by_place[visit.day, key, place_key(visit.place)][presence]
		return presence
