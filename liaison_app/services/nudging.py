"""Nudges: who supervises reminds officers of what they are behind with, in one message each, at most once a day.

The name of a nudge is derived from the officer and the day. Whoever inserts it first sends the message, so that two
reviewers or two tabs at once send one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import escape_html, format_date

from liaison_app.engine.calendar import Calendar
from liaison_app.engine.status import elapsed_share, pace

from . import messages
from .duty_titles import RuleTitle, duty, duty_for_others, read_titles
from .labels import enabled_users
from .rule_cache import trees
from .stored import DOCTYPE, read_rows
from .supervision import officers_in
from .tables import Rows, insert_rows, select, select_in, table_of
from .todos import languages_of

NUDGE = "Liaison Nudge"
OFFICER = "Liaison Officer"
MOST_LISTED = 30  # duties in one message
Titles = dict[str, RuleTitle]
DUTY_FIELDS = ("officer", "rule", "subject_title", "period_label", "next_due", "state", "sensitive")
PACE_FIELDS = ("name", "quantity", "done", "period_start", "period_end", "last_due")


@dataclass(frozen=True)
class Duty:
	"""A duty that is behind."""

	rule: str
	subject: str
	period: str
	due: date | None
	overdue: bool
	is_sensitive: bool = False


@dataclass(frozen=True)
class Behind:
	"""An officer with what he or she is behind with, the earliest due first."""

	officer: str
	full_name: str
	unit: str
	user: str | None  # None: no login that works
	duties: tuple[Duty, ...] = ()
	is_unit: bool = False  # then `officer` is the unit that owes, and `user` who answers for it

	@property
	def overdue(self) -> int:
		return sum(duty.overdue for duty in self.duties)


@dataclass
class Told:
	"""What became of the officers of a nudge, by name."""

	told: list[str] = field(default_factory=list)
	already: list[str] = field(default_factory=list)
	no_login: list[str] = field(default_factory=list)
	not_behind: list[str] = field(default_factory=list)


def behind(
	user: str,
	today: date,
	*,
	officers: Collection[str] | None = None,
	units: Collection[str] | None = None,
	regulation: str | None = None,
) -> list[Behind]:
	"""Officers whom the user supervises and who are behind: something required is overdue, or its pace is too slow.

	`officers` and `units` (each one itself) narrow them. In order of how much is overdue, then of names.
	"""
	table = table_of(DOCTYPE)
	conditions = [table.frozen == 0, table.nature == "Required", table.owner_kind == "Officer"]
	for column, values in ((table.officer, officers), (table.unit, units)):
		if values is not None:
			conditions.append(column.isin(sorted(values) or [""]))
	if regulation:
		conditions.append(table.regulation == regulation)
	supervised = officers_in(table, user)
	duties = _duties([*conditions, *([supervised] if supervised else [])], today)
	found = _people(duties)
	return sorted(found, key=lambda each: (-each.overdue, -len(each.duties), each.full_name, each.officer))


def _duties(conditions: Sequence[Criterion], today: date) -> dict[str, list[Duty]]:
	table = table_of(DOCTYPE)
	rows = select(DOCTYPE, DUTY_FIELDS, *conditions, table.state == "Overdue")
	rows += _slow(conditions, today)
	found: dict[str, list[Duty]] = defaultdict(list)
	for officer, rule, subject, period, due, state, is_sensitive in rows:
		overdue = state == "Overdue"
		found[officer].append(Duty(rule, subject or "", period or "", due, overdue, bool(is_sensitive)))
	return {officer: sorted(each, key=_urgency) for officer, each in found.items()}


def _urgency(owed: Duty) -> tuple[bool, date, str, str]:
	return not owed.overdue, owed.due or date.max, owed.rule, owed.subject


def _slow(conditions: Sequence[Criterion], today: date) -> Rows:
	"""DUTY_FIELDS of open duties whose pace is behind. Of one contact nothing is asked before it is due."""
	calendar = trees().calendar
	lagging = _lagging(conditions, today, calendar)
	found = read_rows(among=("name", lagging))
	return [
		lagging[name]
		for name, each in found.items()
		if pace(each.row.row, each.row.progress, today, calendar) == "behind"
	]


def _lagging(conditions: Sequence[Criterion], today: date, calendar: Calendar) -> dict[str, tuple[Any, ...]]:
	"""DUTY_FIELDS by name of those that can be behind at all, from few columns: less done than time is over, or due already.

	What was planned for a row is long; it is read, and looked at closely, of these only.
	"""
	table = table_of(DOCTYPE)
	several = (table.state.isin(("Open", "Due")), table.quantity > 1)
	share = cache(partial(elapsed_share, today=today, calendar=calendar))
	lagging = {}
	for row in select(DOCTYPE, (*PACE_FIELDS, *DUTY_FIELDS), *conditions, *several):
		(name, quantity, done, since, until, last), values = row[: len(PACE_FIELDS)], row[len(PACE_FIELDS) :]
		due = values[DUTY_FIELDS.index("next_due")]
		if due is None or due < today or done < quantity * share(since, until or last):
			lagging[name] = values
	return lagging


def _people(duties: dict[str, list[Duty]]) -> list[Behind]:
	enabled = table_of(OFFICER).enabled == 1
	rows = select_in(OFFICER, ("name", "full_name", "unit", "user"), "name", duties, enabled)
	able = enabled_users({user for *_rest, user in rows if user})
	return [
		Behind(name, full_name or name, unit or "", user if user in able else None, tuple(duties[name]))
		for name, full_name, unit, user in rows
	]


def nudge_name(officer: str, day: date, is_unit: bool = False) -> str:
	"""The same for the same officer (or unit) and day, whoever nudges."""
	return messages.name_of("LK", *(["unit"] if is_unit else []), officer, day)


def last_nudges(officers: Iterable[str]) -> dict[str, tuple[date, str]]:
	"""(day, who) of each officer's last nudge."""
	rows = select_in(NUDGE, ("officer", "day", "nudged_by"), "officer", set(officers))
	return {officer: (day, by) for officer, day, by in sorted(rows, key=lambda row: row[1])}


def nudge(user: str, officers: Collection[str], today: date, regulation: str | None = None) -> Told:
	"""Tell each of the officers who is behind, unless told today already; whom the user does not supervise is left out."""
	people = {each.officer: each for each in behind(user, today, officers=officers, regulation=regulation)}
	result = remind(people, user, today)
	result.not_behind = sorted(set(officers) - set(people))
	return result


def remind(people: dict[str, Behind], user: str, today: date) -> Told:
	"""Tell these people, by the officer's or unit's name, what they are behind with, unless told today already."""
	result = Told()
	languages = languages_of(each.user for each in people.values() if each.user)
	titles = read_titles({owed.rule for each in people.values() for owed in each.duties})
	able = {officer: each for officer, each in people.items() if each.user}
	result.no_login = sorted(set(people) - set(able))
	first = _enter(able, user, today, titles)
	result.told, result.already = sorted(first), sorted(set(able) - first)
	_tell([_message(able[officer], user, today, languages, titles) for officer in result.told])
	return result


def _enter(people: dict[str, Behind], user: str, today: date, titles: Titles) -> set[str]:
	"""Enter the nudges in the log; returns those of the officers who had none of this day. The database decides, not a look beforehand."""
	now = frappe.utils.now()
	# in one order, so that two at once wait for each other and never for ever
	entries = [_entry(people[owner], user, today, now, titles) for owner in sorted(people)]
	owners = {entry["name"]: owner for entry, owner in zip(entries, sorted(people), strict=True)}
	if not entries:
		return set()
	insert_rows(NUDGE, tuple(entries[0]), [tuple(entry.values()) for entry in entries])
	table = table_of(NUDGE)
	own = (table.creation == now) & (table.nudged_by == user)
	return {owners[name] for (name,) in select_in(NUDGE, ("name",), "name", owners, own)}


def _entry(person: Behind, user: str, today: date, now: str, titles: Titles) -> dict[str, Any]:
	language = frappe.local.lang
	names = [
		duty_for_others(titles, owed.rule, "" if owed.is_sensitive else owed.subject, language)
		for owed in person.duties
	]
	return {
		"name": nudge_name(person.officer, today, person.is_unit),
		"officer": None if person.is_unit else person.officer,
		"officer_name": person.full_name,
		"unit": person.unit,
		"day": today,
		"nudged_by": user,
		"nudged_on": now,
		"duties": len(person.duties),
		"overdue": person.overdue,
		"listed": "\n".join(_lines(person.duties, names, language)),
		**dict.fromkeys(("creation", "modified"), now),
		**dict.fromkeys(("owner", "modified_by"), user),
	}


def _lines(duties: Sequence[Duty], names: Sequence[str], language: str) -> list[str]:
	"""A line per duty, the most urgent first, as plain text."""
	listed = zip(duties[:MOST_LISTED], names, strict=False)
	lines = [_line(owed, name, language) for owed, name in listed]
	more = len(duties) - len(lines)
	return [*lines, _("and {0} more", lang=language).format(more)] if more else lines


def _line(owed: Duty, name: str, language: str) -> str:
	due = format_date(owed.due) if owed.due else ""
	text = _("overdue since {0}", lang=language) if owed.overdue else _("behind, due on {0}", lang=language)
	period = f" ({owed.period})" if owed.period else ""
	return f"{name}{period}: {text.format(due)}"


def _message(
	person: Behind, user: str, today: date, languages: dict[str, str], titles: Titles
) -> messages.Log:
	"""What the officer reads, in the officer's language."""
	language = languages[str(person.user)]
	names = [duty(titles, owed.rule, owed.subject, language) for owed in person.duties]
	lines = "".join(f"<li>{escape_html(line)}</li>" for line in _lines(person.duties, names, language))
	subject = _(
		"{0} reminds you: {1} duties of contact are behind, {2} of them overdue", lang=language
	).format(frappe.utils.get_fullname(user), len(person.duties), person.overdue)
	name = nudge_name(person.officer, today, person.is_unit)
	log = messages.log(name, str(person.user), escape_html(subject), f"<ul>{lines}</ul>")
	return {**log, "from_user": user}


def _tell(logs: Sequence[messages.Log]) -> None:
	"""The notifications, shown at once to who is logged in, and the mails that go with them."""
	messages.write(logs)
	for log in logs:
		frappe.publish_realtime("notification", after_commit=True, user=log["for_user"])
	messages.mail(logs)


def timeline(doctype: str, name: str) -> list[dict[str, Any]]:
	"""The nudges of an officer for the timeline of the form, to whom may read them; in the reader's language."""
	nudges = frappe.get_list(
		NUDGE,
		{"officer": name},
		["nudged_by", "nudged_on", "duties", "overdue"],
		order_by="nudged_on desc, name asc",
		limit_page_length=20,
	)
	return [
		{"icon": "es-line-notifications", "creation": each.nudged_on, "content": _told(each)}
		for each in nudges
	]


def _told(each: Any) -> str:
	who = escape_html(frappe.utils.get_fullname(each.nudged_by))
	if each.duties == 1:
		return _("{0} reminded of 1 duty behind").format(f"<b>{who}</b>")
	return _("{0} reminded of {1} duties behind, {2} of them overdue").format(
		f"<b>{who}</b>", each.duties, each.overdue
	)
