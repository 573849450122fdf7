"""Regulations as data: the fields of a regulation, a Duty Rule and an Assignment Rule.

Field names and values are those of the DocTypes of the same names and of the rule packs; `choices` of a field are the
options of its Select.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

OwnerKind = Literal["Officer", "Unit", "Rotation"]
Responsible = Literal["Reviewer", "Clerk"]
SubjectKind = Literal["Total", "Assigned", "Listed", "Trigger Person"]
Scope = Literal["Anywhere", "Own Unit", "Own Subtree", "Own College", "Contacted Units", "Units in Charge"]
Measure = Literal["Visits", "Distinct Targets", "Minutes", "Share of Working Time", "Document"]
QuantityUnit = Literal["Times", "Minutes", "Hours", "Days", "Percent"]
PeriodKind = Literal[
	"Week",
	"Month",
	"Quarter",
	"Semester",
	"Half-Year",
	"Academic Year",
	"Calendar Year",
	"Term of Office",
	"Event",
	"Yearly Window",
	"Rolling",
	"Once",
]
WeekPattern = Literal["Every", "Every Nth", "Odd", "Even"]
DueKind = Literal[
	"Period End", "Start + Days", "End + Days", "Window End", "Event + Days", "Teaching Week After Event"
]
Nature = Literal["Required", "Advocated"]
Evidence = Literal["None", "Attachment", "Report"]
DayCapKey = Literal["Automatic", "Off", "Visit", "Subject", "Owner"]
Pacing = Literal["At End", "Evenly", "Given Weeks"]
Comparator = Literal[">=", ">"]
FilterOperator = Literal["=", "!=", ">", "<", ">=", "<=", "in", "not in", "like", "not like", "is", "between"]
TypesNeeded = Literal["Any Of", "Each Of"]
Strength = Literal["Warn", "Refuse"]
AssignmentScope = Literal[
	"Anywhere",
	"Own Unit",
	"Own Subtree",
	"Own College",
	"Contacted Units",
	"Units in Charge",
	"Inside Held Target",
]
RotationPeriod = Literal["None", "Academic Year", "Calendar Year", "Semester"]

WEEKDAY_CHOICES = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BUILT_IN_TRIGGERS = ("Assignment Begins", "Tenure Begins", "Tag Begins")


def choices(kind: Any) -> tuple[str, ...]:
	"""The allowed values of one of the Literal types above, in order."""
	return get_args(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
	"""A document in force. Dates are inclusive and may be missing; a superseded one ends the day before its successor."""

	name: str
	title: str = ""
	effective_from: date | None = None
	effective_to: date | None = None
	supersedes: str = ""
	unit: str = ""  # the unit whose subtree it binds; empty = everyone


@dataclass(frozen=True, slots=True, kw_only=True)
class PostQuantity:
	"""One line of a rule's post table; without a quantity the rule's own applies, without a nature likewise."""

	post: str
	quantity: float | None = None
	nature: Nature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
	"""Which contacts count: any activity of `activities`, with a target of `target_types` (or kinds of them) and any of `tags`.

	An empty tuple means any.
	"""

	activities: tuple[str, ...] = ()
	target_types: tuple[str, ...] = ()
	tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
	"""A kind of event that the rule answers, `days` after it."""

	event_type: str
	days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFilter:
	"""A condition on a field of the visit, as in Frappe's filter editor."""

	fieldname: str
	operator: FilterOperator
	value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
	"""One countable clause. `name` is unique among all regulations; the meaning of each field is in docs/pack-format.md."""

	name: str
	regulation: str
	code: str
	title: str = ""
	title_zh: str = ""
	clause: str = ""
	enabled: bool = True
	# owed by
	owner_kind: OwnerKind = "Officer"
	posts: tuple[PostQuantity, ...] = ()
	party_members_only: bool = False
	owner_unit_types: tuple[str, ...] = ()
	responsible: Responsible = "Reviewer"
	# count per
	subject_kind: SubjectKind = "Total"
	subject_types: tuple[str, ...] = ()
	subject_tags: tuple[str, ...] = ()
	held_only: bool = False
	scope: Scope = "Anywhere"
	exclude_own_branch: bool = False
	# what counts, and how much
	counts: tuple[CountRow, ...] = ()
	measure: Measure = "Visits"
	document_kind: str = ""
	takes_in: str = ""  # codes of the rules of the same regulation whose papers a unit collates
	quantity: float | None = 1  # None = advocated without minimum
	quantity_unit: QuantityUnit = "Times"
	hours_per_day: float = 8
	comparator: Comparator = ">="
	nature: Nature = "Required"
	# period
	period: PeriodKind = "Semester"
	week_pattern: WeekPattern = "Every"
	week_interval: int = 1
	weekday: str = ""
	window_start: str = ""  # MM-DD
	window_end: str = ""  # MM-DD
	rolling_days: int = 0
	rolling_first_days: int = 0
	tenure_years: int = 0
	triggers: tuple[Trigger, ...] = ()
	min_teaching_days: int = 0
	part: float = 0.5
	# due
	due: DueKind = "Period End"
	due_days: int = 0
	due_week: int = 0
	pacing: Pacing = "At End"
	pacing_weeks: tuple[int, ...] = ()
	reminder_days: int = 7
	reviewer_after_days: int = 0  # 0 = the reviewer is not told
	manager_after_days: int = 0
	grace_days: int = 7
	# conditions on a contact
	evidence: Evidence = "None"
	count_attempts: bool = False
	day_cap: int = 1
	day_cap_key: DayCapKey = "Automatic"
	visit_filters: tuple[VisitFilter, ...] = ()
	max_subjects_per_visit: int = 0  # 0 = any number
	shared: bool = True
	merge_group: str = ""
	confidential: bool = False
	confidential_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRule:
	"""Who holds how many targets of which types; the meaning of each field is in docs/pack-format.md."""

	name: str
	regulation: str
	code: str
	title: str = ""
	title_zh: str = ""
	clause: str = ""
	enabled: bool = True
	nature: Nature = "Required"
	posts: tuple[str, ...] = ()
	party_members_only: bool = False
	units: tuple[str, ...] = ()  # unit types whose people hold; empty = any
	target_types: tuple[str, ...] = ()
	types_needed: TypesNeeded = "Any Of"
	min_targets: int = 1
	max_targets: int = 0  # 0 = no maximum
	required_tags: tuple[str, ...] = ()
	preferred_tags: tuple[str, ...] = ()
	scope: AssignmentScope = "Anywhere"
	scope_strength: Strength = "Refuse"
	inside_types: tuple[str, ...] = ()  # types of the held target that must contain it
	exclude_own_branch: bool = False
	placed_by: str = ""
	approved_by: str = ""
	self_declared: bool = False
	rotation_period: RotationPeriod = "None"
	rotation_look_back: int = 1
	follows: str = ""  # code of the rule of the same regulation that it ends and is placed anew with
	coverage: int = 0  # each target of the holders' unit has at least so many holders
	ratio: float = (
		0  # each holds at least so many times targets / holders of the scope, in whole numbers; 0 = off
	)
	besides: str = ""  # code of the rule whose targets it may not repeat
	until_target_ends: bool = False
	replace_after_leave_days: int = 0  # a holder so long away has to be replaced; 0 = never
