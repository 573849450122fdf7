"""What the engine answers: obligations, progress, ledger lines, to-dos, summary rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from .days import Days
from .rules import Nature

State = Literal[
	"Upcoming", "Open", "Due", "Overdue", "Met", "Met Late", "Missed", "Lapsed", "Waived", "Withdrawn"
]
FINAL_STATES = ("Met", "Met Late", "Missed", "Lapsed", "Waived", "Withdrawn")
RowOwnerKind = Literal["Officer", "Unit"]


class Key(NamedTuple):
	"""The identity of an obligation. `subject` is empty for a total; `period` holds no editable date."""

	rule: str
	owner: str
	subject: str
	period: str


def obligation_name(key: Key) -> str:
	"""The row's name, the same wherever and whenever the key is planned: `OB-` and 20 hexadecimal digits."""
	return "OB-" + hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:20]


def todo_name(obligation: str) -> str:
	"""The name of the one ToDo of an obligation."""
	return "TD-" + obligation.removeprefix("OB-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
	"""What one owner owes under one rule, for one subject, in one period.

	`quantity` is in contacts, targets, documents, or minutes (measures Minutes and Share). `dues[k-1]` is the last day, inclusive, on
	which k units are in time; minutes and documents have one. `in_post` and `assigned` are the days, clipped to the period, on which a contact
	can count. `held` (totals bound to held targets) and `within` (a scope) narrow the targets by day.
	"""

	name: str
	key: Key
	owner_kind: RowOwnerKind
	regulation: str
	nature: Nature
	quantity: float
	period_start: date
	period_end: date | None  # None = open-ended (rolling)
	opens: date  # first day of holding
	dues: tuple[date, ...]
	close: date | None  # last day on which it can still be recorded; None = open-ended
	in_post: Days
	assigned: Days
	held: tuple[tuple[str, Days], ...] | None = None
	within: tuple[tuple[str, Days], ...] | None = None
	leave: Days = ()
	waived: str = ""  # "", "part period", "leave", "exemption", "changed hands", "covered by <row>"
	excused_on: date | None = None  # graduation or departure: unmet rows are withdrawn on this day
	event: str = ""
	creatable_until: date | None = None  # a late-registered event may still be created after its close
	lead_days: int = 7  # days before a due date that the to-do opens
	more_than: bool = False  # the quantity must be exceeded (comparator >)
	rolling_days: int = 0  # > 0: rolling, due so many days after the last counting contact
	reviewer_after_days: int = 0
	manager_after_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
	"""What is done for a row: `done` in the row's unit, `on_time` of it recorded by the last due date."""

	done: float = 0
	on_time: float = 0
	contacts: tuple[str, ...] = ()
	last_day: date | None = None  # of the last counting contact


NOTHING_DONE = Progress()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
	"""Whether a contact counts for a row, and if not, why (`reason` empty = counted)."""

	contact: str
	obligation: str
	rule: str
	reason: str = ""

	@property
	def counted(self) -> bool:
		return not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
	"""An obligation as stored: the row, what was done, its state, and whether its period is closed for good."""

	row: Obligation
	progress: Progress
	state: State
	frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
	"""A to-do that ought to be open."""

	name: str
	obligation: str
	due: date
	overdue: bool
	done: float
	quantity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
	"""The reviewer or the manager is told, once per row and due date."""

	obligation: str
	due: date
	level: Literal["Reviewer", "Manager"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
	"""A subject or a week that nobody owes, or a target or officer whose assignments fall short; `reason` says why."""

	rule: str
	subject: str
	period: str
	reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
	"""Figures of one rule in one scope. `attainment` is sum(min(done, quantity)) / sum(quantity); None where nothing is owed."""

	rule: str
	scope: str
	owed: int
	quantity: float
	done: float
	capped: float
	attainment: float | None
	states: tuple[tuple[State, int], ...]
	tally: int = 0  # counting contacts of a rule without a minimum


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
	"""What speaks against an assignment: `code` is stable, `message` an English template filled with `values`."""

	severity: Literal["Warn", "Refuse"]
	code: str
	message: str
	values: tuple[str, ...] = ()
