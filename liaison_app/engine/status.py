"""The one authority on the state of an obligation, its next due date and its pace."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Literal

from . import days
from .calendar import Calendar
from .due import first_day_back
from .rows import Obligation, Progress, State

Pace = Literal["behind", "on pace", "ahead"]


def state(
	row: Obligation,
	progress: Progress,
	today: date,
	*,
	planned: bool = True,
	frozen_as: State | None = None,
) -> State:
	"""The state on a day. `frozen_as` is the stored state of a closed period; `planned` whether the row is still owed."""
	if frozen_as:
		return frozen_as
	if row.rolling_days:
		return _rolling_state(row, progress, today, planned)
	if is_enough(row, progress.done):
		return "Met" if is_enough(row, progress.on_time) else "Met Late"
	if not planned:
		return "Withdrawn"
	if row.waived:
		return "Waived"
	due = next_due(row, progress)
	if row.excused_on and today >= row.excused_on and due >= row.excused_on:
		return "Withdrawn"
	if row.close and today > row.close:
		return "Missed" if row.nature == "Required" else "Lapsed"
	return _open_state(row, due, today)


def _rolling_state(row: Obligation, progress: Progress, today: date, planned: bool) -> State:
	"""A rolling row is never met while it lives; at its end it is, if nothing is due any more."""
	if not planned:
		return "Withdrawn"
	if row.waived:
		return "Waived"
	due = next_due(row, progress)
	if row.excused_on and today >= row.excused_on and due >= row.excused_on:
		return "Withdrawn"
	if row.period_end and today > row.period_end:
		if due > row.period_end:
			return "Met"
		if row.close and today > row.close:
			return "Missed" if row.nature == "Required" else "Lapsed"
	return _open_state(row, due, today)


def _open_state(row: Obligation, due: date, today: date) -> State:
	if today < row.opens:
		return "Upcoming"
	if today > due and row.nature == "Required":
		return "Overdue"
	if today >= due - timedelta(days=row.lead_days):
		return "Due"
	return "Open"


def is_enough(row: Obligation, done: float) -> bool:
	"""Whether so much meets the row's quantity (exceeds it, where the comparator asks for more)."""
	return done > row.quantity + 1e-9 if row.more_than else done >= row.quantity - 1e-9


def next_due(row: Obligation, progress: Progress) -> date:
	"""The due date of the first unit not yet done; the last one when all are; for a rolling row N days after the last contact."""
	if row.rolling_days:
		return _rolling_due(row, progress)
	return row.dues[min(int(progress.done), len(row.dues) - 1)] if len(row.dues) > 1 else row.dues[0]


def _rolling_due(row: Obligation, progress: Progress) -> date:
	if not progress.last_day:
		return row.dues[0]
	held = days.intersect(row.in_post, row.assigned)
	due = first_day_back(progress.last_day.toordinal() + row.rolling_days, held, row.leave)
	return date.fromordinal(due)


def pace(row: Obligation, progress: Progress, today: date, calendar: Calendar) -> Pace:
	"""Whether what is done keeps up with what the elapsed share of the period (in teaching days) asks."""
	if row.rolling_days:
		return "behind" if next_due(row, progress) < today else "on pace"
	share = elapsed_share(row.period_start, row.period_end or row.dues[-1], today, calendar)
	if len(set(row.dues)) > 1:
		asked: float = sum(due < today for due in row.dues)
	elif len(row.dues) == 1 and row.quantity > 1:  # minutes: units have a due date each
		asked = row.quantity * share
	else:
		asked = math.floor(row.quantity * share)
		if today <= row.dues[-1]:
			asked = min(asked, row.quantity - 1)
	if progress.done < asked:
		return "behind"
	return "ahead" if progress.done > math.ceil(row.quantity * share) else "on pace"


def elapsed_share(since: date, until: date, today: date, calendar: Calendar) -> float:
	"""The share from 0 to 1 of the days' teaching days (of all days where there are none) that is over before today."""
	first, last = since.toordinal(), until.toordinal()
	over = min(today.toordinal() - 1, last)
	whole = calendar.teaching_days_between(first, last)
	if whole:
		return calendar.teaching_days_between(first, over) / whole
	return max(0, over - first + 1) / (last - first + 1)
