"""Which field of a rule which test shows; the test of this register asks that none is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., Any])

CHOICES: set[tuple[str, str, str]] = set()  # (class, field, value)
FIELDS: set[tuple[str, str]] = set()  # (class, field)


def each_choice(field: str, table: Mapping[str, Any], of: str = "DutyRule") -> pytest.MarkDecorator:
	"""Runs the test for each choice of a field: `choice` is the value, `expected` what the table says of it."""
	CHOICES.update((of, field, value) for value in table)
	FIELDS.add((of, field))
	return pytest.mark.parametrize(("choice", "expected"), list(table.items()), ids=list(table))


def effect_of(*fields: str, of: str = "DutyRule") -> Callable[[Test], Test]:
	"""Says that the test shows the effect of these fields."""
	FIELDS.update((of, field) for field in fields)
	return lambda test: test
