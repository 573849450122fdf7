"""A rule that cannot work is refused with the field and what to do; one that can is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.engine.check_assignment_rule import problems_of_assignment_rule
from liaison_app.engine.check_rule import is_month_and_day, problems_of_rule
from liaison_app.engine.problems import KnownNames
from liaison_app.engine.rules import AssignmentRule, CountRow, DutyRule, PostQuantity, Trigger, VisitFilter

TALK = DutyRule(name="X-1", regulation="X", code="1", counts=(CountRow(activities=("Talk",)),))
HOLD = AssignmentRule(name="X-9", regulation="X", code="9", target_types=("Branch",))


def where(fieldname: str, operator: str, value: object) -> VisitFilter:
	return VisitFilter(fieldname=fieldname, operator=operator, value=value)  # type: ignore[arg-type]


def paths(rule: DutyRule, **changes: object) -> list[str]:
	return [problem.path for problem in problems_of_rule(replace(rule, **changes))]


def test_a_plain_rule_has_no_problem():
	assert problems_of_rule(TALK) == []
	assert problems_of_assignment_rule(HOLD) == []


@pytest.mark.parametrize(
	("changes", "path"),
	[
		({"counts": ()}, "counts"),
		({"counts": (CountRow(),)}, "counts"),
		({"counts": (), "document_kind": "Plan"}, "counts"),  # measured in visits, so the kind names nothing
		({"quantity": 0}, "quantity"),
		({"quantity": -1}, "quantity"),
		({"quantity": float("nan")}, "quantity"),
		({"quantity": 1.5}, "quantity"),
		({"quantity": None}, "quantity"),
		({"quantity": 0, "nature": "Advocated"}, "quantity"),
		({"measure": "Share of Working Time", "quantity_unit": "Percent", "quantity": 101}, "quantity"),
		({"measure": "Minutes"}, "quantity_unit"),
		({"measure": "Document"}, "document_kind"),
		({"measure": "Distinct Targets", "subject_kind": "Assigned"}, "subject_kind"),
		({"hours_per_day": 0}, "hours_per_day"),
		({"hours_per_day": 25}, "hours_per_day"),
		({"posts": (PostQuantity(post="Dean"), PostQuantity(post="Dean", quantity=2))}, "posts[1].post"),
		({"posts": (PostQuantity(post=""),)}, "posts[0].post"),
		({"posts": (PostQuantity(post="Dean", quantity=0),)}, "posts[0].quantity"),
		(
			{
				"posts": (PostQuantity(post="Dean", nature="Required"),),
				"quantity": None,
				"nature": "Advocated",
			},
			"posts[0].quantity",
		),
		({"period": "Event"}, "triggers"),
		({"subject_kind": "Trigger Person"}, "subject_kind"),
		({"subject_kind": "Listed"}, "subject_types"),
		({"period": "Rolling", "subject_kind": "Assigned"}, "rolling_days"),
		({"period": "Rolling", "rolling_days": 30}, "subject_kind"),
		({"period": "Once", "subject_kind": "Assigned"}, "due_days"),
		({"period": "Once", "subject_kind": "Assigned", "due_days": 14}, "due_days"),
		({"period": "Term of Office"}, "tenure_years"),
		({"period": "Week", "week_pattern": "Every Nth"}, "week_interval"),
		({"weekday": "Mon"}, "weekday"),
		({"period": "Yearly Window", "window_start": "09-01"}, "window_end"),
		({"period": "Yearly Window", "window_start": "09-31", "window_end": "10-01"}, "window_start"),
		({"due": "Window End", "window_start": "09-01", "window_end": "02-29"}, "window_end"),
		({"triggers": (Trigger(event_type="Award", days=-1),), "period": "Event"}, "triggers[0].days"),
		({"triggers": (Trigger(event_type=""),), "period": "Event"}, "triggers[0].event_type"),
		({"due": "Event + Days"}, "due"),
		(
			{
				"period": "Event",
				"triggers": (Trigger(event_type="Award"),),
				"due": "Teaching Week After Event",
			},
			"due_week",
		),
		({"pacing": "Given Weeks"}, "pacing_weeks"),
		({"pacing": "Given Weeks", "pacing_weeks": (7, 3)}, "pacing_weeks"),
		({"pacing": "Given Weeks", "pacing_weeks": (0, 3)}, "pacing_weeks"),
		({"pacing": "Evenly", "measure": "Minutes", "quantity_unit": "Hours"}, "pacing"),
		({"part": 1.1}, "part"),
		({"part": -0.1}, "part"),
		({"day_cap": 0}, "day_cap"),
		({"grace_days": -1}, "grace_days"),
		({"reminder_days": -1}, "reminder_days"),
		({"owner_kind": "Rotation"}, "period"),
		({"owner_kind": "Rotation", "period": "Week", "subject_kind": "Assigned"}, "subject_kind"),
		({"visit_filters": (where("colour", "=", "red"),)}, "visit_filters[0].fieldname"),
		({"visit_filters": (where("mode", "~", "x"),)}, "visit_filters[0].operator"),
		({"visit_filters": (where("mode", "in", ()),)}, "visit_filters[0].value"),
		({"visit_filters": (where("start", "between", ["2020-01-01"]),)}, "visit_filters[0].value"),
		({"visit_filters": (where("place", "is", "empty"),)}, "visit_filters[0].value"),
		({"period": "Fortnight"}, "period"),
		({"comparator": "<"}, "comparator"),
	],
)
def test_what_cannot_work_is_refused_at_its_field(changes, path):
	assert paths(TALK, **changes) == [path]


@pytest.mark.parametrize(
	"changes",
	[
		{"quantity": None, "nature": "Advocated"},
		{"quantity": None, "posts": (PostQuantity(post="Dean", quantity=2),)},
		{"posts": (PostQuantity(post="Dean", quantity=3), PostQuantity(post="Head", nature="Advocated"))},
		{"counts": (), "triggers": (Trigger(event_type="Award", days=7),), "period": "Event"},
		{"counts": (), "measure": "Document", "document_kind": "Plan"},
		{"counts": (CountRow(tags=("Expert",)),)},
		{"measure": "Minutes", "quantity_unit": "Days", "quantity": 0.5, "day_cap": 0, "day_cap_key": "Off"},
		{"measure": "Share of Working Time", "quantity_unit": "Percent", "quantity": 50},
		{"period": "Term of Office", "tenure_years": 5, "part": 0},
		{"period": "Rolling", "rolling_days": 30, "subject_kind": "Assigned"},
		{"period": "Once", "due": "Start + Days", "due_days": 14, "subject_kind": "Assigned"},
		{"period": "Yearly Window", "window_start": "09-01", "window_end": "09-10", "due": "Window End"},
		{"period": "Yearly Window", "window_start": "12-20", "window_end": "01-10"},
		{"period": "Week", "week_pattern": "Every Nth", "week_interval": 3, "weekday": "Friday"},
		{"pacing": "Given Weeks", "pacing_weeks": (3, 7, 12), "quantity": 3},
		{"owner_kind": "Rotation", "period": "Week"},
		{"visit_filters": (where("mode", "in", ["Phone", "Mail"]), where("place", "is", "set"))},
		{"part": 1},
	],
)
def test_what_can_work_is_let_through(changes):
	assert paths(TALK, **changes) == []


def test_every_problem_is_reported_at_once():
	assert paths(TALK, counts=(), quantity=0, part=2) == ["counts", "quantity", "part"]


def test_a_field_of_the_sites_own_form_may_be_filtered_on():
	rule = replace(TALK, visit_filters=(where("weather", "=", "fine"),))
	assert [p.path for p in problems_of_rule(rule)] == ["visit_filters[0].fieldname"]
	assert problems_of_rule(rule, visit_fields={"weather"}) == []


def test_names_that_do_not_exist_are_found_where_names_are_known():
	rule = replace(
		TALK,
		posts=(PostQuantity(post="Dean"), PostQuantity(post="Dragon")),
		owner_unit_types=("Moon",),
		subject_types=("Branch", "Ghost"),
		counts=(CountRow(activities=("Talk", "Dance"), target_types=("Ghost",), tags=("Shiny",)),),
		triggers=(Trigger(event_type="Tenure Begins"), Trigger(event_type="Eclipse")),
		confidential_roles=("Spy",),
	)
	known = KnownNames(
		posts={"Dean"},
		activities={"Talk"},
		target_types={"Branch"},
		tags=set(),
		unit_types=set(),
		event_types={"Award"},
		roles={"Liaison Manager"},
	)
	assert [problem.path for problem in problems_of_rule(rule, known)] == [
		"posts[1].post",
		"owner_unit_types[0]",
		"subject_types[1]",
		"counts[0].activities[1]",
		"counts[0].target_types[0]",
		"counts[0].tags[0]",
		"triggers[1].event_type",
		"confidential_roles[0]",
	]
	assert problems_of_rule(rule) == []


def test_the_text_is_filled_after_translation():
	problem = problems_of_rule(replace(TALK, quantity=-2))[0]
	assert "-2" in problem.text()
	assert problem.text(str.upper).startswith("THE QUANTITY MUST BE MORE THAN 0, NOT -2.")


def test_every_message_can_be_filled_with_its_values():
	broken = replace(
		TALK, counts=(), quantity=0, hours_per_day=0, part=3, period="Event", grace_days=-1, weekday="x"
	)
	for problem in problems_of_rule(broken):
		assert "{" not in problem.text()


@pytest.mark.parametrize("text", ["01-01", "12-31", "02-28", "09-30"])
def test_a_day_of_every_year(text):
	assert is_month_and_day(text)


@pytest.mark.parametrize(
	"text", ["", "1-1", "13-01", "00-10", "02-29", "04-31", "09-00", "0901", "09/01", "09-1a", "٠٩-٠١"]
)
def test_not_a_day_of_every_year(text):
	assert not is_month_and_day(text)


@pytest.mark.parametrize(
	("changes", "path"),
	[
		({"target_types": ()}, "target_types"),
		({"types_needed": "Each Of"}, "types_needed"),
		({"min_targets": -1}, "min_targets"),
		({"min_targets": 3, "max_targets": 2}, "max_targets"),
		({"coverage": -1}, "coverage"),
		({"ratio": -0.5}, "ratio"),
		({"scope": "Inside Held Target"}, "inside_types"),
		({"rotation_period": "Semester", "rotation_look_back": 0}, "rotation_look_back"),
		({"follows": "9"}, "follows"),
		({"besides": "9"}, "besides"),
		({"scope_strength": "Maybe"}, "scope_strength"),
	],
)
def test_an_assignment_rule_that_cannot_work_is_refused(changes, path):
	assert [problem.path for problem in problems_of_assignment_rule(replace(HOLD, **changes))] == [path]


def test_an_assignment_rule_names_rules_and_records_that_exist():
	rule = replace(HOLD, follows="7", posts=("Dragon",), units=("Moon",), preferred_tags=("Shiny",))
	known = KnownNames(posts=set(), unit_types=set(), tags=set(), target_types={"Branch"})
	assert [p.path for p in problems_of_assignment_rule(rule, known, {"8", "9"})] == [
		"follows",
		"posts[0]",
		"units[0]",
		"preferred_tags[0]",
	]
	assert problems_of_assignment_rule(rule) == []
