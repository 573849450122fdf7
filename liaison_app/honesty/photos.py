"""The same photo with different visits, told by the hash of its content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from .flags import Flag
from .occasions import same_occasion
from .visit import Visit
from .work import Work

# Colleagues on one occasion may share a photo; so many of its users are looked through for another occasion.
MOST_USERS = 16


def same_photo(visits: Sequence[Visit], ignored: frozenset[str], work: Work) -> Iterator[Flag]:
	"""For each visit and photo that an earlier recorded visit on another occasion has. `visits` are in order of recording."""
	users: dict[str, list[Visit]] = defaultdict(list)
	for visit in visits:
		found: dict[str, Visit] = {}
		for photo in sorted({*visit.photos} - ignored):
			for other in users[photo]:
				work.photos += 1
				if not same_occasion(visit, other):
					found.setdefault(other.name, other)
					break
			if len(users[photo]) < MOST_USERS:
				users[photo].append(visit)
		for other in found.values():
			yield _flag(visit, other)


def _flag(visit: Visit, other: Visit) -> Flag:
	return Flag(
		check="Same Photo",
		visits=(visit.name,),
		compared_with=(other.name,),
		officers=tuple(sorted(visit.officers)),
		day=visit.day,
		message="Has a photo that {0} of {1} has as well.",
		values=(other.name, other.day.isoformat()),
	)
