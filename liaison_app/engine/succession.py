"""Who follows whom at a target: a circle of successors leaves it to nobody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
	"""One officer's days at a target, and who is named to follow; without a last day nobody follows yet."""

	officer: str
	from_date: date | None = None
	to_date: date | None = None
	successor: str = ""


def circle(of: Holding, others: Collection[Holding]) -> list[str]:
	"""The officers in turn, when following the named successors leads back to one of them and nobody of them holds the target then.

	Empty where somebody holds it on the day after, or nobody further is named. Whoever comes back later holds it again: no circle.
	"""
	line = [of.officer]
	now = of
	while now.successor and now.to_date:
		if now.successor in line:
			return [*line, now.successor]
		after = now.to_date + timedelta(days=1)
		theirs = [each for each in others if each.officer == now.successor]
		if any(_covers(each, after) for each in theirs):
			return []
		# who had left before this one came is a former holder who returns
		over = [
			each for each in theirs if each.to_date and (now.from_date or date.min) <= each.to_date < after
		]
		if not over:
			return []
		line.append(now.successor)
		now = max(over, key=lambda each: each.to_date or date.min)
	return []


def _covers(each: Holding, day: date) -> bool:
	return (each.from_date or date.min) <= day <= (each.to_date or date.max)
