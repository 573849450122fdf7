"""What one cell holds, as the value its column asks for. A cell that holds anything else is refused with what is right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.utils.datetime import from_excel

from .faults import _
from .sheets import YES_OR_NO, Column, folded

LONGEST_TEXT = 140
LONGEST_LONG_TEXT = 5000
FIRST_YEAR = 1950
LAST_YEAR = 2199
PHONE = re.compile(r"[0-9 +_\-,.*#()]{1,20}")
ISO_LIKE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
# Excel keeps fifteen digits of a number; those after them are lost.
ROUNDED_FROM = 10**15


class CellRefused(Exception):
	"""A cell that does not hold what its column asks for; `message` is filled by `values`."""

	def __init__(self, message: str, *values: str) -> None:
		self.message = message
		self.values = values
		super().__init__(message.format(*values))


def is_blank(cell: Any) -> bool:
	"""Whether a cell holds nothing, or nothing but spaces."""
	value = cell.value
	return value is None or (isinstance(value, str) and cell.data_type != "f" and not value.strip())


def value_of(column: Column, cell: Any) -> Any:
	"""The value of a cell that is not blank. Raises CellRefused."""
	if cell.data_type == "f":
		raise CellRefused(
			_("The cell holds a formula. Copy the cell and paste its value (Paste Special, Values).")
		)
	if cell.data_type == "e":
		raise CellRefused(_("The cell holds the error {0}. Type the value itself."), str(cell.value))
	return READERS[column.kind](column, cell.value)


def _text(column: Column, value: Any) -> str:
	"""One line of text: surrounding spaces (full-width ones too) are dropped."""
	text = _plain_text(value).strip()
	_refuse_signs(text, line_breaks=False)
	if len(text) > LONGEST_TEXT:
		raise CellRefused(
			_("The text has {0} characters; at most {1} are allowed."), str(len(text)), str(LONGEST_TEXT)
		)
	return text


def _name(column: Column, value: Any) -> str:
	"""What a record is called by: Frappe's lists write it into attributes of HTML as it is."""
	text = _text(column, value)
	if '"' in text:
		raise CellRefused(_("The character {0} is not allowed. Remove it."), '"')
	return text


def _long_text(column: Column, value: Any) -> str:
	text = _plain_text(value).strip()
	_refuse_signs(text, line_breaks=True)
	if len(text) > LONGEST_LONG_TEXT:
		raise CellRefused(
			_("The text has {0} characters; at most {1} are allowed."), str(len(text)), str(LONGEST_LONG_TEXT)
		)
	return text


def _plain_text(value: Any) -> str:
	if isinstance(value, bool):
		raise CellRefused(_("The cell holds a logical value ({0}). Type a text."), str(value).upper())
	if isinstance(value, datetime | date | time | timedelta):
		raise CellRefused(
			_("The cell holds a date or time ({0}). Format it as text and type a text."), str(value)
		)
	if isinstance(value, int | float):
		if abs(value) >= ROUNDED_FROM:
			raise CellRefused(
				_(
					"The number has more digits than Excel keeps ({0}). Format the cell as text and type it again."
				),
				f"{value:.0f}",
			)
		return str(int(value)) if float(value).is_integer() else str(value)
	return str(value).replace("\r\n", "\n")


def _refuse_signs(text: str, line_breaks: bool) -> None:
	"""Signs that nobody sees, or that would be read as HTML."""
	for sign in text:
		if sign in "<>":
			raise CellRefused(_("The character {0} is not allowed. Remove it."), sign)
		if sign == "\n" and not line_breaks:
			raise CellRefused(_("The text has a line break. Write it on one line."))
		if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn"):
			raise CellRefused(
				_("The text holds an invisible character ({0}). Type the text again."), f"U+{ord(sign):04X}"
			)


def _code(column: Column, value: Any) -> str:
	"""A text that people and programs recognise something by: no full-width letters or digits."""
	text = _text(column, value)
	narrow = unicodedata.normalize("NFKC", text)
	if narrow != text:
		raise CellRefused(_('"{0}" has full-width characters. Type "{1}".'), text, narrow)
	return text


def _phone(column: Column, value: Any) -> str:
	text = _code(column, value)
	if not PHONE.fullmatch(text):
		raise CellRefused(
			_('"{0}" is no phone number. Type digits, spaces and + - ( ) only, at most 20 characters.'), text
		)
	return text


def _reference(column: Column, value: Any) -> str:
	is_code = column.refers_to in ("Officers", "Targets", "user")
	return _code(column, value) if is_code else _text(column, value)


def _references(column: Column, value: Any) -> tuple[str, ...]:
	parts = (part.strip() for part in re.split(r"[;；\n]", _plain_text(value)))
	return tuple(dict.fromkeys(_reference(column, part) for part in parts if part))


def _choice(column: Column, value: Any) -> str:
	known = _words(column.choices)
	text = _text(column, value)
	if folded(text) not in known:
		allowed = ", ".join(f"{word} {word_zh}" for word, word_zh in column.choices.items())
		raise CellRefused(_('"{0}" is none of the choices. Choose one of: {1}.'), text, allowed)
	return known[folded(text)]


def _words(choices: Any) -> dict[str, str]:
	return {
		folded(name): word
		for word, word_zh in choices.items()
		for name in (word, word_zh, f"{word} {word_zh}")
	}


def _yes_or_no(column: Column, value: Any) -> int:
	if isinstance(value, bool) or (isinstance(value, int | float) and value in (0, 1)):
		return int(value)
	word = _words(YES_OR_NO).get(folded(str(value)))
	if word is None:
		raise CellRefused(
			_('"{0}" is neither Yes 是 nor No 否. Type one of them; empty means No.'), str(value)
		)
	return int(word == "Yes")


def _whole_number(column: Column, value: Any) -> int:
	text = value if isinstance(value, str) else ""
	number = int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text, re.ASCII) else value
	is_number = isinstance(number, int | float) and not isinstance(number, bool)
	if not is_number or number < 0 or number != int(number) or number >= 10**9:
		raise CellRefused(_('"{0}" is no whole number from 0. Type digits only.'), str(value))
	return int(number)


def _date(column: Column, value: Any) -> date:
	if isinstance(value, bool) or isinstance(value, time | timedelta):
		raise CellRefused(
			_('"{0}" is no date. Type one as {1} into a cell formatted as a date.'), str(value), "2026-09-01"
		)
	if isinstance(value, int | float):
		raise CellRefused(*_about_serial(value))
	if isinstance(value, str):
		raise CellRefused(*_about_text(value.strip()))
	if isinstance(value, datetime) and value.time() != time():
		raise CellRefused(_("The date has a time of day ({0}). Type the date alone."), value.isoformat(" "))
	day = value.date() if isinstance(value, datetime) else value
	if day.year < FIRST_YEAR:
		raise CellRefused(
			_("The cell shows {0}: a small number formatted as a date. Type the date itself."),
			day.isoformat(),
		)
	if day.year > LAST_YEAR:
		raise CellRefused(
			_("{0} lies too far ahead. Leave the cell empty when there is no last day."), day.isoformat()
		)
	return day


def _about_serial(value: float) -> tuple[str, ...]:
	try:
		day = from_excel(value)
	except (OverflowError, ValueError):
		day = None
	if isinstance(day, datetime) and FIRST_YEAR <= day.year <= LAST_YEAR:
		return (
			_(
				"The cell holds the number {0}, not a date. As Excel counts days it would be {1}: format the cell as a date and check it."
			),
			str(value),
			day.date().isoformat(),
		)
	return _("The cell holds the number {0}, not a date. Format the cell as a date and type the date."), str(
		value
	)


def _about_text(text: str) -> tuple[str, ...]:
	narrow = unicodedata.normalize("NFKC", text)
	if ISO_LIKE.fullmatch(narrow):
		year, month, day = (int(part) for part in re.findall(r"\d+", narrow))
		shown = f"{year}-{month:02}-{day:02}"
		return (
			_('"{0}" is text that looks like a date. Format the cell as a date and type {1} again.'),
			text,
			shown,
		)
	return _('"{0}" is text, not a date. Format the cell as a date and type one as {1}.'), text, "2026-09-01"


READERS: dict[str, Callable[[Column, Any], Any]] = {
	"text": _text,
	"name": _name,
	"long text": _long_text,
	"code": _code,
	"phone": _phone,
	"date": _date,
	"yes or no": _yes_or_no,
	"whole number": _whole_number,
	"choice": _choice,
	"reference": _reference,
	"references": _references,
}
