"""Deadlines in the institution's working days, which stand still while a matter is paused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from liaison_app.engine.calendar import Calendar

FARTHEST = 20 * 366  # days that are looked at; whoever pauses for longer has no deadline


@dataclass(frozen=True)
class Pause:
	"""From the day it began to the day on which time runs again, that day itself not included; None: not resumed yet."""

	first: date
	resumed: date | None = None

	def holds(self, day: date) -> bool:
		return self.first <= day and (self.resumed is None or day < self.resumed)


def runs(calendar: Calendar, day: date, pauses: Iterable[Pause] = ()) -> bool:
	"""Whether time runs on the day: a working day on which nothing is paused."""
	return calendar.is_working_day(day) and not any(pause.holds(day) for pause in pauses)


def due_day(calendar: Calendar, after: date, days: int, pauses: Iterable[Pause] = ()) -> date | None:
	"""The last day of a deadline of so many working days, the first of them the one after `after`.

	None without a deadline (`days` below 1), and while a pause has no end.
	"""
	pauses, left = tuple(pauses), days
	for ahead in range(1, FARTHEST if days > 0 else 1):
		day = after + timedelta(days=ahead)
		left -= runs(calendar, day, pauses)
		if not left:
			return day
	return None


def days_run(calendar: Calendar, after: date, through: date, pauses: Iterable[Pause] = ()) -> int:
	"""Working days on which time ran, from the day after `after` to `through`; 0 when that is no later."""
	pauses = tuple(pauses)
	span = range(1, (through - after).days + 1)
	return sum(runs(calendar, after + timedelta(days=ahead), pauses) for ahead in span)
