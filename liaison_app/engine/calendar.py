"""The institution's calendar: terms, teaching days, working days, teaching weeks.

A *teaching day* is a Monday to Friday inside a term that is no holiday, or a make-up day inside a term. A *working day*
is the same without regard to terms.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from .days import Days

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Term:
	"""An academic term: `first_day` and `last_day` are its first and last teaching day, both inclusive."""

	name: str
	academic_year: str
	first_day: date
	last_day: date


@dataclass(frozen=True)
class TeachingWeek:
	"""A numbered week of a term, Monday to Sunday; week 1 holds the term's first teaching day."""

	term: Term
	number: int
	monday: date

	@property
	def sunday(self) -> date:
		return self.monday + timedelta(days=6)


def monday_of(day: date) -> date:
	"""The Monday of the week (Mon-Sun) that holds the day."""
	return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Calendar:
	"""Terms in order of time, holidays and make-up days. Raises ValueError on terms that overlap or end before they start."""

	terms: tuple[Term, ...] = ()
	holidays: frozenset[date] = frozenset()
	make_up_days: frozenset[date] = frozenset()
	_teaching: list[int] = field(init=False, repr=False, compare=False, hash=False)

	def __post_init__(self) -> None:
		object.__setattr__(
			self, "terms", tuple(sorted(self.terms, key=lambda term: (term.first_day, term.name)))
		)
		_refuse_impossible_terms(self.terms)
		teaching = [
			ordinal
			for term in self.terms
			for ordinal in range(term.first_day.toordinal(), term.last_day.toordinal() + 1)
			if self.is_working_day(date.fromordinal(ordinal))
		]
		object.__setattr__(self, "_teaching", teaching)

	def is_working_day(self, day: date) -> bool:
		"""Monday to Friday and no holiday, or a make-up day."""
		return day in self.make_up_days or (day.weekday() < 5 and day not in self.holidays)

	def is_teaching_day(self, day: date) -> bool:
		"""A working day inside a term."""
		ordinal = day.toordinal()
		place = bisect_left(self._teaching, ordinal)
		return place < len(self._teaching) and self._teaching[place] == ordinal

	def teaching_days_between(self, first: int, last: int) -> int:
		"""Number of teaching days from ordinal `first` to ordinal `last`, both inclusive."""
		return max(0, bisect_right(self._teaching, last) - bisect_left(self._teaching, first))

	def teaching_days_in(self, days: Days) -> int:
		"""Number of teaching days in a set of days."""
		return sum(self.teaching_days_between(first, last) for first, last in days)

	def teaching_ordinals(self, first: int, last: int) -> list[int]:
		"""The ordinals of the teaching days from `first` to `last`, in order."""
		return self._teaching[bisect_left(self._teaching, first) : bisect_right(self._teaching, last)]

	def working_days_in(self, days: Days) -> int:
		"""Number of working days of the whole-year calendar in a (bounded) set of days."""
		return sum(
			self.is_working_day(date.fromordinal(ordinal))
			for first, last in days
			for ordinal in range(first, last + 1)
		)

	def term_named(self, name: str) -> Term | None:
		"""The term of that name, if any."""
		return next((term for term in self.terms if term.name == name), None)

	def term_on(self, day: date) -> Term | None:
		"""The term that holds the day; None in a vacation."""
		return next((term for term in self.terms if term.first_day <= day <= term.last_day), None)

	@cached_property
	def weeks(self) -> tuple[TeachingWeek, ...]:
		"""Every numbered week of every term; a week shared by two terms belongs to the later one."""
		by_monday: dict[date, TeachingWeek] = {}
		for term in self.terms:
			monday, number = monday_of(term.first_day), 1
			while monday <= term.last_day:
				by_monday[monday] = TeachingWeek(term, number, monday)
				monday, number = monday + timedelta(days=7), number + 1
		return tuple(by_monday[monday] for monday in sorted(by_monday))

	def has_teaching(self, week: TeachingWeek) -> bool:
		"""Whether the week holds at least one teaching day."""
		return self.teaching_days_between(week.monday.toordinal(), week.sunday.toordinal()) > 0

	def academic_year_span(self, academic_year: str) -> tuple[date, date]:
		"""First teaching day of its first term to the day before the next year's first; twelve months while that is unknown.

		Raises KeyError for a year without a term.
		"""
		starts = self._academic_year_starts()
		start = starts[academic_year]
		later = [first for first in starts.values() if first > start]
		return start, (min(later) if later else _a_year_after(start)) - timedelta(days=1)

	def academic_years(self) -> tuple[str, ...]:
		"""Names of the academic years in order of time."""
		starts = self._academic_year_starts()
		return tuple(sorted(starts, key=lambda year: starts[year]))

	def _academic_year_starts(self) -> dict[str, date]:
		starts: dict[str, date] = {}
		for term in self.terms:
			starts.setdefault(term.academic_year, term.first_day)
		return starts


def _a_year_after(day: date) -> date:
	try:
		return day.replace(year=day.year + 1)
	except ValueError:  # 29 February
		return date(day.year + 1, 3, 1)


def _refuse_impossible_terms(terms: Iterable[Term]) -> None:
	previous: Term | None = None
	for term in terms:
		if term.last_day < term.first_day:
			raise ValueError(
				f"Term {term.name} ends on {term.last_day}, before it starts on {term.first_day}."
			)
		if previous and term.first_day <= previous.last_day:
			raise ValueError(f"Terms {previous.name} and {term.name} overlap from {term.first_day}.")
		previous = term
