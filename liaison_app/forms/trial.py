"""Values to try a template with: every field filled, and every field empty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from .fields import Field

# Signs that break a document unless they are escaped, and two characters outside of the basic plane.
TRIAL_TEXT = "样例 <A&B> 'C' \"D\" 𠮷😀\n第二行"
TRIAL_DAY = date(2018, 9, 3)


def full_values(fields: Iterable[Field]) -> dict[str, Any]:
	"""A value for every field, two rows in every list."""
	return {field.name: _full(field) for field in fields}


def _full(field: Field) -> Any:
	if field.kind == "rows":
		return [full_values(field.fields), full_values(field.fields)]
	if field.kind == "record":
		return full_values(field.fields)
	return {"text": TRIAL_TEXT, "number": 3, "date": TRIAL_DAY}[field.kind]


def empty_values(fields: Iterable[Field]) -> dict[str, Any]:
	"""Nothing in any field: texts empty, numbers and dates None, lists without rows."""
	return {field.name: _empty(field) for field in fields}


def _empty(field: Field) -> Any:
	if field.kind == "record":
		return empty_values(field.fields)
	return {"text": "", "number": None, "date": None, "rows": []}[field.kind]
