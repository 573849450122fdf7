"""The charts on the workspaces. Each shows what its reader may see, on a given day."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.query_builder.functions import Count

from liaison_app.engine.calendar import monday_of

from .board import board
from .figures import span_of
from .reports.asked import seen
from .tables import table_of

WEEKS = 12
MOST_ACTIVITIES = 9
MOST_UNITS = 12  # whose names can be read below the bars; the board has them all
VISIT = "Contact Visit"
Chart = dict[str, Any]
# Charts write a label's text into a tooltip as HTML: these look the same and are none.
HARMLESS = str.maketrans({"<": "＜", ">": "＞"})


def attainment_by_unit(user: str, today: date) -> Chart:
	"""The overall attainment of the units on the user's board, this semester: the lowest ones, the lowest first. Those that owe nothing are
	left out.
	"""
	rows = [
		row
		for row in board(user, "Semester", today, today)["rows"]
		if row["kind"] != "officer" and row["overall"] is not None
	]
	rows = sorted(rows, key=lambda row: (row["overall"], row["label"]))[:MOST_UNITS]
	return _chart([row["label"] for row in rows], _("Attainment in %"), [row["overall"] for row in rows])


def visits_per_week(today: date) -> Chart:
	"""Visits of the last weeks (Monday to Sunday, this one included), also of those without any."""
	first = monday_of(today) - timedelta(weeks=WEEKS - 1)
	days = _days_of_visits(first, today)
	mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
	counts = dict.fromkeys(mondays, 0)
	for day in days:
		counts[monday_of(day)] += 1
	return _chart([f"{monday:%m-%d}" for monday in mondays], _("Visits"), list(counts.values()))


def _days_of_visits(since: date, until: date) -> list[date]:
	visit = table_of(VISIT)
	query = frappe.qb.from_(visit).select(visit.start).where(visit.docstatus == 1)
	query = query.where((visit.start >= since) & (visit.start < until + timedelta(days=1)))
	for condition in seen(VISIT):
		query = query.where(condition)
	return [start.date() for (start,) in query.run()]


def visits_by_activity(today: date) -> Chart:
	"""How often each activity was part of a visit of this semester, the most frequent first, the rest together."""
	visit, link = table_of(VISIT), table_of("Liaison Activity Link")
	span, number = span_of("Semester", today), Count("*")
	query = (
		frappe.qb.from_(link)
		.join(visit)
		.on((link.parent == visit.name) & (link.parenttype == VISIT))
		.select(link.activity, number)
		.where((visit.docstatus == 1) & (visit.start >= span.since))
		.where(visit.start < min(span.until, today) + timedelta(days=1))
		.groupby(link.activity)
		.orderby(number, order=Order.desc)
		.orderby(link.activity, order=Order.asc)
	)
	for condition in seen(VISIT):
		query = query.where(condition)
	rows = [(_(activity), count) for activity, count in query.run()]
	rest = sum(count for _activity, count in rows[MOST_ACTIVITIES:])
	rows = rows[:MOST_ACTIVITIES] + ([(_("Others"), rest)] if rest else [])
	return _chart([label for label, _count in rows], _("Visits"), [count for _label, count in rows])


def _chart(labels: list[str], name: str, values: list[int]) -> Chart:
	"""What Frappe's chart widget draws; nothing at all where there is nothing, so that it says so."""
	if not any(values) and not labels:
		return {}
	return {
		"labels": [str(label).translate(HARMLESS) for label in labels],
		"datasets": [{"name": name, "values": values}],
	}
