"""The process in which a template is read and rendered; started by `word`, never imported by others.

Standard input: one line of JSON (`task`, `limits`, and `many` values or `fields`), then the bytes of the template. Standard
output: one line of JSON (`problems` of a check; what was `made`: sizes, or a problem instead), then the documents in a row.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from .document import read_problems, rendered
from .fields import Field
from .plain import unpacked
from .problems import Problem, TemplateFailed


def main(asked: BinaryIO, answered: BinaryIO) -> None:
	task = json.loads(asked.readline(), object_hook=unpacked)
	limit(task["limits"])
	template = asked.read()
	if task["task"] == "check":
		fields = tuple(map(_field, task["fields"]))
		problems = read_problems(template, fields, task["limits"]["characters"])
		_answer(answered, {"problems": list(map(asdict, problems))}, [])
		return
	made = _all_made(template, task["many"], task["limits"])
	told = [len(each) if isinstance(each, bytes) else asdict(each) for each in made]
	_answer(answered, {"made": told}, [each for each in made if isinstance(each, bytes)])


def _answer(answered: BinaryIO, told: dict[str, Any], documents: list[bytes]) -> None:
	answered.write(json.dumps(told).encode() + b"\n")
	answered.writelines(documents)


def limit(limits: dict[str, int]) -> None:
	"""Bind this process before it reads anything that others wrote. Passing a limit of time ends it at once."""
	for what, most in (
		(resource.RLIMIT_CPU, limits["processor_seconds"]),
		(resource.RLIMIT_AS, limits["memory"]),
		(resource.RLIMIT_FSIZE, limits["output"] + 1024 * 1024),
		(resource.RLIMIT_CORE, 0),
	):
		_soft, hard = resource.getrlimit(what)
		most = most if hard == resource.RLIM_INFINITY else min(most, hard)
		resource.setrlimit(what, (most, most))


def _all_made(template: bytes, many: list[dict[str, Any]], limits: dict[str, int]) -> list[bytes | Problem]:
	made: list[bytes | Problem] = []
	left = limits["output"]
	for values in many:
		each = _made(template, values, limits["characters"], left)
		left -= len(each) if isinstance(each, bytes) else 0
		made.append(each)
	return made


def _made(template: bytes, values: dict[str, Any], characters: int, most_bytes: int) -> bytes | Problem:
	try:
		return rendered(io.BytesIO(template), values, characters, most_bytes)
	except TemplateFailed as failed:
		return failed.problem


def _field(row: dict[str, Any]) -> Field:
	return Field(row["name"], row["kind"], row["description"], tuple(map(_field, row["fields"])))


if __name__ == "__main__":
	main(sys.stdin.buffer, sys.stdout.buffer)
	sys.stdout.flush()
	# nothing of the template's is run any more, not even what it left for the end
	os._exit(0)
