"""Weeks of a term as timetables write them: `1-8, 10`, also 第1-16周."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from ..engine.calendar import Term, monday_of

LAST_WEEK = 53
PART = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
PARITY = {"All": (0, 1), "Odd": (1,), "Even": (0,)}


def week_numbers(text: str, which: str = "All") -> frozenset[int]:
	"""The numbers of the weeks; of an empty text none, which means every week. `which` is All, Odd or Even.

	Raises ValueError naming the part that cannot be read, or when no week is left.
	"""
	numbers: set[int] = set()
	for part in _parts(text):
		numbers.update(_numbers(part))
	if not numbers:
		return frozenset() if which == "All" else _kept(range(1, LAST_WEEK + 1), which)
	kept = _kept(numbers, which)
	if not kept:
		raise ValueError(text)
	return kept


def _parts(text: str) -> list[str]:
	plain = unicodedata.normalize("NFKC", text or "").replace("、", ",").replace(";", ",")
	plain = re.sub(r"[–—~至]", "-", re.sub(r"[第周\s]", "", plain))
	return [part for part in plain.split(",") if part]


def _numbers(part: str) -> range:
	match = PART.fullmatch(part)
	if not match:
		raise ValueError(part)
	first, last = int(match[1]), int(match[2] or match[1])
	if not 1 <= first <= last <= LAST_WEEK:
		raise ValueError(part)
	return range(first, last + 1)


def _kept(numbers: set[int] | range, which: str) -> frozenset[int]:
	return frozenset(number for number in numbers if number % 2 in PARITY[which])


def mondays_of(numbers: frozenset[int], term: Term) -> frozenset[date]:
	"""The Mondays of those weeks of the term; week 1 holds its first teaching day. No numbers, no Mondays: every week."""
	first = monday_of(term.first_day)
	return frozenset(first + timedelta(weeks=number - 1) for number in numbers)
