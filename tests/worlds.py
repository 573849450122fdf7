"""Random institutions for property-based tests: a few people, targets and rules, and a year in which much changes.

A strategy draws a seed, and the seed makes the world; so worlds are dense and quick to make, and a failing one comes back.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from liaison_app.engine import draw_roster
from liaison_app.engine.calendar import Calendar
from liaison_app.engine.check_rule import problems_of_rule
from liaison_app.engine.facts import (
	Assignment,
	Contact,
	DatedTag,
	Event,
	Exemption,
	Facts,
	HandedIn,
	Leave,
	Officer,
	Target,
	Tenure,
	Unit,
)
from liaison_app.engine.rows import Obligation
from liaison_app.engine.rules import CountRow, DutyRule, PostQuantity, Regulation, Trigger, VisitFilter
from tests.factories import each_day, kinds, on, posts, term

FIRST, LAST = on("2019-08-15"), on("2020-07-31")
WHOLE = (date(2019, 7, 1), date(2020, 12, 31))
OFFICERS = ("An", "Bo", "Cai")
TARGETS = ("Class 1", "Class 2", "Dormitory 1", "Li", "Bo")
HELD = TARGETS[:4]
CALENDAR = Calendar(
	terms=(
		term("2019-20 I", "2019-09-02", "2020-01-10"),
		term("2019-20 II", "2020-02-17", "2020-06-26"),
	),
	holidays=frozenset((*each_day("2019-10-01", "2019-10-07"), on("2020-01-01"), on("2020-05-01"))),
	make_up_days=frozenset((on("2019-09-29"), on("2019-10-12"))),
)
UNITS = (
	Unit(name="School", unit_type="School"),
	Unit(name="East", parent="School", unit_type="College"),
	Unit(name="West", parent="School", unit_type="College"),
	Unit(name="East Branch", parent="East", unit_type="Branch"),
)
POSTS = posts(Chief=("Leader",), Leader=(), Head=())
KINDS = kinds("Place", "Class", "Dormitory<Place", "Person")
EVENT_TYPES = ("Award", "Festival")
CALENDAR_KINDS = (
	*("Week", "Month", "Month", "Semester", "Semester", "Quarter"),
	*("Half-Year", "Academic Year", "Calendar Year", "Yearly Window"),
)
OTHER_KINDS = ("Event", "Event", "Term of Office", "Rolling", "Once")
SCOPES = ("Own Unit", "Own Subtree", "Own College", "Contacted Units", "Units in Charge")

seeds = st.integers(0, 2**32)
some_day = st.integers(0, (LAST - FIRST).days).map(lambda number: FIRST + timedelta(days=number))
dice = seeds.map(Random)

EXAMPLES = int(os.environ.get("LIAISON_LAW_EXAMPLES", "100"))
law = settings(
	derandomize=True,
	max_examples=EXAMPLES,
	deadline=None,
	suppress_health_check=list(HealthCheck),
	database=None,
)


@dataclass(frozen=True)
class World:
	"""An institution with its year of contacts."""

	facts: Facts
	contacts: tuple[Contact, ...]


def worlds(most_rules: int = 3, without: Sequence[str] = ()) -> st.SearchStrategy[World]:
	"""Worlds; `without` names owner or subject kinds that no rule shall have."""
	return seeds.map(lambda seed: a_world(Random(seed), most_rules, without))


def a_day(dice: Random) -> date:
	return FIRST + timedelta(days=dice.randint(0, (LAST - FIRST).days))


def a_span(dice: Random) -> list[date]:
	return sorted((a_day(dice), a_day(dice)))


def a_bound(dice: Random, open_share: float = 0.5) -> tuple[date | None, date | None]:
	"""Two days in order, either or both perhaps missing."""
	if dice.random() < open_share:
		return None, None
	first, last = a_span(dice)
	return dice.choice([(first, last), (first, last), (None, last), (first, None)])


def some(dice: Random, least: int, most: int) -> range:
	return range(dice.randint(least, most))


def an_officer(dice: Random, name: str) -> Officer:
	held = (
		("Leader",),
		("Leader",),
		("Chief",),
		("Head", "Leader"),
		("Chief", "Head"),
		("Leader", "Leader"),
		(),
	)
	tenures = []
	for number, post in enumerate(dice.choice(held)):
		first, last = a_bound(dice)
		tenures.append(
			Tenure(name=f"{name}-{number}", post=post, from_date=first or date(2018, 1, 1), to_date=last)
		)
	leaves = [a_span(dice) for _ in some(dice, 0, 2)]
	return Officer(
		name=name,
		unit=dice.choice(("School", "East", "West")),
		user=f"{name}@school",
		tenures=tuple(tenures),
		leaves=tuple(
			Leave(from_date=first, to_date=min(last, first + timedelta(days=60))) for first, last in leaves
		),
		party_member=dice.random() < 0.7,
		own_branch=dice.choice(("", "East Branch")),
		units_in_charge=dice.choice(((), ("East",))),
		rank=dice.randint(0, 2),
	)


def a_target(dice: Random, name: str) -> Target:
	first, last = a_bound(dice)
	tags = [a_bound(dice) for _ in some(dice, 0, 2)]
	represents = dice.choice(("", "East", "East Branch")) if name == "Class 2" else ""
	return Target(
		name=name,
		target_type={"L": "Person", "B": "Person", "C": "Class", "D": "Dormitory"}[name[0]],
		unit=dice.choice(("East", "West", "East Branch")),
		parent="Class 1" if name in ("Dormitory 1", "Li") else "",
		active_from=first,
		active_to=last,
		tags=tuple(DatedTag(tag="expert", from_date=begin, to_date=end) for begin, end in tags),
		represents_unit=represents,
		user="Bo@school" if name == "Bo" else "",
		offered_in=dice.choice(((), (), ("2019-20 I",))) if name == "Class 2" else (),
	)


def an_assignment(dice: Random, number: int) -> Assignment:
	first, last = a_bound(dice)
	return Assignment(
		name=f"AS-{number}",
		officer=dice.choice(OFFICERS),
		target=dice.choice(HELD),
		from_date=first,
		to_date=last,
		regulation=dice.choice(("", "", "R", "R", "S")),
		end_reason=dice.choice(("", "Rotation", "Graduation")),
	)


def a_hand_over(dice: Random, number: int) -> list[Assignment]:
	"""A target that goes from officer to officer, once to three times, without a gap."""
	target = dice.choice(HELD)
	cuts = sorted({a_day(dice) for _ in some(dice, 1, 3)} - {FIRST})
	starts = [FIRST, *cuts]
	ends: list[date | None] = [*(day - timedelta(days=1) for day in cuts), None]
	return [
		Assignment(
			name=f"HO-{number}-{place}",
			officer=dice.choice(OFFICERS),
			target=target,
			from_date=first,
			to_date=last,
			end_reason="Rotation",
		)
		for place, (first, last) in enumerate(zip(starts, ends, strict=True))
	]


# --- rules ---


def a_rule(dice: Random, number: int) -> DutyRule:
	"""A rule that the checks accept, of any kind."""
	owner = dice.choice((*("Officer",) * 8, "Unit", "Rotation"))
	period = _a_period(dice, owner)
	subject = dice.choice(_subjects_of(owner, period))
	measure = dice.choice(_measures_of(subject, period))
	in_units = measure in ("Visits", "Distinct Targets")
	rule = DutyRule(
		name=f"R-{number}",
		regulation="R",
		code=str(number),
		nature=dice.choice(("Required", "Required", "Advocated")),
		period=period,
		part=dice.choice((0.0, 0.3, 0.5, 0.5, 0.5, 0.8, 1.0)),
		**_owed_by(dice, owner, in_units),
		**_counted_per(dice, owner, period, subject),
		**_measured(dice, measure, subject),
		**_when(dice, period, owner == "Officer" and subject == "Assigned"),
		**_due(dice, period),
		**(_pacing(dice) if in_units else {}),
		**_conditions(dice),
	)
	assert not problems_of_rule(rule), [problem.text() for problem in problems_of_rule(rule)]
	return rule


def _a_period(dice: Random, owner: str) -> str:
	if owner == "Rotation":
		return "Week"
	if owner == "Unit":
		return dice.choice((*CALENDAR_KINDS, "Event"))
	return dice.choice(dice.choice((CALENDAR_KINDS, OTHER_KINDS)))


def _subjects_of(owner: str, period: str) -> tuple[str, ...]:
	if owner == "Rotation":
		return ("Total",)
	if period in ("Rolling", "Once"):
		return ("Assigned", "Assigned", "Total") if period == "Once" else ("Assigned",)
	person = ("Trigger Person",) if period == "Event" else ()
	return ("Total", "Assigned", "Assigned", "Assigned", "Listed", *person)


def _measures_of(subject: str, period: str) -> tuple[str, ...]:
	if period in OTHER_KINDS and period != "Term of Office":
		return ("Visits",)
	total = ("Distinct Targets", "Distinct Targets") if subject == "Total" else ()
	return (*("Visits",) * 4, "Minutes", "Share of Working Time", "Document", *total)


def _owed_by(dice: Random, owner: str, in_units: bool) -> dict[str, Any]:
	if owner == "Unit":
		return {"owner_kind": owner, "owner_unit_types": ("College",)}
	names = dice.choice((("Leader",), ("Leader", "Chief"), ("Head", "Leader"), ("Chief", "Head"), ()))
	lines = tuple(
		PostQuantity(
			post=name,
			quantity=dice.choice((None, 2.0, 3.0)) if in_units else None,
			nature=dice.choice((None, "Advocated", "Required")),
		)
		for name in names
	)
	return {"owner_kind": owner, "posts": lines, "party_members_only": dice.random() < 0.2}


def _counted_per(dice: Random, owner: str, period: str, subject: str) -> dict[str, Any]:
	some_types = (("Class",), ("Place", "Person"), ("Class", "Dormitory"), ("Class", "Place", "Person"))
	listed = subject != "Total"
	return {
		"subject_kind": subject,
		"subject_types": dice.choice(some_types) if listed else (),
		"subject_tags": dice.choice(((), (), (), ("expert",))) if listed else (),
		"held_only": not listed and owner == "Officer" and (period == "Once" or dice.random() < 0.5),
		"scope": dice.choice(SCOPES) if owner != "Rotation" and dice.random() < 0.3 else "Anywhere",
		"exclude_own_branch": dice.random() < 0.3,
	}


def _measured(dice: Random, measure: str, subject: str) -> dict[str, Any]:
	talk, visit = (
		CountRow(activities=("Talk",)),
		CountRow(activities=("Visit",), target_types=("Place", "Class")),
	)
	either = CountRow(activities=("Talk", "Visit"))
	quantity = {"Minutes": 90.0, "Share of Working Time": 2.0, "Document": 1.0}
	return {
		"counts": dice.choice(((talk,), (talk, visit), (either,), (either,) if subject == "Total" else ())),
		"measure": measure,
		"document_kind": "Plan" if measure == "Document" else "",
		"quantity": quantity.get(measure, float(dice.randint(1, 4))),
		"quantity_unit": {"Minutes": "Minutes", "Share of Working Time": "Percent"}.get(measure, "Times"),
		"comparator": dice.choice((">=", ">")),
	}


def _when(dice: Random, period: str, begins: bool) -> dict[str, Any]:
	built_in = ("Assignment Begins", "Tenure Begins", "Tag Begins") if begins else ()
	weekly = {
		"week_pattern": dice.choice(("Every", "Every Nth", "Odd", "Even")),
		"weekday": dice.choice(("", "", "Tuesday")),
	}
	names = dice.sample((*EVENT_TYPES, *built_in), 2 + begins)
	triggers = tuple(Trigger(event_type=name, days=dice.randint(0, 20)) for name in (*names, EVENT_TYPES[0]))
	return {
		**(weekly if period == "Week" else {}),
		"week_interval": 3,
		"window_start": "11-15",
		"window_end": dice.choice(("12-20", "02-10")),
		"rolling_days": 20,
		"rolling_first_days": dice.choice((0, 10)),
		"tenure_years": 2,
		"triggers": tuple({one.event_type: one for one in triggers}.values()) if period == "Event" else (),
		"min_teaching_days": dice.choice((0, 0, 1, 5)),
	}


def _due(dice: Random, period: str) -> dict[str, Any]:
	if period == "Once":
		return {"due": "Start + Days", "due_days": 14}
	if period == "Event":
		after = {"due": "Teaching Week After Event", "due_week": 2}
		return dice.choice(({"due": "Event + Days"}, after, {"due": "Period End"}))
	if period == "Rolling":
		return {}
	number = dice.randint(0, 40)
	start, end = {"due": "Start + Days", "due_days": number}, {"due": "End + Days", "due_days": number}
	return dice.choice(({}, {}, start, end, {"due": "Window End"}))


def _pacing(dice: Random) -> dict[str, Any]:
	given = {"pacing": "Given Weeks", "pacing_weeks": (2, 5, 11)}
	return dice.choice(({}, {"pacing": "Evenly"}, given))


def _conditions(dice: Random) -> dict[str, Any]:
	face_to_face = (VisitFilter(fieldname="mode", operator="=", value="Face to Face"),)
	return {
		"reminder_days": dice.randint(0, 10),
		"reviewer_after_days": dice.randint(0, 2),
		"manager_after_days": dice.randint(0, 3),
		"grace_days": dice.randint(0, 10),
		"evidence": dice.choice(("None", "None", "None", "Attachment", "Report")),
		"count_attempts": dice.random() < 0.5,
		"day_cap": dice.randint(1, 2),
		"day_cap_key": dice.choice(("Automatic", "Automatic", "Off", "Visit", "Subject", "Owner")),
		"visit_filters": dice.choice(((), (), face_to_face)),
		"max_subjects_per_visit": dice.choice((0, 0, 1)),
		"shared": dice.random() < 0.7,
		"merge_group": dice.choice(("", "", "G")),
	}


# --- what happens ---


def a_contact(dice: Random, number: int) -> Contact:
	day = dice.choice((a_day(dice), FIRST + timedelta(days=dice.randint(60, 75))))  # some close together
	return Contact(
		name=f"V-{number}",
		officers=tuple(dice.sample(OFFICERS, dice.randint(1, 2))),
		targets=tuple(dice.sample(TARGETS, dice.randint(1, 3))),
		activities=tuple(dice.sample(("Talk", "Visit"), dice.randint(1, 2))),
		start=datetime.combine(day, time(dice.randint(8, 17))),
		minutes=dice.randint(10, 240),
		recorded_on=day + timedelta(days=dice.choice((0, 0, 1, 5, 12))),
		cancelled=dice.random() < 0.15,
		attempt=dice.random() < 0.15,
		has_attachment=dice.random() < 0.5,
		has_report=dice.random() < 0.5,
		fields={"mode": dice.choice(("Face to Face", "Face to Face", "Online"))},
	)


def an_exemption(dice: Random, number: int) -> Exemption:
	first, last = a_bound(dice, 0.2)
	return Exemption(
		name=f"EX-{number}",
		officer=dice.choice(("", *OFFICERS)),
		unit=dice.choice(("", "", "East")),
		rule=dice.choice(("", "R-1")),
		subject=dice.choice(("", "Class 1")),
		from_date=first,
		to_date=last,
	)


def an_event(dice: Random, number: int) -> Event:
	day = a_day(dice)
	return Event(
		name=f"EV-{number}",
		event_type=dice.choice(EVENT_TYPES),
		day=day,
		target=dice.choice(("", *TARGETS)),
		registered_on=day + timedelta(days=dice.choice((0, 0, 9, 60))),
		cancelled=dice.random() < 0.2,
	)


def a_world(dice: Random, most_rules: int = 3, without: Sequence[str] = ()) -> World:
	"""A world with one rule or more, and the roster of each rotation drawn."""
	rules: list[DutyRule] = []
	wanted = dice.randint(1, most_rules)
	while len(rules) < wanted:
		rule = a_rule(dice, len(rules) + 1)
		if rule.owner_kind not in without and rule.subject_kind not in without:
			rules.append(rule)
	held = [an_assignment(dice, number) for number in some(dice, 1, 5)]
	for number in some(dice, 0, 2):
		held += a_hand_over(dice, number)
	in_force = dice.choice(((None, None), (None, None), (on("2019-09-20"), None), (None, on("2020-05-20"))))
	whole = Facts(
		calendar=CALENDAR,
		regulations=(
			Regulation(name="R", effective_from=in_force[0], effective_to=in_force[1]),
			Regulation(name="S"),
		),
		rules=tuple(rules),
		posts=POSTS,
		units=UNITS,
		officers=tuple(an_officer(dice, name) for name in OFFICERS),
		target_types=KINDS,
		targets=tuple(a_target(dice, name) for name in TARGETS),
		assignments=tuple(held),
		events=tuple(an_event(dice, number) for number in some(dice, 1, 5)),
		exemptions=tuple(an_exemption(dice, number) for number in range(dice.choice((0, 0, 1, 2)))),
	)
	contacts = tuple(a_contact(dice, number) for number in some(dice, 5, 25))
	return World(with_roster(whole), contacts)


def with_roster(whole: Facts) -> Facts:
	"""The facts with every rotation drawn for the whole year."""
	drawn = (
		row
		for rule in whole.rules
		if rule.owner_kind == "Rotation"
		for row in draw_roster(whole, rule, WHOLE)
	)
	return replace(whole, roster=tuple(drawn))


def handed_in(rows: Sequence[Obligation], dice: Random) -> tuple[HandedIn, ...]:
	"""A document for about half of the rows, early or late."""
	return tuple(
		HandedIn(
			name=f"DOC-{row.name}",
			rule=row.key.rule,
			owner=row.key.owner,
			period_key=row.key.period,
			subject=row.key.subject,
			handed_in_on=row.dues[-1] + timedelta(days=dice.randrange(-9, 10)),
		)
		for row in rows
		if dice.random() < 0.5
	)
