"""Weeks that nobody serves: a to-do for whoever looks after the roster, closed as soon as somebody does."""

from datetime import date, timedelta
from html import escape

import frappe
from frappe import _
from frappe.utils import formatdate

from .. import messages, notices
from ..tables import select, table_of
from ..todos import languages_of
from . import weeks
from .weeks import ROSTER, WEEK, Week

AHEAD = timedelta(days=60)


def synchronise(today: date) -> None:
	"""One open to-do for each vacant week of the next two months and each who looks after it; no others."""
	wanted = {_name(week, user): (week, user) for week in _vacant(today) for user in _keepers(week)}
	languages = languages_of({user for _week, user in wanted.values()})
	todo = table_of("ToDo")
	rows = select("ToDo", ("name", "status"), todo.reference_type == WEEK)
	stored = {name: status for name, status in rows if name.startswith("RV-")}
	for name, (week, user) in wanted.items():
		if name not in stored:
			_open(name, week, user, languages[user])
		elif stored[name] != "Open":
			frappe.db.set_value("ToDo", name, "status", "Open")
	for name, status in stored.items():
		if name not in wanted and status == "Open":
			_close(name)


def filled(week: str) -> None:
	"""Somebody serves the week now."""
	for name in frappe.get_all(
		"ToDo", {"reference_type": WEEK, "reference_name": week, "status": "Open"}, pluck="name"
	):
		if name.startswith("RV-"):
			_close(name)


def _vacant(today: date) -> list[Week]:
	table = table_of(WEEK)
	nobody = table.officer.isnull() | (table.officer == "")
	return weeks.read(nobody, table.week > today - timedelta(days=7), table.week <= today + AHEAD)


def _keepers(week: Week) -> list[str]:
	keeper = frappe.db.get_value(ROSTER, week.roster, "keeper") if week.roster else None
	return sorted(messages.users_to_tell([keeper])) if keeper else notices.managers()


def _name(week: Week, user: str) -> str:
	return messages.name_of("RV", week.name, user)


def _open(name: str, week: Week, user: str, language: str) -> None:
	day = week.day or week.monday
	text = _("Nobody receives visitors on {0}. Put somebody in.", lang=language).format(formatdate(day))
	todo = frappe.get_doc(
		{
			"doctype": "ToDo",
			"name": name,
			"description": " ".join(filter(None, (escape(text), escape(week.vacated)))),
			"allocated_to": user,
			"assigned_by": "Administrator",
			"reference_type": WEEK,
			"reference_name": week.name,
			"date": day,
		}
	)
	todo.flags.name_set = True
	todo.insert(ignore_permissions=True)  # the night acts, no user


def _close(name: str) -> None:
	todo = frappe.get_doc("ToDo", name)
	todo.status = "Closed"
	todo.save(ignore_permissions=True)  # the app's own to-do
