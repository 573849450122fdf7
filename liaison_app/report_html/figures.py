"""The figures behind the report: attainment, states, visits by week. Rates come from the engine's summary alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..engine import days, overall_attainment, summarise
from ..engine.calendar import monday_of
from ..engine.facts import Officer
from ..engine.rows import State, StoredRow, SummaryRow
from ..outlook import Standing

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Figure:
	"""What a regulation or a unit comes to: `so_far` is the attainment of what has fallen due, `whole` of all that is owed."""

	name: str
	so_far: float | None
	whole: float | None
	states: Mapping[State, int]


def fallen_due(stand: Standing) -> list[StoredRow]:
	"""The rows whose last due date has passed."""
	return [row for row in stand.rows if row.row.dues[-1] < stand.on]


def rules_of(stand: Standing) -> list[SummaryRow]:
	"""One summary row per rule over everybody; those without a number carry their tally."""
	return summarise(stand.rows, stand.contacts, stand.index, {EVERYBODY: _everybody(stand)})


def regulations(stand: Standing) -> list[Figure]:
	"""One figure per regulation that owes something: plain means over its rules."""
	everybody = {EVERYBODY: _everybody(stand)}
	so_far = _by_regulation(summarise(fallen_due(stand), (), stand.index, everybody), stand)
	whole = _by_regulation(summarise(stand.rows, (), stand.index, everybody), stand)
	states: dict[str, Counter[State]] = defaultdict(Counter)
	for row in stand.rows:
		states[row.row.regulation][row.state] += 1
	return [
		Figure(
			name,
			overall_attainment(so_far.get(name, ())),
			overall_attainment(whole.get(name, ())),
			states[name],
		)
		for name in sorted(states)
	]


def units(stand: Standing) -> list[Figure]:
	"""One figure per college, department or the school's own leaders, the highest attainment first."""
	members: dict[str, list[str]] = defaultdict(list)
	states: dict[str, Counter[State]] = defaultdict(Counter)
	for owner in _everybody(stand):
		members[home_of(owner, stand)].append(owner)
	for row in stand.rows:
		states[home_of(row.row.key.owner, stand)][row.state] += 1
	so_far = _by_scope(summarise(fallen_due(stand), (), stand.index, members))
	whole = _by_scope(summarise(stand.rows, (), stand.index, members))
	found = [
		Figure(
			name,
			overall_attainment(so_far.get(name, ())),
			overall_attainment(whole.get(name, ())),
			states[name],
		)
		for name in states
	]
	return sorted(
		found, key=lambda figure: (-(figure.so_far if figure.so_far is not None else -1), figure.name)
	)


def home_of(owner: str, stand: Standing) -> str:
	"""The college or department of an officer or unit; the institution itself for whoever sits at its top."""
	officer = stand.index.officers.get(owner)
	return stand.index.college_of(officer.unit if officer else owner)


def people(stand: Standing) -> list[Officer]:
	"""Who owes something, in order of precedence."""
	owing = {row.row.key.owner for row in stand.rows}
	found = [officer for officer in stand.index.officers.values() if officer.name in owing]
	return sorted(found, key=lambda officer: (officer.rank, officer.name))


def weeks(stand: Standing) -> list[date]:
	"""The Mondays from the window's first day to the day of the report."""
	monday = monday_of(stand.window[0])
	count = (stand.on - monday).days // 7 + 1
	return [monday + timedelta(weeks=number) for number in range(count)]


def visits_by_week(stand: Standing) -> dict[date, tuple[int, int]]:
	"""Monday -> (recorded by the third day after, recorded later); only visits that counted for something."""
	found: dict[date, tuple[int, int]] = dict.fromkeys(weeks(stand), (0, 0))
	counted = _counted(stand)
	for contact in stand.contacts:
		day = contact.start.date()
		if contact.name in counted and monday_of(day) in found:
			in_time, late = found[monday_of(day)]
			is_late = (contact.recorded_on or day) > day + timedelta(days=2)
			found[monday_of(day)] = (in_time + (not is_late), late + is_late)
	return found


def heat(stand: Standing) -> dict[str, Counter[date]]:
	"""Officer -> Monday -> visits that counted for something."""
	counted = _counted(stand)
	found: dict[str, Counter[date]] = defaultdict(Counter)
	for contact in stand.contacts:
		if contact.name in counted:
			for officer in contact.officers:
				found[officer][monday_of(contact.start.date())] += 1
	return found


def is_away(officer: str, monday: date, stand: Standing) -> bool:
	"""Whether the officer was on leave from Monday to Friday of the week."""
	leave = stand.index.leave_days(officer)
	return all(days.contains(leave, monday.toordinal() + offset) for offset in range(5))


def _counted(stand: Standing) -> set[str]:
	return {name for row in stand.rows for name in row.progress.contacts}


def _everybody(stand: Standing) -> list[str]:
	return sorted({row.row.key.owner for row in stand.rows})


def _by_regulation(summary: Iterable[SummaryRow], stand: Standing) -> dict[str, list[SummaryRow]]:
	found: dict[str, list[SummaryRow]] = defaultdict(list)
	for row in summary:
		found[stand.index.rules[row.rule].regulation].append(row)
	return found


def _by_scope(summary: Iterable[SummaryRow]) -> dict[str, list[SummaryRow]]:
	found: dict[str, list[SummaryRow]] = defaultdict(list)
	for row in summary:
		found[row.scope].append(row)
	return found
