"""Whose it is when holdings change: assignments, subjects that change hands, leave, exemption, the person of a trigger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine.facts import Event, Exemption
from liaison_app.engine.rows import obligation_name
from liaison_app.engine.rules import PostQuantity, Trigger
from tests.factories import (
	COLLEGE,
	OTHER_COLLEGE,
	SCHOOL,
	duty,
	facts,
	holds,
	leave,
	officer,
	on,
	planned,
	regulation,
	target,
	tenure,
	visit,
)

AUTUMN = ("2018-09-03", "2019-01-18")


def test_assigned_rules_read_assignments_under_their_own_regulation_or_none():
	rule = duty(subject_kind="Assigned")
	names = ("Own", "None", "Other")
	held = [holds("Wei", name, regulation=under) for name, under in zip(names, ("R", "", "S"), strict=True)]
	whole = facts(rule, targets=[target(name, "Class") for name in names], assignments=held)
	assert [row.key.subject for row in planned(whole, *AUTUMN).rows] == ["None", "Own"]


def test_two_assignments_of_one_target_are_one_row_with_their_days_united():
	held = [holds("Wei", "C1", "2018-09-03", "2018-10-20"), holds("Wei", "C1", "2018-12-01", "2019-01-18")]
	whole = facts(duty(subject_kind="Assigned"), targets=[target("C1", "Class")], assignments=held)
	row = planned(whole, *AUTUMN).one("D")
	assert row.waived == "" and len(row.assigned) == 2  # 48 + 49 of 138 days


def changing_hands(*spans, part=0.5, **more):
	names = ("Wei", "Lin", "Sun")
	whole = facts(
		duty(subject_kind="Assigned", period="Month", part=part),
		officers=[officer(name) for name in names],
		targets=[target("C1", "Class")],
		assignments=[
			holds(name, "C1", first, last, end_reason="Rotation")
			for name, (first, last) in zip(names, spans, strict=False)
		],
		**more,
	)
	found = planned(whole, "2018-11-01", "2018-11-30")
	return {row.key.owner: row.waived for row in found.of("D", period="M:2018-11")}


@pytest.mark.parametrize(
	("part", "spans", "expected"),
	[
		# the larger share owes
		(
			0.3,
			[("2018-11-01", "2018-11-12"), ("2018-11-13", "2018-11-30")],
			{"Wei": "changed hands", "Lin": ""},
		),
		(
			0.3,
			[("2018-11-01", "2018-11-18"), ("2018-11-19", "2018-11-30")],
			{"Wei": "", "Lin": "changed hands"},
		),
		# a tie: the later
		(
			0.5,
			[("2018-11-01", "2018-11-15"), ("2018-11-16", "2018-11-30")],
			{"Wei": "changed hands", "Lin": ""},
		),
		# nobody reaches the part: the most days, at a tie the later
		(
			0.8,
			[("2018-11-01", "2018-11-20"), ("2018-11-21", "2018-11-30")],
			{"Wei": "", "Lin": "part period"},
		),
		(
			0.5,
			[("2018-11-01", "2018-11-10"), ("2018-11-11", "2018-11-20"), ("2018-11-21", "2018-11-30")],
			{"Wei": "part period", "Lin": "part period", "Sun": ""},
		),
		# who holds it together each owes
		(0.5, [("2018-11-01", "2018-11-30"), ("2018-11-01", "2018-11-30")], {"Wei": "", "Lin": ""}),
		# no other holder: nothing changed hands
		(0.5, [("2018-11-20", "2018-11-30")], {"Wei": "part period"}),
	],
)
def test_a_subject_that_changes_hands(part, spans, expected):
	assert changing_hands(*spans, part=part) == expected


# --- leave and exemption ---


def waived(whole):
	return {
		row.key.subject: row.waived
		for row in planned(whole, "2018-10-01", "2018-10-31").of("D", period="M:2018-10")
	}


@pytest.mark.parametrize(
	("exemption", "expected"),
	[
		({}, {"C1": "exemption", "C2": "exemption"}),
		({"officer": "Wei"}, {"C1": "exemption", "C2": "exemption"}),
		({"officer": "Lin"}, {"C1": "", "C2": ""}),
		({"unit": SCHOOL}, {"C1": "exemption", "C2": "exemption"}),
		({"unit": OTHER_COLLEGE}, {"C1": "", "C2": ""}),
		({"rule": "R-D"}, {"C1": "exemption", "C2": "exemption"}),
		({"rule": "R-X"}, {"C1": "", "C2": ""}),
		({"subject": "C1"}, {"C1": "exemption", "C2": ""}),
		({"event": "E1"}, {"C1": "", "C2": ""}),
		({"from_date": on("2018-10-17")}, {"C1": "", "C2": ""}),  # 16 of 31 days remain
		({"from_date": on("2018-10-16")}, {"C1": "exemption", "C2": "exemption"}),
		({"obligation": obligation_name(("R-D", "Wei", "C2", "M:2018-10"))}, {"C1": "", "C2": "exemption"}),
	],
)
def test_kinds_of_exemption(exemption, expected):
	whole = facts(
		duty(subject_kind="Assigned", period="Month"),
		targets=[target("C1", "Class"), target("C2", "Class")],
		assignments=[holds("Wei", "C1"), holds("Wei", "C2")],
		exemptions=[Exemption(name="X", **exemption)],
	)
	assert waived(whole) == expected


def test_the_reason_is_the_first_that_takes_it_below():
	def reason(since, leaves, exempt):
		whole = facts(
			duty(subject_kind="Assigned", period="Month"),
			officers=[officer("Wei", leaves=leaves)],
			targets=[target("C1", "Class")],
			assignments=[holds("Wei", "C1", since)],
			exemptions=exempt,
		)
		return waived(whole)["C1"]

	away, exempt = (
		(leave("2018-10-20", "2018-10-31"),),
		[Exemption(name="X", from_date=on("2018-10-10"), to_date=on("2018-10-19"))],
	)
	assert reason("2018-10-01", away, []) == ""
	assert reason("2018-10-01", away, exempt) == "exemption"
	assert reason("2018-10-10", away, exempt) == "leave"
	assert reason("2018-10-20", away, exempt) == "part period"


def test_met_wins_over_waived():
	whole = facts(duty(period="Month"), exemptions=[Exemption(name="X")], targets=[target("C1", "Class")])
	found = planned(whole, "2018-10-01", "2018-10-31", visit("2018-10-10", "Wei", "C1"))
	assert found.state(found.one("D", period="M:2018-10"), "2018-10-11") == "Met"
	assert (
		planned(whole, "2018-10-01", "2018-10-31").state(found.one("D", period="M:2018-10"), "2018-10-11")
		== "Waived"
	)


@pytest.mark.parametrize(
	("events_officer", "expected"), [("Holder", "Holder"), ("Contact", "Contact"), ("", COLLEGE)]
)
def test_the_person_of_a_trigger_is_the_holders_else_the_units(events_officer, expected):
	rule = duty(
		subject_kind="Trigger Person", period="Event", triggers=(Trigger(event_type="Hardship", days=14),)
	)
	held = {
		"Holder": [holds("Holder", "Li"), holds("Contact", "Roads")],
		"Contact": [holds("Contact", "Roads"), holds("Holder", "Li", until="2018-10-09")],
		"": [],
	}[events_officer]
	whole = facts(
		rule,
		officers=[officer("Holder"), officer("Contact", unit=SCHOOL)],
		targets=[target("Li", "Student"), target("Roads", "College", represents_unit=COLLEGE)],
		assignments=held,
		events=[Event(name="E1", event_type="Hardship", day=on("2018-10-10"), target="Li")],
	)
	[row] = planned(whole, *AUTUMN).rows
	assert (row.key.owner, row.key.subject, row.dues) == (expected, "Li", (on("2018-10-24"),))


def test_the_person_of_a_trigger_is_not_left_to_somebody_out_of_post():
	rule = duty(
		subject_kind="Trigger Person", period="Event", triggers=(Trigger(event_type="Hardship", days=14),)
	)
	whole = facts(
		rule,
		officers=[officer("Old", tenure("School Leader", until="2018-09-30"))],
		targets=[target("Li", "Student")],
		assignments=[holds("Old", "Li")],
		events=[Event(name="E1", event_type="Hardship", day=on("2018-10-10"), target="Li")],
	)
	assert [row.key.owner for row in planned(whole, *AUTUMN).rows] == [COLLEGE]
	table = (PostQuantity(post="School Leader", quantity=2), PostQuantity(post="Dean", quantity=1))
	by_post = replace(whole, rules=(replace(rule, posts=table, quantity=None),))
	assert planned(by_post, *AUTUMN).one("D").quantity == 2  # nobody's post says: the unit owes the largest
	out_of_force = replace(whole, regulations=(regulation(effective_from=on("2018-11-01")),))
	assert planned(out_of_force, *AUTUMN).rows == ()


@pytest.mark.parametrize(
	("exemption", "expected"),
	[
		({"event": "E1"}, "exemption"),
		({"event": "E2"}, ""),
		({"from_date": on("2018-10-10"), "to_date": on("2018-10-10")}, "exemption"),
		({"from_date": on("2018-10-11")}, ""),  # it is the day of the event that matters
	],
)
def test_exemption_from_an_event(exemption, expected):
	rule = duty(subject_kind="Assigned", period="Event", triggers=(Trigger(event_type="Award", days=14),))
	whole = facts(
		rule,
		targets=[target("Li", "Student")],
		assignments=[holds("Wei", "Li")],
		events=[Event(name="E1", event_type="Award", day=on("2018-10-10"), target="Li")],
		exemptions=[Exemption(name="X", **exemption)],
	)
	assert planned(whole, *AUTUMN).one("D").waived == expected


def test_an_exemption_of_a_unit_waives_what_the_unit_owes():
	rule = duty(owner_kind="Unit", owner_unit_types=("College",))
	whole = facts(rule, exemptions=[Exemption(name="X", unit=COLLEGE), Exemption(name="Y", officer="Wei")])
	assert {row.key.owner: row.waived for row in planned(whole, *AUTUMN).rows} == {
		COLLEGE: "exemption",
		OTHER_COLLEGE: "",
	}


@pytest.mark.parametrize(
	("until", "reason", "expected"),
	[
		("2018-10-12", "Departure", "Withdrawn"),
		("2018-10-15", "Graduation", "Withdrawn"),
		("2018-10-10", "Graduation", "Withdrawn"),
		("2018-10-15", "Rotation", "Due"),
		("2018-12-31", "Graduation", "Due"),
	],
)
def test_an_event_lapses_with_who_graduates(until, reason, expected):
	rule = duty(subject_kind="Assigned", period="Event", triggers=(Trigger(event_type="Award", days=7),))
	whole = facts(
		rule,
		targets=[target("Li", "Student")],
		assignments=[holds("Wei", "Li", "2018-10-10", until, end_reason=reason)],
		events=[Event(name="E1", event_type="Award", day=on("2018-10-10"), target="Li")],
	)
	found = planned(whole, *AUTUMN)
	assert found.state(found.one("D"), "2018-10-16") == expected
