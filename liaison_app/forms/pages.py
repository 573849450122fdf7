"""Lays the rows of a printed form on pages: which rows stand on which page, and where a long text goes on.

No engine of a site repeats headings reliably (wkhtmltopdf without its own Qt never does), so a printed form draws each page itself,
with the rows that return on top of it. That needs the height of a row before it is drawn: Chinese characters are squares, which makes
lines predictable; other signs are taken wider than they are, so that a page holds too little rather than too much.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MILLIMETRES_A_POINT = 25.4 / 72
PADDING_SIDE = 1.5  # as in the style sheet of the printed forms, millimetres
PADDING_ABOVE = 0.7
BORDER = 0.3
LINE_HEIGHT = 1.4
# A row of fewer lines goes to the next page whole; of a longer one no fewer lines stand alone.
SHORT_ROW = 8
FEWEST_LINES = 3
WIDE, NARROW, MIDDLE = 1.0, 0.56, 0.78
BROAD_LETTERS = frozenset("mwMW@%&—…")
# No line begins with one of these: they take the character that is kept free at the end of a line.
CLOSING = frozenset("，。、；：！？）》〉」』】”’…—,.;:!?)]")
WORDS = re.compile(r"[^\W\u2e80-\U0003ffff]+|\s|.", re.DOTALL)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
	"""Where rows are laid: `widths` of the columns that may grow, and `first` and `following`, the room for rows on the first and
	the other pages, in millimetres; `size` of the type in points; `least` height of a row that names no `least` of its own; `most`
	rows on a page (0: any number). Where `fill` is set, rows without a text only fill a page that is there: they begin none.
	"""

	widths: Mapping[str, float]
	first: float
	following: float
	size: float = 12
	least: float = 0
	most: int = 0
	fill: bool = False

	@property
	def line(self) -> float:
		return self.size * LINE_HEIGHT * MILLIMETRES_A_POINT

	def height(self, lines: int, least: float | None = None) -> float:
		"""Of a row of so many lines."""
		least = self.least if least is None else least
		return max(least, lines * self.line + 2 * PADDING_ABOVE + BORDER)

	def lines_in(self, room: float) -> int:
		"""How many lines a row may have to fit."""
		return int((room - 2 * PADDING_ABOVE - BORDER) / self.line)

	def ems(self, column: str) -> float:
		"""Widths of a Chinese character in a line of the column."""
		return (self.widths[column] - 2 * PADDING_SIDE - BORDER) / (self.size * MILLIMETRES_A_POINT)


def laid_out(rows: Iterable[Row], sheet: Sheet) -> list[list[dict[str, Any]]]:
	"""The rows by page. A text too long for its page goes on in a row of its own, where `continued` is true and shorter texts are empty.

	A row may have a `least` height of its own, and `keep` millimetres that must be free below it on its page: a heading does not stand
	alone. Always answers one page at least.
	"""
	layout = _Layout(sheet)
	for row in rows:
		layout.add(row)
	return layout.pages


class _Layout:
	def __init__(self, sheet: Sheet) -> None:
		self.sheet, self.room = sheet, sheet.first
		self.pages: list[list[dict[str, Any]]] = [[]]

	def add(self, row: Row) -> None:
		"""Lays the row, over as many pages as it needs: each takes at least one line, so that this ends."""
		cells = {name: wrapped(str(row.get(name) or ""), self.sheet.ems(name)) for name in self.sheet.widths}
		continued = False
		while True:
			needed = max((len(lines) for lines in cells.values()), default=1)
			if self.fits(self.sheet.height(needed, row.get("least")) + row.get("keep", 0)):
				return self.put(row, cells, needed, continued)
			if self.sheet.fill and self.pages[-1] and not any(map(any, cells.values())):
				return None
			fitting = self.sheet.lines_in(self.room)
			if self.pages[-1] and (self.is_full() or needed <= SHORT_ROW or fitting < FEWEST_LINES):
				self.turn()
				continue
			fitting = max(1, fitting)
			self.put(row, {name: lines[:fitting] for name, lines in cells.items()}, fitting, continued)
			if needed <= fitting:
				return None
			cells = {name: lines[fitting:] for name, lines in cells.items()}
			continued = True
			self.turn()

	def fits(self, height: float) -> bool:
		return not self.is_full() and height <= self.room

	def is_full(self) -> bool:
		return bool(self.sheet.most) and len(self.pages[-1]) >= self.sheet.most

	def turn(self) -> None:
		self.pages.append([])
		self.room = self.sheet.following

	def put(self, row: Row, cells: Mapping[str, Sequence[str]], lines: int, continued: bool) -> None:
		texts = {name: "".join(some).rstrip("\n") for name, some in cells.items()}
		self.pages[-1].append({**row, **texts, "continued": continued})
		self.room -= self.sheet.height(lines, row.get("least"))


def wrapped(text: str, ems: float) -> list[str]:
	"""The lines that the text takes in a column so many Chinese characters wide; a line break stays at the end of its line.

	One character is kept free for a comma, with which no line begins. A word of Latin letters is not broken unless it is too long.
	"""
	lines = []
	for paragraph in text.split("\n"):
		lines += [*_lines_of(paragraph, max(1.0, ems - 1))]
		lines[-1] += "\n"
	lines[-1] = lines[-1].removesuffix("\n")
	return lines


def _lines_of(paragraph: str, ems: float) -> Iterator[str]:
	line, used = "", 0.0
	for word in _words(paragraph, ems):
		width = sum(map(em_width, word))
		if line and used + width > ems + (WIDE if word in CLOSING else 0):
			yield line
			line, used = "", 0.0
		line, used = line + word, used + width
	yield line


def _words(paragraph: str, ems: float) -> Iterator[str]:
	for word in WORDS.findall(paragraph):
		if sum(map(em_width, word)) > ems:
			yield from word
		else:
			yield word


def em_width(sign: str) -> float:
	"""How wide a sign is at most, a Chinese character being 1."""
	if unicodedata.combining(sign) or sign in "\u200d\ufe0e\ufe0f":
		return 0
	if sign in BROAD_LETTERS or unicodedata.east_asian_width(sign) in "WFA":
		return WIDE
	return MIDDLE if sign.isupper() or ord(sign) > 0x2000 else NARROW
