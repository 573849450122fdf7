"""How much a set of accepted contacts comes to, in the unit of the row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from .facts import Contact
from .rows import Obligation
from .rules import DutyRule

Accepted = Iterable[tuple[Contact, tuple[str, ...]]]


def done_by(row: Obligation, rule: DutyRule, accepted: Accepted) -> float:
	"""Contacts, distinct targets or minutes. Never falls when a contact is added."""
	if rule.measure == "Distinct Targets":
		return float(len({target for _, targets in accepted for target in targets}))
	if rule.measure in ("Minutes", "Share of Working Time"):
		return float(_minutes(rule, [contact for contact, _ in accepted]))
	return float(sum(_visits_on(day, row, rule) for day in _by_day(accepted).values()))


def counted_names(row: Obligation, rule: DutyRule, accepted: Accepted) -> set[str]:
	"""Names of the contacts that count: all accepted ones, less those beyond the cap of their day (the earliest recorded count)."""
	pairs = list(accepted)
	if rule.measure != "Visits" or not _cap(row, rule):
		return {contact.name for contact, _ in pairs}
	counted = set()
	for on_day in _by_day(pairs).values():
		reached = 0
		for number in range(1, len(on_day) + 1):
			value = _visits_on(on_day[:number], row, rule)
			if value > reached:
				counted.add(on_day[number - 1][0].name)
			reached = value
	return counted


def _by_day(accepted: Accepted) -> dict[date, list[tuple[Contact, tuple[str, ...]]]]:
	found: dict[date, list[tuple[Contact, tuple[str, ...]]]] = defaultdict(list)
	for contact, targets in accepted:
		found[contact.start.date()].append((contact, targets))
	return found


def _cap(row: Obligation, rule: DutyRule) -> int:
	if rule.day_cap_key == "Off":
		return 0
	if rule.day_cap_key == "Automatic":
		return 1 if row.key.subject else 0
	return rule.day_cap


def _visits_on(on_day: list[tuple[Contact, tuple[str, ...]]], row: Obligation, rule: DutyRule) -> int:
	"""The visits of one day under the cap. With a cap per subject or officer a visit needs a free place of one of its own."""
	cap = _cap(row, rule)
	if not cap:
		return len(on_day)
	if rule.day_cap_key in ("Automatic", "Visit"):
		return min(len(on_day), cap)
	places: dict[str, int] = defaultdict(int)
	for contact, targets in on_day:
		for key in targets if rule.day_cap_key == "Subject" else (_group(row, contact),):
			places[key] += 1
	return min(len(on_day), sum(min(cap, number) for number in places.values()))


def _group(row: Obligation, contact: Contact) -> str:
	return row.key.owner if row.owner_kind == "Officer" else "\x1f".join(sorted(contact.officers))


def _minutes(rule: DutyRule, contacts: list[Contact]) -> int:
	"""Per day the union of the intervals, at most the hours of a working day; a contact counts on the day it starts."""
	by_day: dict[date, list[tuple[float, float]]] = defaultdict(list)
	for contact in contacts:
		start = contact.start.hour * 60 + contact.start.minute + contact.start.second / 60
		by_day[contact.start.date()].append((start, start + max(0, contact.minutes)))
	most = rule.hours_per_day * 60
	return int(sum(min(most, _union_length(intervals)) for intervals in by_day.values()))


def _union_length(intervals: list[tuple[float, float]]) -> float:
	total, reached = 0.0, float("-inf")
	for start, end in sorted(intervals):
		total += max(0.0, end - max(start, reached))
		reached = max(reached, end)
	return round(total, 6)
