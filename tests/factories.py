"""Builders of facts with readable defaults: a small school, its people, and what happened there.

Everything is fictional. Days may be written as `"2018-09-03"` or given as dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from liaison_app.engine import plan, settle, state
from liaison_app.engine.calendar import Calendar, Term
from liaison_app.engine.facts import (
	Assignment,
	Contact,
	DatedTag,
	Event,
	Facts,
	Leave,
	Officer,
	Post,
	Target,
	TargetType,
	Tenure,
	Unit,
)
from liaison_app.engine.rows import NOTHING_DONE, Key, Obligation, Progress, State
from liaison_app.engine.rules import AssignmentRule, CountRow, DutyRule, PostQuantity, Regulation
from liaison_app.packs import combined, read_pack, shipped_packs

Day = date | str
SCHOOL = "School"
COLLEGE = "College of Roads"
OTHER_COLLEGE = "College of Bridges"
BRANCH = "Roads Branch"
OTHER_BRANCH = "Bridges Branch"
UNITS = (
	Unit(name=SCHOOL, unit_type="School"),
	Unit(name=COLLEGE, parent=SCHOOL, unit_type="College", reviewer="reviewer@roads", clerk="clerk@roads"),
	Unit(name=OTHER_COLLEGE, parent=SCHOOL, unit_type="College", reviewer="reviewer@bridges"),
	Unit(name=BRANCH, parent=COLLEGE, unit_type="Party Branch"),
	Unit(name=OTHER_BRANCH, parent=OTHER_COLLEGE, unit_type="Party Branch"),
)


def on(day: Day) -> date:
	"""The date written as text."""
	return date.fromisoformat(day) if isinstance(day, str) else day


def perhaps(day: Day | None) -> date | None:
	"""The date written as text, if any."""
	return None if day is None else on(day)


def each_day(first: Day, last: Day) -> Iterable[date]:
	"""Every day from the first to the last."""
	start = on(first)
	return (start + timedelta(days=number) for number in range((on(last) - start).days + 1))


def term(name: str, first: Day, last: Day, academic_year: str = "") -> Term:
	return Term(name, academic_year or name[:7], on(first), on(last))


# --- the calendars of the two colleges ---


def calendar_j() -> Calendar:
	"""Terms of 2018/19 with the National Day week and New Year's Day off."""
	return Calendar(
		terms=(
			term("2018-19 I", "2018-09-03", "2019-01-18"),
			term("2018-19 II", "2019-02-25", "2019-07-05"),
		),
		holidays=frozenset((*each_day("2018-10-01", "2018-10-07"), on("2019-01-01"))),
	)


def calendar_m(*holidays: date) -> Calendar:
	"""Terms of 2021/22 with New Year's Day and the given days off."""
	return Calendar(
		terms=(
			term("2021-22 I", "2021-09-06", "2022-01-14"),
			term("2021-22 II", "2022-02-21", "2022-07-01"),
		),
		holidays=frozenset((*holidays, on("2022-01-01"))),
	)


# --- people, targets, what is held ---


def tenure(post: str, since: Day | None = None, until: Day | None = None, name: str = "") -> Tenure:
	return Tenure(name=name or f"T-{post}", post=post, from_date=perhaps(since), to_date=perhaps(until))


def leave(first: Day, last: Day) -> Leave:
	return Leave(from_date=on(first), to_date=on(last))


def officer(name: str, *posts: str | Tenure, unit: str = COLLEGE, **more: Any) -> Officer:
	"""An officer with posts held since ever (or the given tenures), a Party member unless said otherwise."""
	tenures = tuple(
		tenure(post, name=f"{name}-{post}") if isinstance(post, str) else post
		for post in posts or ("School Leader",)
	)
	values: dict[str, Any] = {"party_member": True, "user": f"{name.lower()}@school", **more}
	return Officer(name=name, unit=unit, tenures=tenures, **values)


def target(
	name: str, target_type: str, since: Day | None = None, until: Day | None = None, **more: Any
) -> Target:
	more.setdefault("unit", COLLEGE)
	tags = more.pop("tags", ())
	dated = tuple(DatedTag(tag=tag) if isinstance(tag, str) else tag for tag in tags)
	return Target(
		name=name,
		target_type=target_type,
		active_from=perhaps(since),
		active_to=perhaps(until),
		tags=dated,
		**more,
	)


def holds(
	officer: str, target: str, since: Day | None = None, until: Day | None = None, **more: Any
) -> Assignment:
	more.setdefault("name", f"{officer}>{target}@{since or ''}")
	return Assignment(
		officer=officer, target=target, from_date=perhaps(since), to_date=perhaps(until), **more
	)


def visit(
	day: Day,
	officers: str | Sequence[str],
	targets: str | Sequence[str],
	*activities: str,
	at: str = "09:00",
	mode: str = "Face to Face",
	recorded: Day | None = None,
	**more: Any,
) -> Contact:
	"""A submitted visit; its name says its day, unless one is given."""
	officers = (officers,) if isinstance(officers, str) else tuple(officers)
	targets = (targets,) if isinstance(targets, str) else tuple(targets)
	more.setdefault("name", f"V-{on(day)}-{at}-{'+'.join(officers)}-{'+'.join(targets)}")
	more.setdefault("fields", {"mode": mode})
	return Contact(
		officers=officers,
		targets=targets,
		activities=activities or ("Talk",),
		start=datetime.combine(on(day), time.fromisoformat(at)),
		recorded_on=perhaps(recorded),
		**more,
	)


# --- rules ---


def regulation(name: str = "R", **more: Any) -> Regulation:
	return Regulation(name=name, **more)


def duty(code: str = "D", **more: Any) -> DutyRule:
	"""A duty of school leaders, once a semester in all, served by a talk, unless said otherwise."""
	more.setdefault("regulation", "R")
	more.setdefault("posts", (PostQuantity(post="School Leader"),))
	more.setdefault("counts", (CountRow(activities=("Talk",)),))
	return DutyRule(name=f"{more['regulation']}-{code}", code=code, **more)


def assigning(code: str = "H", **more: Any) -> AssignmentRule:
	"""A rule by which school leaders hold a class or more, unless said otherwise."""
	more.setdefault("regulation", "R")
	more.setdefault("posts", ("School Leader",))
	more.setdefault("target_types", ("Class",))
	return AssignmentRule(name=f"{more['regulation']}-{code}", code=code, **more)


def facts(*rules: DutyRule, **more: Any) -> Facts:
	"""Facts of the small school in the calendar of 2018/19, under regulation R."""
	more.setdefault("calendar", calendar_j())
	more.setdefault("regulations", (regulation(),))
	more.setdefault("units", UNITS)
	more.setdefault("officers", (officer("Wei"),))
	return Facts(rules=rules, **{key: _as_tuple(value) for key, value in more.items()})


def _as_tuple(value: Any) -> Any:
	return tuple(value) if isinstance(value, list) else value


@lru_cache
def _pack_of(letter: str) -> Any:
	packs = (read_pack(path) for path in shipped_packs())
	return next(pack for pack in packs if letter in pack.governed)


def pack_facts(*letters: str, **more: Any) -> Facts:
	"""The shipped packs that govern these regulations as facts, with the small school and whatever is given."""
	packs = {pack.name: pack for pack in map(_pack_of, letters)}
	more.setdefault("units", UNITS)
	return replace(combined(packs.values()), **{key: _as_tuple(value) for key, value in more.items()})


def with_rule(whole: Facts, name: str, **changes: Any) -> Facts:
	"""The facts with some fields of one rule changed, as an institution may."""
	rules = (replace(rule, **changes) if rule.name == name else rule for rule in whole.rules)
	return replace(whole, rules=tuple(rules))


def kinds(*lines: str) -> tuple[TargetType, ...]:
	"""Target types; `"Dormitory<Place"` is a kind of Place."""
	return tuple(
		TargetType(name=line.split("<")[0], parent=line.split("<")[1] if "<" in line else "")
		for line in lines
	)


def posts(**implied: Sequence[str]) -> tuple[Post, ...]:
	return tuple(Post(name=name, implies=tuple(others)) for name, others in implied.items())


# --- two small institutions ---


def contact_leaders() -> Facts:
	"""Two leaders hold branch X; one of them also Y, P and Q, since 10 September; a third had persons all along."""
	return pack_facts(
		"A",
		calendar=calendar_j(),
		officers=[
			officer("Wei", "School Leader", unit="School"),
			officer("Lin", "School Leader", unit="School"),
			officer("Old", "School Leader", unit="School"),
		],
		targets=[
			target("X", "Teacher Branch", represents_unit=BRANCH),
			target("Y", "Student Branch", represents_unit=OTHER_BRANCH),
			target("P", "Young Teacher"),
			target("Q", "Teacher"),
		],
		assignments=[
			*(holds("Wei", name, "2018-09-10", regulation="A") for name in ("X", "Y", "P", "Q")),
			holds("Lin", "X", "2018-09-10", regulation="A"),
			holds("Old", "P", "2017-09-01", regulation="A"),
		],
		events=[Event(name="Teachers' Day 2018", event_type="Festival", day=on("2018-09-10"))],
	)


def three_contacts(since: Day | None = None, class_until: Day | None = None, **of_officer: Any) -> Facts:
	"""Wei holds a class with a dormitory and a student in hardship, and one that stays with its own dormitory."""
	names = ("Class 1", "Dormitory 1", "Student 1", "Class 2", "Dormitory 2")
	return pack_facts(
		"F",
		calendar=calendar_j(),
		officers=[officer("Wei", "Staff Party Member", **of_officer)],
		targets=[
			target("Class 1", "Class", until=class_until, end_reason="Graduation" if class_until else ""),
			target("Dormitory 1", "Dormitory", parent="Class 1"),
			target("Student 1", "Hardship Student", parent="Class 1"),
			target("Class 2", "Class"),
			target("Dormitory 2", "Dormitory", parent="Class 2"),
		],
		assignments=[holds("Wei", name, since or "2018-09-03", assignment_rule="F-F1") for name in names],
	)


# --- a plan with its progress, to be asked ---


@dataclass(frozen=True)
class Plan:
	"""The rows planned for a window, settled with the contacts."""

	facts: Facts
	rows: tuple[Obligation, ...]
	progress: dict[str, Progress]

	def of(
		self, rule: str, owner: str = "", subject: str | None = None, period: str = ""
	) -> list[Obligation]:
		"""The rows of a rule (its code or name), of an owner, a subject, a period, where these are given."""
		return [
			row
			for row in self.rows
			if row.key.rule.split("-", 1)[1] == rule or row.key.rule == rule
			if owner in ("", row.key.owner)
			if subject is None or subject == row.key.subject
			if period in ("", row.key.period)
		]

	def one(self, rule: str, owner: str = "", subject: str | None = None, period: str = "") -> Obligation:
		"""The one row that fits."""
		found = self.of(rule, owner, subject, period)
		assert len(found) == 1, [row.key for row in found]
		return found[0]

	def owed(self, rule: str, owner: str = "", subject: str | None = None) -> list[Obligation]:
		"""The rows of a rule that are not waived."""
		return [row for row in self.of(rule, owner, subject) if not row.waived]

	def done(self, row: Obligation) -> float:
		return self.progress.get(row.name, NOTHING_DONE).done

	def state(self, row: Obligation, today: Day) -> State:
		return state(row, self.progress.get(row.name, NOTHING_DONE), on(today))

	def keys(self) -> set[Key]:
		return {row.key for row in self.rows}


def planned(whole: Facts, first: Day, last: Day, *contacts: Contact, owners: Any = None) -> Plan:
	"""What is owed in the window, with the progress that the contacts make."""
	rows = plan(whole, (on(first), on(last)), owners)
	return Plan(whole, tuple(rows), settle(rows, contacts, whole))
