"""What holds for the checks whatever the visits are."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_app.honesty import Period, StoredFlag, Visit, doubtful_visits, find_flags, reconcile_flags
from tests.honest import MONDAY, an_account

PERIODS = [Period("September", MONDAY, MONDAY + timedelta(days=23))]
PLACES = ("一号楼", "二号楼", "二号楼 203", "图书馆", "")
OFFICERS = tuple(f"O{number}" for number in range(6))
law = settings(max_examples=40, deadline=None)


@st.composite
def visit(draw: st.DrawFn, name: str) -> Visit:
	"""A visit in a small crowded world, honest or not: few days, few places, few texts."""
	start = datetime(2026, 9, 7) + timedelta(minutes=15 * draw(st.integers(0, 4 * 24 * 24)))
	if draw(st.booleans()):
		start = start.replace(day=draw(st.integers(7, 9)), hour=draw(st.integers(8, 12)))
	return Visit(
		name=name,
		officers=tuple(draw(st.lists(st.sampled_from(OFFICERS), min_size=1, max_size=3, unique=True))),
		targets=tuple(draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=2, unique=True))),
		start=start,
		minutes=draw(st.sampled_from((0, 10, 45, 60, 240))),
		mode=draw(st.sampled_from(("Face to Face", "Face to Face", "Phone"))),
		place=draw(st.sampled_from(PLACES)),
		account=an_account(draw(st.integers(0, 12))),
		photos=tuple(draw(st.lists(st.sampled_from("pqrst"), max_size=2))),
		recorded_on=start.date() + timedelta(days=draw(st.sampled_from((0, 0, 0, 3, 12, 40)))),
		cancelled=draw(st.integers(0, 9)) == 0,
	)


@st.composite
def semesters(draw: st.DrawFn) -> list[Visit]:
	number = draw(st.integers(0, 18))
	return [draw(visit(f"V{place:02}")) for place in range(number)]


def honest_one(officer: str, name: str = "honest") -> Visit:
	"""On a day, in a place, with a text and a photo of its own."""
	return Visit(
		name=name,
		officers=(officer,),
		targets=("own",),
		start=datetime(2026, 9, 1, 9),
		minutes=45,
		mode="Face to Face",
		place="校史馆",
		account=an_account(name),
		photos=(f"photo of {name}",),
	)


@law
@given(semesters(), st.randoms(use_true_random=False))
def test_the_order_of_visits_does_not_matter(visits, dice):
	flags = find_flags(visits, periods=PERIODS)
	assert find_flags(dice.sample(visits, len(visits)), periods=PERIODS) == flags
	assert find_flags([*visits, *visits], periods=PERIODS) == flags
	assert len({flag.name for flag in flags}) == len(flags)


@law
@given(semesters(), st.sampled_from((*OFFICERS, "somebody new")))
def test_an_honest_visit_more_adds_no_flag(visits, officer):
	before = {flag.name for flag in find_flags(visits, periods=PERIODS)}
	after = find_flags([*visits, honest_one(officer)], periods=PERIODS)
	added = [flag for flag in after if flag.name not in before]
	assert added == []


@law
@given(semesters(), visit("Z"))
def test_any_visit_recorded_later_changes_nothing_for_others(visits, last):
	"""Dishonest or not: what is asked of officers who were not there stays to the letter the same."""
	last = Visit(**{**fields_of(last), "recorded_on": datetime(2027, 1, 1).date()})
	before = find_flags(visits, periods=PERIODS)
	after = find_flags([*visits, last], periods=PERIODS)
	others = [flag for flag in before if set(flag.officers).isdisjoint(last.officers)]
	assert [flag for flag in after if set(flag.officers).isdisjoint(last.officers)] == others


def fields_of(found: Visit) -> dict[str, object]:
	return {name: getattr(found, name) for name in Visit.__dataclass_fields__}


@law
@given(semesters())
def test_a_cancelled_visit_is_asked_about_by_nobody(visits):
	cancelled = {found.name for found in visits if found.cancelled}
	for flag in find_flags(visits, periods=PERIODS):
		assert cancelled.isdisjoint(flag.visits) and cancelled.isdisjoint(flag.compared_with)
		assert flag.message.format(*flag.values)


@law
@given(semesters(), st.randoms(use_true_random=False))
def test_what_is_resolved_stays_resolved(visits, dice):
	"""Also when some of the visits are cancelled afterwards, and when flags of others come back."""
	flags = find_flags(visits, periods=PERIODS)
	stored = [
		StoredFlag(
			name=flag.name,
			check=flag.check,
			visits=flag.visits,
			status=dice.choice(("Open", "Explained", "Upheld")),
		)
		for flag in flags
	]
	changes = reconcile_flags(stored, flags)
	assert (changes.add, changes.reopen, changes.close) == ((), (), ())
	fewer = find_flags(dice.sample(visits, len(visits) * 2 // 3), periods=PERIODS)
	changes = reconcile_flags(stored, fewer)
	resolved = {flag.name for flag in stored if flag.status != "Open"}
	assert resolved.isdisjoint(changes.close) and resolved.isdisjoint(flag.name for flag in changes.add)
	for flag in changes.add:
		whole = [set(old.visits) for old in stored if old.check == flag.check and old.name in resolved]
		assert len(flag.visits) == 1 or not any(old.issuperset(flag.visits) for old in whole)


def test_a_flag_that_is_no_longer_found_closes_and_comes_back():
	first, second = (
		honest_one("O1", "A"),
		Visit(**{**fields_of(honest_one("O2", "B")), "account": an_account("A")}),
	)
	second = Visit(**{**fields_of(second), "start": datetime(2026, 9, 2, 9)})
	(flag,) = find_flags([first, second])
	stored = StoredFlag(name=flag.name, check=flag.check, visits=flag.visits, status="Open")
	assert reconcile_flags([stored], []).close == (flag.name,)
	gone = StoredFlag(name=flag.name, check=flag.check, visits=flag.visits, status="No Longer Found")
	assert reconcile_flags([gone], [flag]).reopen == (flag.name,)
	assert reconcile_flags([], [flag]).add == (flag,)


def test_explained_visits_are_above_doubt():
	flags = [
		StoredFlag(name=status, check="Same Text", visits=(status,), status=status)
		for status in ("Open", "Explained", "Upheld", "No Longer Found")
	]
	assert doubtful_visits(flags) == {"Open", "Upheld"}


def test_another_process_finds_the_same_by_the_same_names():
	code = (
		"from tests.honest import *; from liaison_app.honesty import find_flags;"
		"visits = [renamed(visit, 'x', account=an_account(n % 5)) for n, visit in enumerate(honest_semester(60))];"
		"print([flag.name for flag in find_flags(visits)])"
	)
	told = {
		subprocess.run(
			[sys.executable, "-c", code],
			capture_output=True,
			check=True,
			env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
		).stdout
		for seed in ("1", "99")
	}
	assert len(told) == 1 and b"HF-" in told.pop()
