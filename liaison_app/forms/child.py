"""The process in which a template is read and rendered; started by `word`, never imported by others.

Standard input: one line of JSON (`task`, `limits`, and `values` or `fields`), then the bytes of the template. Standard output:
one line of JSON (`problems`), then the bytes of the document, if any.
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
	problems, document = work(task, asked.read())
	answered.write(
		json.dumps({"problems": [asdict(problem) for problem in problems]}).encode() + b"\n" + document
	)


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


def work(task: dict[str, Any], template: bytes) -> tuple[list[Problem], bytes]:
	"""Problems and document of one task."""
	limits = task["limits"]
	try:
		if task["task"] == "check":
			return read_problems(template, tuple(map(_field, task["fields"])), limits["characters"]), b""
		return [], rendered(io.BytesIO(template), task["values"], limits["characters"], limits["output"])
	except TemplateFailed as failed:
		return [failed.problem], b""


def _field(row: dict[str, Any]) -> Field:
	return Field(row["name"], row["kind"], row["description"], tuple(map(_field, row["fields"])))


if __name__ == "__main__":
	main(sys.stdin.buffer, sys.stdout.buffer)
	sys.stdout.flush()
	# nothing of the template's is run any more, not even what it left for the end
	os._exit(0)
