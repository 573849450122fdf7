"""The figures that every screen shows: the same as the engine's, in one query."""

from datetime import date
from typing import Any

import frappe
import pytest

from liaison_app.engine import summarise
from liaison_app.engine.facts import Facts
from liaison_app.engine.summarising import overall_attainment
from liaison_app.services import figures, stored
from liaison_app.services.figures import Group, Span, attainment_by, overall, span_of
from liaison_app.services.tables import table_of
from tests.site.builders import make_obligation, make_officer, make_rule, make_unit
from tests.site.queries import counted
from tests.site.sample_site import TODAY, College, rows_of

OBLIGATION = "Periodic Obligation"
SEMESTER = Span(date(2026, 9, 7), date(2027, 1, 15))
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
ALWAYS = Span(date(2000, 1, 1), date(2099, 12, 31))


@pytest.fixture
def college(sample_college: College) -> College:
	return sample_college


def engine_figures(span: Span, owners: list[str]) -> list[Any]:
	"""The engine's own summary of the stored rows that have begun and meet the span."""
	rows = [
		found.row
		for found in stored.read_rows().values()
		if found.row.row.period_start <= min(span.until, TODAY)
		and (found.row.row.period_end is None or found.row.row.period_end >= span.since)
	]
	return summarise(rows, (), Facts(), {"scope": owners})


@pytest.mark.parametrize("span", [SEMESTER, OCTOBER, ALWAYS])
def test_the_figures_of_all_are_those_of_the_engine(college, span):
	owners = sorted({row.owner_key for row in rows_of(OBLIGATION, "owner_key")})
	expected = engine_figures(span, owners)
	found = attainment_by((), span=span, today=TODAY)
	assert [group.rule for group in found] == [row.rule for row in expected]
	for group, row in zip(found, expected, strict=True):
		assert (group.key, group.owed, tuple(sorted(group.states.items()))) == ((), row.owed, row.states)
		assert (group.quantity, group.done, group.capped) == pytest.approx(
			(row.quantity, row.done, row.capped)
		)
		assert group.attainment == pytest.approx(row.attainment)
	assert overall(found) == pytest.approx(overall_attainment(expected))


def test_the_figures_of_each_officer_are_those_of_the_engine(college):
	groups = attainment_by(
		("officer",), table_of(OBLIGATION).owner_kind == "Officer", span=SEMESTER, today=TODAY
	)
	people = sorted({group.key[0] for group in groups})
	assert len(people) > 50
	for officer in people[::7]:
		expected = engine_figures(SEMESTER, [officer])
		own = [group for group in groups if group.key == (officer,)]
		assert [(group.rule, group.owed, group.capped) for group in own] == [
			(row.rule, row.owed, row.capped) for row in expected
		]
		assert overall(own) == pytest.approx(overall_attainment(expected))


def test_one_query_whatever_is_asked(college):
	with counted() as queries:
		attainment_by(("unit", "officer"), span=SEMESTER, today=TODAY)
	assert len(queries) == 1


def an_obligation(**values: Any) -> Any:
	officer = make_officer(make_unit(f"Unit {frappe.generate_hash(length=6)}"), user=None)
	common = {
		"owner_key": officer.name,
		"period_start": "2026-09-01",
		"period_end": "2027-01-31",
		"quantity": 4,
	}
	return make_obligation(officer, values.pop("rule", None) or make_rule(), **{**common, **values})


def figures_of(*names: str, span: Span = SEMESTER, today: date = TODAY) -> list[Group]:
	return attainment_by((), table_of(OBLIGATION).name.isin(names), span=span, today=today)


def test_more_than_asked_never_covers_for_others(site):
	rule = make_rule()
	eager, idle = an_obligation(rule=rule, done=9, state="Met"), an_obligation(rule=rule, done=0)
	(group,) = figures_of(eager.name, idle.name)
	assert (group.owed, group.quantity, group.done, group.capped) == (2, 8, 9, 4)
	assert group.attainment == 0.5


def test_waived_and_withdrawn_rows_are_counted_and_leave_the_rate(site):
	rule = make_rule()
	rows = [an_obligation(rule=rule, done=1, state=state) for state in ("Open", "Waived", "Withdrawn")]
	(group,) = figures_of(*(row.name for row in rows))
	assert (group.owed, group.attainment) == (1, 0.25)
	assert group.states == {"Open": 1, "Waived": 1, "Withdrawn": 1}


def test_a_rule_that_owes_nothing_has_no_rate(site):
	(group,) = figures_of(an_obligation(state="Waived").name)
	assert (group.owed, group.attainment, overall([group]), overall([])) == (0, None, None, None)


def test_several_rules_are_averaged_whatever_their_units(site):
	contact, minutes = an_obligation(done=4, state="Met"), an_obligation(done=60, quantity=600, state="Open")
	assert overall(figures_of(contact.name, minutes.name)) == pytest.approx((1 + 0.1) / 2)


def test_a_period_counts_from_its_first_to_its_last_day(site):
	row = an_obligation(period_start="2026-10-01", period_end="2026-10-31")
	first, last = date(2026, 10, 1), date(2026, 10, 31)
	assert figures_of(row.name, span=Span(last, date(2026, 12, 1)), today=TODAY)
	assert figures_of(row.name, span=Span(date(2026, 9, 1), first), today=TODAY)
	assert figures_of(row.name, span=SEMESTER, today=first)
	assert not figures_of(row.name, span=SEMESTER, today=date(2026, 9, 30))
	assert not figures_of(row.name, span=Span(date(2026, 11, 1), date(2026, 12, 1)))
	assert not figures_of(row.name, span=Span(date(2026, 9, 1), date(2026, 9, 30)))


def test_a_period_without_end_counts_from_its_start_on(site):
	row = an_obligation(period_end=None)
	assert figures_of(row.name, span=Span(date(2030, 1, 1), date(2030, 1, 31)), today=date(2030, 1, 31))


@pytest.mark.parametrize(
	("kind", "since", "until"),
	[
		("week", "2026-11-16", "2026-11-22"),
		("Month", "2026-11-01", "2026-11-30"),
		("quarter", "2026-10-01", "2026-12-31"),
		("semester", "2026-09-07", "2027-01-15"),
		("half-year", "2026-07-01", "2026-12-31"),
		("Academic Year", "2026-09-07", "2027-09-06"),
		("calendar year", "2026-01-01", "2026-12-31"),
	],
)
def test_the_period_that_holds_a_day(college, kind, since, until):
	found = span_of(kind, TODAY)
	assert (str(found.since), str(found.until)) == (since, until)


def test_in_a_vacation_the_semester_is_the_half_year(college):
	assert span_of("semester", date(2026, 8, 3)) == (date(2026, 7, 1), date(2026, 12, 31))
	assert span_of("academic year", date(2026, 8, 3)) == (date(2026, 1, 1), date(2026, 12, 31))


def test_an_unknown_period_is_refused(site):
	with pytest.raises(ValueError, match="fortnight"):
		span_of("fortnight", TODAY)


def test_groups_are_joined_by_parts_of_their_key(site):
	groups = [
		Group(("u", "a"), "r", 1, 4, 2, 2, {"Open": 1}),
		Group(("u", "b"), "r", 1, 4, 4, 4, {"Met": 1}),
		Group(("v", "c"), "r", states={"Waived": 2}),
	]
	of_units = figures.combined(groups, places=(0,))
	assert [(group.key, group.owed, group.capped) for group in of_units] == [(("u",), 2, 6), (("v",), 0, 0)]
	assert figures.states_of(groups) == {"Open": 1, "Met": 1, "Waived": 2}
