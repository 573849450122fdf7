"""What is wrong with a Duty Rule before it may run: the same answer for the form, the pack checker and the loader."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .problems import KnownNames, Problem, _, problems_of_choices, unknown
from .rule_from_row import split_names
from .rules import BUILT_IN_TRIGGERS, WEEKDAY_CHOICES, DutyRule, FilterOperator, VisitFilter, choices

# Fields of a visit that a pack may filter on; a site passes those of its own (customized) form instead.
VISIT_FIELDS = frozenset(
	{
		"mode",
		"outcome",
		"place",
		"duration_minutes",
		"start",
		"account",
		"confidential",
		"has_report",
		"officer_confirmed",
		"recorded_on",
		"recorded_by",
	}
)
DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WHOLE_MEASURES = ("Visits", "Distinct Targets", "Document")
UNITS_OF_MEASURES = {
	"Visits": ("Times",),
	"Distinct Targets": ("Times",),
	"Document": ("Times",),
	"Minutes": ("Minutes", "Hours", "Days"),
	"Share of Working Time": ("Percent",),
}
PERIODS_OF_OFFICERS = ("Term of Office", "Rolling", "Once")
NEVER_NEGATIVE = (
	"rolling_first_days",
	"min_teaching_days",
	"due_days",
	"reminder_days",
	"reviewer_after_days",
	"manager_after_days",
	"grace_days",
	"max_subjects_per_visit",
)


def problems_of_rule(
	rule: DutyRule, known: KnownNames | None = None, visit_fields: Collection[str] = VISIT_FIELDS
) -> list[Problem]:
	"""Everything that keeps the rule from working, in the order of its fields; an empty list when it may run."""
	problems = list(problems_of_choices(rule))
	if problems:  # the checks below reason about known values only
		return problems
	for check in (
		_names_something,
		_owner,
		_subject,
		_measure,
		_quantity,
		_posts,
		_period,
		_window,
		_triggers,
	):
		problems += check(rule)
	for check in (_due, _pacing, _numbers):
		problems += check(rule)
	for row, condition in enumerate(rule.visit_filters):
		problems += _visit_filter(f"visit_filters[{row}]", condition, visit_fields)
	return problems + list(_unknown_names(rule, known or KnownNames()))


def _names_something(rule: DutyRule) -> Iterator[Problem]:
	counted = any(row.activities or row.target_types or row.tags for row in rule.counts)
	document = rule.measure == "Document" and rule.document_kind
	if not (counted or document or rule.subject_types or rule.subject_tags or rule.triggers):
		yield Problem(
			"counts",
			_(
				"The rule names nothing that could count. Name an activity, a target type, a kind of document or a trigger."
			),
		)


def _owner(rule: DutyRule) -> Iterator[Problem]:
	if rule.owner_kind == "Rotation" and rule.period != "Week":
		yield Problem("period", _("A duty in rotation is owed week by week. Choose the period Week."))
	if rule.owner_kind == "Unit" and rule.period in PERIODS_OF_OFFICERS:
		yield Problem(
			"period",
			_("A unit owes nothing in the period {0}, which hangs on an officer. Choose another one."),
			(rule.period,),
		)
	if rule.owner_kind == "Unit" and not rule.owner_unit_types:
		yield Problem("owner_unit_types", _("Name the types of the units that owe this duty."))
	if rule.owner_kind == "Rotation" and rule.subject_kind != "Total":
		yield Problem("subject_kind", _("A duty in rotation has no subjects of its own. Choose Total."))


def _subject(rule: DutyRule) -> Iterator[Problem]:
	if rule.subject_kind == "Listed" and not (rule.subject_types or rule.subject_tags):
		yield Problem("subject_types", _("Name the types or the tags of the targets that are listed."))
	if rule.subject_kind == "Trigger Person" and rule.period != "Event":
		yield Problem(
			"subject_kind", _("Only the period Event has a person of the trigger. Choose another subject.")
		)
	held_total = rule.period == "Once" and rule.subject_kind == "Total" and rule.held_only
	if rule.period in ("Rolling", "Once") and rule.subject_kind != "Assigned" and not held_total:
		yield Problem(
			"subject_kind",
			_("The period {0} begins with an assignment. Choose the subject Assigned."),
			(rule.period,),
		)


def _measure(rule: DutyRule) -> Iterator[Problem]:
	units = UNITS_OF_MEASURES[rule.measure]
	if rule.quantity_unit not in units:
		yield Problem(
			"quantity_unit",
			_("{0} cannot be measured in {1}. Choose: {2}."),
			(rule.measure, rule.quantity_unit, ", ".join(units)),
		)
	if rule.measure == "Document" and not rule.document_kind:
		yield Problem("document_kind", _("Name the kind of document that has to be handed in."))
	if rule.takes_in and not (rule.measure == "Document" and rule.owner_kind == "Unit"):
		yield Problem(
			"takes_in", _("Only a unit's paper takes in others. Let a unit owe a document, or clear it.")
		)
	if rule.code in split_names(rule.takes_in):
		yield Problem("takes_in", _("A paper cannot take in itself. Name other rules."))
	if rule.measure == "Distinct Targets" and rule.subject_kind != "Total":
		yield Problem("subject_kind", _("Distinct targets are counted in a total. Choose the subject Total."))
	if not 0 < rule.hours_per_day <= 24:
		yield Problem(
			"hours_per_day",
			_("A day must have more than 0 and at most 24 hours, not {0}."),
			(f"{rule.hours_per_day:g}",),
		)


def _quantity(rule: DutyRule) -> Iterator[Problem]:
	if rule.quantity is not None:
		yield from _amount("quantity", rule.quantity, rule)
	elif rule.nature == "Required" and not (
		rule.posts and all(row.quantity is not None for row in rule.posts)
	):
		yield Problem(
			"quantity",
			_(
				"A required duty needs a quantity. Give one, or mark the rule as Advocated if there is no minimum."
			),
		)


def _amount(path: str, quantity: float, rule: DutyRule) -> Iterator[Problem]:
	shown = f"{quantity:g}"
	if not quantity > 0:  # also refuses what is not a number
		yield Problem(
			path,
			_(
				"The quantity must be more than 0, not {0}. For no minimum, mark the rule as Advocated and without minimum."
			),
			(shown,),
		)
	elif rule.measure in WHOLE_MEASURES and quantity != int(quantity):
		yield Problem(path, _("{0} are counted in whole numbers. Write {1} as one."), (rule.measure, shown))
	elif rule.quantity_unit == "Percent" and quantity > 100:
		yield Problem(path, _("A share is at most 100 percent, not {0}."), (shown,))


def _posts(rule: DutyRule) -> Iterator[Problem]:
	seen: set[str] = set()
	for row, line in enumerate(rule.posts):
		path = f"posts[{row}]"
		if not line.post:
			yield Problem(f"{path}.post", _("Name the post."))
		elif line.post in seen:
			yield Problem(
				f"{path}.post", _("The post {0} is listed twice. Keep one of the lines."), (line.post,)
			)
		seen.add(line.post)
		if line.quantity is not None:
			yield from _amount(f"{path}.quantity", line.quantity, rule)
		elif line.nature == "Required" and rule.quantity is None and rule.nature != "Required":
			yield Problem(
				f"{path}.quantity",
				_("A required duty needs a quantity. Give the post {0} one."),
				(line.post,),
			)


def _period(rule: DutyRule) -> Iterator[Problem]:
	if rule.period == "Event" and not rule.triggers:
		yield Problem("triggers", _("The period Event needs a trigger. Name at least one type of event."))
	if rule.period == "Rolling" and rule.rolling_days < 1:
		yield Problem("rolling_days", _("Say how many days after the last contact the next one is due."))
	if rule.period == "Once" and (rule.due_days < 1 or rule.due != "Start + Days"):
		yield Problem(
			"due_days", _('Say how many days after the assignment it is due: due "Start + Days", with days.')
		)
	if rule.period == "Term of Office" and rule.tenure_years < 1:
		yield Problem(
			"tenure_years",
			_("A tenure may have no end. Say how many years a term of office then lasts."),
		)
	yield from _week(rule)


def _week(rule: DutyRule) -> Iterator[Problem]:
	if rule.weekday not in WEEKDAY_CHOICES:
		yield Problem("weekday", _('"{0}" is no weekday. Write for example Monday.'), (rule.weekday,))
	if rule.period != "Week":
		return
	if rule.week_pattern == "Every Nth" and rule.week_interval < 2:
		yield Problem("week_interval", _("Every n-th week needs an interval of 2 weeks or more."))


def _window(rule: DutyRule) -> Iterator[Problem]:
	if rule.period != "Yearly Window" and rule.due != "Window End":
		return
	for path in ("window_start", "window_end"):
		value = getattr(rule, path)
		if not is_month_and_day(value):
			yield Problem(
				path,
				_('"{0}" is no day of every year. Write month and day as MM-DD, for example 09-01.'),
				(value,),
			)


def is_month_and_day(text: str) -> bool:
	"""Whether the text is a day that every year has, as MM-DD (so never 02-29)."""
	month, dash, day = text.partition("-")
	if not (dash and len(text) == 5 and month.isdecimal() and day.isdecimal() and text.isascii()):
		return False
	return 1 <= int(month) <= 12 and 1 <= int(day) <= DAYS_OF_MONTHS[int(month) - 1]


def _triggers(rule: DutyRule) -> Iterator[Problem]:
	for row, trigger in enumerate(rule.triggers):
		if not trigger.event_type:
			yield Problem(f"triggers[{row}].event_type", _("Name the type of event."))
		if trigger.days < 0:
			yield Problem(f"triggers[{row}].days", _("The days after an event cannot be negative."))
		if trigger.event_type in {other.event_type for other in rule.triggers[:row]}:
			yield Problem(
				f"triggers[{row}].event_type",
				_("The trigger {0} is listed twice. Keep one of the lines."),
				(trigger.event_type,),
			)
		if trigger.event_type in BUILT_IN_TRIGGERS and not _can_begin(rule, trigger.event_type):
			yield Problem(
				f"triggers[{row}].event_type",
				_("{0} happens to nobody whom this rule asks. Let officers owe it for assigned subjects."),
				(trigger.event_type,),
			)


def _can_begin(rule: DutyRule, event_type: str) -> bool:
	"""Whether a built-in trigger can ever happen for an owner of the rule."""
	if rule.owner_kind != "Officer" or rule.subject_kind == "Trigger Person":
		return False
	if event_type == "Assignment Begins":
		return rule.subject_kind == "Assigned" or rule.held_only
	return event_type == "Tenure Begins" or rule.subject_kind != "Total"


def _due(rule: DutyRule) -> Iterator[Problem]:
	after_event = rule.due in ("Event + Days", "Teaching Week After Event")
	if after_event and rule.period != "Event":
		yield Problem(
			"due", _('"{0}" needs the period Event. Choose another due date or that period.'), (rule.due,)
		)
	if rule.period in ("Event", "Rolling") and not after_event and rule.due != "Period End":
		yield Problem(
			"due",
			_('The period {0} has its own due date. Choose "Period End".'),
			(rule.period,),
		)
	if rule.due == "Teaching Week After Event" and rule.due_week < 1:
		yield Problem("due_week", _("Say by the end of which teaching week it is due, 1 or more."))


def _pacing(rule: DutyRule) -> Iterator[Problem]:
	if rule.pacing != "At End" and rule.measure not in ("Visits", "Distinct Targets"):
		yield Problem("pacing", _("{0} fall due at the end only. Choose the pacing At End."), (rule.measure,))
	if rule.pacing != "Given Weeks":
		return
	weeks = rule.pacing_weeks
	if not weeks:
		yield Problem(
			"pacing_weeks", _("Name the teaching weeks in which the units fall due, for example 3, 7, 12.")
		)
	elif weeks[0] < 1 or list(weeks) != sorted(set(weeks)):
		yield Problem("pacing_weeks", _("Name the teaching weeks in rising order, each once, from 1 on."))


def _numbers(rule: DutyRule) -> Iterator[Problem]:
	if not 0 <= rule.part <= 1:
		yield Problem(
			"part",
			_("The part of the period must lie between 0 and 1, not {0}. One half is 0.5."),
			(f"{rule.part:g}",),
		)
	if rule.day_cap < 1 and rule.day_cap_key != "Off":
		yield Problem("day_cap", _('The cap per day must be 1 or more. For no cap choose "Off".'))
	for path in NEVER_NEGATIVE:
		if getattr(rule, path) < 0:
			yield Problem(path, _("{0} cannot be negative."), (str(getattr(rule, path)),))


def _visit_filter(path: str, condition: VisitFilter, visit_fields: Collection[str]) -> Iterator[Problem]:
	if condition.fieldname not in visit_fields:
		yield Problem(
			f"{path}.fieldname",
			_('A visit has no field "{0}" to filter on. It has: {1}.'),
			(condition.fieldname, ", ".join(sorted(visit_fields))),
		)
	operators = choices(FilterOperator)
	if condition.operator not in operators:
		yield Problem(
			f"{path}.operator",
			_('"{0}" is no operator of a filter. Choose one of: {1}.'),
			(str(condition.operator), ", ".join(operators)),
		)
	elif not _value_fits(condition):
		yield Problem(
			f"{path}.value", _('The operator "{0}" cannot work with this value.'), (condition.operator,)
		)


def _value_fits(condition: VisitFilter) -> bool:
	value = condition.value
	if condition.operator == "between":
		return isinstance(value, list | tuple) and len(value) == 2
	if condition.operator in ("in", "not in"):
		return bool(value) and isinstance(value, list | tuple | str)
	if condition.operator == "is":
		return value in ("set", "not set")
	return value is not None and not isinstance(value, list | tuple | dict)


def _unknown_names(rule: DutyRule, known: KnownNames) -> Iterator[Problem]:
	yield from unknown("posts", (line.post for line in rule.posts), known.posts, ".post")
	yield from unknown("owner_unit_types", rule.owner_unit_types, known.unit_types)
	yield from unknown("subject_types", rule.subject_types, known.target_types)
	yield from unknown("subject_tags", rule.subject_tags, known.tags)
	for row, line in enumerate(rule.counts):
		yield from unknown(f"counts[{row}].activities", line.activities, known.activities)
		yield from unknown(f"counts[{row}].target_types", line.target_types, known.target_types)
		yield from unknown(f"counts[{row}].tags", line.tags, known.tags)
	event_types = None if known.event_types is None else {*known.event_types, *BUILT_IN_TRIGGERS}
	yield from unknown(
		"triggers", (trigger.event_type for trigger in rule.triggers), event_types, ".event_type"
	)
	yield from unknown("confidential_roles", rule.confidential_roles, known.roles)
