"""What the engine is told: people, targets, calendar, events. Plain values; references are names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from .calendar import Calendar
from .rules import AssignmentRule, DutyRule, Regulation

EndReason = Literal["", "Rotation", "Graduation", "Departure", "Leave", "Officer Left", "Replaced", "Other"]
EXCUSING_END_REASONS = ("Graduation", "Departure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
	"""What rules speak of. A holder of a post holds those it implies as well (a president is a school leader)."""

	name: str
	implies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
	"""A node of the institution's tree: school > college or department > branch."""

	name: str
	parent: str = ""
	unit_type: str = ""
	reviewer: str = ""  # user
	clerk: str = ""  # user


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
	"""A post held from/to, both inclusive; an open side has no date."""

	name: str
	post: str
	from_date: date | None = None
	to_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
	"""Days of absence, both inclusive."""

	from_date: date
	to_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
	"""A person who owes contact. `rank` is the order of precedence, which is the order of a roster."""

	name: str
	unit: str
	full_name: str = ""
	user: str = ""
	tenures: tuple[Tenure, ...] = ()
	leaves: tuple[Leave, ...] = ()
	party_member: bool = False
	own_branch: str = ""  # unit
	units_in_charge: tuple[str, ...] = ()
	rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetType:
	"""A node of the tree of target types."""

	name: str
	parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedTag:
	"""A tag that a target carries from/to, both inclusive."""

	tag: str
	from_date: date | None = None
	to_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
	"""Whom contact is kept with. `represents_unit` ties a branch or college to its unit, `user` a person to their login."""

	name: str
	target_type: str
	unit: str = ""
	title: str = ""
	parent: str = ""
	tags: tuple[DatedTag, ...] = ()
	active_from: date | None = None
	active_to: date | None = None
	end_reason: EndReason = ""
	offered_in: tuple[str, ...] = ()  # terms; empty = always
	represents_unit: str = ""
	user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
	"""An approved assignment of one target to one officer; `regulation` empty serves every regulation."""

	name: str
	officer: str
	target: str
	from_date: date | None = None
	to_date: date | None = None
	regulation: str = ""
	assignment_rule: str = ""
	end_reason: EndReason = ""
	is_exception: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
	"""Something happened to a target on a day (no target: to all held ones, a festival)."""

	name: str
	event_type: str
	day: date
	target: str = ""
	registered_on: date | None = None
	cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
	"""An approved reason why nothing is owed. Empty fields mean any; one that names a row (`obligation`) waives it whole."""

	name: str
	officer: str = ""
	unit: str = ""
	rule: str = ""
	subject: str = ""
	event: str = ""
	obligation: str = ""
	from_date: date | None = None
	to_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
	"""One week of a rotation. `drawn` is whose turn it was, `officer` who serves (a swap or substitution changes only this)."""

	rule: str
	week: date  # its Monday
	officer: str  # empty = vacant
	drawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
	"""A Duty Document handed in for a rule and the period named in it."""

	name: str
	rule: str
	owner: str
	period_key: str
	subject: str = ""
	handed_in_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
	"""A submitted visit. `start` is local time; `recorded_on` the first submission in the amended-from chain.

	`fields` holds the visit's other fields, for the rule's visit filters.
	"""

	name: str
	officers: tuple[str, ...]
	targets: tuple[str, ...]
	activities: tuple[str, ...]
	start: datetime
	minutes: int = 0
	recorded_on: date | None = None  # None = on the day itself
	cancelled: bool = False
	attempt: bool = False
	has_attachment: bool = False
	has_report: bool = False
	fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
	"""All that `plan` and `settle` may know."""

	calendar: Calendar = field(default_factory=Calendar)
	regulations: tuple[Regulation, ...] = ()
	rules: tuple[DutyRule, ...] = ()
	assignment_rules: tuple[AssignmentRule, ...] = ()
	posts: tuple[Post, ...] = ()
	units: tuple[Unit, ...] = ()
	officers: tuple[Officer, ...] = ()
	target_types: tuple[TargetType, ...] = ()
	targets: tuple[Target, ...] = ()
	assignments: tuple[Assignment, ...] = ()
	events: tuple[Event, ...] = ()
	exemptions: tuple[Exemption, ...] = ()
	roster: tuple[RosterRow, ...] = ()
	documents: tuple[HandedIn, ...] = ()
	last_completed_run: date | None = None
