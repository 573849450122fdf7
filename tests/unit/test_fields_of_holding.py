"""Who may hold what, and what nobody holds: the fields of an Assignment Rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine import check_assignment, vacancies
from liaison_app.engine.calendar import Calendar
from liaison_app.engine.facts import DatedTag, Leave
from liaison_app.engine.rule_from_row import assignment_rule_from_row
from tests.factories import (
	BRANCH,
	COLLEGE,
	OTHER_BRANCH,
	OTHER_COLLEGE,
	assigning,
	duty,
	facts,
	holds,
	kinds,
	officer,
	on,
	planned,
	regulation,
	target,
	tenure,
	term,
)
from tests.fields import each_choice, effect_of

RULE = "AssignmentRule"
DAY = on("2018-10-10")


def findings(rule, proposed=None, **more):
	"""(severity, code) of what speaks against Wei holding C1 from 10 October."""
	more.setdefault("targets", [target("C1", "Class"), target("C2", "Class"), target("C3", "Class")])
	whole = facts(assignment_rules=[rule], **more)
	proposed = proposed or holds("Wei", "C1", DAY, name="New", assignment_rule=rule.name)
	found = check_assignment(proposed, rule, whole)
	for finding in found:
		assert "{" not in finding.message.format(*finding.values)
	return [(finding.severity, finding.code) for finding in found]


def gaps(rule, day=DAY, **more):
	more.setdefault("targets", [target("C1", "Class"), target("C2", "Class")])
	whole = facts(assignment_rules=[rule], **more)
	return [(gap.subject, gap.reason) for gap in vacancies(whole, [], (day, day)) if gap.rule == rule.name]


def refused(code):
	return [("Refuse", code)]


def test_nothing_speaks_against_what_the_rule_asks_for():
	assert findings(assigning()) == []
	assert gaps(assigning(), assignments=[holds("Wei", "C1")]) == []


# --- who ---


@effect_of("posts", of=RULE)
def test_posts():
	president = [officer("Wei", tenure("School Leader", "2018-10-11"))]
	assert findings(assigning(), officers=president) == refused("post")
	assert findings(assigning(posts=()), officers=[officer("Wei", "Clerk")]) == []
	assert findings(assigning(posts=("Dean", "Clerk")), officers=[officer("Wei", "Clerk")]) == []
	people = [officer("Wei"), officer("Lin", "Clerk")]
	assert gaps(assigning(), officers=people) == [("Wei", "holds 0 of 1: Class")]


@effect_of("party_members_only", of=RULE)
def test_party_members_only():
	people = [officer("Wei", party_member=False)]
	for only, expected in ((True, refused("party member")), (False, [])):
		assert findings(assigning(party_members_only=only), officers=people) == expected
	assert gaps(assigning(party_members_only=True), officers=people) == []


@effect_of("units", of=RULE)
def test_units():
	for units, expected in (((), []), (("College",), []), (("Department",), refused("unit"))):
		rule = assigning(units=units)
		assert (
			findings(rule, officers=[officer("Wei", unit=BRANCH)]) == expected
		)  # the branch is in a college
		assert bool(gaps(rule)) == (not expected)


@effect_of("regulation", of=RULE)
def test_the_regulation_binds_those_of_its_unit():
	bound = [regulation(unit=OTHER_COLLEGE)]
	assert gaps(assigning(), regulations=bound) == []
	other = [holds("Wei", "C1", regulation="S")]
	assert gaps(assigning(), assignments=other) == [("Wei", "holds 0 of 1: Class")]


@effect_of("enabled", of=RULE)
@each_choice("nature", {"Required": 1, "Advocated": 0}, of=RULE)
def test_only_what_is_required_and_enabled_is_missed(choice, expected):
	assert len(gaps(assigning(nature=choice))) == expected
	assert gaps(assigning(nature=choice, enabled=False)) == []


# --- what ---


@effect_of("target_types", of=RULE)
def test_target_types():
	places = [target("C1", "Class"), target("D1", "Dormitory")]
	types = kinds("Place", "Class<Place", "Dormitory")
	dormitory = holds("Wei", "D1", DAY, name="New")
	assert findings(assigning(target_types=("Place",)), targets=places, target_types=types) == []
	assert findings(
		assigning(target_types=("Place",)), dormitory, targets=places, target_types=types
	) == refused("target type")


@each_choice(
	"types_needed",
	{"Any Of": [], "Each Of": [("Wei", "holds 0 of 1: Dormitory")]},
	of=RULE,
)
def test_types_needed(choice, expected):
	rule = assigning(target_types=("Class", "Dormitory"), types_needed=choice)
	places = [target("C1", "Class"), target("D1", "Dormitory")]
	assert gaps(rule, targets=places, assignments=[holds("Wei", "C1")]) == expected
	assert len(gaps(rule, targets=places)) == (2 if choice == "Each Of" else 1)


@effect_of("min_targets", of=RULE)
def test_min_targets():
	for least, expected in ((0, []), (1, []), (2, [("Wei", "holds 1 of 2: Class")])):
		assert gaps(assigning(min_targets=least), assignments=[holds("Wei", "C1")]) == expected


@effect_of("max_targets", of=RULE)
def test_max_targets_on_one_day():
	rule = assigning(max_targets=2)

	def against(*spans):
		held = [
			holds("Wei", name, first, last, assignment_rule=rule.name)
			for name, (first, last) in zip(("C2", "C3"), spans, strict=False)
		]
		return findings(rule, assignments=held)

	assert against(("2018-09-03", None)) == []
	assert against(("2018-09-03", None), ("2018-09-03", None)) == refused("maximum")
	assert against(("2018-09-03", None), ("2018-12-01", None)) == refused("maximum")
	assert against(("2018-09-03", "2018-11-30"), ("2018-12-01", None)) == []  # never three on one day
	assert against(("2018-09-03", "2018-10-09"), ("2018-09-03", None)) == []
	assert findings(assigning(max_targets=0), assignments=[holds("Wei", "C2"), holds("Wei", "C3")]) == []
	elsewhere = [holds("Wei", name, assignment_rule="R-X") for name in ("C2", "C3")]
	assert findings(rule, assignments=elsewhere) == []


@effect_of("required_tags", "preferred_tags", of=RULE)
def test_tags():
	expert = DatedTag(tag="expert", from_date=on("2018-10-01"), to_date=on("2018-10-31"))
	for tags, code in (({"required_tags": ("expert",)}, "Refuse"), ({"preferred_tags": ("expert",)}, "Warn")):
		for worn, expected in (([expert], []), ([], [(code, f"tags {code.lower()}")])):
			rule = assigning(**tags)
			assert findings(rule, targets=[target("C1", "Class", tags=worn)]) == expected
		november = holds("Wei", "C1", "2018-11-01", name="New")
		assert findings(assigning(**tags), november, targets=[target("C1", "Class", tags=[expert])]) != []


PLACES = [
	target("Here", "Class", unit=COLLEGE),
	target("Lab", "Class", unit=BRANCH),
	target("There", "Class", unit=OTHER_COLLEGE, parent="Campus"),
	target("Campus", "Campus", represents_unit=OTHER_COLLEGE),
]


@each_choice(
	"scope",
	{
		"Anywhere": {"Here", "Lab", "There"},
		"Own Unit": {"Here"},
		"Own Subtree": {"Here", "Lab"},
		"Own College": {"Here", "Lab"},
		"Contacted Units": {"There"},
		"Units in Charge": {"There"},
		"Inside Held Target": {"There"},
	},
	of=RULE,
)
@effect_of("inside_types", of=RULE)
def test_scope(choice, expected):
	rule = assigning(scope=choice, inside_types=("Campus",))
	more = {"targets": PLACES, "officers": [officer("Wei", units_in_charge=(OTHER_COLLEGE,))]}
	held = [holds("Wei", "Campus", "2018-09-03")]
	for name in ("Here", "Lab", "There"):
		proposed = holds("Wei", name, DAY, name="New")
		assert (findings(rule, proposed, assignments=held, **more) == []) == (name in expected)
	if choice in ("Contacted Units", "Inside Held Target"):
		proposed = holds("Wei", "There", DAY, name="New")
		past = [holds("Wei", "Campus", "2018-09-03", "2018-10-09")]
		assert findings(rule, proposed, assignments=past, **more) == refused("scope")
		other_types = replace(rule, inside_types=("Building",))
		refuses = choice == "Inside Held Target"
		assert bool(findings(other_types, proposed, assignments=held, **more)) == refuses


@each_choice("scope_strength", {"Warn": [("Warn", "scope")], "Refuse": [("Refuse", "scope")]}, of=RULE)
def test_scope_strength(choice, expected):
	rule = assigning(scope="Own College", scope_strength=choice)
	proposed = holds("Wei", "There", DAY, name="New")
	assert findings(rule, proposed, targets=PLACES) == expected


@effect_of("exclude_own_branch", of=RULE)
def test_own_branch():
	branches = [
		target("C1", "Class", represents_unit=BRANCH),
		target("C2", "Class", represents_unit=OTHER_BRANCH),
	]
	member = [officer("Wei", own_branch=BRANCH)]
	for excluded, expected in ((True, refused("own branch")), (False, [])):
		assert findings(assigning(exclude_own_branch=excluded), officers=member, targets=branches) == expected
	other = holds("Wei", "C2", DAY, name="New")
	assert findings(assigning(exclude_own_branch=True), other, officers=member, targets=branches) == []


def test_oneself_inactive_targets_and_impossible_dates():
	assert findings(assigning(), targets=[target("C1", "Class", user="wei@school")]) == refused("oneself")
	assert findings(assigning(), targets=[target("C1", "Class", until="2018-10-09")]) == refused(
		"inactive target"
	)
	backwards = holds("Wei", "C1", DAY, "2018-10-09", name="New")
	assert ("Refuse", "dates") in findings(assigning(), backwards)


def test_the_same_target_twice():
	again = [holds("Wei", "C1", "2018-09-03", "2018-10-10")]
	assert findings(assigning(), assignments=again) == refused("twice")
	before = [holds("Wei", "C1", "2018-09-03", "2018-10-09")]
	assert findings(assigning(), assignments=before) == []
	other = [holds("Wei", "C1", regulation="S"), holds("Lin", "C1")]
	assert findings(assigning(), assignments=other) == []


def test_an_approved_exception_turns_refusals_into_warnings():
	exception = holds("Wei", "C1", DAY, name="New", is_exception=True)
	people = [officer("Wei", "Clerk", party_member=False)]
	rule = assigning(party_members_only=True)
	assert findings(rule, exception, officers=people) == [("Warn", "post"), ("Warn", "party member")]


# --- how it changes ---


@each_choice(
	"rotation_period",
	{
		"None": (None, "2020-09-06"),
		"Academic Year": ("2019-09-02", "2020-09-06"),
		"Calendar Year": ("2019-01-01", "2019-12-31"),
		"Semester": ("2020-02-24", "2020-09-06"),
	},
	of=RULE,
)
@effect_of("rotation_look_back", of=RULE)
def test_rotation(choice, expected):
	calendar = Calendar(
		terms=(
			term("2018-19 II", "2019-02-25", "2019-07-05"),
			term("2019-20 I", "2019-09-02", "2020-01-17"),
			term("2019-20 II", "2020-02-24", "2020-07-10"),
			term("2020-21 I", "2020-09-07", "2021-01-22"),
		)
	)
	first, last = expected
	rule = assigning(rotation_period=choice)
	proposed = holds("Wei", "C1", "2020-09-07", name="New")

	def against(day, rule=rule, **more):
		earlier = holds("Wei", "C1", day, day, name="Earlier", **more)
		return findings(rule, proposed, calendar=calendar, assignments=[earlier])

	if first is None:
		assert against(last) == []
		return
	earlier = [
		holds("Wei", "C1", last, last),
		holds("Wei", "C2", last, last),
		holds("Wei", "C1", "2018-05-05", "2018-05-06"),
	]
	assert findings(rule, proposed, calendar=calendar, assignments=earlier) == refused("rotation")
	assert against(first) == against(last) == refused("rotation")
	assert against(on(first).fromordinal(on(first).toordinal() - 1)) == []
	assert against(last, regulation="S") == []
	twice = replace(rule, rotation_look_back=2)
	assert against(on(first).fromordinal(on(first).toordinal() - 1), twice) == refused("rotation")


def test_periods_before_the_known_calendar_are_looked_back_to_all_the_same():
	calendar = Calendar(terms=(term("2020-21 I", "2020-09-07", "2021-01-22"),))
	proposed = holds("Wei", "C1", "2020-09-07", name="New")
	for period, day, expected in (
		("Academic Year", "2019-09-07", True),
		("Academic Year", "2019-09-06", False),
		("Semester", "2020-03-07", True),
		("Semester", "2020-03-06", False),
	):
		earlier = holds("Wei", "C1", day, day, name="Earlier")
		rule = assigning(rotation_period=period)
		found = findings(rule, proposed, calendar=calendar, assignments=[earlier])
		assert found == (refused("rotation") if expected else [])


@effect_of("follows", of=RULE)
def test_follows():
	rule = assigning("H", follows="Lead")

	def against(last, until=None, held_under="R-Lead"):
		leading = holds("Wei", "C2", "2018-09-03", last, assignment_rule=held_under)
		return findings(rule, holds("Wei", "C1", DAY, until, name="New"), assignments=[leading])

	assert against(None) == against("2019-01-18", "2019-01-18") == []
	assert against("2019-01-18", "2019-01-19") == against("2019-01-18") == [("Warn", "outlasts")]
	assert against("2018-10-09") == against(None, held_under="R-Other") == refused("follows")


@effect_of("besides", of=RULE)
def test_besides():
	rule = assigning("H", besides="Lead")

	def against(name, held_under="R-Lead"):
		return findings(rule, assignments=[holds("Wei", name, regulation="S", assignment_rule=held_under)])

	assert against("C1") == refused("besides")
	assert against("C2") == against("C1", "R-Other") == []


@effect_of("until_target_ends", of=RULE)
def test_until_the_target_ends():
	places = [target("C1", "Class", until="2019-06-30")]
	for until, reason, expected in (
		("2019-06-30", "", []),
		("2019-01-18", "", refused("ends early")),
		("2019-01-18", "Officer Left", []),
		(None, "", []),
	):
		proposed = holds("Wei", "C1", DAY, until, name="New", end_reason=reason)
		assert findings(assigning(until_target_ends=True), proposed, targets=places) == expected
		assert findings(assigning(), proposed, targets=places) == []


def test_a_branch_lies_inside_the_held_college_that_stands_for_its_unit():
	places = [
		target("College", "College", represents_unit=COLLEGE),
		target("Ours", "Branch", unit=BRANCH),
		target("Theirs", "Branch", unit=OTHER_BRANCH),
	]
	rule = assigning(target_types=("Branch",), scope="Inside Held Target", inside_types=("College",))

	def against(name):
		return findings(
			rule, holds("Wei", name, DAY, name="New"), targets=places, assignments=[holds("Wei", "College")]
		)

	assert against("Ours") == []
	assert against("Theirs") == refused("scope")


# --- coverage and ratio ---


@effect_of("coverage", of=RULE)
def test_coverage():
	people = [officer("Wei"), officer("Lin")]
	places = [
		target("C1", "Class"),
		target("C2", "Class", unit=BRANCH),
		target("C3", "Class", unit=OTHER_COLLEGE),
		target("C4", "Class", until="2018-10-09"),
	]
	held = [holds("Wei", "C1"), holds("Lin", "C1"), holds("Wei", "C2")]
	more = {"officers": people, "targets": places, "assignments": held}
	assert gaps(assigning(coverage=1), **more) == []
	assert gaps(assigning(coverage=2), **more) == [("C2", "held by 1 of 2")]
	assert gaps(assigning(coverage=1), targets=places) == [("C1", "held by 0 of 1"), ("C2", "held by 0 of 1")]


@effect_of("replace_after_leave_days", of=RULE)
def test_who_is_long_away_holds_nothing():
	away = officer("Wei", leaves=(Leave(from_date=on("2018-09-10"), to_date=on("2018-11-08")),))
	more = {"officers": [away], "targets": [target("C1", "Class")], "assignments": [holds("Wei", "C1")]}
	assert gaps(assigning(coverage=1, replace_after_leave_days=61), **more) == []
	assert gaps(assigning(coverage=1, replace_after_leave_days=60), **more) == [("C1", "held by 0 of 1")]
	assert gaps(assigning(coverage=1), **more) == []


@effect_of("ratio", of=RULE)
def test_ratio():
	people = [officer("Wei"), officer("Lin"), officer("Far", unit=OTHER_COLLEGE)]
	staff = [target(f"S{number}", "Staff") for number in range(5)]
	members = [target("Wei", "Staff", user="wei@school"), target("Far-1", "Staff", unit=OTHER_COLLEGE)]
	held = [holds("Wei", "S0"), holds("Wei", "S1"), holds("Lin", "S2")]
	more = {"officers": people, "targets": [*staff, *members], "assignments": held}

	def short(ratio, scope="Own Unit"):
		return gaps(assigning(target_types=("Staff",), min_targets=0, ratio=ratio, scope=scope), **more)

	assert short(0) == []
	# five of the masses on two members: two each; Wei himself is none of them
	assert short(1) == [("Lin", "holds 1 of 2: Staff"), ("Far", "holds 0 of 1: Staff")]
	assert short(0.5) == []
	assert short(1, "Anywhere") == [("Lin", "holds 1 of 2: Staff"), ("Far", "holds 0 of 2: Staff")]


def test_subjects_that_nobody_owes_are_vacancies():
	rule = duty(subject_kind="Assigned", period="Month")
	places = [target("C1", "Class"), target("C2", "Class")]
	held = [holds("Wei", "C1", "2018-10-25"), holds("Wei", "C2", "2018-10-25"), holds("Lin", "C2")]
	whole = facts(rule, officers=[officer("Wei"), officer("Lin")], targets=places, assignments=held)
	rows = planned(whole, "2018-10-10", "2018-10-31").rows
	found = vacancies(whole, rows, (on("2018-10-10"), on("2018-10-31")))
	assert [(gap.rule, gap.subject, gap.period, gap.reason) for gap in found] == [
		("R-D", "C1", "M:2018-10", "nobody owes it")
	]


@effect_of("placed_by", "approved_by", "self_declared", of=RULE)
def test_who_places_and_approves_is_told_to_the_site():
	row = {
		"name": "R-H",
		"regulation": "R",
		"code": "H",
		"placed_by": "College",
		"approved_by": "Office",
		"self_declared": 1,
	}
	rule = assignment_rule_from_row(row)
	assert (rule.placed_by, rule.approved_by, rule.self_declared) == ("College", "Office", True)
	with pytest.raises(KeyError):
		check_assignment(holds("Nobody", "C1"), rule, facts())
