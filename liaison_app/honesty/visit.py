"""A visit as the checks see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ..engine.facts import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
	"""A submitted visit. `start` is local time; `photos` are hashes of the contents of its pictures.

	`name` is that of the first document in the amended-from chain, so that what was found stays found when a visit is amended.
	`recorded_on` is the day of the first submission; None means the day itself.
	"""

	name: str
	officers: tuple[str, ...]
	targets: tuple[str, ...]
	start: datetime
	minutes: int = 0
	activities: tuple[str, ...] = ()
	mode: str = ""
	place: str = ""
	account: str = ""
	photos: tuple[str, ...] = ()
	recorded_on: date | None = None
	cancelled: bool = False

	@property
	def day(self) -> date:
		"""The day on which it began."""
		return self.start.date()

	@property
	def end(self) -> datetime:
		"""When it was over."""
		return self.start + timedelta(minutes=self.minutes)

	@property
	def has_hour(self) -> bool:
		"""Whether the hour is known; imported visits with a date alone begin at midnight."""
		return self.start.time() != time()

	@property
	def recorded(self) -> date:
		"""The day on which it was recorded."""
		return self.recorded_on or self.day

	@property
	def delay(self) -> int:
		"""Days between the visit and its recording."""
		return (self.recorded - self.day).days


RecordOrder = tuple[int, str]


def record_order(visit: Visit) -> RecordOrder:
	"""The order in which visits were recorded. Checks compare a visit with earlier ones, so a later one changes nothing before it."""
	return visit.recorded.toordinal(), visit.name


def submitted(visits: Iterable[Visit]) -> list[Visit]:
	"""Those that were not cancelled, each once, in the order of recording."""
	found = {visit.name: visit for visit in visits if not visit.cancelled}
	return sorted(found.values(), key=record_order)


def shares_minutes(left: Visit, right: Visit) -> int:
	"""Minutes that both lasted at the same time; 0 or less when they did not meet."""
	return int((min(left.end, right.end) - max(left.start, right.start)).total_seconds()) // 60


def visit_from(contact: Contact, photos: Iterable[str] = ()) -> Visit:
	"""The visit behind a contact of the engine; mode, place and account come from its other fields."""
	return Visit(
		name=contact.name,
		officers=contact.officers,
		targets=contact.targets,
		start=contact.start,
		minutes=contact.minutes,
		activities=contact.activities,
		mode=str(contact.fields.get("mode") or ""),
		place=str(contact.fields.get("place") or ""),
		account=str(contact.fields.get("account") or ""),
		photos=tuple(photos),
		recorded_on=contact.recorded_on,
		cancelled=contact.cancelled,
	)
