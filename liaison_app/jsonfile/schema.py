"""Holds a JSON value against a JSON Schema. A schema's descriptions say what is right, as the end of a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema

from .problems import Problem, json_path, nearest

NAMES_OF_TYPES = {
	"object": "an object",
	"array": "a list",
	"string": "a text",
	"boolean": "true or false",
	"integer": "a whole number",
	"number": "a number",
	"null": "null",
}
NAMES_OF_VALUES = {
	dict: "an object",
	list: "a list",
	str: "a text",
	bool: "true or false",
	int: "a number",
	float: "a number",
	type(None): "null",
}
BOUNDS = {
	"minimum": "{} or more",
	"exclusiveMinimum": "more than {}",
	"maximum": "{} or less",
	"maxLength": "at most {} characters",
	"minItems": "at least {} of them",
	"uniqueItems": "each of them once",
}


class Schema:
	"""A JSON Schema (draft 2020-12) in a file, read at first use."""

	def __init__(self, path: Path) -> None:
		self.path = path

	@cached_property
	def content(self) -> dict[str, Any]:
		"""The schema itself."""
		content: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
		return content

	@cached_property
	def _validator(self) -> Any:
		formats = jsonschema.FormatChecker(formats=())
		formats.checks("date", raises=ValueError)(_is_date)
		return jsonschema.Draft202012Validator(self.content, format_checker=formats)

	def problems(self, value: Any, file: str) -> list[Problem]:
		"""Every fault of the value, in the order of the file; `file` is its name in the problems."""
		errors = sorted(self._validator.iter_errors(value), key=lambda error: _sortable(error.absolute_path))
		found = (problem for error in errors for problem in self._problems_of(error, file))
		return list(dict.fromkeys(found))  # a value that breaks two keywords is one fault

	def _problems_of(self, error: Any, file: str) -> Iterator[Problem]:
		where = tuple(error.absolute_path)
		if error.validator == "additionalProperties":
			known = list(error.schema["properties"])
			for field in error.instance:
				if field not in known:
					path = json_path((*where, field))
					yield Problem(file, path, f"There is no field '{field}'.", nearest(field, known))
		elif error.validator == "required":
			for field in error.validator_value:
				if field not in error.instance:
					fix = f'"{field}" set to {self.right(error.schema["properties"][field])}'
					yield Problem(file, json_path(where), f"The field '{field}' is missing.", fix)
		else:
			yield Problem(file, json_path(where), _wrong(error), self._right_for(error))

	def _right_for(self, error: Any) -> str:
		if error.validator == "enum" and isinstance(error.instance, str):
			return nearest(error.instance, _shown_choices(error.schema["enum"]))
		return self.right(error.schema)

	def right(self, schema: Mapping[str, Any]) -> str:
		"""What a right value is, as the end of a sentence."""
		if "$ref" in schema and "description" not in schema:
			return self.right(self.content["$defs"][schema["$ref"].rsplit("/", 1)[1]])
		if "description" in schema:
			return str(schema["description"])
		if "enum" in schema:
			return "one of " + ", ".join(_shown_choices(schema["enum"]))
		types = schema.get("type", [])
		named = " or ".join(NAMES_OF_TYPES[name] for name in ([types] if isinstance(types, str) else types))
		bounds = (BOUNDS[key].format(value) for key, value in schema.items() if key in BOUNDS)
		return ", ".join((named or "something else", *bounds))


def _is_date(value: object) -> bool:
	return not isinstance(value, str) or bool(date.fromisoformat(value))


def _sortable(path: Any) -> list[tuple[int, str, int]]:
	return [(0, "", part) if isinstance(part, int) else (1, part, 0) for part in path]


def _shown_choices(choices: list[Any]) -> list[str]:
	return [choice if isinstance(choice, str) and choice else '""' for choice in choices]


def _wrong(error: Any) -> str:
	value = error.instance
	if error.validator == "uniqueItems":
		return "It lists the same thing twice."
	if error.validator in ("minLength", "minItems"):
		return "It is empty."
	if error.validator == "type" or isinstance(value, dict | list):
		return f"It is {NAMES_OF_VALUES.get(type(value), 'an object')}{_shown_scalar(value)}."
	return f"{_shown(value)} is not allowed."


def _shown_scalar(value: Any) -> str:
	return "" if value is None or isinstance(value, dict | list | bool) else f", {_shown(value)}"


def _shown(value: Any) -> str:
	text = json.dumps(value, ensure_ascii=False)
	return text if len(text) <= 60 else text[:57] + "..."
