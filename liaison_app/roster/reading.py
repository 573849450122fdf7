"""Reads a JSON file and holds it against its JSON Schema, so that every fault is named with its place and its cure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from .problems import FileRefused, Problem, json_path

HERE = Path(__file__).parent
LARGEST_FILE = 32 * 1024 * 1024  # a hundred thousand visits fit; more is a mistake, and would exhaust memory
JSON_TYPES = {
	dict: "an object",
	list: "a list",
	str: "a text",
	bool: "true or false",
	int: "a number",
	float: "a number",
	type(None): "null",
}


def read_json(path: Path | str) -> Any:
	"""The content of a JSON file. Raises FileRefused when it is absent, too large, no UTF-8 or no JSON, or repeats a key."""
	file = Path(path)
	try:
		size = file.stat().st_size
		if size > LARGEST_FILE:
			raise _refused(
				file, f"The file has {size:,} bytes.", f"a file of at most {LARGEST_FILE:,} bytes; split it"
			)
		return json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_object_without_repeats)
	except json.JSONDecodeError as error:
		place = f"line {error.lineno}, column {error.colno}"
		raise _refused(file, f"This is not JSON: {error.msg} at {place}.", "one JSON object") from error
	except UnicodeDecodeError as error:
		raise _refused(
			file, f"This is not UTF-8 text (byte {error.start}).", "a JSON file saved as UTF-8"
		) from error
	except RecursionError as error:
		raise _refused(file, "Lists or objects are nested too deeply.", "at most a few levels") from error
	except _RepeatedKey as error:
		raise _refused(
			file, f"An object names '{error.args[0]}' twice.", f"one '{error.args[0]}' per object"
		) from error
	except OSError as error:
		raise _refused(
			file, f"The file cannot be read: {error.strerror}.", "the path of a readable file"
		) from error


def schema_problems(content: Any, schema_name: str, file: str) -> list[Problem]:
	"""Faults of `content` against a schema of this package, in the order of the file."""
	errors = sorted(
		_validator(schema_name).iter_errors(content), key=lambda error: _sortable(error.absolute_path)
	)
	return [problem for error in errors for problem in _problems_of(error, file)]


class _RepeatedKey(Exception):
	pass


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
	result: dict[str, Any] = {}
	for key, value in pairs:
		if key in result:
			raise _RepeatedKey(key)
		result[key] = value
	return result


def _refused(file: Path, wrong: str, fix: str) -> FileRefused:
	return FileRefused([Problem(str(file), "$", wrong, fix)])


@cache
def _validator(schema_name: str) -> jsonschema.Draft202012Validator:
	formats = jsonschema.FormatChecker(formats=())
	formats.checks("date", raises=ValueError)(_is_date)
	return jsonschema.Draft202012Validator(_schema(schema_name), format_checker=formats)


@cache
def _schema(schema_name: str) -> dict[str, Any]:
	content: dict[str, Any] = json.loads((HERE / schema_name).read_text(encoding="utf-8"))
	return content


def _is_date(value: object) -> bool:
	return not isinstance(value, str) or bool(date.fromisoformat(value))


def _sortable(path: Any) -> list[tuple[int, str, int]]:
	return [(0, "", part) if isinstance(part, int) else (1, part, 0) for part in path]


def _problems_of(error: Any, file: str) -> Iterator[Problem]:
	where = list(error.absolute_path)
	if error.validator == "additionalProperties":
		known = list(error.schema["properties"])
		for field in error.instance:
			if field not in known:
				yield Problem(
					file, json_path([*where, field]), f"Unknown field '{field}'.", _nearest(field, known)
				)
	elif error.validator == "required":
		field = next(name for name in error.validator_value if f"{name!r} is a required" in error.message)
		fix = f'"{field}" set to {_description(error.schema["properties"][field])}'
		yield Problem(file, json_path(where), f"The field '{field}' is missing.", fix)
	else:
		yield Problem(file, json_path(where), _what_is_wrong(error), _description(error.schema))


def _nearest(field: str, known: list[str]) -> str:
	close = get_close_matches(field, known, 1)
	return f"'{close[0]}'" if close else "one of " + ", ".join(known)


def _description(schema: Mapping[str, Any]) -> str:
	if "description" in schema:
		return str(schema["description"])
	if "$ref" in schema:
		name = schema["$ref"].rsplit("/", 1)[1]
		for schema_name in ("roster.schema.json", "visits.schema.json"):
			definition = _schema(schema_name)["$defs"].get(name, {})
			if "description" in definition:
				return str(definition["description"])
	return "a value as docs/roster-format.md says"


def _what_is_wrong(error: Any) -> str:
	value = error.instance
	if error.validator in ("minLength", "minItems"):
		return "It is empty."
	if error.validator == "type" or isinstance(value, dict | list):
		return f"It is {JSON_TYPES[type(value)]}."
	if error.validator in ("format", "pattern") and "date" in _description(error.schema):
		return f"{_shown(value)} is no date."
	return f"{_shown(value)} is not allowed."


def _shown(value: Any) -> str:
	text = json.dumps(value, ensure_ascii=False)
	return text if len(text) <= 60 else text[:57] + "..."
