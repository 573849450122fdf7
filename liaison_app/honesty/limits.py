"""What the checks go by. Each institution sets its own; the defaults suit a college."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
	"""Thresholds of the checks. Raises ValueError when one of them makes no sense."""

	overlap_minutes: int = 15
	"""Minutes that two visits in different places must share; people round their times."""

	modes_in_place: tuple[str, ...] = ("", "Face to Face")
	"""Modes of a visit for which one has to be there; a call can be made from anywhere."""

	day_minutes: int = 600
	"""Minutes of visits that one person's day has room for; those in one place at the same time are counted once."""

	day_visits: int = 12
	"""Visits that one person's day has room for."""

	least_text: int = 30
	"""Chinese signs, or words of other scripts, below which an account says too little to be compared."""

	similarity_of_others: float = 85.0
	"""Percent of likeness from which an account is the same as one by somebody else."""

	similarity_of_own: float = 95.0
	"""The same for an account by the same officer, who may well have a style of their own."""

	bulk_last_days: int = 3
	"""The end of a period: so many of its last days, and all days after it."""

	bulk_delay_days: int = 7
	"""Days between a visit and its recording from which it was left lying."""

	bulk_visits: int = 5
	"""Visits left lying and recorded at the end of the period that make a bulk ..."""

	bulk_share: float = 0.5
	"""... when they are also at least this share, 0 to 1, of the officer's visits in the period."""

	late_days: int = 30
	"""Days between a visit and its recording that are still no reason to ask."""

	lesson_activities: tuple[str, ...] = ("Class Observation",)
	"""Activities that take place in a lesson."""

	lesson_minutes: int = 10
	"""Minutes that a visit to a lesson must share with one."""

	place_similarity: float = 80.0
	"""Percent of likeness from which two names of places mean the same one, if their numbers agree."""

	def __post_init__(self) -> None:
		for name in (
			"overlap_minutes",
			"day_minutes",
			"day_visits",
			"least_text",
			"bulk_visits",
			"lesson_minutes",
		):
			_refuse_outside(name, getattr(self, name), 1, None)
		for name in ("bulk_last_days", "bulk_delay_days", "late_days"):
			_refuse_outside(name, getattr(self, name), 0, None)
		for name in ("similarity_of_others", "similarity_of_own", "place_similarity"):
			_refuse_outside(name, getattr(self, name), 50, 100)
		_refuse_outside("bulk_share", self.bulk_share, 0, 1)


def _refuse_outside(name: str, value: float, least: float, most: float | None) -> None:
	if value < least or (most is not None and value > most):
		raise ValueError(
			f"{name} is {value}: it must be at least {least}{f' and at most {most}' if most else ''}"
		)
