"""What the desk's calendars show: rows that the user may read, each with a colour; very full days as one entry with their number."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from . import agenda, duty_titles
from .contacts import DONE
from .reception import weeks
from .stored import DOCTYPE as OBLIGATION
from .tables import by_parent, children, select, table_of

MOST_SINGLE = 300  # entries of one kind in one view; beyond that a day has one, with the number
MOST_READ = 20_000
LONGEST_VIEW = 400  # days
# In Frappe's names of colours; the same as in the lists.
STATE_COLOURS = {
	"Upcoming": "gray",
	"Open": "blue",
	"Due": "orange",
	"Overdue": "red",
	"Met": "green",
	"Met Late": "yellow",
	"Missed": "red",
	"Lapsed": "gray",
	"Waived": "gray",
	"Withdrawn": "gray",
}
VISIT_FIELDS = ["name", "title", "start", "duration_minutes", "outcome", "docstatus", "confidential"]
DUTY_FIELDS = ["name", "title", "rule", "subject_title", "next_due", "last_due", "state", "done", "quantity"]
Events = list[dict[str, Any]]


def span(start: str, end: str) -> tuple[date, date]:
	"""The first and the last day of a view, as the desk asks for it: the end is the moment after. Raises ValidationError."""
	try:
		first, last = getdate(start), (get_datetime(end) - timedelta(seconds=1)).date()
	except Exception:
		frappe.clear_messages()  # Frappe repeats what it cannot read as HTML
		first = last = None
	if not first or not last or last < first or (last - first).days > LONGEST_VIEW:
		frappe.throw(_("This span of days cannot be shown."))
	return first, last


def visits(first: date, last: date, filters: Any) -> Events:
	"""Visits that are not cancelled, with filters of the list, by their times."""
	between = [["Contact Visit", "start", "between", [first, last]], ["Contact Visit", "docstatus", "<", 2]]
	rows = _rows(
		"Contact Visit", VISIT_FIELDS, [*between, *_without(filters, "docstatus")], "start asc, name asc"
	)
	if len(rows) > MOST_SINGLE:
		days = ((row.start.date(), "visit", "green") for row in rows)
		return _numbers("Contact Visit", days, "start", (_("1 visit"), _("{0} visits")))
	present = children(
		"Contact Visit Officer", "Contact Visit", ("officer_name",), [row.name for row in rows]
	)
	officers = by_parent(present)
	return [_visit(row, [name for (name,) in officers.get(row.name, ()) if name]) for row in rows]


def _visit(row: Any, officers: list[str]) -> dict[str, Any]:
	kind, colour = ("visit", "green") if row.outcome == DONE else ("attempt", "gray")
	if row.docstatus == 0:
		kind, colour = "draft", "orange"
	minutes = max(row.duration_minutes or 0, 15)
	return {
		"name": row.name,
		"doctype": "Contact Visit",
		"title": row.title or row.name,
		"start": row.start,
		"end": row.start + timedelta(minutes=minutes),
		"kind": kind,
		"colour": colour,
		"note": ", ".join([*officers, _(row.outcome) if row.docstatus else _("Draft")]),
		"all_day": 0,
		"convert_to_user_tz": 1,
	}


def duties(first: date, last: date, filters: Any, language: str, own: bool = False) -> Events:
	"""Duties by the day when they are due next or, when nothing is due any more, were due last; `own` leaves out other people's."""
	wanted = [*_without(filters)]
	if own:
		names = _own_names(first, last)
		wanted.append([OBLIGATION, "name", "in", names or [""]])
	due_now = [[OBLIGATION, "next_due", "between", [first, last]], *wanted]
	due_then = [
		[OBLIGATION, "next_due", "is", "not set"],
		[OBLIGATION, "last_due", "between", [first, last]],
		*wanted,
	]
	order = "last_due asc, name asc"
	rows = [*_rows(OBLIGATION, DUTY_FIELDS, due_now, order), *_rows(OBLIGATION, DUTY_FIELDS, due_then, order)]
	if len(rows) > MOST_SINGLE:
		days = ((row.next_due or row.last_due, row.state, STATE_COLOURS[row.state]) for row in rows)
		return _numbers(OBLIGATION, days, "next_due", (_("1 duty"), _("{0} duties")))
	titles = duty_titles.read_titles({row.rule for row in rows})
	return [_duty(row, titles, language) for row in rows]


def _own_names(first: date, last: date) -> list[str]:
	table = table_of(OBLIGATION)
	falls = table.next_due[first:last] | (table.next_due.isnull() & table.last_due[first:last])
	return [row[0] for row in select(OBLIGATION, ("name",), agenda.own_duties(frappe.session.user), falls)]


def _duty(row: Any, titles: dict[str, duty_titles.RuleTitle], language: str) -> dict[str, Any]:
	day = row.next_due or row.last_due
	state = _(row.state, context=OBLIGATION)
	return {
		"name": row.name,
		"doctype": OBLIGATION,
		"title": duty_titles.duty(titles, row.rule, row.subject_title, language),
		"start": day,
		"end": day,
		"all_day": 1,
		"kind": "duty",
		"colour": STATE_COLOURS[row.state],
		"note": f"{state}, {row.done or 0:g}/{row.quantity or 0:g}",
	}


def terms(first: date, last: date) -> Events:
	"""The terms that lie in the view."""
	return [_whole_days(entry, "Liaison Term", entry.summary, "gray") for entry in agenda.terms(first, last)]


def holidays(first: date, last: date, language: str) -> Events:
	"""Holidays, make-up days and festivals of the view."""
	return [
		_whole_days(entry, "Liaison Calendar Day", entry.uid.removeprefix("day-"), "cyan")
		for entry in agenda.holidays(first, language, last)
	]


def receptions(first: date, last: date, language: str) -> Events:
	"""Who receives visitors when; a vacant week is red."""
	return [_reception(week, language) for week in weeks.between(first, last)]


def _reception(week: weeks.Week, language: str) -> dict[str, Any]:
	entry = agenda.reception(week, language, who=True)
	timed = isinstance(entry.start, datetime)
	return {
		"name": week.name,
		"doctype": weeks.WEEK,
		"title": entry.summary,
		"start": entry.start,
		"end": entry.end,
		"all_day": int(not timed),
		"convert_to_user_tz": int(timed),
		"kind": "reception",
		"colour": "blue" if week.officer else "red",
		"note": week.vacated,
	}


def _whole_days(entry: agenda.Entry, doctype: str, name: str, colour: str) -> dict[str, Any]:
	return {
		"name": name,
		"doctype": doctype,
		"title": entry.summary,
		"start": entry.start,
		"end": entry.end,
		"all_day": 1,
		"kind": entry.kind,
		"colour": colour,
		"note": "",
	}


def _rows(doctype: str, fields: list[str], filters: list[Any], order: str) -> list[Any]:
	"""Through the permissions of the user, as the list has them."""
	return list(frappe.get_list(doctype, filters, fields, order_by=order, limit_page_length=MOST_READ))


def _without(filters: Any, *fields: str) -> list[Any]:
	"""The filters of the list as rows, without those on the fields. Raises ValidationError for anything else."""
	rows = (frappe.parse_json(filters) if isinstance(filters, str) else filters) or []
	if not isinstance(rows, list) or not all(_is_filter(row) for row in rows):
		frappe.throw(_("These filters cannot be read."))
	return [row[:4] for row in rows if row[1] not in fields]


def _is_filter(row: Any) -> bool:
	"""Whether it is a row of DocType, field, operator and value."""
	return isinstance(row, list) and len(row) >= 4 and all(isinstance(part, str) for part in row[:3])


def _numbers(
	doctype: str, days: Iterable[tuple[date, str, str]], field: str, labels: tuple[str, str]
) -> Events:
	"""`labels`: of one, and of several. One entry for each day and kind, with its number; it opens the list of that day."""
	counted = Counter(days)
	return [
		{
			"name": f"{day}-{kind}",
			"doctype": doctype,
			"title": labels[number > 1].format(number)
			+ ("" if kind == "visit" else f" · {_(kind, context=OBLIGATION)}"),
			"start": day,
			"end": day,
			"all_day": 1,
			"kind": "number",
			"colour": colour,
			"note": "",
			"list": {
				field: ["between", [str(day), str(day)]],
				**({} if kind == "visit" else {"state": kind}),
			},
		}
		for (day, kind, colour), number in sorted(counted.items())
	]
