"""Who owes and for whom: the fields `owed by` and `count per` of a Duty Rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine.check_rule import problems_of_rule
from liaison_app.engine.facts import DatedTag, Event, RosterRow
from liaison_app.engine.rule_from_row import duty_rule_from_row
from liaison_app.engine.rules import PostQuantity, Trigger
from tests.factories import (
	BRANCH,
	COLLEGE,
	OTHER_BRANCH,
	OTHER_COLLEGE,
	duty,
	facts,
	holds,
	kinds,
	officer,
	on,
	planned,
	posts,
	regulation,
	target,
	tenure,
	visit,
)
from tests.fields import each_choice, effect_of

AUTUMN = ("2018-09-03", "2019-01-18")


def owners(whole):
	return [row.key.owner for row in planned(whole, *AUTUMN).rows if not row.waived]


# --- owed by ---


@each_choice(
	"owner_kind",
	{
		"Officer": [("Officer", "Lin"), ("Officer", "Wei")],
		"Unit": [("Unit", OTHER_COLLEGE), ("Unit", COLLEGE)],
		"Rotation": [("Officer", "Lin")],
	},
)
def test_who_owes(choice, expected):
	rule = duty(
		owner_kind=choice,
		owner_unit_types=("College",),
		period="Week" if choice == "Rotation" else "Semester",
	)
	whole = facts(
		rule,
		officers=[officer("Wei"), officer("Lin")],
		roster=[RosterRow(rule=rule.name, week=on("2018-09-03"), officer="Lin", drawn="Wei")],
	)
	assert [(row.owner_kind, row.key.owner) for row in planned(whole, *AUTUMN).rows] == expected


@effect_of("owner_unit_types")
def test_units_of_the_named_types_owe_and_their_members_serve():
	rule = duty(owner_kind="Unit", owner_unit_types=("College",), posts=())
	whole = facts(
		rule, officers=[officer("Wei"), officer("Lin", unit=BRANCH)], targets=[target("C1", "Class")]
	)
	together = visit("2018-10-10", ["Wei", "Lin"], "C1", "Talk")
	found = planned(whole, *AUTUMN, together)
	assert {row.key.owner: found.done(row) for row in found.rows} == {COLLEGE: 1, OTHER_COLLEGE: 0}
	of_branches = replace(whole, rules=(replace(rule, owner_unit_types=("Party Branch",)),))
	assert set(owners(of_branches)) == {BRANCH, OTHER_BRANCH}


@effect_of("posts")
@pytest.mark.parametrize(
	("tenures", "expected"),
	[
		([tenure("School Leader")], [2]),
		([tenure("Teaching Lead")], [3]),
		([tenure("School Leader"), tenure("Teaching Lead")], [3]),  # the largest, once
		([tenure("President")], [2]),  # a president is a school leader
		([tenure("Clerk")], []),
		# three days in charge of teaching do not raise a semester
		([tenure("School Leader"), tenure("Teaching Lead", "2018-10-08", "2018-10-10")], [2]),
		# half of the 138 days suffices, one less does not
		([tenure("School Leader"), tenure("Teaching Lead", "2018-09-03", "2018-11-10")], [3]),
		([tenure("School Leader"), tenure("Teaching Lead", "2018-09-03", "2018-11-09")], [2]),
		# two posts that together make the larger quantity
		(
			[tenure("Teaching Lead", "2018-09-03", "2018-10-15"), tenure("Dean", "2018-10-16", "2018-12-15")],
			[3],
		),
	],
)
def test_the_largest_quantity_that_posts_together_cover(tenures, expected):
	table = (
		PostQuantity(post="School Leader"),
		PostQuantity(post="Teaching Lead", quantity=3),
		PostQuantity(post="Dean", quantity=5),
	)
	whole = facts(
		duty(posts=table, quantity=2),
		officers=[officer("Wei", *tenures)],
		posts=posts(President=("School Leader",)) + posts(**{"School Leader": ()}),
	)
	assert [row.quantity for row in planned(whole, *AUTUMN).rows if not row.waived] == expected


def test_nature_is_per_line_of_the_post_table_and_what_is_required_goes_first():
	table = (
		PostQuantity(post="School Leader", quantity=1),
		PostQuantity(post="Department Leader", quantity=4, nature="Advocated"),
	)
	people = [
		officer("Wei"),
		officer("Lin", "Department Leader"),
		officer("Both", "School Leader", "Department Leader"),
	]
	found = planned(facts(duty(posts=table), officers=people), *AUTUMN)
	assert {row.key.owner: (row.nature, row.quantity) for row in found.rows} == {
		"Wei": ("Required", 1),
		"Lin": ("Advocated", 4),
		"Both": ("Required", 1),
	}


def test_no_post_table_means_whoever_holds_a_post():
	people = [
		officer("Wei"),
		officer("Lin", "Clerk", party_member=False),
		replace(officer("Idle"), tenures=()),
	]
	assert owners(facts(duty(posts=()), officers=people)) == ["Lin", "Wei"]


@effect_of("party_members_only")
def test_only_party_members():
	people = [officer("Wei"), officer("Lin", party_member=False)]
	assert owners(facts(duty(party_members_only=True), officers=people)) == ["Wei"]
	assert owners(facts(duty(), officers=people)) == ["Lin", "Wei"]


@each_choice("responsible", {"Reviewer": "Reviewer", "Clerk": "Clerk"})
def test_the_role_that_gets_a_units_to_do_reaches_the_site(choice, expected):
	rule = duty_rule_from_row(
		{"name": "R-1", "regulation": "R", "code": "1", "responsible": choice, "quantity": 1}
	)
	assert rule.responsible == expected


@effect_of("enabled")
def test_a_disabled_rule_owes_nothing():
	assert owners(facts(duty(enabled=False))) == []


@effect_of("regulation")
def test_a_regulation_binds_in_its_unit_and_its_dates():
	people = [officer("Wei"), officer("Lin", unit=OTHER_BRANCH)]
	bound = facts(duty(), officers=people, regulations=[regulation(unit=OTHER_COLLEGE)])
	assert owners(bound) == ["Lin"]
	late = facts(duty(period="Month"), regulations=[regulation(effective_from=on("2018-11-16"))])
	months = {row.key.period: row.waived for row in planned(late, *AUTUMN).rows}
	assert months == {"M:2018-11": "", "M:2018-12": "", "M:2019-01": ""}  # exactly half of November
	superseded = facts(
		duty(period="Month"),
		regulations=[regulation(), regulation("R2", supersedes="R", effective_from=on("2018-11-15"))],
	)
	months = {row.key.period: row.waived for row in planned(superseded, "2018-10-01", "2019-01-18").rows}
	assert months == {"M:2018-09": "", "M:2018-10": "", "M:2018-11": "part period"}


# --- count per ---


def people_and_places(rule, **more):
	"""Wei holds class C1; C2 is nobody's; a hardship befalls C2."""
	return facts(
		rule,
		targets=[target("C1", "Class"), target("C2", "Class"), target("D1", "Dormitory")],
		assignments=[holds("Wei", "C1"), holds("Wei", "D1")],
		events=[Event(name="E1", event_type="Hardship", day=on("2018-10-10"), target="C2")],
		**more,
	)


@each_choice(
	"subject_kind",
	{
		"Total": ["|"],
		"Assigned": ["Wei|C1"],
		"Listed": ["Wei|C1", "Wei|C2"],
		"Trigger Person": [f"{COLLEGE}|C2"],
	},
)
def test_count_per(choice, expected):
	event = {"period": "Event", "triggers": (Trigger(event_type="Hardship", days=5),)}
	more = event if choice == "Trigger Person" else {}
	rule = duty(subject_kind=choice, subject_types=("Class",), **more)
	found = planned(people_and_places(rule), *AUTUMN)
	names = [f"{row.key.owner}|{row.key.subject}" for row in found.rows]
	assert names == (["Wei|"] if choice == "Total" else expected)


@effect_of("subject_types")
def test_subject_types_with_the_kinds_below_them():
	types = kinds("Place", "Class<Place", "Person")
	rule = duty(subject_kind="Assigned", subject_types=("Place",))
	people = [target("C1", "Class"), target("Li", "Person")]
	whole = facts(
		rule, target_types=types, targets=people, assignments=[holds("Wei", "C1"), holds("Wei", "Li")]
	)
	assert [row.key.subject for row in planned(whole, *AUTUMN).rows] == ["C1"]


def test_subject_types_and_tags_narrow_what_counts_for_a_total():
	rule = duty(subject_types=("Class",), subject_tags=("new",), counts=())
	tagged = target("C1", "Class", tags=[DatedTag(tag="new", from_date=on("2018-10-01"))])
	whole = facts(rule, targets=[tagged, target("C2", "Class"), target("Li", "Person", tags=("new",))])

	def done(*visits):
		found = planned(whole, *AUTUMN, *visits)
		return found.done(found.one("D"))

	assert done(visit("2018-10-01", "Wei", "C1")) == 1
	assert done(visit("2018-09-30", "Wei", "C1"), visit("2018-10-10", "Wei", ["C2", "Li"])) == 0


@effect_of("subject_tags")
def test_a_subject_concerns_while_it_carries_the_tag():
	rule = duty(subject_kind="Assigned", subject_tags=("new",), period="Month")
	tag = DatedTag(tag="new", from_date=on("2018-10-10"), to_date=on("2018-11-10"))
	whole = facts(rule, targets=[target("C1", "Class", tags=[tag])], assignments=[holds("Wei", "C1")])
	assert {row.key.period: row.waived for row in planned(whole, *AUTUMN).rows} == {
		"M:2018-10": "",
		"M:2018-11": "part period",
	}


@effect_of("held_only")
def test_a_total_of_held_targets_only():
	rule = duty(held_only=True, subject_types=("Class",))
	whole = people_and_places(rule)
	found = planned(
		whole, *AUTUMN, visit("2018-10-10", "Wei", "C1"), visit("2018-10-11", "Wei", ["C2", "D1"])
	)
	assert found.done(found.one("D")) == 1
	assert planned(replace(whole, assignments=()), *AUTUMN).rows == ()
	both = replace(whole, assignments=(*whole.assignments, holds("Wei", "C2", "2018-10-12")))
	visits = [visit(day, "Wei", "C2") for day in ("2018-10-11", "2018-10-12")]
	found = planned(both, *AUTUMN, visit("2018-10-10", "Wei", "C1"), *visits)
	assert found.done(found.one("D")) == 2  # C2 was not yet held on the 11th
	anywhere = replace(whole, rules=(replace(rule, held_only=False),))
	found = planned(anywhere, *AUTUMN, visit("2018-10-10", "Wei", "C1"), visit("2018-10-11", "Wei", "C2"))
	assert found.done(found.one("D")) == 2


@each_choice(
	"scope",
	{
		"Anywhere": ["Here", "Lab", "There"],
		"Own Unit": ["Here"],
		"Own Subtree": ["Here", "Lab"],
		"Own College": ["Here", "Lab"],
		"Contacted Units": ["There"],
		"Units in Charge": ["There"],
	},
)
@pytest.mark.parametrize("kind", ["Listed", "Total"])
def test_within(kind, choice, expected):
	places = [
		target("Here", "Class", unit=COLLEGE),
		target("Lab", "Class", unit=BRANCH),
		target("There", "Class", unit=OTHER_BRANCH),
		target("Bridges", "College", represents_unit=OTHER_COLLEGE),
	]
	rule = duty(subject_kind=kind, subject_types=("Class",), scope=choice, counts=())
	whole = facts(
		rule,
		officers=[officer("Wei", units_in_charge=(OTHER_COLLEGE,))],
		targets=places,
		assignments=[holds("Wei", "Bridges")],
	)
	if kind == "Listed":
		assert [row.key.subject for row in planned(whole, *AUTUMN).rows] == expected
	for name in ("Here", "Lab", "There"):
		found = planned(whole, *AUTUMN, visit("2018-10-10", "Wei", name))
		assert sum(found.done(row) for row in found.rows) == (name in expected)


def test_own_college_of_somebody_in_a_branch_is_the_college():
	rule = duty(subject_kind="Listed", subject_types=("Class",), scope="Own College")
	whole = facts(
		rule, officers=[officer("Wei", unit=BRANCH)], targets=[target("Here", "Class", unit=COLLEGE)]
	)
	assert [row.key.subject for row in planned(whole, *AUTUMN).rows] == ["Here"]


def test_contacted_units_count_while_they_are_contacted():
	rule = duty(subject_kind="Listed", subject_types=("Class",), scope="Contacted Units", period="Month")
	whole = facts(
		rule,
		targets=[
			target("There", "Class", unit=OTHER_COLLEGE),
			target("Bridges", "College", represents_unit=OTHER_COLLEGE),
		],
		assignments=[holds("Wei", "Bridges", "2018-10-01", "2018-11-10")],
	)
	assert {row.key.period: row.waived for row in planned(whole, *AUTUMN).rows} == {
		"M:2018-10": "",
		"M:2018-11": "part period",
	}


@effect_of("exclude_own_branch")
def test_the_own_branch_is_left_out():
	own = target("Own", "Party Branch", represents_unit=BRANCH)
	other = target("Other", "Party Branch", represents_unit=OTHER_BRANCH)
	member = officer("Wei", own_branch=BRANCH)
	for excluded, expected in ((True, ["Other"]), (False, ["Other", "Own"])):
		rule = duty(subject_kind="Listed", subject_types=("Party Branch",), exclude_own_branch=excluded)
		whole = facts(rule, officers=[member], targets=[own, other])
		assert [row.key.subject for row in planned(whole, *AUTUMN).rows] == expected
	total = facts(duty(exclude_own_branch=True), officers=[member], targets=[own, other])
	found = planned(total, *AUTUMN, visit("2018-10-10", "Wei", "Own"))
	assert found.done(found.one("D")) == 0


def test_a_listed_set_never_contains_the_owner():
	rule = duty(subject_kind="Listed", subject_types=("Teacher",))
	teachers = [target("Wei", "Teacher", user="wei@school"), target("Lin", "Teacher")]
	assert [row.key.subject for row in planned(facts(rule, targets=teachers), *AUTUMN).rows] == ["Lin"]
	of_unit = duty(
		owner_kind="Unit", owner_unit_types=("College",), subject_kind="Listed", subject_types=("College",)
	)
	colleges = [
		target("Roads", "College", represents_unit=COLLEGE),
		target("Bridges", "College", represents_unit=OTHER_COLLEGE),
	]
	found = planned(facts(of_unit, targets=colleges), *AUTUMN)
	assert [(row.key.owner, row.key.subject) for row in found.rows] == [
		(OTHER_COLLEGE, "Roads"),
		(COLLEGE, "Bridges"),
	]


# --- what is refused ---


@pytest.mark.parametrize(
	("fields", "refused"),
	[
		({"period": "Term of Office", "tenure_years": 5}, "period"),
		({"period": "Rolling", "subject_kind": "Assigned", "rolling_days": 9}, "period"),
		(
			{"period": "Once", "subject_kind": "Assigned", "due": "Start + Days", "due_days": 9},
			"period",
		),
		({"owner_unit_types": ()}, "owner_unit_types"),
		({}, None),
	],
)
def test_what_no_unit_can_owe_is_refused(fields, refused):
	rule = duty(**{"owner_kind": "Unit", "owner_unit_types": ("College",), **fields})
	assert [problem.path for problem in problems_of_rule(rule)] == ([refused] if refused else [])


def test_units_answer_events():
	rule = duty(
		owner_kind="Unit",
		owner_unit_types=("College",),
		period="Event",
		triggers=(Trigger(event_type="Fire", days=3),),
	)
	whole = facts(rule, events=[Event(name="E1", event_type="Fire", day=on("2018-10-10"))])
	rows = planned(whole, *AUTUMN).rows
	assert {(row.owner_kind, row.key.owner, str(row.dues[0])) for row in rows} == {
		("Unit", name, "2018-10-13") for name in (COLLEGE, OTHER_COLLEGE)
	}
