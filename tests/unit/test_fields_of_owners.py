"""Who owes and for whom: the fields `owed by` and `count per` of a Duty Rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine.facts import DatedTag, Event, Exemption, RosterRow
from liaison_app.engine.rows import obligation_name
from liaison_app.engine.rule_from_row import duty_rule_from_row
from liaison_app.engine.rules import PostQuantity, Trigger
from tests.factories import (
	BRANCH,
	COLLEGE,
	OTHER_BRANCH,
	OTHER_COLLEGE,
	SCHOOL,
	duty,
	facts,
	holds,
	kinds,
	leave,
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


# --- what is held ---


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
	out_of_force = replace(whole, regulations=(regulation(effective_from=on("2018-11-01")),))
	assert planned(out_of_force, *AUTUMN).rows == ()
