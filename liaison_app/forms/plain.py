"""Values that may enter a template: text, numbers, dates, lists and dicts of them, and nothing that has a method to call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

Plain = str | int | float | date | list[Any] | dict[str, Any] | None
DATE_KEY = "$date"
# What XML cannot hold: control signs, halves of surrogate pairs, and the two that are no characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean_text(text: str) -> str:
	"""The text with line breaks as `\\n`, and without the signs that no document can hold."""
	return UNPRINTABLE.sub("", LINE_BREAK.sub("\n", text))


def plain(value: object) -> Plain:
	"""A copy made of plain values only. Raises TypeError for any other object, and for keys that are no text."""
	if value is None or isinstance(value, bool | int | float):
		return value
	if isinstance(value, str):
		return clean_text(str(value))
	if isinstance(value, datetime):
		return value.date()
	if isinstance(value, date):
		return value
	if isinstance(value, Mapping):
		return {_key(key): plain(each) for key, each in value.items()}
	if isinstance(value, list | tuple):
		return [plain(each) for each in value]
	raise TypeError(f"a form takes text, numbers, dates, lists and dicts, not {type(value).__name__}")


def _key(key: object) -> str:
	if isinstance(key, str) and key.isidentifier() and not key.startswith("_"):
		return str(key)
	raise TypeError(f"{key!r} is no name of a field")


def packed(value: Plain) -> Any:
	"""What JSON can carry, dates marked."""
	if isinstance(value, date):
		return {DATE_KEY: value.isoformat()}
	if isinstance(value, list):
		return [packed(each) for each in value]
	if isinstance(value, dict):
		return {key: packed(each) for key, each in value.items()}
	return value


def unpacked(found: dict[str, Any]) -> Any:
	"""The `object_hook` for what `packed` made."""
	return date.fromisoformat(found[DATE_KEY]) if DATE_KEY in found else found
