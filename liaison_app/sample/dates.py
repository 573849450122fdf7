"""The sample college's calendar, laid out around any academic year, and the day on which its demo plays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DEFAULT_TODAY = date(2026, 11, 20)

# First days of festivals that follow the moon. Outside these years the sample goes without them.
SPRING_FESTIVALS = ("2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03")
DRAGON_BOAT_DAYS = ("2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05")
MID_AUTUMN_DAYS = ("2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12")


@dataclass(frozen=True, slots=True)
class CollegeYear:
	"""One academic year of the sample: autumn and spring term, Monday to Friday of whole weeks."""

	name: str
	first_day: date

	@property
	def autumn(self) -> tuple[date, date]:
		"""First and last teaching day of the autumn term: nineteen weeks."""
		return self.first_day, self.first_day + timedelta(weeks=18, days=4)

	@property
	def spring(self) -> tuple[date, date]:
		"""First and last teaching day of the spring term: nineteen weeks."""
		first = self.first_day + timedelta(weeks=25)
		return first, first + timedelta(weeks=18, days=4)

	def clamped(self, day: date) -> date:
		"""The day itself inside a term, else the last teaching day before it (or the very first one)."""
		for first, last in (self.spring, self.autumn):
			if day >= first:
				return min(day, last)
		return self.first_day


def college_year(first_day: date) -> CollegeYear:
	"""The academic year whose first teaching day is `first_day`, a Monday. Raises ValueError for any other weekday."""
	if first_day.weekday():
		raise ValueError(f"{first_day} is no Monday; the sample's terms consist of whole weeks.")
	return CollegeYear(f"{first_day.year}/{(first_day.year + 1) % 100:02}", first_day)


def college_year_around(day: date) -> CollegeYear:
	"""The academic year that has begun by `day`; it begins on the first Monday of September."""
	first = _first_monday_of_september(day.year)
	return college_year(first if first <= day else _first_monday_of_september(day.year - 1))


def _first_monday_of_september(year: int) -> date:
	first = date(year, 9, 1)
	return first + timedelta(days=-first.weekday() % 7)


def calendar_of(year: CollegeYear, festival: str) -> dict[str, Any]:
	"""The `calendar` of a roster file; `festival` is the event type that festivals trigger."""
	terms = (("第一学期", year.autumn), ("第二学期", year.spring))
	return {
		"terms": [
			{
				"name": f"{year.name}{title}",
				"academic_year": year.name,
				"first_day": first.isoformat(),
				"last_day": last.isoformat(),
			}
			for title, (first, last) in terms
		],
		"holidays": _holidays(year),
		"make_up_days": [{"date": _saturday_after_national_day(year).isoformat(), "title": "国庆调休"}],
		"festivals": [
			{"date": day.isoformat(), "title": title, "event_type": festival}
			for day, title in _festivals(year)
		],
	}


def _holidays(year: CollegeYear) -> list[dict[str, str]]:
	autumn, spring = year.first_day.year, year.first_day.year + 1
	spans = [
		(date(autumn, 10, 1), date(autumn, 10, 7), "国庆节"),
		(date(spring, 1, 1), date(spring, 1, 1), "元旦"),
		(date(spring, 4, 5), date(spring, 4, 5), "清明节"),
		(date(spring, 5, 1), date(spring, 5, 5), "劳动节"),
		*((day, day, "中秋节") for day in _within(MID_AUTUMN_DAYS, year)),
		*((day, day, "端午节") for day in _within(DRAGON_BOAT_DAYS, year)),
	]
	return [
		{"from_date": first.isoformat(), "to_date": last.isoformat(), "title": title}
		for first, last, title in sorted(spans)
	]


def _saturday_after_national_day(year: CollegeYear) -> date:
	day = date(year.first_day.year, 10, 8)
	return day + timedelta(days=(5 - day.weekday()) % 7)


def _festivals(year: CollegeYear) -> list[tuple[date, str]]:
	return sorted(
		[
			(date(year.first_day.year, 9, 10), "教师节"),
			*((day, "中秋节") for day in _within(MID_AUTUMN_DAYS, year)),
			*((day, "春节") for day in _within(SPRING_FESTIVALS, year)),
		]
	)


def _within(days: tuple[str, ...], year: CollegeYear) -> list[date]:
	end = year.first_day + timedelta(weeks=52)
	return [day for day in map(date.fromisoformat, days) if year.first_day <= day < end]
