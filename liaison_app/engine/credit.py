"""Does a contact count for an obligation, and if not, why: the one judge of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import days
from .calendar import WEEKDAYS
from .facts import Contact, Target
from .filters import fits
from .index import FactIndex
from .rows import Obligation
from .rules import CountRow, DutyRule

# Reasons, in the order in which they are given.
CANCELLED = "cancelled"
NOT_PRESENT = "officer not present"
WRONG_ACTIVITY = "wrong activity"
ATTEMPT_ONLY = "attempt only"
FILTERED = "filter"
WRONG_WEEKDAY = "weekday"
WRONG_TARGET = "wrong or other target"
OWN_BRANCH = "own branch"
OUTSIDE_PERIOD = "outside the period"
NOT_ASSIGNED = "not assigned then"
NOT_IN_POST = "not in post then"
EVIDENCE_MISSING = "evidence missing"
RECORDED_LATE = "recorded after close"
TOO_MANY_SUBJECTS = "more subjects than one visit may serve"
SERVES_ANOTHER = "serves another duty"
SECOND_ON_DAY = "second on one day"
CLOSED_THEN = "not counted when the period closed"  # of a closed row, whose figures stay
REASONS = (
	CANCELLED,
	NOT_PRESENT,
	WRONG_ACTIVITY,
	ATTEMPT_ONLY,
	FILTERED,
	WRONG_WEEKDAY,
	WRONG_TARGET,
	OWN_BRANCH,
	OUTSIDE_PERIOD,
	NOT_ASSIGNED,
	NOT_IN_POST,
	EVIDENCE_MISSING,
	RECORDED_LATE,
	TOO_MANY_SUBJECTS,
	SERVES_ANOTHER,
	SECOND_ON_DAY,
)


@dataclass(frozen=True, slots=True)
class Verdict:
	"""`reason` is empty when the contact fits; `targets` are those of its targets that serve the row."""

	reason: str = ""
	targets: tuple[str, ...] = ()


def recorded_on(contact: Contact) -> date:
	"""The day of first submission; the day of the contact itself when none is given."""
	return contact.recorded_on or contact.start.date()


def judge(row: Obligation, rule: DutyRule, contact: Contact, index: FactIndex) -> Verdict:
	"""What speaks against the contact for the row by itself, before other contacts and rules are looked at."""
	count_rows = [
		line for line in rule.counts if not line.activities or set(line.activities) & set(contact.activities)
	]
	reason = _against_contact(row, rule, contact, index, bool(count_rows or not rule.counts))
	if reason:
		return Verdict(reason)
	day = contact.start.date()
	matching = _matching_targets(row, rule, contact, count_rows, index, day)
	if not matching:
		return Verdict(WRONG_TARGET)
	if rule.exclude_own_branch:
		matching = [target for target in matching if not _is_own_branch(target, row, index)]
		if not matching:
			return Verdict(OWN_BRANCH)
	names = _held_then(row, rule, matching, index, day)
	reason = _against_day(row, rule, contact, day, bool(names))
	if not reason and row.key.subject and _is_one_too_many(row, rule, contact, count_rows, index, day):
		reason = TOO_MANY_SUBJECTS
	return Verdict(reason, () if reason else names)


def _against_contact(
	row: Obligation, rule: DutyRule, contact: Contact, index: FactIndex, activity_fits: bool
) -> str:
	if contact.cancelled:
		return CANCELLED
	if not is_present(row, contact, index):
		return NOT_PRESENT
	if not activity_fits:
		return WRONG_ACTIVITY
	if contact.attempt and not rule.count_attempts:
		return ATTEMPT_ONLY
	if not all(fits(contact.fields, condition) for condition in rule.visit_filters):
		return FILTERED
	if rule.weekday and WEEKDAYS[contact.start.weekday()] != rule.weekday:
		return WRONG_WEEKDAY
	return ""


def is_present(row: Obligation, contact: Contact, index: FactIndex) -> bool:
	"""Whether the owing officer, or somebody of the owing unit, took part."""
	if row.owner_kind == "Officer":
		return row.key.owner in contact.officers
	return not index.officers_of_unit.get(row.key.owner, frozenset()).isdisjoint(contact.officers)


def _matching_targets(
	row: Obligation, rule: DutyRule, contact: Contact, lines: list[CountRow], index: FactIndex, day: date
) -> list[Target]:
	found = []
	for name in contact.targets:
		target = index.targets.get(name)
		if target is None or (row.key.subject and name != row.key.subject):
			continue
		if row.held is not None and all(name != held for held, _ in row.held):
			continue
		if not row.key.subject and not _is_of_subject_types(target, rule, index, day):
			continue
		if row.within is not None and not any(
			_is_within(target, unit, rule, index) for unit, _ in row.within
		):
			continue
		if _fits_a_line(target, rule, lines, index, day):
			found.append(target)
	return found


def _is_of_subject_types(target: Target, rule: DutyRule, index: FactIndex, day: date) -> bool:
	return index.is_kind_of(target.target_type, rule.subject_types) and days.contains(
		index.tag_days(target, rule.subject_tags), day.toordinal()
	)


def _fits_a_line(target: Target, rule: DutyRule, lines: list[CountRow], index: FactIndex, day: date) -> bool:
	if not rule.counts:
		return True
	return any(
		index.is_kind_of(target.target_type, line.target_types)
		and (not line.tags or days.contains(index.tag_days(target, line.tags), day.toordinal()))
		for line in lines
	)


def _is_own_branch(target: Target, row: Obligation, index: FactIndex) -> bool:
	officer = index.officers.get(row.key.owner)
	return bool(officer and officer.own_branch and target.represents_unit == officer.own_branch)


def _is_within(target: Target, unit: str, rule: DutyRule, index: FactIndex) -> bool:
	return index.is_inside(target, unit, exact=rule.scope == "Own Unit")


def _held_then(
	row: Obligation, rule: DutyRule, matching: list[Target], index: FactIndex, day: date
) -> tuple[str, ...]:
	ordinal = day.toordinal()
	names = [target.name for target in matching]
	if row.held is not None:
		then = {held for held, span in row.held if days.contains(span, ordinal)}
		names = [name for name in names if name in then]
	if row.within is not None:
		units = [unit for unit, span in row.within if days.contains(span, ordinal)]
		names = [
			name
			for name in names
			if any(_is_within(index.targets[name], unit, rule, index) for unit in units)
		]
	return tuple(names) if days.contains(row.assigned, ordinal) else ()


def _against_day(row: Obligation, rule: DutyRule, contact: Contact, day: date, is_held: bool) -> str:
	if day < row.period_start or (counts_until(row) and day > counts_until(row)):
		return OUTSIDE_PERIOD
	if not is_held:
		return NOT_ASSIGNED
	if not days.contains(row.in_post, day.toordinal()):
		return NOT_IN_POST
	if _lacks_evidence(rule, contact):
		return EVIDENCE_MISSING
	if row.close and recorded_on(contact) > row.close:
		return RECORDED_LATE
	return ""


def counts_until(row: Obligation) -> date:
	"""The last day whose contacts count: the close for an event or a new assignment, else the period's last day."""
	last = row.close if row.key.period[:2] in ("E:", "A:") else row.period_end
	return last or date.max


def _lacks_evidence(rule: DutyRule, contact: Contact) -> bool:
	if rule.evidence == "Report":
		return not contact.has_report
	return rule.evidence == "Attachment" and not (contact.has_attachment or contact.has_report)


def _is_one_too_many(
	row: Obligation, rule: DutyRule, contact: Contact, lines: list[CountRow], index: FactIndex, day: date
) -> bool:
	"""Whether as many subjects of the rule's kind as one visit may serve, whoever holds them, are named before this one."""
	if not rule.max_subjects_per_visit:
		return False
	alike = [
		name
		for name in dict.fromkeys(contact.targets)
		if name in index.targets
		and _is_of_subject_types(index.targets[name], rule, index, day)
		and _fits_a_line(index.targets[name], rule, lines, index, day)
	]
	return row.key.subject not in alike[: rule.max_subjects_per_visit]
