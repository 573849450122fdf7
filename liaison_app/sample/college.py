"""The sample college: a fictional institution under all five regulations, as a roster and a visits file.

The same arguments always give the same college. Nobody and nothing in it exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ..engine import FactIndex, draw_roster
from ..engine.facts import Facts
from ..packs import Pack, combined, read_pack, shipped_packs
from ..roster import institution_from
from . import units, words
from .assignments import assignments
from .dates import DEFAULT_TODAY, CollegeYear, calendar_of, college_year, college_year_around
from .officers import long_leave_from, officers
from .papers import documents
from .targets import Targets, targets
from .visits import Semester, as_file

VOCABULARY_SECTIONS = ("unit_types", "tags", "activity_types", "event_types")
BOUND_UNITS = {"E": units.PUBLIC_TEACHING, "F": units.THREE_CONTACTS_COLLEGE}
ROSTER_AHEAD = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class SampleCollege:
	"""`roster` and `visits` are contents of the two file formats; `today` is the day on which the demo plays."""

	roster: dict[str, Any]
	visits: dict[str, Any]
	today: date

	@property
	def logins(self) -> dict[str, str]:
		"""One login of each kind of user: officer, clerk, approver, admin."""
		return {
			"officer": str(self.roster["officers"][0]["user"]),
			"clerk": units.CLERK,
			"approver": units.REVIEWER,
			"admin": units.MANAGER,
		}


def sample_college(
	today: date = DEFAULT_TODAY, first_day: date | None = None, packs: Sequence[Pack] | None = None
) -> SampleCollege:
	"""The sample as it stands on `today`, which is moved into the terms if it lies in a vacation.

	`first_day` is the autumn term's first teaching day, a Monday; by default that of the academic year around `today`. `packs` are
	those to live under; by default the shipped ones. Raises ValueError when `first_day` is no Monday.
	"""
	packs = [read_pack(path) for path in shipped_packs()] if packs is None else packs
	year = college_year(first_day) if first_day else college_year_around(today)
	today = year.clamped(today)
	roster, places = _people_and_places(year, today, packs)
	_, facts = institution_from(packs, roster, "sample college")
	roster["roster"] = _reception_weeks(facts, year, today)
	roster["documents"] = documents(facts, year.first_day, today)
	_, facts = institution_from(packs, roster, "sample college")
	visits = as_file(Semester(facts, year.first_day, today).write(), places)
	return SampleCollege(roster, visits, today)


def _people_and_places(
	year: CollegeYear, today: date, packs: Sequence[Pack]
) -> tuple[dict[str, Any], dict[str, str]]:
	"""The roster but for what only the engine can tell, and target -> where it is met."""
	people = officers(year.first_day, today)
	found = targets(year, people)
	reviewers = _reviewers(people)
	roster = {
		"format": "liaison-roster/1",
		"title": units.SCHOOL,
		"regulations": _adoptions(packs),
		"vocabulary": _vocabulary(packs),
		"calendar": calendar_of(year, words.FESTIVAL),
		"users": [*_officer_logins(people, set(reviewers.values())), *units.other_logins()],
		"units": units.units(reviewers),
		"officers": people,
		"targets": found.entries,
		"assignments": assignments(year, people, found, long_leave_from(year.first_day, today)),
		"events": _events(found, year, today),
		"exemptions": _exemptions(people, today),
	}
	return roster, {entry["name"]: entry["unit"] for entry in found.entries}


def _reviewers(people: list[dict[str, Any]]) -> dict[str, str]:
	"""Teaching unit -> login of its Party head, who reviews it."""
	return {
		officer["unit"]: officer["user"]
		for officer in people
		if officer["tenures"][0]["post"] == words.COLLEGE_PARTY_HEAD
	}


def _officer_logins(people: list[dict[str, Any]], reviewing: set[str]) -> list[dict[str, Any]]:
	return [
		{
			"user": officer["user"],
			"full_name": officer["full_name"],
			"roles": ["Liaison Officer", *(["Liaison Reviewer"] if officer["user"] in reviewing else [])],
		}
		for officer in people
	]


def _adoptions(packs: Sequence[Pack]) -> list[dict[str, str]]:
	"""The regulations, each with the unit that it binds; without one it binds everybody."""
	governed = sorted({name for pack in packs for name in pack.governed})
	return [{"name": name, "unit": BOUND_UNITS.get(name, "")} for name in governed]


def _vocabulary(packs: Sequence[Pack]) -> dict[str, Any]:
	"""All words of the packs, so that the roster can be read with any one of them."""
	facts = combined(packs)
	words_of = {
		section: sorted({entry["name"] for pack in packs for entry in pack.content.get(section, ())})
		for section in VOCABULARY_SECTIONS
	}
	words_of["unit_types"] = [*words_of["unit_types"], *words.OWN_UNIT_TYPES]
	return {
		"posts": [{"name": post.name, "implies": list(post.implies)} for post in facts.posts],
		"target_types": [{"name": kind.name, "parent": kind.parent} for kind in facts.target_types],
		**words_of,
	}


def _events(found: Targets, year: CollegeYear, today: date) -> list[dict[str, Any]]:
	"""Awards, illnesses and hardship: some answered long ago, some fresh, one overdue, one registered by mistake."""
	experts = [name for tag in words.EXPERT_TAGS for name in found.of(words.TEACHER_TARGET, tag=tag)]
	teachers = found.of(words.TEACHER_TARGET, units.PUBLIC_TEACHING)
	students = found.of(words.STUDENT_TARGET)
	happened = (
		(words.ACHIEVEMENT, experts[0], 40, 40),
		(words.ILLNESS, experts[1], 12, 11),
		(words.ACHIEVEMENT, experts[2], 3, 2),
		(words.ILLNESS, experts[5], 1, 1),
		(words.HARDSHIP, students[0], 30, 29),
		(words.HARDSHIP, students[20], 10, 9),
		(words.HARDSHIP, found.of(words.STAFF_TARGET)[0], 4, 4),
		(words.AWARD, teachers[0], 5, 5),
		(words.CHANGE_OF_POST, teachers[1], 20, 18),
		(words.SETBACK, teachers[2], 9, 9),
		(words.CONDUCT, teachers[3], 2, 2),
		(words.AWARD, teachers[4], 8, 8),
		(words.SETBACK, teachers[5], 1, 0),
		(words.AWARD, teachers[6], 6, 5),
		(words.AWARD, teachers[7], 15, 15),
	)
	entries: list[dict[str, Any]] = [
		{
			"name": f"E{number:02}",
			"event_type": event_type,
			"target": target,
			"day": max(year.first_day, today - timedelta(days=ago)).isoformat(),
			"registered_on": max(year.first_day, today - timedelta(days=registered)).isoformat(),
		}
		for number, (event_type, target, ago, registered) in enumerate(happened, 1)
	]
	entries[-1]["cancelled"] = True
	return entries


def _exemptions(people: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
	month = today.replace(day=1)
	end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
	return [
		{
			"name": "X1",
			"officer": people[7]["name"],
			"rule": "B-B12",
			"from_date": month.isoformat(),
			"to_date": end.isoformat(),
			"reason": "抽调参加省里的巡视工作",
		}
	]


def _reception_weeks(facts: Facts, year: CollegeYear, today: date) -> list[dict[str, str]]:
	"""The drawn weeks of every rotation up to four weeks ahead; two neighbours have swapped one."""
	index = FactIndex(facts)
	weeks: list[dict[str, str]] = []
	for rule in index.rules.values():
		if rule.owner_kind != "Rotation":
			continue
		drawn = draw_roster(facts, rule, (year.first_day, today + ROSTER_AHEAD))
		rows = [replace(row) for row in drawn]
		if len(rows) > 4:
			rows[2], rows[3] = (
				replace(rows[2], officer=rows[3].officer),
				replace(rows[3], officer=rows[2].officer),
			)
		weeks += [
			{"rule": row.rule, "week": row.week.isoformat(), "officer": row.officer, "drawn": row.drawn}
			for row in rows
		]
	return weeks
