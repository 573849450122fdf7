"""What the reports share in showing: columns, cells safe to export, drill-down, charts, the sentence about the days."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, Protocol

import frappe
from frappe import _

from .asked import Asked, WrongFilter

Line = dict[str, Any]
MOST_BARS = 30
# Angle brackets that are none: no cell holds HTML, on the desk, in print, in a mail or in a file.
_BRACKETS = str.maketrans({"<": "＜", ">": "＞"})
_FORMULA = re.compile(r"\s*[=+\-@\t\r]")
# As in the list: what was failed is red, what is owed no more is grey. In a chart no two may look alike, so each has its shade.
STATE_COLOURS = {
	"Upcoming": "cyan",
	"Open": "blue",
	"Due": "orange",
	"Overdue": "red",
	"Met": "green",
	"Met Late": "yellow",
	"Missed": "#b52a2a",
	"Lapsed": "#5e6b76",
	"Waived": "#a6b1b9",
	"Withdrawn": "#cfd6dc",
}


class Answer(NamedTuple):
	"""What Frappe takes from a Script Report."""

	columns: list[dict[str, Any]]
	lines: list[Line]
	message: str | None
	chart: dict[str, Any] | None
	summary: list[dict[str, Any]] | None


class Report(Protocol):
	"""A report as Frappe runs it, on the site's day unless another is given."""

	def __call__(self, filters: Mapping[str, Any] | None, day: date | None = None) -> Answer:
		"""The answer to these filters."""
		...


def says_what_is_wrong(report: Callable[[Mapping[str, Any] | None, date], Answer]) -> Report:
	"""The report, which answers a wrong filter with a sentence instead of an error, and takes the site's day where none is given.

	Frappe starts a clock beside each report, which it stops only when there was no error; when it runs out, Frappe has the report
	prepared in the background from then on, for everybody.
	"""

	@wraps(report)
	def answered(filters: Mapping[str, Any] | None, day: date | None = None) -> Answer:
		try:
			return report(filters, day or date.fromisoformat(frappe.utils.today()))
		except WrongFilter as wrong:
			return Answer([], [], str(wrong), None, None)

	return answered


def plain(text: str | None) -> str:
	"""A text for a cell: without HTML, and no formula in a spreadsheet (an apostrophe before what would begin one)."""
	shown = (text or "").translate(_BRACKETS)
	return f"'{shown}" if _FORMULA.match(shown) else shown


def column(
	fieldname: str, label: str, fieldtype: str = "Data", width: int = 110, **more: Any
) -> dict[str, Any]:
	"""A column; `drill` is what a click on its cells opens (see `to_report` and `to_form`).

	Frappe's table writes the label, which may be a title that somebody typed, into an attribute as it is.
	"""
	label = label.replace('"', "”")
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}


def hidden(fieldname: str, doctype: str) -> dict[str, Any]:
	"""A record's name that drill-down needs and nobody reads. A link, so that User Permissions hold for it."""
	return column(fieldname, _(doctype), "Link", options=doctype, hidden=1)


def to_report(report: str, take: Mapping[str, str], **set_filters: Any) -> dict[str, Any]:
	"""Opens another report with the filters of this one, some taken from the line (filter -> fieldname), some set."""
	return {"report": report, "take": dict(take), "set": set_filters}


def to_form(doctype: str, fieldname: str) -> dict[str, Any]:
	"""Opens the record whose name stands in that field of the line."""
	return {"form": doctype, "field": fieldname}


def percent(rate: float | None) -> float | None:
	"""A rate from 0 to 1 as it is shown; None where nothing is owed."""
	return None if rate is None else round(100 * rate, 1)


def days_told(asked: Asked) -> str:
	"""The sentence above a report: which days it is about."""
	first, last = (frappe.utils.formatdate(day) for day in asked.span)
	return str(_("From {0} to {1}.").format(first, last))


def counted(label: str, value: Any, indicator: str = "", datatype: str = "Int") -> dict[str, Any]:
	"""A figure above the report."""
	return {"label": label, "value": value, "indicator": indicator, "datatype": datatype}


def bars(
	labels: Sequence[str], datasets: Mapping[str, Sequence[float]], colours: Sequence[str], **more: Any
) -> dict[str, Any] | None:
	"""A bar chart of at most so many bars; None without any."""
	if not labels:
		return None
	named = [
		{"name": name, "values": list(values)[:MOST_BARS], "chartType": "bar"}
		for name, values in datasets.items()
	]
	data = {"labels": [plain(label) for label in labels][:MOST_BARS], "datasets": named}
	return {"type": "bar", "data": data, "colors": list(colours), **more}


def states_chart(states: Mapping[str, int]) -> dict[str, Any] | None:
	"""How many rows are in which state."""
	there = [state for state in STATE_COLOURS if states.get(state)]
	if not there:
		return None
	values = [states[state] for state in there]
	return {
		"type": "donut",
		"data": {
			"labels": [in_duties(state) for state in there],
			"datasets": [{"name": _("Duties"), "values": values}],
		},
		"colors": [STATE_COLOURS[state] for state in there],
	}


def total_line(first: str, figures: Line) -> Line:
	"""The last line: sums, and rates worked out anew from what they are rates of."""
	return {first: _("Total"), "is_total": 1, "bold": 1, **figures}


def sums(lines: Iterable[Line], fieldnames: Iterable[str]) -> Line:
	"""The sums of the columns that may be added."""
	rows = list(lines)
	return {name: sum(line.get(name) or 0 for line in rows) for name in fieldnames}


def in_duties(word: str) -> str:
	"""A state or another choice of a duty's fields, in the user's language."""
	return str(_(word, context="Periodic Obligation"))


def measured_in(unit: str) -> str:
	"""What a quantity is counted in, in the user's language."""
	told = {
		"Times": _("Times", context="Measured In"),
		"Targets": _("Targets", context="Measured In"),
		"Documents": _("Documents", context="Measured In"),
		"Minutes": _("Minutes", context="Measured In"),
	}
	return str(told.get(unit, unit))


def waived_because(reason: str) -> str:
	"""The reason of a waived duty, in the user's language; which row covers it is told nowhere but on the form."""
	return str(_("covered by another duty") if reason.startswith("covered by") else _(reason))


def remembered(told: Callable[[str], str]) -> Callable[[str | None], str]:
	"""The function for a few values that come back on many lines: each is asked for once; nothing is the empty text."""
	known: dict[str | None, str] = {None: "", "": ""}

	def tell(value: str | None) -> str:
		if value not in known:
			known[value] = told(value or "")
		return known[value]

	return tell
