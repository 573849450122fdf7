"""Who is busy when, so that nobody of the sample college is in two places at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

HOURS, QUARTERS = (8, 9, 10, 14, 15, 16), (0, 15, 30)
QUARTER = timedelta(minutes=15)


class Diary:
	"""Gives visits their hours, each when all who take part are free."""

	def __init__(self) -> None:
		self._busy: dict[tuple[str, date], list[tuple[datetime, datetime]]] = defaultdict(list)

	def begin(self, officers: Sequence[str], day: date, minutes: int, chance: Random) -> datetime:
		"""An hour drawn by chance if it is free, else another one, at worst after everything else. It is taken from now on."""
		drawn = time(chance.choice(HOURS), chance.choice(QUARTERS))
		others = [time(hour, minute) for hour in HOURS for minute in QUARTERS]
		length = timedelta(minutes=minutes)
		starts = (datetime.combine(day, hour) for hour in (drawn, *others))
		taken = [span for officer in officers for span in self._busy[officer, day]]
		start = next((start for start in starts if _is_free(taken, start, start + length)), None)
		start = start or _next_quarter(end for _, end in taken)
		for officer in officers:
			self._busy[officer, day].append((start, start + length))
		return start


def _is_free(taken: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime) -> bool:
	return all(last <= start or end <= first for first, last in taken)


def _next_quarter(ends: Iterable[datetime]) -> datetime:
	latest = max(ends)
	midnight = datetime.combine(latest.date(), time())
	return midnight + -((midnight - latest) // QUARTER) * QUARTER
