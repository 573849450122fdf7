"""The same officer in two places at once: a sweep over the intervals of each officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .flags import Flag
from .limits import Limits
from .places import places_agree
from .visit import Visit, record_order, shares_minutes
from .work import Work

# Of more visits than this at one moment, those recorded first are compared with: each of the others is asked about anyway.
MOST_AT_ONCE = 40


def two_places_at_once(by_officer: dict[str, list[Visit]], limits: Limits, work: Work) -> Iterator[Flag]:
	"""For each visit the first recorded one that the officer could not leave for it. Both are asked about."""
	for officer, visits in by_officer.items():
		in_place = [visit for visit in visits if visit.has_hour and visit.mode in limits.modes_in_place]
		for earlier, later in _clashes(in_place, limits, work):
			yield _flag(officer, earlier, later)


def _clashes(visits: Sequence[Visit], limits: Limits, work: Work) -> list[tuple[Visit, Visit]]:
	"""Pairs (recorded earlier, recorded later), one for each visit that clashes with an earlier recorded one."""
	found: dict[str, tuple[Visit, Visit]] = {}
	running: list[Visit] = []
	for visit in sorted(visits, key=lambda visit: (visit.start, record_order(visit))):
		running = [other for other in running if other.end > visit.start]
		for other in running:
			work.times += 1
			if _clash(visit, other, limits):
				earlier, later = sorted((visit, other), key=record_order)
				before = found.setdefault(later.name, (earlier, later))[0]
				if record_order(earlier) < record_order(before):
					found[later.name] = (earlier, later)
		running.append(visit)
		if len(running) > MOST_AT_ONCE:
			running.remove(max(running, key=record_order))
	return list(found.values())


def _clash(visit: Visit, other: Visit, limits: Limits) -> bool:
	if shares_minutes(visit, other) < limits.overlap_minutes:
		return False
	# The same people met twice at one time were met in one place, whatever it was called.
	if not set(visit.targets).isdisjoint(other.targets):
		return False
	return not places_agree(visit.place, other.place, limits.place_similarity)


def _flag(officer: str, earlier: Visit, later: Visit) -> Flag:
	return Flag(
		check="Two Places at Once",
		visits=(earlier.name, later.name),
		officers=(officer,),
		day=earlier.day,
		message="{0} and {1} share {2} minutes from {3} on: one in {4}, the other in {5}.",
		values=(
			earlier.name,
			later.name,
			str(shares_minutes(earlier, later)),
			max(earlier.start, later.start).isoformat(" ", "minutes"),
			earlier.place or "?",
			later.place or "?",
		),
	)
