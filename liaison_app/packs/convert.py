"""Turns the checked JSON of a pack into the engine's values. References are not followed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, get_type_hints

from ..engine.facts import Post, TargetType
from ..engine.rules import AssignmentRule, CountRow, DutyRule, PostQuantity, Regulation, Trigger, VisitFilter

Entry = Mapping[str, Any]
Value = TypeVar("Value")


def regulation(entry: Entry) -> Regulation:
	"""A regulation; whom it binds is the institution's to say, not the pack's."""
	return Regulation(
		name=entry["name"],
		title=entry["title"],
		effective_from=_day(entry, "effective_from"),
		effective_to=_day(entry, "effective_to"),
		supersedes=entry.get("supersedes", ""),
	)


def _day(entry: Entry, field: str) -> date | None:
	return date.fromisoformat(entry[field]) if field in entry else None


def post(entry: Entry) -> Post:
	"""A post with those that it implies."""
	return Post(name=entry["name"], implies=tuple(entry.get("implies", ())))


def target_type(entry: Entry) -> TargetType:
	"""A node of the tree of target types."""
	return TargetType(name=entry["name"], parent=entry.get("parent", ""))


def duty_rule(entry: Entry) -> DutyRule:
	"""A duty rule under its name, `regulation-code`."""
	tables = {
		"posts": tuple(_plain(PostQuantity, row) for row in entry.get("posts", ())),
		"counts": tuple(_plain(CountRow, row) for row in entry.get("counts", ())),
		"triggers": tuple(_plain(Trigger, row) for row in entry.get("triggers", ())),
		"visit_filters": tuple(VisitFilter(**row) for row in entry.get("visit_filters", ())),
	}
	return _plain(DutyRule, {**entry, **tables, "name": rule_name(entry)})


def assignment_rule(entry: Entry) -> AssignmentRule:
	"""An assignment rule under its name, `regulation-code`."""
	return _plain(AssignmentRule, {**entry, "name": rule_name(entry)})


def rule_name(entry: Entry) -> str:
	"""The name of a rule, unique among all regulations."""
	return f"{entry['regulation']}-{entry['code']}"


def _plain(kind: type[Value], entry: Entry) -> Value:
	whole = {name for name, hint in get_type_hints(kind).items() if hint is int}
	known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
	return kind(**{name: _fitting(value, name in whole) for name, value in entry.items() if name in known})


def _fitting(value: Any, whole: bool) -> Any:
	if isinstance(value, list):
		return tuple(value)
	return int(value) if whole else value  # JSON may write 7 as 7.0
