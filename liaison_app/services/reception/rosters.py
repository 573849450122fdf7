"""A roster for a term: its weeks drawn, published, printed."""

from collections import defaultdict
from datetime import date, timedelta
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from liaison_app.engine.calendar import monday_of

from .. import messages, roster
from ..rule_facts import read_calendar
from ..todos import languages_of
from . import weeks
from .weeks import ROSTER, Week


def draw(document: Any, today: date) -> int:
	"""Draw the weeks of the term that have none yet and are not over; drawn ones stay. Returns how many were drawn.

	Raises ValidationError when the rotation cannot be drawn.
	"""
	first, last = frappe.db.get_value("Liaison Term", document.term, ["first_day", "last_day"])
	before = len(weeks.of_roster(document))
	failed = roster.draw((max(monday_of(first), monday_of(today)), last), document.rule)
	for failure in failed:
		frappe.throw(_("The roster cannot be drawn: {0}").format(escape(failure.reason)))
	return len(weeks.of_roster(document)) - before


def publish(document: Any, today: date) -> int:
	"""Make the roster known: each officer is told the own weeks, once. Returns how many officers were told.

	Raises ValidationError while there is no week to publish.
	"""
	found = weeks.of_roster(document)
	if not found:
		frappe.throw(_("Draw the weeks first: there is nothing to publish yet."))
	document.update({"status": "Published", "published_on": today})
	document.flags.liaison_button = True
	document.save()
	by_user: dict[str, list[Week]] = defaultdict(list)
	for week in found:
		if week.user and week.monday + timedelta(days=6) >= today:
			by_user[week.user].append(week)
	messages.write([_told(document, user, own) for user, own in _with_languages(by_user)])
	return len(by_user)


def _with_languages(by_user: dict[str, list[Week]]) -> list[tuple[tuple[str, str], list[Week]]]:
	languages = languages_of(by_user)
	return [((user, languages[user]), own) for user, own in sorted(by_user.items()) if user in languages]


def _told(document: Any, user: tuple[str, str], own: list[Week]) -> messages.Log:
	name, language = user
	days = ", ".join(formatdate(week.day or week.monday) for week in own)
	subject = _("You receive visitors on: {0}", lang=language).format(days)
	said = messages.name_of("LR", document.name, name, days)
	return messages.log(said, name, escape(subject), "", ROSTER, document.name)


def sheet(document: Any) -> list[dict[str, Any]]:
	"""The lines of the printed sheet: teaching `week`, `monday`, `day`, `weekday`, `officer`, `job_title`, `swapped`, `vacated`."""
	numbers = {week.monday: week.number for week in read_calendar().weeks}
	found = weeks.of_roster(document)
	titles = _job_titles({week.officer for week in found if week.officer})
	return [
		{
			"name": week.name,
			"week": numbers.get(week.monday, ""),
			"monday": week.monday,
			"day": week.day,
			"weekday": (week.day or week.monday).strftime("%A") if week.day else "",
			"officer": week.officer_name,
			"job_title": titles.get(week.officer, ""),
			"swapped": week.swapped,
			"vacated": week.vacated,
		}
		for week in found
	]


def _job_titles(officers: set[str]) -> dict[str, str]:
	rows = frappe.get_all(
		"Officer Tenure",
		{
			"parenttype": "Liaison Officer",
			"parent": ("in", sorted(officers) or [""]),
			"job_title": ("is", "set"),
		},
		["parent", "job_title", "from_date", "to_date"],
		order_by="from_date asc, name asc",
	)
	today = getdate()
	return {row.parent: row.job_title for row in rows if not row.to_date or getdate(row.to_date) >= today}


def on_form(document: Any, user: str, today: date) -> list[dict[str, Any]]:
	"""The lines of the sheet with what the user may do: `own` weeks and `open` ones, which have not begun."""
	by_name = {week.name: week for week in weeks.of_roster(document)}
	return [
		{
			**line,
			"own": by_name[line["name"]].user == user,
			"vacant": not by_name[line["name"]].officer,
			"open": line["monday"] > today,
		}
		for line in sheet(document)
	]


def liaison_roster(document: Any) -> list[dict[str, Any]]:
	"""What the Print Format lists: the sheet of a roster that the user may read. Raises PermissionError."""
	document.check_permission("read")
	return sheet(document)
