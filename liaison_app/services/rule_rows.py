"""Rules of the engine as rows of the site: what `engine.rule_from_row` reads back unchanged."""

import json
from dataclasses import fields
from typing import Any

from liaison_app.engine.rule_from_row import NAME_TABLES, join_names
from liaison_app.engine.rules import AssignmentRule, CountRow, DutyRule, PostQuantity


def row_of_duty_rule(rule: DutyRule) -> dict[str, Any]:
	"""Field names and values of the Duty Rule document; child tables are lists of mappings."""
	return {
		**_plain_fields(rule),
		"without_minimum": int(rule.quantity is None),
		"quantity": rule.quantity or 0,
		"posts": [_post(line) for line in rule.posts],
		"counts": [_count(line) for line in rule.counts],
		"triggers": [{"event_type": line.event_type, "days": line.days} for line in rule.triggers],
		"pacing_weeks": join_names([str(week) for week in rule.pacing_weeks]),
		"visit_filters": _filters(rule),
	}


def row_of_assignment_rule(rule: AssignmentRule) -> dict[str, Any]:
	"""Field names and values of the Liaison Assignment Rule document."""
	return {**_plain_fields(rule), "posts": [{"post": post} for post in rule.posts]}


def _plain_fields(rule: DutyRule | AssignmentRule) -> dict[str, Any]:
	values: dict[str, Any] = {}
	for field in fields(rule):
		value = getattr(rule, field.name)
		if field.name in NAME_TABLES:
			values[field.name] = [{NAME_TABLES[field.name]: name} for name in value]
		elif field.name != "name" and isinstance(value, bool | int | float | str):
			values[field.name] = int(value) if isinstance(value, bool) else value
	return values


def _post(line: PostQuantity) -> dict[str, Any]:
	return {"post": line.post, "quantity": line.quantity or 0, "nature": line.nature or ""}


def _count(line: CountRow) -> dict[str, str]:
	return {
		"activities": join_names(line.activities),
		"target_types": join_names(line.target_types),
		"tags": join_names(line.tags),
	}


def _filters(rule: DutyRule) -> str:
	conditions = [[each.fieldname, each.operator, each.value] for each in rule.visit_filters]
	return json.dumps(conditions) if conditions else ""
