"""The course of a matter: which step leads where, and by when the next one is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from liaison_app.engine.calendar import Calendar

from .deadlines import Pause, days_run, due_day

STATES = ("Registered", "Dispatched", "In Hand", "Answered", "Given Back", "Closed")
OPEN = STATES[:-1]
OUTCOMES = ("Accepted", "Explained", "Coordinated")
WAYS_BACK = ("In Person", "Phone", "Mail", "On the Site", "Public Notice")
# Step -> the states from which it can be taken, and where it leads; None: the state stays.
STEPS: dict[str, tuple[tuple[str, ...], str | None]] = {
	"Dispatch": (("Registered", "Dispatched", "In Hand"), "Dispatched"),
	"Take": (("Dispatched", "In Hand"), "In Hand"),
	"Answer": (("Registered", "Dispatched", "In Hand"), "Answered"),
	"Give Back": (("Answered",), "Given Back"),
	"Close": (("Given Back",), "Closed"),
	"Reopen": (("Answered", "Given Back", "Closed"), "Dispatched"),
	"Escalate": (OPEN, None),
	"Pause": (("Registered", "Dispatched", "In Hand"), None),
	"Resume": (OPEN, None),
	"Link": (("Registered", "Dispatched", "In Hand"), None),  # goes on with the other one
	"Note": (STATES, None),
}


@dataclass(frozen=True)
class Route:
	"""Working days for each step, 0 for no deadline, and after how many overdue ones each level begins (0: by hand only)."""

	dispatch_days: int = 0
	take_days: int = 0
	answer_days: int = 0
	give_back_days: int = 0
	close_days: int = 0
	levels: tuple[int, ...] = ()


@dataclass(frozen=True)
class Dates:
	"""When the matter was registered, sent to its unit, taken in hand, answered and given back; None: not yet."""

	registered: date
	dispatched: date | None = None
	taken: date | None = None
	answered: date | None = None
	given_back: date | None = None


def next_state(state: str, step: str) -> str | None:
	"""The state after the step; None where it cannot be taken."""
	if step not in STEPS or state not in STEPS[step][0]:
		return None
	return STEPS[step][1] or state


def next_steps(state: str, *, paused: bool, top_level: bool) -> tuple[str, ...]:
	"""The steps that can be taken: what is paused is resumed first, and nothing is above the top level."""
	impossible = {"Pause", "Answer"} if paused else {"Resume"}
	if top_level:
		impossible.add("Escalate")
	return tuple(step for step in STEPS if state in STEPS[step][0] and step not in impossible)


def due(
	state: str, dates: Dates, route: Route, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> date | None:
	"""By when the next step is due; None: without a deadline, paused, or closed.

	Taking in hand does not move the day of the answer: both count from the dispatch.
	"""
	started, days = {
		"Registered": (dates.registered, route.dispatch_days),
		"Dispatched": (dates.dispatched, route.take_days or route.answer_days),
		"In Hand": (dates.dispatched, route.answer_days),
		"Answered": (dates.answered, route.give_back_days),
		"Given Back": (dates.given_back, route.close_days),
	}.get(state, (None, 0))
	return due_day(calendar, started, days, pauses) if started else None


def level(
	today: date,
	due_on: date | None,
	reached: int,
	route: Route,
	calendar: Calendar,
	pauses: Sequence[Pause] = (),
) -> int:
	"""The level that a matter has reached, 0 for none, 1 for the lowest: it never falls, and rises with the working days overdue."""
	if due_on is None or today <= due_on:
		return reached
	late = days_run(calendar, due_on, today, pauses)
	risen = [place for place, after in enumerate(route.levels, 1) if 0 < after <= late]
	return max([reached, *risen])
