"""What counts and how much: activities, measures, conditions on a visit, and the reasons of the ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine import explain, settle
from liaison_app.engine.credit import REASONS
from liaison_app.engine.facts import DatedTag, HandedIn
from liaison_app.engine.filters import fits
from liaison_app.engine.rules import CountRow, VisitFilter
from tests.factories import (
	BRANCH,
	COLLEGE,
	duty,
	facts,
	holds,
	kinds,
	leave,
	officer,
	on,
	planned,
	regulation,
	target,
	tenure,
	visit,
)
from tests.fields import each_choice, effect_of

AUTUMN = ("2018-09-03", "2019-01-18")
PLACES = [
	target("C1", "Class"),
	target("C2", "Class"),
	target("D1", "Dormitory", tags=[DatedTag(tag="far", from_date=on("2018-10-11"))]),
	target("Own", "Party Branch", represents_unit=BRANCH),
]
TYPES = kinds("Place", "Class", "Dormitory<Place", "Party Branch")


def place(rule, *more_rules, **more):
	"""Wei holds C1 and C2, and so does Lin."""
	more.setdefault("officers", [officer("Wei"), officer("Lin")])
	held = [holds(name, one, name=f"{name}>{one}") for name in ("Wei", "Lin") for one in ("C1", "C2")]
	more.setdefault("assignments", held)
	return facts(rule, *more_rules, target_types=TYPES, targets=PLACES, **more)


def done(whole, *visits, owner="Wei", subject=None, code="D"):
	found = planned(whole, *AUTUMN, *visits)
	return found.done(found.one(code, owner, subject))


# --- what counts ---


@effect_of("counts")
@pytest.mark.parametrize(
	("activity", "where", "day", "counted"),
	[
		("Talk", "C1", "2018-10-10", 1),  # any target
		("Visit", "D1", "2018-10-10", 1),  # a dormitory is a kind of place
		("Visit", "C1", "2018-10-10", 0),
		("Patrol", "D1", "2018-10-11", 1),
		("Patrol", "D1", "2018-10-10", 0),  # not yet tagged
		("Lecture", "D1", "2018-10-11", 0),
	],
)
def test_any_row_of_what_counts_fits(activity, where, day, counted):
	rows = (
		CountRow(activities=("Talk",)),
		CountRow(activities=("Visit",), target_types=("Place",)),
		CountRow(activities=("Patrol",), tags=("far", "near")),
	)
	assert done(place(duty(counts=rows)), visit(day, "Wei", where, activity)) == counted
	assert (
		done(place(duty(counts=(), subject_types=("Class", "Place"))), visit(day, "Wei", where, activity))
		== 1
	)


@each_choice(
	"measure",
	{
		"Visits": (2, 2),
		"Distinct Targets": (2, 3),
		"Minutes": (90, 180),
		"Share of Working Time": (90, 451.2),  # of 94 working days
		"Document": (1, 1),
	},
)
def test_measure(choice, expected):
	units = {
		"Minutes": ("Hours", 3),
		"Share of Working Time": ("Percent", 1),
		"Distinct Targets": ("Times", 3),
	}
	unit, quantity = units.get(choice, ("Times", expected[1]))
	rule = duty(measure=choice, document_kind="Plan", quantity_unit=unit, quantity=quantity)
	handed = HandedIn(
		name="P1", rule=rule.name, owner="Wei", period_key="S:2018-19 I", handed_in_on=on("2018-10-10")
	)
	whole = place(rule, documents=[handed])
	visits = [
		visit("2018-10-10", "Wei", ["C1", "C2"], minutes=60),
		visit("2018-10-11", "Wei", "C1", minutes=30),
	]
	found = planned(whole, *AUTUMN, *visits)
	row = found.one("D", "Wei")
	assert (found.done(row), row.quantity) == expected


@each_choice(
	"quantity_unit",
	{
		"Times": ("Visits", 2, 2),
		"Minutes": ("Minutes", 90, 90),
		"Hours": ("Minutes", 1.5, 90),
		"Days": ("Minutes", 0.5, 180),
		"Percent": ("Share of Working Time", 50, 0.5 * 6 * 60 * 90),
	},
)
@effect_of("quantity", "hours_per_day")
def test_quantity_unit(choice, expected):
	measure, quantity, in_row = expected
	rule = duty(measure=measure, quantity=quantity, quantity_unit=choice, hours_per_day=6)
	row = planned(place(rule), *AUTUMN).one("D", "Wei")
	whole_year = [
		day
		for day in range(138)
		if facts(rule).calendar.is_working_day(
			on("2018-09-03").fromordinal(on("2018-09-03").toordinal() + day)
		)
	]
	assert row.quantity == (in_row if choice != "Percent" else 0.5 * 6 * 60 * len(whole_year))


def test_a_share_is_taken_of_the_working_days_outside_leave_and_none_is_no_row():
	rule = duty(measure="Share of Working Time", quantity=50, quantity_unit="Percent", period="Month", part=0)

	def quantity(*leaves):
		whole = place(rule, officers=[officer("Wei", leaves=leaves)])
		rows = planned(whole, "2018-10-15", "2018-10-31").of("D", period="M:2018-10")
		return [row.quantity for row in rows]

	assert quantity() == [18 * 240]
	assert quantity(leave("2018-10-08", "2018-10-12")) == [13 * 240]
	assert quantity(leave("2018-09-30", "2018-10-31")) == []


@each_choice("comparator", {">=": "Met", ">": "Open"})
def test_comparator(choice, expected):
	rule = duty(
		measure="Share of Working Time",
		quantity=50,
		quantity_unit="Percent",
		period="Week",
		comparator=choice,
	)
	whole = place(rule)
	five = [visit(f"2018-10-{day}", "Wei", "C1", minutes=240) for day in range(15, 20)]
	found = planned(whole, "2018-10-15", "2018-10-21", *five)
	row = found.one("D", "Wei", period="W:2018-10-15")
	assert (found.done(row), row.quantity) == (1200, 1200)
	assert found.state(replace(row, lead_days=0), "2018-10-19") == expected


def test_minutes_of_a_day_are_the_union_of_the_visits_at_most_a_working_day():
	rule = duty(measure="Minutes", quantity=1, quantity_unit="Days", hours_per_day=2)
	morning = visit("2018-10-10", "Wei", "C1", at="09:00", minutes=60)
	overlapping = visit("2018-10-10", "Wei", "C2", at="09:30", minutes=50)
	long = visit("2018-10-11", "Wei", "C2", at="08:00", minutes=300)
	assert done(place(rule), morning) == 60
	assert done(place(rule), morning, overlapping) == 80
	assert done(place(rule), morning, overlapping, long) == 200


@effect_of("document_kind")
def test_a_document_is_matched_by_the_rule_and_the_period_named_in_it():
	rule = duty(measure="Document", document_kind="Record", period="Month", due="End + Days", due_days=5)

	def october(day, period="M:2018-10", of=rule.name, owner="Wei"):
		handed = HandedIn(name="P1", rule=of, owner=owner, period_key=period, handed_in_on=on(day))
		found = planned(place(rule, documents=[handed]), "2018-10-15", "2018-10-31")
		return found.state(found.one("D", "Wei", period="M:2018-10"), "2018-11-07")

	assert october("2018-11-03") == "Met"
	assert october("2018-11-06") == "Met Late"
	assert october("2018-11-03", period="M:2018-11") == "Overdue"
	assert october("2018-11-03", of="R-X") == october("2018-11-03", owner="Lin") == "Overdue"
	assert october("2018-11-12") == "Met Late"  # the day of the close
	assert october("2018-11-13") == "Overdue"


# --- conditions ---


@each_choice("evidence", {"None": (1, 1, 1), "Attachment": (0, 1, 1), "Report": (0, 0, 1)})
def test_evidence(choice, expected):
	whole = place(duty(evidence=choice))
	bare = visit("2018-10-10", "Wei", "C1")
	given = (bare, replace(bare, has_attachment=True), replace(bare, has_report=True))
	assert tuple(done(whole, one) for one in given) == expected


@effect_of("count_attempts")
def test_attempts():
	tried = visit("2018-10-10", "Wei", "C1", attempt=True)
	assert done(place(duty()), tried) == 0
	assert done(place(duty(count_attempts=True)), tried) == 1


ON_ONE_DAY = [
	visit("2018-10-10", "Wei", "C1", at="09:00", name="V1", recorded="2018-10-12"),
	visit("2018-10-10", "Wei", "C1", at="15:00", name="V2", recorded="2018-10-11"),
	visit("2018-10-10", ["Lin", "Wei"], "C2", at="16:00", name="V3", recorded="2018-10-13"),
]


@each_choice(
	"day_cap_key",
	{"Automatic": (3, 1, 3), "Off": (3, 2, 3), "Visit": (1, 1, 1), "Subject": (2, 1, 2), "Owner": (1, 1, 2)},
)
def test_day_cap_key(choice, expected):
	total = done(place(duty(day_cap_key=choice)), *ON_ONE_DAY)
	subject = done(place(duty(day_cap_key=choice, subject_kind="Assigned")), *ON_ONE_DAY, subject="C1")
	of_unit = duty(day_cap_key=choice, owner_kind="Unit", owner_unit_types=("College",))
	assert (total, subject, done(place(of_unit), *ON_ONE_DAY, owner=COLLEGE)) == expected


@effect_of("day_cap")
def test_the_earliest_recorded_of_a_day_count():
	rule = duty(subject_kind="Assigned", day_cap_key="Visit")
	for cap, counted in ((1, ("V2",)), (2, ("V1", "V2"))):
		found = planned(place(replace(rule, day_cap=cap)), *AUTUMN, *ON_ONE_DAY)
		assert found.progress[found.one("D", "Wei", "C1").name].contacts == counted
	minutes = place(duty(measure="Minutes", quantity=60, quantity_unit="Minutes", subject_kind="Assigned"))
	longer = [replace(one, minutes=20) for one in ON_ONE_DAY]
	found = planned(minutes, *AUTUMN, *longer)
	progress = found.progress[found.one("D", "Wei", "C1").name]
	assert (progress.done, progress.contacts) == (40, ("V1", "V2"))  # none for minutes


@effect_of("visit_filters")
def test_visit_filters():
	face = VisitFilter(fieldname="mode", operator="=", value="Face to Face")
	far = VisitFilter(fieldname="place", operator="like", value="%lab%")
	whole = place(duty(visit_filters=(face, far)))
	for fields, counted in (
		({"mode": "Face to Face", "place": "Old Lab 3"}, 1),
		({"mode": "Face to Face", "place": "Hall"}, 0),
		({"mode": "Online", "place": "Lab"}, 0),
		({}, 0),
	):
		assert done(whole, visit("2018-10-10", "Wei", "C1", fields=fields)) == counted


OPERATORS = {
	"=": [("a", "a", True), ("a", "b", False), (2, "2.0", True), (None, "", True)],
	"!=": [("a", "b", True), ("a", "a", False)],
	">": [(3, 2, True), (2, 2, False), ("10", 9, True), (None, 0, False)],
	"<": [(1, 2, True), (2, 2, False), ("2018-01-02", "2018-01-10", True)],
	">=": [(2, 2, True), (1, 2, False)],
	"<=": [(2, 2, True), (3, 2, False)],
	"in": [("a", "a, b", True), ("c", ["a", "b"], False)],
	"not in": [("c", ["a", "b"], True), ("a", "a,b", False)],
	"like": [("Lab 3", "%lab%", True), ("Lab", "_ab", True), ("Hall", "lab%", False), ("a.b", "a_b", True)],
	"not like": [("Hall", "%lab%", True), ("Lab", "lab", False)],
	"is": [("x", "set", True), ("", "set", False), (None, "not set", True), (0, "set", True)],
	"between": [(5, [1, 9], True), (10, [1, 9], False), ("2018-02-01", ["2018-01-01", "2018-03-01"], True)],
}


@each_choice("operator", OPERATORS, of="VisitFilter")
def test_operators_of_a_filter(choice, expected):
	for value, wanted, result in expected:
		condition = VisitFilter(fieldname="field", operator=choice, value=wanted)
		assert fits({"field": value}, condition) is result, (value, choice, wanted)


@effect_of("max_subjects_per_visit")
def test_most_subjects_that_one_visit_may_serve():
	rule = duty(subject_kind="Assigned", subject_types=("Class",), max_subjects_per_visit=1)
	whole = place(rule, assignments=[holds("Wei", "C1"), holds("Wei", "C2"), holds("Lin", "C2")])
	meeting = visit("2018-10-10", ["Wei", "Lin"], ["C1", "C2"])
	assert [done(whole, meeting, subject=name) for name in ("C1", "C2")] == [1, 0]
	assert done(whole, meeting, owner="Lin", subject="C2") == 0  # it has served C1
	assert done(whole, replace(meeting, targets=("D1", "C2")), owner="Lin", subject="C2") == 1
	two = place(replace(rule, max_subjects_per_visit=2))
	assert done(two, visit("2018-10-10", "Wei", ["C1", "C1", "C2"]), subject="C2") == 1
	without = place(replace(rule, max_subjects_per_visit=0))
	assert [done(without, meeting, subject=name) for name in ("C1", "C2")] == [1, 1]


@effect_of("shared")
def test_a_rule_that_does_not_share_takes_what_serves_no_other():
	other = duty(
		"Other", subject_types=("Class",), counts=(CountRow(activities=("Talk",), target_types=("Class",)),)
	)
	whole = place(duty(shared=False), other)
	both, alone = visit("2018-10-10", "Wei", "C1"), visit("2018-10-11", "Wei", "D1")
	assert done(whole, both) == 0 and done(whole, both, code="Other") == 1
	assert done(whole, both, alone) == 1
	shared = place(duty(), other)
	assert done(shared, both) == done(shared, both, code="Other") == 1
	two = place(duty("A", shared=False), duty("B", shared=False))
	assert (done(two, both, code="A"), done(two, both, code="B")) == (1, 0)


@effect_of("confidential", "confidential_roles")
def test_confidential_rules_count_like_any_other():
	rule = duty(confidential=True, confidential_roles=("Liaison Manager",))
	assert done(place(rule), visit("2018-10-10", "Wei", "C1")) == 1


# --- groups ---


def test_each_named_officer_gets_full_credit_and_a_unit_counts_the_visit_once():
	together = visit("2018-10-10", ["Wei", "Lin"], ["C1", "C2"])
	of_unit = duty("U", owner_kind="Unit", owner_unit_types=("College",))
	distinct = duty("T", measure="Distinct Targets", quantity=3)
	whole = place(duty(), of_unit, distinct)
	assert done(whole, together) == done(whole, together, owner="Lin") == 1
	assert done(whole, together, owner=COLLEGE, code="U") == 1
	assert done(whole, together, code="T") == 2


def test_leave_does_not_stop_a_contact_from_counting():
	away = place(duty(), officers=[officer("Wei", leaves=(leave("2018-10-08", "2018-10-12"),))])
	assert done(away, visit("2018-10-10", "Wei", "C1")) == 1


# --- the ledger: every reason, in order ---

GOOD = visit("2018-10-17", "Wei", "C1", "Talk", name="V", has_report=True)
FAULTS = {
	"cancelled": {"cancelled": True},
	"officer not present": {"officers": ("Lin",)},
	"wrong activity": {"activities": ("Visit",)},
	"attempt only": {"attempt": True},
	"filter": {"fields": {"mode": "Online"}},
	"weekday": {"start": on("2018-10-18")},
	"wrong or other target": {"targets": ("D1",)},
	"own branch": {"targets": ("Own",)},
	"outside the period": {"start": on("2018-08-29")},
	"not assigned then": {"start": on("2018-10-10")},
	"not in post then": {"start": on("2018-10-03")},
	"evidence missing": {"has_report": False},
	"recorded after close": {"recorded_on": on("2019-02-01")},
}


def strict():
	"""A rule that every fault offends: from 10 October in post, from 17 October holding C1 and the own branch."""
	rule = duty(
		subject_types=("Class", "Party Branch"),
		held_only=True,
		exclude_own_branch=True,
		visit_filters=(VisitFilter(fieldname="mode", operator="=", value="Face to Face"),),
		weekday="Wednesday",
		evidence="Report",
	)
	return place(
		rule,
		officers=[officer("Wei", tenure("School Leader", "2018-10-10"), own_branch=BRANCH)],
		assignments=[holds("Wei", "C1", "2018-10-17")],
	)


def with_faults(*names):
	contact = GOOD
	for name in names:
		change = dict(FAULTS[name])
		if "start" in change:
			change["start"] = contact.start.replace(month=change["start"].month, day=change["start"].day)
		contact = replace(contact, **change)
	return contact


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("own branch", "not in post then")])
def test_each_reason_of_the_ledger(fault):
	whole = strict()
	rows = planned(whole, *AUTUMN).rows
	assert [line.counted for line in explain(GOOD, rows, whole)] == [True]
	[line] = explain(with_faults(fault), rows, whole)
	assert (line.reason, line.counted, line.contact, line.obligation) == (fault, False, "V", rows[0].name)


def test_own_branch_and_not_in_post_then():
	total = place(duty(exclude_own_branch=True), officers=[officer("Wei", own_branch=BRANCH)])
	[line] = explain(with_faults("own branch"), planned(total, *AUTUMN).rows, total)
	assert line.reason == "own branch"
	late = place(duty(), officers=[officer("Wei", tenure("School Leader", "2018-10-10"))])
	[line] = explain(with_faults("not in post then"), planned(late, *AUTUMN).rows, late)
	assert line.reason == "not in post then"


def test_the_reason_given_is_the_first_in_order():
	whole = strict()
	rows = planned(whole, *AUTUMN).rows
	order = [
		name
		for name in FAULTS
		if name not in ("own branch", "not in post then", "outside the period", "not assigned then")
	]
	for place_of, first in enumerate(order):
		[line] = explain(with_faults(*order[place_of:]), rows, whole)
		assert line.reason == first
	[line] = explain(
		with_faults("evidence missing", "recorded after close", "not assigned then"), rows, whole
	)
	assert line.reason == "not assigned then"
	[line] = explain(with_faults("evidence missing", "outside the period"), rows, whole)
	assert line.reason == "outside the period"


def test_reasons_that_lie_in_other_contacts_rules_and_subjects():
	whole = place(duty(subject_kind="Assigned", max_subjects_per_visit=1))
	rows = planned(whole, *AUTUMN).of("D", "Wei")

	def reasons(contact, whole, rows, *others):
		return [line.reason for line in explain(contact, rows, whole, others)]

	assert reasons(visit("2018-10-10", "Wei", ["C1", "C2"]), whole, rows) == [
		"",
		"more subjects than one visit may serve",
	]
	assert reasons(ON_ONE_DAY[0], whole, rows, *ON_ONE_DAY) == ["second on one day", "wrong or other target"]
	assert reasons(ON_ONE_DAY[1], whole, rows, *ON_ONE_DAY) == ["", "wrong or other target"]
	alone = place(duty("A"), duty("B", shared=False))
	rows = [*planned(alone, *AUTUMN).of("A", "Wei"), *planned(alone, *AUTUMN).of("B", "Wei")]
	assert reasons(visit("2018-10-10", "Wei", "C1"), alone, rows) == ["", "serves another duty"]


def test_every_reason_of_the_engine_is_shown_here():
	others = {"more subjects than one visit may serve", "serves another duty", "second on one day"}
	assert set(REASONS) == {*FAULTS, *others}
	positions = [REASONS.index(name) for name in FAULTS]
	assert positions == sorted(positions) and REASONS[-1] == "second on one day"


def test_a_contact_before_the_regulation_or_of_a_rule_that_is_gone_counts_nothing():
	late = place(duty(), regulations=[regulation(effective_from=on("2018-10-15"))])
	assert done(late, visit("2018-10-10", "Wei", "C1")) == 0
	rows = planned(late, *AUTUMN).rows
	assert settle(rows, [visit("2018-10-17", "Wei", "C1")], replace(late, rules=())) == {}
