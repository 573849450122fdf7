"""All checks over the visits of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..engine.calendar import Calendar
from .copies import same_text
from .day_room import days_too_full
from .flags import Flag, joined
from .lessons import Lesson, outside_class_hours
from .limits import Limits
from .overlaps import two_places_at_once
from .photos import same_photo
from .recording import Period, recorded_in_bulk, recorded_late
from .visit import Visit, submitted
from .wording import phrases
from .work import Work

DEFAULT_LIMITS = Limits()


def find_flags(
	visits: Iterable[Visit],
	limits: Limits = DEFAULT_LIMITS,
	*,
	periods: Sequence[Period] = (),
	lessons: Iterable[Lesson] = (),
	calendar: Calendar | None = None,
	ignored_texts: Iterable[str] = (),
	ignored_photos: Iterable[str] = (),
	work: Work | None = None,
) -> list[Flag]:
	"""Every reason to ask about a visit, in order of day, check and name. Any order of visits gives the same answer.

	`periods` are those at whose ends visits are counted; `ignored_texts` are the words of forms and templates, and phrases in common use;
	`ignored_photos` hashes of pictures that are no evidence, such as an emblem. `work`, if given, counts the comparisons. Visits of an earlier
	period may be given to compare with; the flags of one period are those whose `day` lies in it.
	"""
	work = work or Work()
	found = submitted(visits)
	by_officer: dict[str, list[Visit]] = defaultdict(list)
	for visit in found:
		for officer in {*visit.officers}:
			by_officer[officer].append(visit)
	return joined(
		[
			*two_places_at_once(by_officer, limits, work),
			*days_too_full(by_officer, limits),
			*same_text(found, limits, phrases(ignored_texts), work),
			*same_photo(found, frozenset(ignored_photos), work),
			*recorded_in_bulk(by_officer, periods, limits),
			*recorded_late(found, limits),
			*outside_class_hours(found, lessons, calendar, limits),
		]
	)
