"""How much the checks had to compare, counted: what proves that they do not grow with the square of the visits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Work:
	"""Comparisons of one visit (or row of a register) with another, by what was compared."""

	times: int = 0
	texts: int = 0
	photos: int = 0
	entries: int = 0

	@property
	def total(self) -> int:
		"""All of them."""
		return self.times + self.texts + self.photos + self.entries
