"""Weeks that nobody serves: a to-do for whoever looks after the roster, closed as soon as somebody does."""

from datetime import date, timedelta
from html import escape

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import formatdate

from .. import listed_todos, messages, notices
from ..tables import table_of
from ..todos import languages_of
from . import weeks
from .weeks import ROSTER, WEEK, Week

KIND = "RV"  # begins their names
AHEAD = timedelta(days=60)


def synchronise(today: date) -> None:
	"""One open to-do for each vacant week of the next two months and each who looks after it; no others."""
	asked = [(week, user) for week in _vacant(today) for user in _keepers(week)]
	languages = languages_of({user for _week, user in asked})
	values = {
		messages.name_of(KIND, week.name, user): _values(week, user, languages[user]) for week, user in asked
	}
	listed_todos.bring_in_line(values, _open_ones())


def filled(week: str) -> None:
	"""Somebody serves the week now."""
	listed_todos.bring_in_line({}, _open_ones() & (table_of("ToDo").reference_name == week))


def _open_ones() -> Criterion:
	todo = table_of("ToDo")
	return (todo.status == "Open") & todo.name.like(f"{KIND}-%") & (todo.reference_type == WEEK)


def _vacant(today: date) -> list[Week]:
	table = table_of(WEEK)
	nobody = table.officer.isnull() | (table.officer == "")
	return weeks.read(nobody, table.week > today - timedelta(days=7), table.week <= today + AHEAD)


def _keepers(week: Week) -> list[str]:
	keeper = frappe.db.get_value(ROSTER, week.roster, "keeper") if week.roster else None
	return sorted(messages.users_to_tell([keeper])) if keeper else notices.managers()


def _values(week: Week, user: str, language: str) -> listed_todos.Values:
	day = week.day or week.monday
	text = _("Nobody receives visitors on {0}. Put somebody in.", lang=language).format(formatdate(day))
	said = " ".join(filter(None, (escape(text), escape(week.vacated))))
	row = ("Open", "Medium", day, user, said, WEEK, week.name)
	return dict(zip(listed_todos.TODO_FIELDS, row, strict=True))
