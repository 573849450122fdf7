"""Conditions on a visit's fields, with the operators of Frappe's filter editor."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from .rules import VisitFilter

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
	">": operator.gt,
	"<": operator.lt,
	">=": operator.ge,
	"<=": operator.le,
}


def fits(fields: Mapping[str, Any], condition: VisitFilter) -> bool:
	"""Whether the fields meet the condition. A missing field equals the empty text, as in a database filter."""
	value, wanted = fields.get(condition.fieldname), condition.value
	name = condition.operator
	if name == "is":
		return bool(value not in (None, "")) == (str(wanted).lower() == "set")
	if name in ("in", "not in"):
		return (_text(value) in _texts(wanted)) == (name == "in")
	if name in ("like", "not like"):
		return _is_like(_text(value), _text(wanted)) == (name == "like")
	if name in ("=", "!="):
		return _equal(value, wanted) == (name == "=")
	if value in (None, ""):
		return False
	if name == "between":
		low, high = wanted
		return _compare(value, low, operator.ge) and _compare(value, high, operator.le)
	return _compare(value, wanted, _COMPARISONS[name])


def _texts(wanted: Any) -> list[str]:
	parts = wanted.split(",") if isinstance(wanted, str) else wanted
	return [_text(part).strip() for part in parts]


def _text(value: Any) -> str:
	return "" if value is None else str(value)


def _equal(value: Any, wanted: Any) -> bool:
	numbers = _numbers(value, wanted)
	return numbers[0] == numbers[1] if numbers else _text(value) == _text(wanted)


def _compare(value: Any, wanted: Any, comparison: Callable[[Any, Any], bool]) -> bool:
	return comparison(*(_numbers(value, wanted) or (_text(value), _text(wanted))))


def _numbers(*values: Any) -> tuple[float, ...] | None:
	try:
		return tuple(float(value) for value in values)
	except (TypeError, ValueError):
		return None


def _is_like(value: str, pattern: str) -> bool:
	escaped = "".join({"%": ".*", "_": "."}.get(letter, re.escape(letter)) for letter in pattern)
	return re.fullmatch(escaped, value, flags=re.IGNORECASE | re.DOTALL) is not None
