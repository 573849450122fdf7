"""Sets of days as sorted, disjoint, inclusive spans of day ordinals (`date.toordinal`).

A `Days` value is a tuple of `(first, last)` pairs. Touching spans are joined, so equal sets are equal tuples.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

Days = tuple[tuple[int, int], ...]

EMPTY: Days = ()
FIRST = date(1900, 1, 1).toordinal()
LAST = date(9999, 12, 31).toordinal()
ALWAYS: Days = ((FIRST, LAST),)


def span(start: date | None, end: date | None) -> Days:
	"""The days from `start` to `end`, both inclusive; a missing side is open. Empty when end precedes start."""
	first = start.toordinal() if start else FIRST
	last = end.toordinal() if end else LAST
	return ((first, last),) if first <= last else EMPTY


def union(sets: Iterable[Days]) -> Days:
	"""All days that lie in at least one of the sets."""
	spans = sorted(pair for days in sets for pair in days)
	joined: list[tuple[int, int]] = []
	for first, last in spans:
		if joined and first <= joined[-1][1] + 1:
			joined[-1] = (joined[-1][0], max(joined[-1][1], last))
		else:
			joined.append((first, last))
	return tuple(joined)


def intersect(left: Days, right: Days) -> Days:
	"""The days that lie in both sets."""
	if len(left) == 1 and len(right) == 1:
		first, last = max(left[0][0], right[0][0]), min(left[0][1], right[0][1])
		return ((first, last),) if first <= last else EMPTY
	common = []
	i = j = 0
	while i < len(left) and j < len(right):
		first, last = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
		if first <= last:
			common.append((first, last))
		if left[i][1] < right[j][1]:
			i += 1
		else:
			j += 1
	return tuple(common)


def complement(days: Days) -> Days:
	"""Every day from `FIRST` to `LAST` that is not in the set."""
	gaps = []
	cursor = FIRST
	for first, last in days:
		if first > cursor:
			gaps.append((cursor, first - 1))
		cursor = last + 1
	if cursor <= LAST:
		gaps.append((cursor, LAST))
	return tuple(gaps)


def subtract(left: Days, right: Days) -> Days:
	"""The days of `left` that are not in `right`."""
	if not right or not left or right[-1][1] < left[0][0] or right[0][0] > left[-1][1]:
		return left
	return intersect(left, complement(right))


def clip(days: Days, first: int, last: int) -> Days:
	"""The part of the set between two ordinals, both inclusive."""
	if len(days) == 1:
		low, high = max(days[0][0], first), min(days[0][1], last)
		return ((low, high),) if low <= high else EMPTY
	return intersect(days, ((first, last),)) if first <= last else EMPTY


def count(days: Days) -> int:
	"""How many days the set holds."""
	return sum(last - first + 1 for first, last in days)


def contains(days: Days, ordinal: int) -> bool:
	"""Whether the ordinal lies in the set."""
	return any(first <= ordinal <= last for first, last in days)


def next_day_in(days: Days, ordinal: int) -> int | None:
	"""The first day of the set on or after `ordinal`; None when there is none."""
	for first, last in days:
		if ordinal <= last:
			return max(first, ordinal)
	return None
