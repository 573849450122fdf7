"""My Duties: what one officer owes in a period, how far it is, and which clause asks for it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import escape_html

from liaison_app.engine.calendar import Calendar
from liaison_app.engine.rows import Progress
from liaison_app.engine.status import pace
from liaison_app.permissions import may_record_for, rows_seen, sees_all
from liaison_app.scope import Scope

from . import rule_cache
from .duty_periods import DutyPeriod, period_of
from .plan_data import unpack
from .settings import last_completed_run
from .tables import table_of

OBLIGATION = "Periodic Obligation"
LOOKS_AT_OTHERS = {"Liaison Clerk", "Liaison Reviewer", "Liaison Manager", "System Manager"}
ROWS_AT_ONCE = 100
# In the order in which they are shown: what presses comes first.
STATES = (
	"Overdue",
	"Due",
	"Open",
	"Upcoming",
	"Missed",
	"Met Late",
	"Met",
	"Lapsed",
	"Waived",
	"Withdrawn",
)
LIVE = ("Overdue", "Due", "Open")
PACES = ("behind", "on pace", "ahead")
OFFICER_FIELDS = ("name", "full_name", "unit", "user")
SHOWN = (
	"name",
	"title",
	"rule",
	"regulation",
	"subject",
	"subject_title",
	"period_key",
	"period_label",
	"period_start",
	"period_end",
	"state",
	"nature",
	"close_on",
	"waived_reason",
	"last_contact_on",
	"owner_kind",
	"officer",
	"unit",
)
READ = (
	*SHOWN,
	"owner_key",
	"done",
	"quantity",
	"quantity_unit",
	"next_due",
	"last_due",
	"opens",
	"excused_on",
	"counted_contacts",
	"plan_data",
)


@dataclass(frozen=True)
class Person:
	"""Whose duties are looked at. `name` is empty for a user who is no officer; `own` is whether it is the user."""

	name: str
	full_name: str
	unit: str
	user: str
	own: bool
	may_record: bool


@dataclass(frozen=True)
class Wanted:
	"""What is asked for: rows of a regulation, of a subject, in some states (empty = all), from the `start`-th on."""

	regulation: str = ""
	subject: str = ""
	states: tuple[str, ...] = ()
	start: int = 0


def person(officer: str, user: str) -> Person:
	"""The officer, or for an empty name the user's own record. Raises PermissionError for one whom the user does not see.

	The same for one who does not exist, so that names cannot be guessed.
	"""
	own = frappe.db.get_value("Liaison Officer", {"user": user}, OFFICER_FIELDS)
	if own and officer in ("", own[0]):
		return _person(own, own=True, may_record=True)
	if not officer:
		return Person("", "", "", user, own=True, may_record=True)
	seen = frappe.get_list(
		"Liaison Officer", {"name": officer}, OFFICER_FIELDS, order_by="name asc", limit=1, as_list=True
	)
	if not seen:
		frappe.throw(
			_("You do not see the duties of {0}.").format(escape_html(officer)), frappe.PermissionError
		)
	may_record = sees_all(user) or may_record_for([officer], Scope(user, acting=True))
	return _person(seen[0], own=False, may_record=may_record)


def _person(row: tuple[Any, ...], *, own: bool, may_record: bool) -> Person:
	name, full_name, unit, user = (value or "" for value in row)
	return Person(name, full_name, unit, user, own, may_record)


def duties_of(whose: Person, kind: str, day: date, today: date, wanted: Wanted) -> dict[str, Any]:
	"""All that the page shows of a period; see `liaison_app.api.duties.my_duties`."""
	calendar = rule_cache.trees().calendar
	period = period_of(kind, day, calendar)
	current = period_of(kind, today, calendar) == period
	rows = _rows(whose, period, current, today)
	chosen = [row for row in rows if _is_wanted(row, wanted)]
	shown = [row for row in chosen if not wanted.states or row["state"] in wanted.states]
	rules = _rules({row["rule"] for row in rows})
	paced = sorted(((row, _pace(row, today, calendar)) for row in shown), key=lambda each: _urgency(*each))
	return {
		"officer": asdict(whose) if whose.name else None,
		"may_record": whose.may_record,
		"today": today,
		"period": {**asdict(period), "current": current},
		"counts": Counter(row["state"] for row in chosen),
		"total": len(shown),
		"rows": [
			_shown(row, at, rules.get(row["rule"]))
			for row, at in paced[wanted.start : wanted.start + ROWS_AT_ONCE]
		],
		"rules": rules,
		"choices": _choices(rows),
		"never_run": not rows and last_completed_run() is None,
	}


# --- reading ---


def _rows(whose: Person, period: DutyPeriod, current: bool, today: date) -> list[dict[str, Any]]:
	"""The officer's rows of the period, and those of units for which the user answers when looking at the own page."""
	table = table_of(OBLIGATION)
	concerned = _concerns(period, current, today)
	found: list[dict[str, Any]] = []
	if whose.name:
		seen = None if whose.own else rows_seen(OBLIGATION)
		theirs = (table.officer == whose.name) & concerned
		found = _read(theirs if seen is None else theirs & seen)
	if whose.own:
		found += _read((table.responsible_user == whose.user) & (table.owner_kind == "Unit") & concerned)
	return found


def _concerns(period: DutyPeriod, current: bool, today: date) -> Criterion:
	"""Rows that run or are due in the period; in the one that runs now also what is left over from before."""
	table = table_of(OBLIGATION)
	lasts = table.period_end.isnull() | (table.period_end >= period.since) | (table.last_due >= period.since)
	if current:
		lasts |= table.state.isin(["Overdue", "Due"])
	return (table.period_start <= period.until) & lasts


def _read(condition: Criterion) -> list[dict[str, Any]]:
	table = table_of(OBLIGATION)
	query = frappe.qb.from_(table).select(*[table[field] for field in READ]).where(condition)
	return [dict(zip(READ, row, strict=True)) for row in query.run()]


def _rules(names: set[str]) -> dict[str, dict[str, Any]]:
	"""Clause and regulation of the rules, in the user's language."""
	if not names:
		return {}
	rule, regulation = table_of("Duty Rule"), table_of("Liaison Regulation")
	query = (
		frappe.qb.from_(rule)
		.left_join(regulation)
		.on(regulation.name == rule.regulation)
		.select(
			rule.name,
			rule.code,
			rule.title,
			rule.title_zh,
			rule.clause,
			rule.measure,
			rule.document_kind,
			rule.quantity_unit,
			rule.hours_per_day,
			rule.regulation,
			regulation.title,
			regulation.title_zh,
			regulation.document_number,
			regulation.issuer,
		)
		.where(rule.name.isin(sorted(names)))
	)
	return {row[0]: _rule(row) for row in query.run()}


def _rule(row: tuple[Any, ...]) -> dict[str, Any]:
	chinese = str(frappe.local.lang).startswith("zh")
	_name, code, title, title_zh, clause, measure, document_kind, unit, hours, regulation, *document = row
	document_title, document_title_zh, number, issuer = document
	return {
		"code": code,
		"title": (title_zh if chinese else "") or title or code,
		"clause": clause or "",
		"measure": measure,
		"document_kind": document_kind or "",
		"quantity_unit": unit,
		"hours_per_day": hours,
		"regulation": regulation,
		"document": (document_title_zh if chinese else "") or document_title or regulation,
		"number": number or "",
		"issuer": issuer or "",
	}


# --- choosing and showing ---


def _is_wanted(row: dict[str, Any], wanted: Wanted) -> bool:
	fits = not wanted.regulation or row["regulation"] == wanted.regulation
	return fits and (not wanted.subject or row["subject"] == wanted.subject)


def _pace(row: dict[str, Any], today: date, calendar: Calendar) -> str | None:
	"""How the row keeps up; only of what is running."""
	if row["state"] not in LIVE:
		return None
	planned = unpack(row, json.loads(row["plan_data"]))
	progress = Progress(done=row["done"], on_time=row["done"], contacts=(), last_day=row["last_contact_on"])
	return pace(planned, progress, today, calendar)


def _urgency(row: dict[str, Any], at: str | None) -> tuple[Any, ...]:
	return (
		STATES.index(row["state"]),
		row["next_due"] or row["last_due"] or date.max,
		PACES.index(at) if at else 0,
		row["title"] or "",
		row["name"],
	)


def _shown(row: dict[str, Any], at: str | None, rule: dict[str, Any] | None) -> dict[str, Any]:
	share, unit = measured_in(row, rule)
	return {
		**{field: row[field] for field in SHOWN},
		"pace": at,
		"due": row["next_due"] if row["state"] in (*LIVE, "Upcoming") else row["last_due"],
		"done": round(row["done"] / share, 1),
		"quantity": round(row["quantity"] / share, 1),
		"measured_in": unit,
		"contacts": max(len(json.loads(row["counted_contacts"] or "[0]")) - 1, 0),
	}


def measured_in(row: Mapping[str, Any], rule: Mapping[str, Any] | None) -> tuple[float, str]:
	"""What the stored figures are divided by for people to read them, and its unit."""
	if row["quantity_unit"] != "Minutes" or not rule or rule["quantity_unit"] == "Minutes":
		return 1, row["quantity_unit"] or "Times"
	if rule["quantity_unit"] == "Days" and rule["hours_per_day"]:
		return 60 * rule["hours_per_day"], "Days"
	return 60, "Hours"


def _choices(rows: Iterable[dict[str, Any]]) -> dict[str, list[list[str]]]:
	"""What can be filtered by: (name, title) of regulations and of targets, by title."""
	found = list(rows)
	targets = {row["subject"]: row["subject_title"] or row["subject"] for row in found if row["subject"]}
	return {
		"regulations": sorted({row["regulation"] for row in found if row["regulation"]}),
		"targets": sorted(([name, title] for name, title in targets.items()), key=lambda each: each[1]),
	}


# --- what counted ---


def counted(obligation: str) -> list[dict[str, Any]]:
	"""The visits and documents that counted for a duty, as far as the user sees them, latest first."""
	names = json.loads(frappe.db.get_value(OBLIGATION, obligation, "counted_contacts") or "[0]")[1:]
	if not names:
		return []
	found = [*_seen("Contact Visit", "start", names), *_seen("Duty Document", "handed_in_on", names)]
	return sorted(found, key=lambda each: str(each["day"]), reverse=True)


def _seen(doctype: str, day: str, names: list[str]) -> list[dict[str, Any]]:
	rows = frappe.get_list(
		doctype, {"name": ("in", names)}, ["name", "title", day], order_by="name asc", limit_page_length=0
	)
	return [{"doctype": doctype, "name": row.name, "title": row.title, "day": row[day]} for row in rows]


def looks_at_others(user: str) -> bool:
	"""Whether the user may choose whose duties to look at."""
	return bool(LOOKS_AT_OTHERS & set(frappe.get_roles(user)))
