"""What is wrong with a workbook: where, and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches


def _(text: str) -> str:
	"""Marks a template for the collection of texts; it is translated where it is shown."""
	return text


@dataclass(frozen=True, slots=True)
class Fault:
	"""One fault. `sheet` is empty for the whole file, `row` 0 for the whole sheet, `column` empty for the whole row.

	`column` is a letter with the heading, as `C: Unit 单位`; `message` is filled by `message.format(*values)`.
	"""

	sheet: str
	row: int
	column: str
	message: str
	values: tuple[str, ...] = ()

	def text(self, translate: Callable[[str], str] = str) -> str:
		"""The message with its values, passed through `translate` first."""
		return translate(self.message).format(*self.values)

	def __str__(self) -> str:
		place = [self.sheet, f"row {self.row}" if self.row else "", self.column]
		return ", ".join(part for part in place if part) + ": " + self.text()


class WorkbookRefused(Exception):
	"""A workbook that cannot be loaded; `faults` lists everything found wrong with it."""

	def __init__(self, faults: Iterable[Fault]) -> None:
		self.faults = tuple(faults)
		super().__init__("\n".join(map(str, self.faults[:20])))


def file_refused(message: str, *values: str) -> WorkbookRefused:
	"""A file that is refused as a whole."""
	return WorkbookRefused([Fault("", 0, "", message, values)])


def nearest(word: str, known: Iterable[str]) -> str:
	"""The known words closest to `word`, quoted, or an empty text."""
	folded = {word.casefold(): word for word in known}
	close = get_close_matches(word.casefold(), folded, 3, 0.5)
	return ", ".join(f'"{folded[match]}"' for match in close)
