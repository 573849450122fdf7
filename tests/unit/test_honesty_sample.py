"""The sample college is honest: no check asks about it. Whatever is planted in it is found, and nobody else is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from liaison_app.honesty import Lesson, Period, common_phrases, find_flags, match_register, visit_from
from liaison_app.packs import read_pack, shipped_packs
from liaison_app.roster import institution_from, visits_from
from liaison_app.sample import sample_college
from liaison_app.sample.visits import ACCOUNTS
from tests.honest import an_account, register_of


@pytest.fixture(scope="module")
def college():
	packs = [read_pack(path) for path in shipped_packs()]
	found = sample_college(packs=packs)
	roster, facts = institution_from(packs, found.roster)
	return facts, visits_from(found.visits, roster)


@pytest.fixture(scope="module")
def visits(college):
	"""The visits of the sample, with accounts as long as diligent people write them and a photo each."""
	return [
		replace(
			visit_from(contact, (f"photo of {contact.name}",)),
			account=str(contact.fields["account"]) + an_account(contact.name),
		)
		for contact in college[1]
	]


@pytest.fixture(scope="module")
def asked(college):
	calendar = college[0].calendar
	term = calendar.terms[0]
	periods = [Period(term.name, term.first_day, term.last_day)]

	def ask(visits, **more):
		return find_flags(visits, periods=periods, calendar=calendar, ignored_texts=ACCOUNTS, **more)

	return ask


def timetable(visits):
	"""Lessons of every class, course and teacher just when they were observed."""
	return [
		Lesson(
			target=target,
			weekday=visit.day.weekday(),
			begins=visit.start.time(),
			ends=time(23),
			from_date=visit.day,
		)
		for visit in visits
		for target in visit.targets
		if "Class Observation" in visit.activities
	]


def test_nobody_of_the_sample_is_asked(college, visits, asked):
	assert len(visits) > 700
	assert asked([visit_from(contact) for contact in college[1]]) == []
	assert asked(visits, lessons=timetable(visits)) == []
	assert find_flags(visits) == []


def test_the_samples_own_phrases_are_learned(visits):
	assert all(
		len(phrase.split()) <= 12 for phrase in common_phrases(visits, least_officers=10, least_neighbours=10)
	)


# --- planted ---


def of_one(visits, least):
	"""The visits, face to face, of an officer who has enough of them."""
	by_officer = {}
	for visit in visits:
		if visit.mode == "Face to Face" and not visit.cancelled and len(visit.officers) == 1:
			by_officer.setdefault(visit.officers[0], []).append(visit)
	return next(found for _, found in sorted(by_officer.items()) if len(found) >= least)


def planted_two_places(visits):
	original = of_one(visits, 3)[1]
	return [replace(original, name="Z1", targets=("T-far",), place="分校区", account="", photos=())]


def planted_full_day(visits):
	original = of_one(visits, 3)[0]
	day = datetime.combine(original.day + timedelta(days=120), time(6))
	return [
		replace(
			original, name=f"Z{n}", start=day + timedelta(hours=2 * n), minutes=115, account="", photos=()
		)
		for n in range(7)
	]


def planted_copies(visits):
	texts = [visit for visit in visits if not visit.cancelled][10:15]
	return [
		replace(
			visit,
			name=f"Z{n}",
			officers=("O-lazy",),
			start=visit.start + timedelta(days=200 + n),
			recorded_on=visit.day + timedelta(days=200 + n),
			account=visit.account.replace("同学", "学生", 2).replace("约定", "相约"),
			photos=(),
		)
		for n, visit in enumerate(texts)
	]


def planted_photo(visits):
	later = visits[20].start + timedelta(days=200)
	return [
		replace(
			visits[20], name="Z1", officers=("O-lazy",), start=later, recorded_on=later.date(), account=""
		)
	]


def planted_bulk(visits):
	term_ends = datetime(2027, 1, 13).date()
	return [
		replace(
			visits[0],
			name=f"Z{n}",
			officers=("O-lazy",),
			start=datetime(2026, 12, 16, 9) + timedelta(days=2 * n),
			recorded_on=term_ends,
			account="",
			photos=(),
		)
		for n in range(6)
	]


def planted_late(visits):
	return [
		replace(
			visits[5],
			name="Z1",
			officers=("O-lazy",),
			account="",
			photos=(),
			recorded_on=datetime(2026, 12, 30).date(),
		)
	]


@pytest.mark.parametrize(
	("plant", "check"),
	[
		(planted_two_places, "Two Places at Once"),
		(planted_full_day, "Day Too Full"),
		(planted_copies, "Same Text"),
		(planted_photo, "Same Photo"),
		(planted_bulk, "Recorded in Bulk"),
		(planted_late, "Recorded Late"),
	],
)
def test_each_planted_case_is_found_and_nobody_else_is_asked(visits, asked, plant, check):
	planted = plant(visits)
	flags = asked([*visits, *planted])
	assert {flag.check for flag in flags} == {check}
	assert {visit for flag in flags for visit in flag.visits} >= {visit.name for visit in planted}
	assert {officer for flag in flags for officer in flag.officers} == set(planted[0].officers)


def test_an_observation_without_a_lesson_is_found(visits, asked):
	observed = next(
		visit for visit in visits if "Class Observation" in visit.activities and not visit.cancelled
	)
	liar = replace(
		observed,
		name="Z1",
		officers=("O-lazy",),
		start=observed.start.replace(hour=6),
		minutes=45,
		account="",
		photos=(),
	)
	flags = asked([*visits, liar], lessons=timetable(visits))
	assert [(flag.check, flag.visits) for flag in flags] == [("Outside Class Hours", ("Z1",))]


def test_a_register_bears_out_all_visits_of_the_sample(college, visits):
	names = {officer.name: (officer.full_name,) for officer in college[0].officers}
	there = [visit for visit in visits if visit.mode == "Face to Face" and not visit.cancelled]
	match = match_register(register_of(there, names), visits, names)
	assert {row.outcome for row in match.rows} == {"Found"}
	assert match.without_entry == ()
	assert len({row.presence for row in match.rows}) == len(match.rows) > 700
