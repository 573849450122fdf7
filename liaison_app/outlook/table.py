"""Tables for a terminal, in which Chinese signs take two columns."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width


def width(text: str) -> int:
	"""How many columns the text takes on a terminal."""
	return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def shortened(text: str, columns: int) -> str:
	"""The text itself where it fits, else as much of it as fits before `..`."""
	if width(text) <= columns:
		return text
	kept = ""
	for sign in text:
		if width(kept + sign) > columns - 2:
			break
		kept += sign
	return kept + ".."


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], widest: Sequence[int] = ()) -> str:
	"""Lines with columns under their heads; `widest` bounds each column (0 = unbounded)."""
	bounds = [*widest, *[0] * (len(heads) - len(widest))]
	cells = [
		[shortened(text, bound) if bound else text for text, bound in zip(row, bounds, strict=True)]
		for row in [heads, *rows]
	]
	columns = [max(width(row[place]) for row in cells) for place in range(len(heads))]
	lines = [_line(row, columns) for row in cells]
	return "\n".join([lines[0], "  ".join("-" * column for column in columns), *lines[1:]])


def _line(row: Sequence[str], columns: Sequence[int]) -> str:
	padded = (text + " " * (column - width(text)) for text, column in zip(row, columns, strict=True))
	return "  ".join(padded).rstrip()
