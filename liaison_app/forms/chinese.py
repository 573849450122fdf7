"""Dates and numbers as they stand on a Chinese form."""

from __future__ import annotations

from datetime import date

FIRST_COMMON = "啊".encode("gb18030")


def chinese_date(day: date | None) -> str:
	"""2018年9月3日; empty for no day."""
	return f"{day.year}年{day.month}月{day.day}日" if day else ""


def chinese_month(day: date | None) -> str:
	"""2018年9月; empty for no day."""
	return f"{day.year}年{day.month}月" if day else ""


def plain_number(number: int | float) -> str:
	"""3 for 3.0, 2.5 for 2.5: at most two decimals and none that say nothing."""
	return f"{number:.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def percent(share: float | None) -> str:
	"""87.5% for 0.875; empty for None, where nothing was owed."""
	return "" if share is None else f"{plain_number(round(share * 100, 1))}%"


def pinyin_order(text: str) -> list[tuple[int, bool, bytes]]:
	"""A key that sorts names as Chinese lists do: GB 18030 holds the common characters in the order of their pinyin.

	Latin letters come before them, characters that its first edition lacked after them.
	"""
	codes = (sign.encode("gb18030", "replace") for sign in text)
	return [(len(code), len(code) == 2 and code < FIRST_COMMON, code) for code in codes]
