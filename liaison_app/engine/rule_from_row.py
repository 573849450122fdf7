"""Duty Rules and Assignment Rules from the rows that a site stores: plain mappings whose keys are the field names.

Child tables are sequences of mappings. Lists of names inside one cell are separated by commas or line ends, so no such
name may hold a comma.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from .rules import AssignmentRule, CountRow, DutyRule, PostQuantity, Trigger, VisitFilter

Row = Mapping[str, Any]

# Table MultiSelect fields and the one column of their child tables.
NAME_TABLES = {
	"owner_unit_types": "unit_type",
	"subject_types": "target_type",
	"subject_tags": "tag",
	"confidential_roles": "role",
	"units": "unit_type",
	"target_types": "target_type",
	"inside_types": "target_type",
	"required_tags": "tag",
	"preferred_tags": "tag",
}


def split_names(text: str | None) -> tuple[str, ...]:
	"""The names in a cell, in order and each once: `"Talk, Visit"` is `("Talk", "Visit")`."""
	parts = (part.strip() for line in (text or "").splitlines() for part in line.split(","))
	return tuple(dict.fromkeys(part for part in parts if part))


def join_names(names: Sequence[str]) -> str:
	"""The cell that `split_names` reads back."""
	return ", ".join(names)


def duty_rule_from_row(row: Row) -> DutyRule:
	"""The rule that a Duty Rule row with its child tables describes. Raises ValueError on week numbers or filters that
	cannot be read."""
	values = _plain_values(row, DutyRule)
	values["quantity"] = None if row.get("without_minimum") else float(row.get("quantity") or 0)
	values["posts"] = tuple(_post(line) for line in row.get("posts") or ())
	values["counts"] = tuple(_count(line) for line in row.get("counts") or ())
	values["triggers"] = tuple(
		Trigger(event_type=line.get("event_type") or "", days=int(line.get("days") or 0))
		for line in row.get("triggers") or ()
	)
	values["pacing_weeks"] = tuple(int(week) for week in split_names(row.get("pacing_weeks")))
	values["visit_filters"] = visit_filters_from(row.get("visit_filters"))
	return DutyRule(**values)


def assignment_rule_from_row(row: Row) -> AssignmentRule:
	"""The rule that an Assignment Rule row with its child tables describes."""
	values = _plain_values(row, AssignmentRule)
	values["posts"] = tuple(line["post"] for line in row.get("posts") or () if line.get("post"))
	return AssignmentRule(**values)


def visit_filters_from(text: Any) -> tuple[VisitFilter, ...]:
	"""Conditions from JSON `[[fieldname, operator, value], ...]`. Raises ValueError when it is not that."""
	conditions = json.loads(text) if isinstance(text, str) and text.strip() else text or []
	if not isinstance(conditions, list) or not all(
		isinstance(each, list) and len(each) == 3 for each in conditions
	):
		raise ValueError("Visit filters are a list of [fieldname, operator, value].")
	return tuple(VisitFilter(fieldname=name, operator=sign, value=value) for name, sign, value in conditions)


def _plain_values(row: Row, kind: type) -> dict[str, Any]:
	"""What the row says about the plain fields; a missing field keeps the dataclass's default."""
	values: dict[str, Any] = {}
	for field in fields(kind):
		if field.name in NAME_TABLES:
			column = NAME_TABLES[field.name]
			values[field.name] = tuple(line[column] for line in row.get(field.name) or () if line.get(column))
		elif field.default is MISSING or isinstance(field.default, bool | int | float | str):
			stored = row.get(field.name)
			if stored is None:
				stored = "" if field.default is MISSING else field.default
			values[field.name] = _as_default(stored, field.default)
	return values


def _as_default(stored: Any, default: Any) -> Any:
	"""The stored value in the kind of the field's default: the database knows no booleans and stores numbers as floats."""
	if isinstance(default, bool):
		return bool(stored)
	if isinstance(default, int):
		return int(stored) if float(stored).is_integer() else float(stored)
	return stored if default is MISSING else type(default)(stored)


def _post(line: Row) -> PostQuantity:
	return PostQuantity(
		post=line.get("post") or "", quantity=line.get("quantity") or None, nature=line.get("nature") or None
	)


def _count(line: Row) -> CountRow:
	return CountRow(
		activities=split_names(line.get("activities")),
		target_types=split_names(line.get("target_types")),
		tags=split_names(line.get("tags")),
	)
