"""Random spot checks: drawn by chance that can be repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_app.honesty import draw_spot_checks
from tests.honest import honest_semester

VISITS = honest_semester(2000)
SECRET = "a secret of the site"
EXPECTED = ["V000004", "V000026", "V000096"]


def test_about_the_share_is_drawn():
	drawn = draw_spot_checks(VISITS, "2026-2027-1", SECRET, 0.05)
	assert 70 <= len(drawn) <= 130
	assert drawn == sorted(set(drawn))
	assert draw_spot_checks(VISITS, "2026-2027-1", SECRET, 0) == []
	assert len(draw_spot_checks(VISITS, "2026-2027-1", SECRET, 1)) == len(VISITS)


def test_it_depends_on_the_period_and_on_the_secret_only():
	drawn = draw_spot_checks(VISITS, "2026-2027-1", SECRET, 0.05)
	assert draw_spot_checks(VISITS[::-1], "2026-2027-1", SECRET, 0.05) == drawn
	assert draw_spot_checks(VISITS, "2026-2027-2", SECRET, 0.05) != drawn
	assert draw_spot_checks(VISITS, "2026-2027-1", "another secret", 0.05) != drawn


def test_the_draw_is_the_same_on_every_machine():
	"""Written down once, so that a change of the way of drawing does not go unseen."""
	assert draw_spot_checks(VISITS[:100], "2026-2027-1", SECRET, 0.05) == EXPECTED


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 300), st.sampled_from((0.01, 0.1, 0.5)))
def test_visits_added_later_change_nothing(number, share):
	before = draw_spot_checks(VISITS[:number], "P", SECRET, share)
	after = draw_spot_checks(VISITS[: number * 2], "P", SECRET, share)
	known = {visit.name for visit in VISITS[:number]}
	assert [name for name in after if name in known] == before


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 300))
def test_everybody_has_one_and_keeps_it(number):
	some, more = VISITS[:number], VISITS[: number * 2]
	before = draw_spot_checks(some, "P", SECRET, 0.01, one_per_officer=True)
	after = draw_spot_checks(more, "P", SECRET, 0.01, one_per_officer=True, already=before)
	assert set(before) <= set(after)
	for visits, drawn in ((some, before), (more, after)):
		checked = {officer for visit in visits if visit.name in drawn for officer in visit.officers}
		assert checked == {officer for visit in visits for officer in visit.officers}
	# One that has a visit drawn needs no other: what came later is drawn by its own lot alone.
	late = {visit.name for visit in more} - {visit.name for visit in some}
	by_lot = set(draw_spot_checks(more, "P", SECRET, 0.01))
	new_officers = {o for visit in more for o in visit.officers} - {
		o for visit in some for o in visit.officers
	}
	assert all(name in by_lot or {*by_name(more)[name].officers} <= new_officers for name in {*after} & late)


def by_name(visits):
	return {visit.name: visit for visit in visits}


def test_a_cancelled_visit_leaves_the_draw():
	drawn = draw_spot_checks(VISITS, "P", SECRET, 0.05)
	gone = [replace(visit, cancelled=visit.name == drawn[0]) for visit in VISITS]
	assert draw_spot_checks(gone, "P", SECRET, 0.05, already=drawn) == drawn[1:]


@pytest.mark.parametrize(("secret", "share"), [("", 0.1), (SECRET, -0.1), (SECRET, 1.1)])
def test_what_makes_no_sense_is_refused(secret, share):
	with pytest.raises(ValueError, match=r"secret|share"):
		draw_spot_checks(VISITS, "P", secret, share)
