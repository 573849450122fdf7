"""A stored row is read as the rule that the form shows."""

from __future__ import annotations

import pytest

from liaison_app.engine.rule_from_row import (
	assignment_rule_from_row,
	duty_rule_from_row,
	join_names,
	split_names,
	visit_filters_from,
)
from liaison_app.engine.rules import CountRow, PostQuantity, Trigger, VisitFilter

ROW = {
	"name": "A-A6",
	"regulation": "A",
	"code": "A6",
	"enabled": 0,
	"quantity": 2.0,
	"hours_per_day": 7.5,
	"part": 0,
	"posts": [
		{"post": "Dean", "quantity": 0, "nature": ""},
		{"post": "Head", "quantity": 3, "nature": "Advocated"},
	],
	"counts": [{"activities": "Talk, Visit", "target_types": "Branch\nClass", "tags": None}],
	"triggers": [{"event_type": "Award", "days": 7}],
	"subject_types": [{"target_type": "Branch"}],
	"confidential_roles": [{"role": "Liaison Manager"}],
	"pacing_weeks": "3, 7,12",
	"visit_filters": '[["mode", "=", "Phone"]]',
}


def test_a_duty_rule_row_with_its_tables():
	rule = duty_rule_from_row(ROW)
	assert (rule.name, rule.enabled, rule.quantity, rule.part) == ("A-A6", False, 2, 0)
	assert rule.posts == (
		PostQuantity(post="Dean"),
		PostQuantity(post="Head", quantity=3, nature="Advocated"),
	)
	assert rule.counts == (CountRow(activities=("Talk", "Visit"), target_types=("Branch", "Class")),)
	assert rule.triggers == (Trigger(event_type="Award", days=7),)
	assert rule.subject_types == ("Branch",)
	assert rule.confidential_roles == ("Liaison Manager",)
	assert rule.pacing_weeks == (3, 7, 12)
	assert rule.visit_filters == (VisitFilter(fieldname="mode", operator="=", value="Phone"),)
	assert rule.hours_per_day == 7.5


def test_what_the_row_leaves_out_keeps_its_default():
	rule = duty_rule_from_row({"name": "A-1", "regulation": "A", "code": "1", "quantity": 1, "period": None})
	assert (rule.period, rule.day_cap, rule.shared, rule.counts) == ("Semester", 1, True, ())


def test_without_minimum_there_is_no_quantity():
	assert duty_rule_from_row({**ROW, "without_minimum": 1}).quantity is None


def test_an_assignment_rule_row():
	row = {
		"name": "A-A1",
		"regulation": "A",
		"code": "A1",
		"posts": [{"post": "Dean"}],
		"units": [{"unit_type": "College"}],
		"target_types": [{"target_type": "Branch"}],
		"ratio": 0.5,
		"max_targets": 2,
	}
	rule = assignment_rule_from_row(row)
	assert (rule.posts, rule.units, rule.target_types) == (("Dean",), ("College",), ("Branch",))
	assert rule.ratio == 0.5
	assert (rule.max_targets, rule.scope_strength, rule.rotation_look_back) == (2, "Refuse", 1)


def test_names_in_a_cell():
	assert split_names(" Talk ,\n Visit,Talk,, ") == ("Talk", "Visit")
	assert split_names(None) == ()
	assert split_names(join_names(["一对一谈话", "走访、调研"])) == ("一对一谈话", "走访、调研")


@pytest.mark.parametrize("text", ["{}", "[1]", '[["mode", "="]]', "not json"])
def test_filters_that_cannot_be_read_are_refused(text):
	with pytest.raises(ValueError):
		visit_filters_from(text)


def test_week_numbers_that_are_none_are_refused():
	with pytest.raises(ValueError):
		duty_rule_from_row({**ROW, "pacing_weeks": "three"})
