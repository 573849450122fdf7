"""Twice the visits take twice the comparisons, whatever the visits are like. Counted, as a busy machine does not matter then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from liaison_app.honesty import RegisterRow, Work, find_flags, match_register
from tests.honest import MONDAY, a_name, an_account, honest_semester, register_of

FEW, MANY = 500, 2000


def honest(number):
	return honest_semester(number)


def with_phrases(number):
	"""Everybody writes the same half of the account."""
	phrases = (
		"了解近期思想动态，认真听取意见建议，对反映的问题逐条记录，会后及时转有关部门办理，做好跟踪回访。"
	)
	return [replace(visit, account=phrases + an_account(visit.name, 3)) for visit in honest_semester(number)]


def copied_by_all(number):
	"""One text and one photo for everything, each copy with a name and a day of its own."""
	return [
		replace(visit, account=an_account("template", 8) + an_account(visit.name, 1), photos=("p",))
		for visit in honest_semester(number)
	]


def copied_to_the_letter(number):
	return [replace(visit, account=an_account("template")) for visit in honest_semester(number)]


def all_at_eight(number):
	"""Three officers enter all their visits of the semester with one and the same hour."""
	return [
		replace(visit, start=MONDAY_AT_EIGHT, recorded_on=visit.day, officers=(f"O{n % 3}",))
		for n, visit in enumerate(honest_semester(number))
	]


def all_in_one_room(number):
	return [
		replace(visit, place="报告厅", targets=("everybody",), photos=("p",), account=an_account("meeting"))
		for visit in all_at_eight(number)
	]


MONDAY_AT_EIGHT = honest_semester(1)[0].start.replace(hour=8, minute=0)
WORLDS = (honest, with_phrases, copied_by_all, copied_to_the_letter, all_at_eight, all_in_one_room)


def comparisons(visits) -> int:
	work = Work()
	find_flags(visits, work=work)
	return work.total


@pytest.mark.parametrize("world", WORLDS)
def test_checks_grow_with_the_visits_and_not_with_their_square(world):
	few, many = comparisons(world(FEW)), comparisons(world(MANY))
	assert many <= 1.3 * MANY / FEW * max(few, FEW)
	assert many <= 80 * MANY


@pytest.mark.parametrize("world", (copied_by_all, copied_to_the_letter))
def test_bounds_lose_no_copy(world):
	flagged = {name for flag in find_flags(world(FEW)) for name in flag.visits if flag.check == "Same Text"}
	assert len(flagged) == FEW - 1


def test_a_copy_is_found_among_many_with_the_same_phrases():
	visits = with_phrases(MANY)
	copy = replace(
		visits[17],
		name="Z",
		officers=("O-lazy",),
		start=visits[17].start + timedelta(days=200),
		recorded_on=visits[17].day + timedelta(days=200),
		account=visits[17].account.replace("同学", "学生", 1),
		photos=(),
	)
	assert [(flag.check, flag.visits, flag.compared_with) for flag in find_flags([*visits, copy])] == [
		("Same Text", ("Z",), (visits[17].name,))
	]


@pytest.mark.parametrize("share", (0.03, 0.06))
def test_blocking_loses_no_text_that_comparing_would_find(share):
	"""Signs are changed here and there, all over the text, in the copies of a thousand accounts that have many words in common."""
	dice = Random(share)
	visits = honest(FEW)
	copies = [
		replace(
			visit,
			name=f"{visit.name}-copy",
			officers=(f"copies {visit.name}",),
			start=visit.start + timedelta(days=200),
			recorded_on=visit.day + timedelta(days=200),
			account=scattered(visit.account, share, dice),
			photos=(),
		)
		for visit in visits
	]
	flags = find_flags([*visits, *copies])
	assert {(flag.visits[0], flag.compared_with[0]) for flag in flags} == {
		(copy.name, visit.name) for copy, visit in zip(copies, visits, strict=True)
	}


def scattered(text: str, share: float, dice: Random) -> str:
	signs = list(text)
	for place in dice.sample(
		[place for place, sign in enumerate(signs) if sign.isalnum()], int(len(text) * share)
	):
		signs[place] = dice.choice("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会")
	return "".join(signs)


@pytest.mark.parametrize("world", WORLDS)
def test_one_honest_visit_more_changes_nothing_among_many(world):
	visits = world(FEW)
	first = replace(
		honest_semester(1, seed=9)[0],
		name="A",
		officers=("O-new",),
		start=MONDAY_AT_EIGHT - timedelta(days=30),
		recorded_on=MONDAY - timedelta(days=30),
	)
	assert find_flags([*visits, first]) == find_flags(visits)


# --- register ---


def names_of(visits):
	officers = sorted({officer for visit in visits for officer in visit.officers})
	return {officer: (a_name(Random(officer)),) for officer in officers}


def true_register(visits, names):
	return register_of(visits, names)


def misspelt(visits, names):
	"""Every name with one sign wrong."""
	return [replace(row, name=row.name[:-1] + "某") for row in register_of(visits, names)]


def elsewhere(visits, names):
	return [replace(row, place="图书馆") for row in register_of(visits, names)]


def one_day_one_person(visits, names):
	return [
		RegisterRow(number=n, day=MONDAY, place=f"{n}号楼", name=names["O0"][0]) for n in range(len(visits))
	]


@pytest.mark.parametrize("register", (true_register, misspelt, elsewhere, one_day_one_person))
@pytest.mark.parametrize("world", (honest_semester, all_at_eight))
def test_matching_grows_with_the_rows_and_not_with_their_square(world, register):
	counted = {}
	for number in (FEW, MANY):
		visits = world(number)
		names = names_of(visits)
		work = Work()
		match = match_register(register(visits, names), visits, names, work=work)
		assert len(match.rows) == number
		counted[number] = work.total
	assert counted[MANY] <= 1.3 * MANY / FEW * max(counted[FEW], FEW)
	assert counted[MANY] <= 80 * MANY
