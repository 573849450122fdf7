"""What is wrong with a file, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Problem:
	"""One fault: `path` is a JSON path such as `$.duty_rules[3].period`, `fix` says what would be right."""

	file: str
	path: str
	wrong: str
	fix: str

	def __str__(self) -> str:
		return f"{self.file}: {self.path}: {self.wrong} Right would be: {self.fix}."


class FileRefused(Exception):
	"""A file that cannot be used; `problems` lists every fault found in it."""

	def __init__(self, problems: Iterable[Problem]) -> None:
		self.problems = tuple(problems)
		super().__init__(describe(self.problems))


def describe(problems: Sequence[Problem]) -> str:
	"""One line a problem, at most `SHOWN_AT_MOST` of them, then how many more there are."""
	lines = [str(problem) for problem in problems[:SHOWN_AT_MOST]]
	if len(problems) > SHOWN_AT_MOST:
		lines.append(f"... and {len(problems) - SHOWN_AT_MOST} more problems.")
	return "\n".join(lines)


def json_path(parts: Iterable[object]) -> str:
	"""`$.officers[3].unit` for ("officers", 3, "unit")."""
	return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)


def nearest(word: str, known: Iterable[str]) -> str:
	"""What would be right instead of `word`: the known word closest to it, or else all of them."""
	words = list(known)
	close = words if len(words) == 1 else get_close_matches(word, words, 1, 0.6)
	if close:
		return f"'{close[0]}'"
	return "one of " + ", ".join(words) if words else "nothing, as none is defined here"
