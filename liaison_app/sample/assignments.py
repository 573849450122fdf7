"""Who holds whom at the sample college, placed as the assignment rules of the regulations ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from . import units, words
from .dates import CollegeYear
from .targets import Targets

Officer = dict[str, Any]
INSIDE_A_CLASS = (words.DORMITORY_TARGET, words.STUDENT_TARGET)


class Placement:
	"""Places officers one after the other; pointers run on so that targets are shared out evenly."""

	def __init__(self, year: CollegeYear, officers: Sequence[Officer], found: Targets) -> None:
		self.year = year
		self.officers = officers
		self.found = found
		self.entries: list[dict[str, Any]] = []
		self._turns = count()

	def hold(self, officer: Officer, target: str, regulation: str, rule: str = "", **fields: Any) -> None:
		"""An assignment from the school year's first day, or from the day the officer came."""
		begins = max(self.year.first_day.isoformat(), officer["tenures"][0]["from_date"])
		entry = {
			"name": f"S{len(self.entries) + 1:03}",
			"officer": officer["name"],
			"target": target,
			"from_date": begins,
			"regulation": regulation,
			"assignment_rule": f"{regulation}-{rule}" if rule else "",
		}
		self.entries.append({**entry, **fields})

	def with_post(self, *posts: str) -> list[Officer]:
		"""Officers who hold any of the posts by name, in order of rank."""
		return [
			officer
			for officer in self.officers
			if any(tenure["post"] in posts for tenure in officer["tenures"])
		]

	def next_of(self, names: Sequence[str], besides: Sequence[str] = ()) -> str:
		"""The next of the names in turn that is not among `besides`."""
		free = [name for name in names if name not in besides] or list(names)
		return free[next(self._turns) % len(free)]

	def branches_in(self, unit: str, own_branch: str = "") -> list[str]:
		"""The branches of a teaching unit but for the officer's own."""
		return [
			self.found.standing_for(kind, branch)
			for number, branch in enumerate(units.branches_of(unit))
			for kind in [words.STUDENT_BRANCH_TARGET if number else words.TEACHER_BRANCH_TARGET]
			if branch != own_branch
		]

	def leaders(self) -> list[Officer]:
		"""The leaders of the school."""
		return [officer for officer in self.officers if officer["unit"] == units.SCHOOL]


def assignments(
	year: CollegeYear, officers: Sequence[Officer], found: Targets, away_from: date | None
) -> list[dict[str, Any]]:
	"""The `assignments` of the roster: this year's under each regulation, last year's colleges, one handed over.

	`away_from` is the day on which a Party member begins a long leave; None when nobody does.
	"""
	place = Placement(year, officers, found)
	for number, leader in enumerate(place.leaders()):
		_contact_colleges(place, leader, number)
		_contact_branches_and_people(place, leader, number)
		_five_contacts(place, leader, number)
	_college_heads(place)
	_departments(place)
	_middle_level(place)
	_staff_branch(place)
	_three_contacts(place, away_from)
	return place.entries


def college_of(number: int) -> str:
	"""The college that the school leader of that number contacts this year."""
	return units.TEACHING_UNITS[number % len(units.TEACHING_UNITS)]


def _contact_colleges(place: Placement, leader: Officer, number: int) -> None:
	"""Another college than last year; the last leader takes two so that none is left out."""
	last_year = place.year.first_day - timedelta(weeks=52)
	span = {
		"from_date": last_year.isoformat(),
		"to_date": (place.year.first_day - timedelta(days=1)).isoformat(),
		"end_reason": "Rotation",
	}
	previous = place.found.standing_for(words.COLLEGE_TARGET, college_of(number + 2))
	place.hold(leader, previous, "C", "C1", **span)
	for unit in {college_of(number): 1, college_of(8 if number == 7 else number): 1}:
		place.hold(leader, place.found.standing_for(words.COLLEGE_TARGET, unit), "C", "C1")


def _contact_branches_and_people(place: Placement, leader: Officer, number: int) -> None:
	unit = college_of(number)
	branches = place.branches_in(unit)
	if leader["party_member"]:
		place.hold(leader, branches[-1], "C", "C6")
		for branch in branches[: 1 + number % 2]:
			place.hold(leader, branch, "A", "A1")
		experts = [
			name for tag in words.EXPERT_TAGS for name in place.found.of(words.TEACHER_TARGET, tag=tag)
		]
		for offset in (0, 3):
			place.hold(leader, experts[(number + offset) % len(experts)], "A", "A2")
	if number < 2:
		for applicant in place.found.of(words.YOUNG_TEACHER_TARGET, unit, words.APPLICANT)[: 1 + number]:
			place.hold(leader, applicant, "A", "A3")
	place.hold(leader, place.next_of(place.found.of(words.STAFF_TARGET, tag=words.UNITED_FRONT)), "C")
	place.hold(leader, place.next_of(place.found.of(words.TEACHER_TARGET, tag=words.TALENT)), "C")


def _five_contacts(place: Placement, leader: Officer, number: int) -> None:
	unit = college_of(number + 3)
	found = place.found
	place.hold(leader, found.standing_for(words.GENERAL_BRANCH_TARGET, unit), "B", "B1")
	place.hold(leader, found.standing_for(words.TEAM_TARGET, unit), "B", "B1")
	place.hold(leader, place.branches_in(unit)[0], "B", "B1")
	place.hold(leader, found.of(words.TEACHING_OFFICE_TARGET, unit)[0], "B", "B1")
	place.hold(leader, found.of(words.YOUNG_TEACHER_TARGET, unit)[number % 2], "B", "B1-young-teacher")
	home = place.next_of(found.of(words.CLASS_TARGET))
	place.hold(leader, home, "B", "B14")
	place.hold(leader, found.of(words.DORMITORY_TARGET, inside=home)[0], "B", "B14")
	place.hold(leader, place.next_of(found.of(words.CLUB_TARGET)), "B", "B14")


def _college_heads(place: Placement) -> None:
	for officer in place.with_post(words.COLLEGE_PARTY_HEAD, words.COLLEGE_HEAD):
		unit = officer["unit"]
		is_secretary = officer["tenures"][0]["post"] == words.COLLEGE_PARTY_HEAD
		others = place.branches_in(unit, officer["own_branch"])
		if officer["party_member"] and others:
			for branch in others:
				place.hold(officer, branch, "C", "C9")
			place.hold(officer, others[0 if is_secretary else -1], "A", "A1-college")
		offices = place.found.of(words.TEACHING_OFFICE_TARGET, unit)
		place.hold(officer, offices[0 if is_secretary else -1], "C", "C4")
		classes = place.found.of(words.CLASS_TARGET, unit) or place.found.of(words.CLASS_TARGET)
		place.hold(officer, place.next_of(classes), "C", "C4")
		if is_secretary:
			place.hold(officer, place.found.of(words.YOUNG_TEACHER_TARGET, unit)[1], "A", "A4")


def _departments(place: Placement) -> None:
	"""Every third head of a department follows the encouragement to hold a branch of a college."""
	heads = [officer for officer in place.officers if officer["unit"] in units.DEPARTMENTS]
	for number, officer in enumerate(heads[::3]):
		place.hold(officer, place.branches_in(units.COLLEGES[number])[1], "A", "A1-department")


def _middle_level(place: Placement) -> None:
	"""Self-declared carriers, one among teachers and one among students, of everybody who has to declare."""
	for officer in place.officers:
		posts = {tenure["post"] for tenure in officer["tenures"]}
		if officer["unit"] == units.SCHOOL or words.PARTY_MEMBER in posts:
			continue
		offices = place.found.of(words.TEACHING_OFFICE_TARGET)
		classes = place.found.of(words.CLASS_TARGET, officer["unit"]) or place.found.of(words.CLASS_TARGET)
		place.hold(officer, place.next_of(offices), "B", "B16-teachers")
		place.hold(officer, place.next_of(classes), "B", "B16-students")


def _staff_branch(place: Placement) -> None:
	"""Party members of the public teaching department hold a teacher each, its heads a branch as well."""
	members = [officer for officer in place.officers if officer["unit"] == units.PUBLIC_TEACHING]
	teachers = place.found.of(words.TEACHER_TARGET, units.PUBLIC_TEACHING)
	for number, officer in enumerate(members):
		place.hold(officer, teachers[number % len(teachers)], "E", "E1")
		if officer["tenures"][0]["post"] != words.PARTY_MEMBER:
			branch = place.found.standing_for(
				words.TEACHER_BRANCH_TARGET, units.staff_branch(units.PUBLIC_TEACHING)
			)
			place.hold(officer, branch, "E", "E6")


def _three_contacts(place: Placement, away_from: date | None) -> None:
	"""Class, dormitories and hardship students inside it; who is away for long hands over to a colleague."""
	unit = units.THREE_CONTACTS_COLLEGE
	members = [officer for officer in place.officers if officer["unit"] == unit]
	classes = place.found.of(words.CLASS_TARGET, unit)
	for number, officer in enumerate(members):
		home = classes[number % len(classes)]
		inside = [name for kind in INSIDE_A_CLASS for name in place.found.of(kind, inside=home)]
		last = officer is members[-1]
		for target in (home, *inside):
			rule = "F1" if target == home else "F1-inside"
			if last and away_from:
				_hand_over(place, officer, members[2], target, rule, away_from)
			else:
				place.hold(officer, target, "F", rule)


def _hand_over(
	place: Placement, officer: Officer, successor: Officer, target: str, rule: str, day: date
) -> None:
	"""The officer holds the target until the day before `day`, the successor from then on."""
	ending = {
		"to_date": (day - timedelta(days=1)).isoformat(),
		"end_reason": "Leave",
		"successor": successor["name"],
	}
	place.hold(officer, target, "F", rule, **ending)
	place.hold(successor, target, "F", rule, from_date=day.isoformat())
