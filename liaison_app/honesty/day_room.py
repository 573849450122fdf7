"""More visits, or more minutes of them, than one person's day has room for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from .flags import Flag
from .limits import Limits
from .places import place_key
from .visit import Visit


def days_too_full(by_officer: dict[str, list[Visit]], limits: Limits) -> Iterator[Flag]:
	"""One flag for each officer and day that holds too much. It asks about all visits of the day."""
	for officer, visits in by_officer.items():
		by_day: dict[date, list[Visit]] = defaultdict(list)
		for visit in visits:
			by_day[visit.day].append(visit)
		for day, of_day in by_day.items():
			minutes = _minutes(of_day)
			if minutes > limits.day_minutes or len(of_day) > limits.day_visits:
				yield _flag(officer, day, of_day, minutes, limits)


def _minutes(visits: Sequence[Visit]) -> int:
	"""Minutes in each place, counted once where visits lie in each other, added up over the places."""
	by_place: dict[object, list[Visit]] = defaultdict(list)
	for visit in visits:
		by_place[place_key(visit.place) or visit.targets].append(visit)
	return sum(_union(found) for found in by_place.values())


def _union(visits: Iterable[Visit]) -> int:
	total = 0
	end = None
	for visit in sorted(visits, key=lambda visit: visit.start):
		start = visit.start if end is None else max(visit.start, end)
		if visit.end > start:
			total += int((visit.end - start).total_seconds()) // 60
			end = visit.end
	return total


def _flag(officer: str, day: date, visits: Sequence[Visit], minutes: int, limits: Limits) -> Flag:
	return Flag(
		check="Day Too Full",
		visits=tuple(sorted(visit.name for visit in visits)),
		officers=(officer,),
		day=day,
		message="{0} holds {1} visits of {2} minutes; a day has room for {3} visits and {4} minutes.",
		values=(
			day.isoformat(),
			str(len(visits)),
			str(minutes),
			str(limits.day_visits),
			str(limits.day_minutes),
		),
	)
