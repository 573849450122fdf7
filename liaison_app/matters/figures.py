"""Figures of matters: how many, how they stand, how they were answered, and how long it took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from .course import OUTCOMES


@dataclass(frozen=True)
class Matter:
	"""What the figures need of a matter; `days` to the answer are working days, None without one."""

	unit: str
	kind: str
	channel: str
	status: str
	overdue: bool
	outcome: str
	days: int | None


@dataclass(frozen=True)
class Figures:
	"""How a group of matters stands. `given_back` counts the closed ones, too, unless they were linked without an answer."""

	number: int
	open: int
	overdue: int
	answered: int
	given_back: int
	outcomes: tuple[int, ...]  # in the order of OUTCOMES
	mean_days: float | None
	median_days: float | None
	longest_days: int | None


def figures(matters: Iterable[Matter]) -> Figures:
	"""The figures of these matters as one group."""
	rows = list(matters)
	answered = [row for row in rows if row.outcome]
	days = [row.days for row in answered if row.days is not None]
	return Figures(
		number=len(rows),
		open=sum(row.status != "Closed" for row in rows),
		overdue=sum(row.overdue for row in rows),
		answered=len(answered),
		given_back=sum(row.status in ("Given Back", "Closed") for row in answered),
		outcomes=tuple(sum(row.outcome == outcome for row in rows) for outcome in OUTCOMES),
		mean_days=round(sum(days) / len(days), 1) if days else None,
		median_days=float(median(days)) if days else None,
		longest_days=max(days) if days else None,
	)


def grouped(matters: Iterable[Matter], by: str) -> dict[str, Figures]:
	"""The figures of each group: by `unit`, `kind`, `channel` or `outcome`; without a value under the empty name."""
	groups: dict[str, list[Matter]] = defaultdict(list)
	for matter in matters:
		groups[getattr(matter, by)].append(matter)
	return {name: figures(rows) for name, rows in sorted(groups.items())}
