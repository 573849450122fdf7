"""Reads JSON from a file or from bytes, refusing whatever would be misread silently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .problems import FileRefused, Problem, json_path

LARGEST_FILE = 32 * 1024 * 1024


def read_json(path: Path | str, largest: int = LARGEST_FILE) -> Any:
	"""The value in a JSON file of at most `largest` bytes. Raises FileRefused with what is wrong."""
	return parse_json(read_bytes(path, largest), str(path))


def read_bytes(path: Path | str, largest: int = LARGEST_FILE) -> bytes:
	"""The bytes of a file of at most `largest`; a larger one is refused unread. Raises FileRefused."""
	file = Path(path)
	try:
		if file.is_dir():
			raise _refused(str(path), "$", "This is a directory.", "the path of a file")
		size = file.stat().st_size
		if size <= largest:
			with file.open("rb") as stream:  # the size of a pipe is known only once it is read
				data = stream.read(largest + 1)
			size = max(size, len(data))
		if size > largest:
			raise _refused(
				str(path),
				"$",
				f"The file has more bytes than allowed ({size:,}).",
				f"at most {largest:,} bytes",
			)
	except (OSError, ValueError) as error:  # ValueError: a path with a null character
		reason = getattr(error, "strerror", None) or str(error)
		fix = "the path of a file that exists and may be read"
		raise _refused(str(path), "$", f"The file cannot be read: {reason}.", fix) from error
	return data


def parse_json(data: bytes, file: str) -> Any:
	"""The value in UTF-8 bytes of JSON; `file` is its name in messages. Raises FileRefused with what is wrong."""
	try:
		text = data.decode("utf-8-sig")
		content = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
	except UnicodeDecodeError as error:
		wrong = f"This is not UTF-8 text: byte {error.start} fits no character."
		raise _refused(file, "$", wrong, "a JSON file saved as UTF-8") from error
	except json.JSONDecodeError as error:
		wrong = f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
		raise _refused(file, "$", wrong, "one JSON object") from error
	except RecursionError as error:
		raise _refused(
			file, "$", "Lists or objects are nested too deeply.", "a few levels at most"
		) from error
	except ValueError as error:  # NaN, Infinity, a number of thousands of digits
		raise _refused(file, "$", f"A number is out of range: {error}.", "an ordinary number") from error
	problems = list(_misread(content, (), file))
	if problems:
		raise FileRefused(problems)
	return content


class _Object(dict[str, Any]):
	"""A JSON object that remembers which of its keys came twice, as the place is known only once all is read."""

	repeated: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
	found = _Object(pairs)
	if len(found) < len(pairs):
		names = [name for name, _value in pairs]
		found.repeated = tuple(name for name in found if names.count(name) > 1)
	return found


def _no_constant(name: str) -> float:
	raise ValueError(f"{name} is no number")


def _misread(value: Any, path: tuple[object, ...], file: str) -> Iterator[Problem]:
	if isinstance(value, str):
		if not _is_whole(value):
			yield Problem(file, json_path(path), "The text holds half a character.", "whole characters")
	elif isinstance(value, _Object):
		for name in value.repeated:
			wrong = f"The field '{name}' is given twice."
			yield Problem(file, json_path((*path, name)), wrong, f"one '{name}' per object")
		for name, inner in value.items():
			yield from _misread(name, path, file)
			yield from _misread(inner, (*path, name), file)
	elif isinstance(value, list):
		for place, inner in enumerate(value):
			yield from _misread(inner, (*path, place), file)


def _is_whole(text: str) -> bool:
	try:
		text.encode()
	except UnicodeEncodeError:
		return False
	return True


def _refused(file: str, path: str, wrong: str, fix: str) -> FileRefused:
	return FileRefused([Problem(file, path, wrong, fix)])
