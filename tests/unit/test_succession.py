"""A circle of successors is found; coming back later is none."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liaison_app.engine.succession import Holding, circle

END = date(2019, 4, 30)


def held(officer: str, successor: str = "", first: date | None = None, last: date | None = END) -> Holding:
	return Holding(officer=officer, from_date=first, to_date=last, successor=successor)


def test_each_hands_it_to_the_other():
	assert circle(held("a", "b"), [held("b", "a")]) == ["a", "b", "a"]


def test_three_in_a_round():
	assert circle(held("a", "b"), [held("b", "c"), held("c", "a")]) == ["a", "b", "c", "a"]


def test_oneself():
	assert circle(held("a", "a"), []) == ["a", "a"]


def test_somebody_holds_it_then():
	assert circle(held("a", "b"), [held("b", "a", date(2019, 5, 1), date(2019, 6, 30))]) == []
	assert circle(held("a", "b"), [held("b", first=date(2019, 5, 1), last=None)]) == []


def test_a_former_holder_comes_back():
	earlier = held("b", "a", date(2018, 1, 1), date(2018, 12, 31))
	later = held("b", first=date(2019, 5, 1), last=None)
	assert circle(held("a", "b", date(2019, 1, 1)), [earlier, later]) == []


def test_nobody_is_named():
	assert circle(held("a"), [held("b", "a")]) == []
	assert circle(held("a", "b"), []) == []


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=8))
def test_it_always_ends_and_a_circle_closes(pairs: list[tuple[str, str]]):
	line = circle(held("a", "b"), [held(officer, successor) for officer, successor in pairs])
	assert not line or line[-1] in line[:-1]
	assert len(line) <= 6
