"""What belongs into one user's own calendar: duties due, visits, terms and holidays. Names that are nobody else's business are left out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import get_url_to_form

from . import duty_titles
from .reception import weeks
from .stored import DOCTYPE as OBLIGATION
from .tables import by_parent, children, select, select_in, table_of

NOT_OWED = ("Waived", "Withdrawn")
DONE_STATES = ("Met", "Met Late")
STILL_OWED = ("Upcoming", "Open", "Due", "Overdue")
DUTY_COLUMNS = (
	"name",
	"rule",
	"subject",
	"subject_title",
	"state",
	"next_due",
	"last_due",
	"done",
	"quantity",
	"sensitive",
	"modified",
)
VISIT_COLUMNS = (
	"name",
	"start",
	"duration_minutes",
	"outcome",
	"confidential",
	"confidential_account",
	"modified",
)
MOST_ROWS = 3000


@dataclass(frozen=True)
class Entry:
	"""One entry of a calendar. Whole days are dates, both inclusive; times are those of the site."""

	uid: str
	start: Any
	end: Any
	summary: str
	changed: Any
	url: str = ""
	cancelled: bool = False
	alarm: bool = False
	kind: str = "duty"


def own_officers(user: str) -> list[str]:
	"""The officers that the user is."""
	return list(frappe.get_all("Liaison Officer", {"user": user}, pluck="name", order_by="name asc"))


def own_duties(user: str) -> Criterion:
	"""Obligations whose ToDo is the user's, or which the user's officer owes."""
	table = table_of(OBLIGATION)
	officers = own_officers(user)
	mine = table.responsible_user == user
	return mine | table.officer.isin(officers) if officers else mine


def entries(user: str, since: date, language: str) -> list[Entry]:
	"""Everything of the user from the day on: duties by their due date, visits, weeks of a rotation, terms and holidays."""
	return [
		*duties(user, since, language),
		*visits(user, since, language),
		*receptions(user, since, language),
		*terms(since),
		*holidays(since, language),
	]


def duties(user: str, since: date, language: str) -> list[Entry]:
	"""The user's own duties. Who a duty is about is named only where everybody may know."""
	table = table_of(OBLIGATION)
	falls = (table.next_due >= since) | (table.next_due.isnull() & (table.last_due >= since))
	query = frappe.qb.from_(table).select(*[table[column] for column in DUTY_COLUMNS])
	query = query.where(own_duties(user)).where(falls).orderby(table.last_due).orderby(table.name)
	rows = [dict(zip(DUTY_COLUMNS, row, strict=True)) for row in query.limit(MOST_ROWS).run()]
	titles = duty_titles.read_titles({row["rule"] for row in rows})
	named = open_targets({row["subject"] for row in rows if row["subject"]})
	return [_duty(row, titles, named, language) for row in rows]


def _duty(
	row: dict[str, Any], titles: dict[str, duty_titles.RuleTitle], named: Collection[str], language: str
) -> Entry:
	day = row["next_due"] or row["last_due"]
	return Entry(
		uid=row["name"],
		start=day,
		end=day,
		summary=_duty_summary(row, titles, named, language),
		changed=row["modified"],
		url=get_url_to_form(OBLIGATION, row["name"]),
		cancelled=row["state"] in NOT_OWED,
		alarm=row["state"] in STILL_OWED,
	)


def _duty_summary(
	row: dict[str, Any], titles: dict[str, duty_titles.RuleTitle], named: Collection[str], language: str
) -> str:
	rule = titles.get(row["rule"])
	if not rule or rule.confidential or row["sensitive"]:
		return _("A confidential duty", lang=language)
	subject = row["subject_title"] if row["subject"] in named else None
	text = duty_titles.duty(titles, row["rule"], subject, language)
	if row["state"] in DONE_STATES:
		return f"✓ {text}"
	return f"{text} ({row['done'] or 0:g}/{row['quantity']:g})" if row["quantity"] else text


def visits(user: str, since: date, language: str) -> list[Entry]:
	"""The submitted visits that the user's officer took part in: what was done and, where everybody may know, with whom."""
	officers = own_officers(user)
	presence, visit = table_of("Contact Visit Officer"), table_of("Contact Visit")
	if not officers:
		return []
	taken = frappe.qb.from_(presence).select(presence.parent)
	taken = taken.where((presence.parenttype == "Contact Visit") & presence.officer.isin(officers))
	query = frappe.qb.from_(visit).select(*[visit[column] for column in VISIT_COLUMNS])
	query = query.where((visit.docstatus == 1) & (visit.start >= since) & visit.name.isin(taken))
	rows = query.orderby(visit.start).orderby(visit.name).limit(MOST_ROWS).run()
	found = [dict(zip(VISIT_COLUMNS, row, strict=True)) for row in rows]
	what, whom = _visit_words([row["name"] for row in found], language)
	return [_visit(row, what.get(row["name"], ""), whom.get(row["name"], ""), language) for row in found]


def _visit_words(names: list[str], language: str) -> tuple[dict[str, str], dict[str, str]]:
	activities = by_parent(children("Liaison Activity Link", "Contact Visit", ("activity",), names))
	lines = by_parent(children("Contact Visit Target", "Contact Visit", ("target", "target_title"), names))
	named = open_targets({target for rows in lines.values() for target, _title in rows})
	what = {name: ", ".join(_(row[0], lang=language) for row in rows) for name, rows in activities.items()}
	whom = {
		name: ", ".join(title or target for target, title in rows if target in named)
		for name, rows in lines.items()
	}
	return what, whom


def _visit(row: dict[str, Any], what: str, whom: str, language: str) -> Entry:
	if row["confidential"] or row["confidential_account"]:
		summary = _("A confidential contact", lang=language)
	else:
		summary = f"{what}: {whom}" if whom else what
	return Entry(
		uid=row["name"],
		start=row["start"],
		end=row["start"] + timedelta(minutes=max(row["duration_minutes"] or 0, 1)),
		summary=summary,
		changed=row["modified"],
		url=get_url_to_form("Contact Visit", row["name"]),
		kind="visit",
	)


def receptions(user: str, since: date, language: str) -> list[Entry]:
	"""The weeks that the user serves in a rotation whose roster is known."""
	return [reception(week, language) for week in weeks.of_user(user, since)]


def reception(week: weeks.Week, language: str, who: bool = False) -> Entry:
	"""A week of a rotation: at its hours, or as whole days. `who` names the officer."""
	first, last = week.day or week.monday, week.day or week.monday + timedelta(days=4)
	timed = week.day and week.begins and week.ends
	parts = [_("Reception of visitors", lang=language), week.place]
	if who:
		parts.insert(0, week.officer_name or _("Vacant", lang=language))
	return Entry(
		uid=week.name if not who else f"reception-{week.name}",
		start=datetime.combine(first, week.begins) if timed and week.begins else first,
		end=datetime.combine(last, week.ends) if timed and week.ends else last,
		summary=": ".join(filter(None, parts)),
		changed=week.modified,
		url=get_url_to_form(weeks.ROSTER, week.roster) if week.roster else "",
		alarm=True,
		kind="reception",
	)


def open_targets(names: Collection[str]) -> set[str]:
	"""Those of the targets whose names may leave the institution: of a type that everybody sees, and with nothing sensitive noted."""
	table, kind = table_of("Contact Target"), table_of("Target Type")
	seen_by_all = frappe.qb.from_(kind).select(kind.name).where(kind.visible_to_all == 1)
	nothing_noted = [
		table[field].isnull() | (table[field] == "") for field in ("hardship_category", "sensitive_notes")
	]
	rows = select_in(
		"Contact Target", ("name",), "name", names, table.target_type.isin(seen_by_all), *nothing_noted
	)
	return {row[0] for row in rows}


def terms(since: date, until: date | None = None) -> list[Entry]:
	"""The terms that share a day with the span."""
	table = table_of("Liaison Term")
	rows = select(
		"Liaison Term",
		("name", "first_day", "last_day", "modified"),
		*_meets(table.first_day, table.last_day, since, until),
	)
	return [
		Entry(f"term-{name}", first, last, name, changed, kind="term") for name, first, last, changed in rows
	]


def holidays(since: date, language: str, until: date | None = None) -> list[Entry]:
	"""Holidays, make-up days and festivals."""
	table = table_of("Liaison Calendar Day")
	fields = ("name", "date", "kind", "title", "modified")
	rows = select("Liaison Calendar Day", fields, *_meets(table.date, table.date, since, until))
	return [
		Entry(f"day-{name}", day, day, title or _(kind, lang=language), changed, kind="holiday")
		for name, day, kind, title, changed in rows
	]


def _meets(first: Any, last: Any, since: date, until: date | None) -> list[Criterion]:
	return [last >= since, *([first <= until] if until else [])]
