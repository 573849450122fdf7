"""What is wrong with a template of a form: the value that the checks answer, and the error of a failed rendering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _(text: str) -> str:
	"""Marks a template for the collection of texts; it is translated where it is shown."""
	return text


@dataclass(frozen=True, slots=True)
class Problem:
	"""One thing to mend in a template.

	`code` never changes and is what programs compare. `path` is the place: a part of the file and its paragraph
	(`body[12]`, `header1[1]`), or a name inside the archive. `message` is filled by `message.format(*values)`.
	"""

	code: str
	path: str
	message: str
	values: tuple[str, ...] = ()

	def text(self, translate: Callable[[str], str] = str) -> str:
		"""The message in the reader's language. Values are names and excerpts: they stay as they are."""
		return translate(self.message).format(*self.values)


class TemplateFailed(Exception):
	"""A form that could not be rendered; `problem` says why, in a text for a reader."""

	def __init__(self, problem: Problem) -> None:
		self.problem = problem
		super().__init__(problem.text())
