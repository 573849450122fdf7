"""No field of a rule and no choice of a field is without a test of its effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from liaison_app.engine import rules
from liaison_app.engine.rules import AssignmentRule, DutyRule, VisitFilter
from tests.fields import CHOICES, FIELDS

# What names a rule and is shown with it; nothing follows from it.
LABELS = {"name", "code", "title", "title_zh", "clause"}
TABLES = sorted(path.stem for path in Path(__file__).parent.glob("test_fields_of_*.py"))


@pytest.fixture(scope="module", autouse=True)
def tables() -> None:
	for name in TABLES:
		import_module(f"tests.unit.{name}")


def literals(record: type) -> Iterator[tuple[str, tuple[str, ...]]]:
	"""The fields of a record that have choices, with these."""
	for name, hint in get_type_hints(record).items():
		if get_origin(hint) is Literal:
			yield name, get_args(hint)


def test_every_choice_is_in_a_table():
	asked = {
		(record.__name__, name, value)
		for record in (DutyRule, AssignmentRule, VisitFilter)
		for name, values in literals(record)
		for value in values
	}
	assert len(asked) > 80
	assert asked - CHOICES == set()
	assert CHOICES - asked == set()


def test_every_literal_of_the_rules_is_a_field():
	named = {name for name, value in vars(rules).items() if get_origin(value) is Literal}
	choices = {get_args(getattr(rules, name)) for name in named}
	assert len(named) > 15
	assert choices == {
		values for record in (DutyRule, AssignmentRule, VisitFilter) for _, values in literals(record)
	}


@pytest.mark.parametrize("record", [DutyRule, AssignmentRule])
def test_every_field_has_a_test_of_its_effect(record: type):
	named = {field.name for field in fields(record)} - LABELS
	assert named - {field for of, field in FIELDS if of == record.__name__} == set()
