"""What stands in a Print Format: values that are escaped already, because Frappe escapes nothing there, and rows laid on pages.

{% for page in liaison_pages(sheet.visits, {"account": 88}, 170, 220) %}
	{% for row in page %} ... {{ row.account }} ...
"""

import html
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from .chinese import chinese_date, plain_number
from .pages import Sheet, laid_out, wrapped
from .plain import clean_text

BREAK = Markup("<br>")
LEAST_ROOM = 30


def shown(value: Any) -> Any:
	"""A value as a Print Format may write it anywhere between tags: escaped, empty for nothing."""
	if isinstance(value, Mapping):
		return {name: shown(each) for name, each in value.items()}
	if isinstance(value, list | tuple):
		return [shown(each) for each in value]
	if isinstance(value, date):
		return Markup(chinese_date(value))
	if isinstance(value, float):
		return plain_number(value)
	if isinstance(value, str):
		return BREAK.join(escape(line) for line in clean_text(value).split("\n"))
	return "" if value is None else value


def told(value: Any) -> str:
	"""The text that was escaped."""
	return html.unescape(str(value).replace("<br>", "\n")) if isinstance(value, Markup) else str(value or "")


def liaison_pages(
	rows: Iterable[Mapping[str, Any]],
	widths: Mapping[str, float],
	first: float,
	following: float,
	size: float = 12,
	least: float = 0,
	most: int = 0,
	fill: bool = False,
) -> list[list[dict[str, Any]]]:
	"""The rows by page, for a form that draws its pages itself; see `forms.pages.Sheet` for the measures, in millimetres and points.

	A row may have a `least` height of its own. The texts of the columns in `widths` go on over pages; `continued` tells such a row.
	"""
	sheet = Sheet(widths, max(first, 0), max(following, LEAST_ROOM), size, least, most, fill)
	plain = [{**row, **{name: told(row.get(name)) for name in widths}} for row in rows]
	return [
		[{**row, **{name: shown(row[name]) for name in widths}} for row in page]
		for page in laid_out(plain, sheet)
	]


def liaison_height(text: Any, width: float, least: float = 0, size: float = 12) -> float:
	"""How high a cell with the text gets, in millimetres, its border included."""
	sheet = Sheet({"text": width}, 0, 0, size, least)
	return sheet.height(len(wrapped(told(text), sheet.ems("text"))))
