"""Festivals by which duties are dated: those of one day of every year, and those of the lunar calendar for the years that are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_LUNAR_YEAR = 2018
# Month and day of each year from the first one on; later years are entered by hand.
LUNAR_DAYS = {
	"Spring Festival": (
		"02-16 02-05 01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03 "
		"01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24 02-12 02-01 01-22 02-10 "
		"01-30 02-17 02-06 01-26 02-14 02-02 01-23 02-11 02-01 02-19 02-08 01-28 02-15"
	),
	"Dragon Boat Festival": (
		"06-18 06-07 06-25 06-14 06-03 06-22 06-10 05-31 06-19 06-09 05-28 06-16 06-05 "
		"06-24 06-12 06-01 06-20 06-10 05-30 06-18 06-07 05-27 06-14 06-03 06-22 06-11 "
		"05-31 06-19 06-08 05-29 06-15 06-04 06-23 06-13 06-01 06-20 06-10 05-30 06-17"
	),
	"Mid-Autumn Festival": (
		"09-24 09-13 10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 09-22 09-12 "
		"10-01 09-19 09-08 09-27 09-16 10-04 09-24 09-13 10-02 09-20 09-10 09-28 09-17 "
		"10-05 09-25 09-15 10-04 09-22 09-11 09-30 09-19 09-07 09-26 09-16 10-05 09-24"
	),
	"Double Ninth Festival": (
		"10-17 10-07 10-25 10-14 10-04 10-23 10-11 10-29 10-18 10-08 10-26 10-16 10-05 "
		"10-24 10-12 10-01 10-20 10-09 10-27 10-17 10-07 10-26 10-14 10-03 10-22 10-11 "
		"10-29 10-18 10-08 10-27 10-16 10-05 10-24 10-13 10-30 10-20 10-09 10-28 10-17"
	),
}
LAST_LUNAR_YEAR = FIRST_LUNAR_YEAR + len(LUNAR_DAYS["Spring Festival"].split()) - 1
LANTERN_AFTER = timedelta(days=14)  # the first full moon of the lunar year
DAYS_OF_EVERY_YEAR = {
	"New Year's Day": "01-01",
	"Women's Day": "03-08",
	"Labour Day": "05-01",
	"Youth Day": "05-04",
	"Nurses' Day": "05-12",
	"Founding Day of the Party": "07-01",
	"Teachers' Day": "09-10",
	"National Day": "10-01",
}
TITLES_ZH = {
	"New Year's Day": "元旦",
	"Spring Festival": "春节",
	"Lantern Festival": "元宵节",
	"Women's Day": "妇女节",
	"Labour Day": "劳动节",
	"Youth Day": "青年节",
	"Nurses' Day": "护士节",
	"Dragon Boat Festival": "端午节",
	"Founding Day of the Party": "建党节",
	"Teachers' Day": "教师节",
	"Mid-Autumn Festival": "中秋节",
	"National Day": "国庆节",
	"Double Ninth Festival": "重阳节",
}


@dataclass(frozen=True, slots=True)
class Festival:
	"""A festival of one year; `day` is None where the lunar calendar of the year is not known here."""

	name: str
	title_zh: str
	day: date | None


def festivals_of(year: int) -> list[Festival]:
	"""All festivals of the year by their days, the unknown ones last."""
	found = [Festival(name, title, _day_of(name, year)) for name, title in TITLES_ZH.items()]
	return sorted(found, key=lambda festival: (festival.day or date.max, festival.name))


def _day_of(name: str, year: int) -> date | None:
	fixed = DAYS_OF_EVERY_YEAR.get(name)
	if fixed:
		return date.fromisoformat(f"{year:04}-{fixed}")
	if name == "Lantern Festival":
		spring = _lunar("Spring Festival", year)
		return spring + LANTERN_AFTER if spring else None
	return _lunar(name, year)


def _lunar(name: str, year: int) -> date | None:
	if not FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
		return None
	return date.fromisoformat(f"{year:04}-{LUNAR_DAYS[name].split()[year - FIRST_LUNAR_YEAR]}")
