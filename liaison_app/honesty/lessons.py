"""Visits to lessons at times without one, where the timetable is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from ..engine.calendar import Calendar, monday_of
from .flags import Flag
from .limits import Limits
from .visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
	"""A line of a timetable: every week from/to (both inclusive), or only in the weeks of the named Mondays. `weekday` 0 is Monday."""

	target: str
	weekday: int
	begins: time
	ends: time
	from_date: date | None = None
	to_date: date | None = None
	mondays: frozenset[date] = frozenset()

	def is_in_force(self, day: date) -> bool:
		"""Whether the timetable speaks of the day."""
		return (self.from_date or day) <= day <= (self.to_date or day)

	def takes_place(self, day: date) -> bool:
		"""Whether there is a lesson on the day."""
		if self.weekday != day.weekday() or not self.is_in_force(day):
			return False
		return not self.mondays or monday_of(day) in self.mondays


def outside_class_hours(
	visits: Iterable[Visit], lessons: Iterable[Lesson], calendar: Calendar | None, limits: Limits
) -> Iterator[Flag]:
	"""For each visit to a lesson that none of the targets with a timetable had then. Targets without one are not judged.

	A day of make-up lessons follows another day's timetable, which nobody knows here: it is passed over.
	"""
	timetable: dict[str, list[Lesson]] = defaultdict(list)
	for lesson in lessons:
		timetable[lesson.target].append(lesson)
	for visit in visits:
		if not visit.has_hour or set(visit.activities).isdisjoint(limits.lesson_activities):
			continue
		if calendar and visit.day in calendar.make_up_days:
			continue
		known = _known(visit, timetable)
		if known and not _meets_one(visit, known, calendar, limits):
			yield _flag(visit, known)


def _known(visit: Visit, timetable: dict[str, list[Lesson]]) -> list[Lesson]:
	return [
		lesson
		for target in visit.targets
		for lesson in timetable.get(target, ())
		if lesson.is_in_force(visit.day)
	]


def _meets_one(visit: Visit, known: Sequence[Lesson], calendar: Calendar | None, limits: Limits) -> bool:
	if calendar and visit.day in calendar.holidays:
		return False
	return any(
		lesson.takes_place(visit.day) and _shared(visit, lesson) >= min(limits.lesson_minutes, visit.minutes)
		for lesson in known
	)


def _shared(visit: Visit, lesson: Lesson) -> float:
	begin = max(visit.start, datetime.combine(visit.day, lesson.begins))
	end = min(visit.end, datetime.combine(visit.day, lesson.ends))
	return (end - begin).total_seconds() / 60


def _flag(visit: Visit, known: Sequence[Lesson]) -> Flag:
	that_day = sorted(
		{f"{lesson.begins:%H:%M}-{lesson.ends:%H:%M}" for lesson in known if lesson.takes_place(visit.day)}
	)
	return Flag(
		check="Outside Class Hours",
		visits=(visit.name,),
		officers=tuple(sorted(visit.officers)),
		day=visit.day,
		message="From {0} to {1} there was no lesson; lessons of that day: {2}.",
		values=(
			visit.start.isoformat(" ", "minutes"),
			f"{visit.end:%H:%M}",
			", ".join(that_day) or "-",
		),
	)
