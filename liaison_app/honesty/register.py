"""A register that others kept (date, place, name), as it comes out of a worksheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

HEADINGS = {
	"day": ("date", "day", "日期", "时间", "来访日期", "登记日期"),
	"place": ("place", "location", "room", "地点", "场所", "楼栋", "来访地点"),
	"name": ("name", "visitor", "person", "姓名", "来访人", "人员", "联系人", "来访人姓名"),
}
WRITTEN_DATE = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)")
EXCEL_EPOCH = date(1899, 12, 30)
LAST_SERIAL = 2_958_465  # 31 December 9999
BETWEEN_NAMES = re.compile(r"[、，；;/\n]+")
BETWEEN_CHINESE_NAMES = re.compile(r"[、，；;/,\n]+")
CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
	"""One person's entry. `number` is the line of the worksheet, which several people may share."""

	number: int
	day: date
	place: str
	name: str


@dataclass(frozen=True, slots=True)
class UnreadRow:
	"""A line that cannot be used; `message` is an English template that is filled with `values`."""

	number: int
	message: str
	values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
	"""The entries, and the lines that could not be read."""

	rows: tuple[RegisterRow, ...]
	unread: tuple[UnreadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
	"""The places of the three columns, from 0. Without a place column every entry is of `Columns.place_of_all`."""

	day: int
	name: int
	place: int | None = None
	place_of_all: str = ""


def find_columns(heading: Sequence[object]) -> Columns | None:
	"""The columns by their headings in English or Chinese; None when date or name is missing."""
	words = [str(cell or "").strip().casefold() for cell in heading]
	found = {
		field: next((place for place, word in enumerate(words) if word in known), None)
		for field, known in HEADINGS.items()
	}
	day, name = found["day"], found["name"]
	return None if day is None or name is None else Columns(day, name, found["place"])


def read_register(lines: Iterable[Sequence[object]], columns: Columns, first_number: int = 2) -> Register:
	"""The entries in the values of a worksheet's lines below its heading. Empty lines are passed over; faulty ones are answered."""
	rows: list[RegisterRow] = []
	unread: list[UnreadRow] = []
	for number, line in enumerate(lines, first_number):
		cells = [_cell(line, columns.day), _cell(line, columns.name), _cell(line, columns.place)]
		if all(cell is None or not str(cell).strip() for cell in cells):
			continue
		day = day_from(cells[0])
		names = list(_names(str(cells[1] or "")))
		place = str(cells[2] or columns.place_of_all).strip()
		if day is None:
			unread.append(UnreadRow(number, "'{0}' is no date.", (str(cells[0] or ""),)))
		elif not names:
			unread.append(UnreadRow(number, "There is no name.", ()))
		else:
			rows.extend(RegisterRow(number=number, day=day, place=place, name=name) for name in names)
	return Register(tuple(rows), tuple(unread))


def day_from(value: object) -> date | None:
	"""The day that a cell holds: a date, a worksheet's number of days, or a text such as 2026-11-20, 2026/11/20, 2026年11月20日."""
	if isinstance(value, datetime):
		return value.date()
	if isinstance(value, date):
		return value
	if isinstance(value, int | float) and not isinstance(value, bool):
		return EXCEL_EPOCH + timedelta(days=int(value)) if 1 <= value <= LAST_SERIAL else None
	written = WRITTEN_DATE.match(unicodedata.normalize("NFKC", str(value or "")))
	if not written:
		return None
	try:
		return date(int(written[1]), int(written[2]), int(written[3]))
	except ValueError:
		return None


def _cell(line: Sequence[object], place: int | None) -> object:
	return line[place] if place is not None and place < len(line) else None


def _names(text: str) -> Iterator[str]:
	"""Several names in one cell; the comma of `Li, Wei` parts no names, that of `李伟,王芳` does."""
	between = BETWEEN_CHINESE_NAMES if CHINESE.search(text) else BETWEEN_NAMES
	return (name.strip() for name in between.split(text) if name.strip())
