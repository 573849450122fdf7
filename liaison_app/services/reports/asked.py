"""What a report was asked for: filters from the web, checked, and as conditions for queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from liaison_app.engine.rows import State
from liaison_app.engine.rules import Nature, choices
from liaison_app.permissions import rows_seen, sees_all
from liaison_app.scope import Scope

from ..figures import Span, meets, rated_rows, span_of
from ..tables import select, table_of

OBLIGATION = "Periodic Obligation"
LINKS = {
	"unit": "Liaison Unit",
	"officer": "Liaison Officer",
	"regulation": "Liaison Regulation",
	"rule": "Duty Rule",
	"term": "Liaison Term",
	"target": "Contact Target",
	"subject": "Contact Target",
	"target_type": "Target Type",
	"activity": "Liaison Activity Type",
	"register": "Presence Register",
}
OPTIONS: dict[str, tuple[str, ...]] = {
	"state": choices(State),
	"nature": choices(Nature),
	"mode": ("Face to Face", "Phone", "Online", "Mail"),
	"outcome": ("Done", "Not Reached", "Refused", "Cancelled by Other Side"),
	"matters_by": ("Unit", "Kind", "Channel"),
	"heard_by": ("Officer", "Unit", "Course", "Teacher", "Department"),
	"rating": ("Excellent", "Good", "Fair", "Poor"),
	"matched": ("Found", "Found Elsewhere", "Similar Name", "Not Found", "Without Entry"),
	"period": ("Week", "Month", "Quarter", "Semester", "Half-Year", "Academic Year", "Calendar Year"),
}
LONGEST_NUMBER = 10_000
# Weeks and years around a day have to be days, too: the calendar itself ends at the years 1 and 9999.
YEARS = (1900, 2200)


class WrongFilter(Exception):
	"""A filter that makes no sense; the text is for the user, and safe to show as HTML."""


@dataclass(frozen=True)
class Asked:
	"""The checked filters of one report, the days it is about, and the day it is made on."""

	values: Mapping[str, Any]
	span: Span
	today: date

	def __getitem__(self, name: str) -> Any:
		"""The value of a filter; empty text when it was not set."""
		return self.values.get(name) or ""

	def number(self, name: str, default: int) -> int:
		"""A filter that holds a whole number from 0 on. Raises WrongFilter for anything else."""
		given = self.values.get(name)
		if given in (None, ""):
			return default
		try:
			found = int(str(given))
		except ValueError:
			found = -1
		if not 0 <= found <= LONGEST_NUMBER:
			raise WrongFilter(_("{0} is no whole number from 0 on.").format(frappe.bold(_text(given))))
		return found

	def is_set(self, name: str) -> bool:
		"""Whether a box is ticked."""
		return str(self.values.get(name) or "0") not in ("0", "false", "False")


def read(filters: Mapping[str, Any] | None, today: date, period: str = "Semester", nature: str = "") -> Asked:
	"""The filters, checked: dates, else a term, else the period that holds today; `period` and `nature` where none is asked for.

	Raises WrongFilter for records that are not there, for options that do not exist, and for days in the wrong order.
	"""
	values = dict(filters or {})
	values["nature"] = values.get("nature") or nature
	for name, doctype in LINKS.items():
		_check_link(values.get(name), doctype)
	for name, options in OPTIONS.items():
		if values.get(name) and values[name] not in options:
			raise WrongFilter(_("{0} is no choice here.").format(frappe.bold(_text(values[name]))))
	return Asked(values, _span(values, today, period), today)


def _check_link(value: Any, doctype: str) -> None:
	if value and not (isinstance(value, str) and frappe.db.exists(doctype, value)):
		raise WrongFilter(_("There is no {0} {1}.").format(_(doctype), frappe.bold(_text(value))))


def _text(value: Any) -> str:
	"""What was given, safe to show."""
	return str(frappe.utils.escape_html(str(value)[:140]))


def _span(values: Mapping[str, Any], today: date, period: str) -> Span:
	whole = _term(values["term"]) if values.get("term") else span_of(values.get("period") or period, today)
	span = Span(_day(values.get("from_date")) or whole.since, _day(values.get("to_date")) or whole.until)
	if values.get("from_date") and not values.get("to_date"):
		span = Span(span.since, max(span.since, whole.until))
	elif values.get("to_date") and not values.get("from_date"):
		span = Span(min(span.since, span.until), span.until)
	if span.since > span.until:
		raise WrongFilter(_("The first day {0} lies after the last day {1}.").format(span.since, span.until))
	return span


def _term(name: str) -> Span:
	((first, last),) = select(
		"Liaison Term", ("first_day", "last_day"), table_of("Liaison Term").name == name
	)
	return Span(first, last)


def _day(value: Any) -> date | None:
	if not value:
		return None
	try:
		day = date.fromisoformat(str(value)[:10])
	except ValueError:
		raise WrongFilter(_("{0} is no date.").format(frappe.bold(_text(value)))) from None
	if not YEARS[0] <= day.year <= YEARS[1]:
		raise WrongFilter(_("{0} is no day of the years {1} to {2}.").format(day, *YEARS))
	return day


# --- conditions ---


def obligations(asked: Asked, *, begun: bool, names: Sequence[str] = ()) -> list[Criterion]:
	"""Which obligations the filters and the user's rights leave: those of the span that have begun, or all of the span."""
	table = table_of(OBLIGATION)
	conditions = [rated_rows(asked.span, asked.today) if begun else meets(asked.span)]
	for name in ("officer", "regulation", "rule", "nature", *names):
		if asked[name]:
			conditions.append(table[name] == asked[name])
	if asked["unit"]:
		conditions.append(table.unit.isin(units_below(asked["unit"])))
	return [*conditions, *seen(OBLIGATION)]


def seen(doctype: str) -> list[Criterion]:
	"""The rows of the DocType that the user sees; no condition for who sees all."""
	rows = rows_seen(doctype)
	return [] if rows is None else [rows]


def asked_units(asked: Asked) -> list[Any]:
	"""Sets of units of which each narrows a report of units: those asked for, and those that the user reviews (all for managers)."""
	user = frappe.session.user
	found = [units_below(asked["unit"])] if asked["unit"] else []
	return found if sees_all(user) else [*found, Scope(user).reviewed_units()]


def units_below(unit: str) -> Any:
	"""A subquery: the unit and all below it."""
	return _below("Liaison Unit", unit)


def types_below(target_type: str) -> Any:
	"""A subquery: the type of target and all kinds of it."""
	return _below("Target Type", target_type)


def _below(doctype: str, name: str) -> Any:
	tree, above = table_of(doctype), table_of(doctype).as_("above")
	inside = (tree.lft >= above.lft) & (tree.rgt <= above.rgt)
	return frappe.qb.from_(tree).join(above).on(inside).select(tree.name).where(above.name == name)
