"""A hand-over that is possible leaves nobody uncovered, and placing anew finds exactly the gaps."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liaison_app.engine.facts import Assignment, Facts, Leave, Officer, Target, Tenure
from liaison_app.engine.handing_over import Move, foresee
from liaison_app.engine.index import FactIndex
from liaison_app.engine.replacing import to_replace
from liaison_app.engine.rules import AssignmentRule

LAST, NEXT = date(2019, 4, 30), date(2019, 5, 1)
PEOPLE, PLACES = "abc", "xyz"
RULE = AssignmentRule(
	name="R-1", regulation="R", code="1", target_types=("Class",), replace_after_leave_days=60
)


def facts(
	held: dict[str, str], *, leaves: tuple[Leave, ...] = (), gone: str = "", ends: str = ""
) -> FactIndex:
	"""Who (keys) holds what (letters); one may be away or gone, one target may end."""
	return FactIndex(
		Facts(
			assignment_rules=(RULE,),
			officers=tuple(
				Officer(
					name=name,
					unit="u",
					leaves=leaves if name == "a" else (),
					tenures=(Tenure(name=name, post="p", to_date=LAST if name == gone else None),),
				)
				for name in PEOPLE
			),
			targets=tuple(
				Target(name=name, target_type="Class", unit="u", active_to=LAST if name == ends else None)
				for name in PLACES
			),
			assignments=tuple(
				Assignment(
					name=f"{person}{place}",
					officer=person,
					target=place,
					from_date=date(2019, 1, 1),
					regulation="R",
					assignment_rule="R-1",
				)
				for person, places in held.items()
				for place in places
			),
		)
	)


@given(
	st.dictionaries(st.sampled_from(PEOPLE), st.sets(st.sampled_from(PLACES)).map("".join)),
	st.data(),
)
def test_what_is_possible_leaves_nobody_uncovered(held: dict[str, str], data: st.DataObject):
	index = facts(held)
	names = [each.name for each in index.facts.assignments]
	chosen = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
	moves = [Move(assignment=name, successor=data.draw(st.sampled_from(["", *PEOPLE]))) for name in chosen]
	found = foresee(index, moves, LAST, "Rotation")
	left = {each.target for each in index.facts.assignments if each.name not in chosen}
	taken = {move.assignment[1] for move in moves if move.successor}
	assert set(found.uncovered) == {name[1] for name in chosen} - left - taken
	assert sum(row.after for row in found.load) <= sum(row.before for row in found.load) + len(moves)


def test_each_gap_is_found_once_and_only_while_it_is_one():
	assert to_replace(facts({"a": "x"}), NEXT) == []
	[left] = to_replace(facts({"a": "x"}, gone="a"), NEXT)
	assert (left.kind, left.target, left.since, left.reason) == ("Target", "x", NEXT, "Officer Left")
	assert to_replace(facts({"a": "x", "b": "x"}, gone="a"), NEXT) == []
	[ended] = to_replace(facts({"a": "x"}, ends="x"), NEXT)
	assert (ended.kind, ended.officer, ended.since) == ("Officer", "a", NEXT)
	assert to_replace(facts({"a": "xy"}, ends="x"), NEXT) == []


def test_a_leave_counts_from_sixty_days():
	away = Leave(from_date=date(2019, 3, 1), to_date=date(2019, 4, 29))
	short = Leave(from_date=date(2019, 3, 1), to_date=date(2019, 4, 28))
	day = date(2019, 3, 20)
	assert [each.reason for each in to_replace(facts({"a": "x"}, leaves=(away,)), day)] == ["Long Leave"]
	assert to_replace(facts({"a": "x"}, leaves=(short,)), day) == []
