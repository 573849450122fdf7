"""Obligations of the periods that hang on a tenure, an event or an assignment rather than on the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from . import days
from .due import close_of, counts_in_units, event_due
from .facts import Assignment, Event, Officer, Tenure
from .index import FactIndex
from .periods import Period
from .rolling import rolling_rows
from .rows import Obligation
from .rule_planner import RulePlanner
from .share import Base, Decision, Level, Levels
from .subjects import Subject

# --- term of office: the tenure ---


def tenure_rows(planner: RulePlanner) -> Iterator[Obligation]:
	"""One row per subject and tenure in a post of the rule; a tenure inside another one owes nothing of its own."""
	for officer, levels in planner.asked_officers():
		subjects = planner.subjects.of_officer(officer)
		for _tenure, period in tenure_periods(planner, officer):
			base = Base(planner.rule, period, planner.index)
			for subject in subjects:
				decision = planner.decide_for(officer, levels, subject, period, base)
				if decision:
					yield planner.row(officer, "", subject, period, decision, levels)


def tenure_periods(planner: RulePlanner, officer: Officer) -> list[tuple[Tenure, Period]]:
	"""The officer's tenures in posts of the rule as periods. Raises ValueError when one has no end and the rule no length."""
	wanted = frozenset(line.post for line in planner.rule.posts)
	found: list[tuple[Tenure, Period]] = []
	matching = [
		tenure for tenure in officer.tenures if not wanted or planner.index.holds_post(tenure.post, wanted)
	]
	for tenure in sorted(matching, key=lambda tenure: (tenure.from_date or date.min, tenure.name)):
		first, last = _tenure_span(planner, officer, tenure)
		if not any(period.first <= first and last <= period.last for _, period in found):
			found.append((tenure, Period(f"T:{tenure.name}", first, last)))
	return found


def _tenure_span(planner: RulePlanner, officer: Officer, tenure: Tenure) -> tuple[int, int]:
	years = planner.rule.tenure_years
	if not tenure.from_date or not (tenure.to_date or years):
		raise ValueError(
			f"{officer.name}: the tenure {tenure.name} ({tenure.post}) has no start, or no end while rule "
			f"{planner.rule.name} states no length in years."
		)
	last = tenure.to_date or tenure.from_date + relativedelta(years=years) - timedelta(days=1)
	return tenure.from_date.toordinal(), last.toordinal()


# --- something happens, or an assignment begins: a deadline ---


@dataclass(frozen=True, slots=True)
class Occasion:
	"""A day that starts a deadline of `days_after` days for one subject of one owner."""

	key: str
	day: date
	subject: Subject
	days_after: int
	event: str = ""
	registered_on: date | None = None


def event_rows(planner: RulePlanner) -> Iterator[Obligation]:
	"""One row per owner, subject and event that the rule answers: whoever holds on the event's day owes."""
	if planner.rule.subject_kind == "Trigger Person":
		yield from _person_rows(planner)
	elif planner.rule.owner_kind == "Unit":
		for unit, levels in planner.asked_units():
			for occasion in _events_for(planner, planner.subjects.of_unit(unit)):
				yield from deadline_row(planner, None, unit, levels, occasion)
	else:
		for officer, levels in planner.asked_officers():
			subjects = planner.subjects.of_officer(officer)
			for occasion in (*_events_for(planner, subjects), *_built_in_for(planner, officer, subjects)):
				yield from deadline_row(planner, officer, "", levels, occasion)


def _events_for(planner: RulePlanner, subjects: list[Subject]) -> Iterator[Occasion]:
	by_name = {subject.name: subject for subject in subjects}
	for event, days_after in _events_of(planner):
		if "" in by_name:
			concerned = [by_name[""]] if _is_about(by_name[""], event) else []
		elif event.target:
			concerned = [by_name[event.target]] if event.target in by_name else []
		else:
			concerned = subjects
		for subject in concerned:
			yield _occasion(event, subject, days_after)


def _events_of(planner: RulePlanner) -> Iterator[tuple[Event, int]]:
	"""The events that the rule answers, each with the days that it grants."""
	granted = {trigger.event_type: trigger.days for trigger in planner.rule.triggers}
	for event_type, days_after in granted.items():
		for event in planner.index.events_by_type.get(event_type, ()):
			yield event, days_after


def _is_about(total: Subject, event: Event) -> bool:
	"""Whether the event concerns a total: one of held targets answers only what befalls a target held on that day."""
	if not event.target or total.held is None:
		return True
	day = event.day.toordinal()
	return any(name == event.target and days.contains(span, day) for name, span in total.held)


def _occasion(event: Event, subject: Subject, days_after: int) -> Occasion:
	return Occasion(f"E:{event.name}", event.day, subject, days_after, event.name, event.registered_on)


def _built_in_for(planner: RulePlanner, officer: Officer, subjects: list[Subject]) -> Iterator[Occasion]:
	for trigger in planner.rule.triggers:
		if trigger.event_type == "Assignment Begins":
			for subject in subjects:
				for assignment in subject.assignments:
					if assignment.from_date:
						key = f"E:{assignment.name}"
						yield Occasion(key, assignment.from_date, subject, trigger.days)
		elif trigger.event_type == "Tenure Begins":
			for tenure, period in tenure_periods(planner, officer):
				for subject in subjects:
					day = date.fromordinal(period.first)
					yield Occasion(f"E:{tenure.name}", day, subject, trigger.days)
		elif trigger.event_type == "Tag Begins":
			for subject in subjects:
				yield from _tag_occasions(planner, subject, trigger.days)


def _tag_occasions(planner: RulePlanner, subject: Subject, days_after: int) -> Iterator[Occasion]:
	target = planner.index.targets.get(subject.name)
	seen: dict[str, int] = {}
	for tag in sorted(target.tags, key=lambda tag: tag.from_date or date.min) if target else ():
		if tag.from_date and (not planner.rule.subject_tags or tag.tag in planner.rule.subject_tags):
			seen[tag.tag] = seen.get(tag.tag, 0) + 1
			key = f"E:{subject.name}:{tag.tag}:{seen[tag.tag]}"
			yield Occasion(key, tag.from_date, subject, days_after)


def _person_rows(planner: RulePlanner) -> Iterator[Obligation]:
	"""The person of the trigger: who holds them owes, else who contacts their unit, else their unit (its reviewer)."""
	concerned = list(everyone_concerned(planner))
	for event, days_after in _events_of(planner):
		target = planner.index.targets.get(event.target)
		if not target or not planner.subjects.is_eligible(target, event.day):
			continue
		occasion = _occasion(event, Subject(target.name, days.ALWAYS), days_after)
		asked = {
			officer.name: levels
			for officer, levels in concerned
			if days.contains(levels.any_days, event.day.toordinal())
			and not (officer.user and officer.user == target.user)
		}
		owners = _holders_on(planner.index, asked, target.name, event.day)
		owners = owners or _contacting_unit_on(planner.index, asked, target.unit, event.day)
		for name in owners:
			if planner.owners is None or name in planner.owners:
				yield from deadline_row(planner, planner.index.officers[name], "", asked[name], occasion)
		if not owners and target.unit and (planner.owners is None or target.unit in planner.owners):
			level = _unit_level(planner)
			yield from deadline_row(planner, None, target.unit, Levels((level,), level.days), occasion)


def everyone_concerned(planner: RulePlanner) -> Iterator[tuple[Officer, Levels]]:
	"""All officers whom the rule concerns, asked or not: who owes for a person depends on the others."""
	whole = RulePlanner(planner.rule, planner.index, planner.window, None)
	return whole.asked_officers()


def _unit_level(planner: RulePlanner) -> Level:
	quantity = planner.rule.quantity or max(line.quantity or 0 for line in planner.rule.posts)
	in_force = planner.index.regulation_days.get(planner.rule.regulation, days.ALWAYS)
	return Level(quantity, planner.rule.nature, in_force)


def _holders_on(index: FactIndex, asked: dict[str, Levels], target: str, day: date) -> list[str]:
	return sorted(
		{
			assignment.officer
			for assignment in index.holders_of.get(target, ())
			if assignment.officer in asked and _holds_on(assignment, day)
		}
	)


def _holds_on(assignment: Assignment, day: date) -> bool:
	return days.contains(days.span(assignment.from_date, assignment.to_date), day.toordinal())


def _contacting_unit_on(index: FactIndex, asked: dict[str, Levels], unit: str, day: date) -> list[str]:
	line = index.unit_line(unit)
	for place in line:  # the nearest unit that somebody contacts
		found = [
			name
			for name in asked
			if any(
				contacted == place and days.contains(span, day.toordinal())
				for contacted, span in index.contacted_units(name)
			)
		]
		if found:
			return sorted(found)
	return []


def deadline_row(
	planner: RulePlanner, officer: Officer | None, unit: str, levels: Levels, occasion: Occasion
) -> Iterator[Obligation]:
	"""The row of an occasion, if the owner is in post and holds the subject on its day; a contact counts from then to the close."""
	rule, index, start = planner.rule, planner.index, occasion.day.toordinal()
	held = days.intersect(levels.any_days, occasion.subject.days)
	if not days.contains(held, start):
		return
	leave = index.leave_days(officer.name) if officer else days.EMPTY
	due = event_due(rule, occasion.day, occasion.days_after, leave, index.calendar)
	until = max((span[1] for span in held if span[0] <= start <= span[1]), default=start)
	excused = until if until in occasion.subject.excusing_ends else None
	close = close_of(due, due, rule.grace_days)
	counting = ((start, close.toordinal()),)
	place = officer.unit if officer else unit
	exempt = index.exempt_days(rule.name, occasion.subject.name, officer, place, occasion.event)
	level = next(level for level in levels.levels if days.contains(level.days, start))
	waived = "exemption" if days.contains(exempt, start) else ""
	decision = Decision(level.quantity, level.nature, waived, 1, counting, not waived)
	known = max(occasion.day, occasion.registered_on or occasion.day)
	yield planner.obligation(
		officer.name if officer else unit,
		"Officer" if officer else "Unit",
		occasion.subject,
		Period(occasion.key, start, due),
		decision,
		quantity=planner.quantity_in_row(decision, leave),
		opens=occasion.day,
		dues=(date.fromordinal(due),) * (max(1, int(level.quantity)) if counts_in_units(rule) else 1),
		close=close,
		in_post=counting,
		assigned=counting,
		leave=days.clip(leave, start, due),
		excused_on=date.fromordinal(excused)
		if excused is not None and excused <= close.toordinal()
		else None,
		event=occasion.event,
		creatable_until=close + (known - occasion.day),
	)


def once_rows(planner: RulePlanner) -> Iterator[Obligation]:
	"""One row per assignment that begins, due N days later; a total takes together the assignments that begin on one day."""
	for officer, levels in planner.asked_officers():
		for subject in planner.subjects.of_officer(officer):
			for assignment in _first_of_each_day(subject):
				key = f"A:{assignment.name}"
				begins = _first_held_day(planner.index, levels, subject, assignment)
				if begins is not None:
					occasion = Occasion(key, begins, subject, planner.rule.due_days)
					yield from deadline_row(planner, officer, "", levels, occasion)


def _first_of_each_day(subject: Subject) -> list[Assignment]:
	by_day: dict[date, Assignment] = {}
	for assignment in sorted(subject.assignments, key=lambda assignment: assignment.name):
		if assignment.from_date:
			by_day.setdefault(assignment.from_date, assignment)
	return list(by_day.values())


def _first_held_day(
	index: FactIndex, levels: Levels, subject: Subject, assignment: Assignment
) -> date | None:
	spans = days.intersect(days.span(assignment.from_date, assignment.to_date), subject.days)
	held = days.intersect(levels.any_days, spans)
	return date.fromordinal(held[0][0]) if held else None


ROWS_OF: dict[str, Callable[[RulePlanner], Iterator[Obligation]]] = {
	"Term of Office": tenure_rows,
	"Event": event_rows,
	"Once": once_rows,
	"Rolling": rolling_rows,
}
