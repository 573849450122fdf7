"""Renders a Word template, in a process of its own that can be ended at any moment.

A template is written by people, and a loop in it may run for hours. A signal could stop it only in the main thread, while
forms are rendered in the threads of a web server and in workers that use the alarm for themselves; a thread cannot be stopped
at all. So each rendering is a fresh Python process:

* it limits its own processor time, memory and file size before it reads the template (the kernel keeps these limits),
* whoever waits for it kills it when the time is up, and also when the wait itself is broken off,
* it gets no environment, so no secret of the server, and speaks through two temporary files, so no pipe can block.

Inside of it stand docxtpl and the sandbox of `language`.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from .fields import Field
from .package import package_problems
from .plain import packed, plain
from .problems import Problem, TemplateFailed, _

ROOT = Path(__file__).resolve().parent.parent.parent
CHILD = "liaison_app.forms.child"
SECONDS_TO_END = 5


@dataclass(frozen=True, slots=True)
class Limits:
	"""What one rendering may take: seconds on the clock and of a processor, bytes of memory and of the result."""

	seconds: int = 30
	processor_seconds: int = 15
	memory: int = 1024 * 1024 * 1024
	output: int = 40 * 1024 * 1024
	characters: int = 20_000_000


LIMITS = Limits()


def render(template: bytes, values: Mapping[str, object], limits: Limits = LIMITS) -> bytes:
	"""The .docx that the template makes of the values.

	`values` are plain: text, numbers, dates, lists and dicts of them; any other object is a TypeError. Raises TemplateFailed
	with a problem whose code is `too_slow`, `too_much_memory`, `output_too_large`, `unknown_field`, `syntax`,
	`broken_document`, `reaches_python`, `cannot_render`, or one of `package_problems`.
	"""
	(made,) = render_many(template, [values], limits)
	if isinstance(made, Problem):
		raise TemplateFailed(made)
	return made


def render_many(
	template: bytes, many: Iterable[Mapping[str, object]], limits: Limits = LIMITS
) -> list[bytes | Problem]:
	"""A .docx for each of the values, in their order, or the problem that kept it from being made.

	One process makes them all, which for a form of a page is five times as fast as one each. Time, memory and output are limited
	for all of them together: hand over some dozens at once. Raises TemplateFailed when the template is refused, or when the
	process was ended.
	"""
	for problem in package_problems(template):
		raise TemplateFailed(problem)
	task = {"task": "render", "many": [packed(plain(dict(values))) for values in many]}
	answer, documents = _run(task, template, limits)
	source = io.BytesIO(documents)
	return [source.read(each) if isinstance(each, int) else _problem(each) for each in answer["made"]]


def check_inside(template: bytes, fields: Iterable[Field], limits: Limits = LIMITS) -> list[Problem]:
	"""What is wrong inside a file that passed `package_problems`, with the fields that its form declares."""
	task = {"task": "check", "fields": [asdict(field) for field in fields]}
	try:
		return [_problem(each) for each in _run(task, template, limits)[0]["problems"]]
	except TemplateFailed as failed:
		return [failed.problem]


def _problem(told: dict[str, Any]) -> Problem:
	return Problem(told["code"], told["path"], told["message"], tuple(told["values"]))


def _run(task: dict[str, Any], template: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
	"""The child's answer and the bytes it made. Raises TemplateFailed when it was ended or died."""
	with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answered:
		asked.write(json.dumps({**task, "limits": asdict(limits)}).encode() + b"\n" + template)
		asked.seek(0)
		code = _wait_for_child(asked, answered, limits)
		answered.seek(0)
		first, rest = answered.readline(), answered.read(limits.output + 1)
	if code != 0 or not first.endswith(b"\n"):
		raise TemplateFailed(_ended(code))
	return json.loads(first), rest


def _wait_for_child(asked: IO[bytes], answered: IO[bytes], limits: Limits) -> int | None:
	"""How the child ended; None when its time was up."""
	child = subprocess.Popen(
		[sys.executable, "-E", "-s", "-m", CHILD],
		cwd=ROOT,
		env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
		stdin=asked,
		stdout=answered,
		stderr=subprocess.DEVNULL,
		close_fds=True,
	)
	try:
		return child.wait(limits.seconds)
	except subprocess.TimeoutExpired:
		return None
	finally:
		# also when a worker's own alarm, or anything else, breaks off the wait
		if child.poll() is None:
			child.kill()
			child.wait(SECONDS_TO_END)


def _ended(code: int | None) -> Problem:
	"""Why a child gave no answer. A kill without our doing is the kernel's: the processor time was used up."""
	if code is None or code < 0:
		return Problem(
			"too_slow",
			"",
			_("The form took too long and was stopped. Look for a loop in the template that runs too often."),
		)
	return Problem("cannot_render", "", _("The form could not be made: {0}"), (f"exit code {code}",))
