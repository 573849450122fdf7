"""What only the whole shows: dates in order and apart, circles, logins, posts, and who may hold what when.

The workbook is judged together with what the site has: a row takes the place of the stored one with the same key.
The rules are those of the forms; what is wrong with stored rows alone is not the workbook's fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from ...engine import days as day_sets
from ...engine.days import Days
from .faults import Fault, _
from .reading import Content, Key, Row, Table
from .resolving import Known, Resolver
from .sheets import SHEETS, Sheet

Values = dict[str, Any]
Faults = Iterator[Fault]


def check(content: Content, known: Known) -> Whole:
	"""Resolves and checks a workbook; its faults are added to `content.faults`, in the order of the sheets."""
	Resolver(content, known).resolve()
	whole = Whole(content, known)
	for sheet in SHEETS:
		table = content.tables[sheet.name]
		content.faults.extend(_reversed_dates(table))
		if sheet.name in CHECKS:
			content.faults.extend(CHECKS[sheet.name](table, whole))
	places = {content.tables[sheet.name].title: place for place, sheet in enumerate(SHEETS)}
	content.faults.sort(key=lambda fault: (places.get(fault.sheet, -1), fault.row))
	return whole


class Whole:
	"""The site as it would be: stored rows with those of the workbook laid over them, by sheet and key."""

	def __init__(self, content: Content, known: Known) -> None:
		self.known = known
		self.rows = {sheet.name: self._merged(sheet, content.tables[sheet.name]) for sheet in SHEETS}
		posts = content.tables["Posts"]
		self._half_read = {row.values.get("officer") for row in posts.rows if row.key(posts.sheet) is None}

	def _merged(self, sheet: Sheet, table: Table) -> dict[Key, Values]:
		merged = {key: stored.values for key, stored in self.known.stored.get(sheet.name, {}).items()}
		for row in table.rows:
			key = row.key(sheet)
			if key is not None:
				merged[key] = {**merged.get(key, {}), **row.values}
		return merged

	def values(self, table: Table, row: Row) -> Values:
		"""The row with what the site knows beside it."""
		key = row.key(table.sheet)
		return row.values if key is None else self.rows[table.sheet.name][key]

	def posts_are_known(self, officer: Any) -> bool:
		"""Whether no row of the officer's posts was unreadable: what cannot be read must not look as if it were missing."""
		return not self._half_read.intersection((officer, None))

	def children(self, sheet: str, parent_column: str) -> dict[str, list[Values]]:
		"""Rows of a sheet by what they belong to."""
		found: dict[str, list[Values]] = defaultdict(list)
		for values in self.rows[sheet].values():
			found[values[parent_column]].append(values)
		return found


def span_of(values: Values, span: tuple[str, str]) -> Days:
	"""The days between two fields, both inclusive; a missing one is open."""
	return day_sets.span(values.get(span[0]), values.get(span[1]))


def _reversed_dates(table: Table) -> Faults:
	for row in table.rows if table.sheet.span else ():
		first, last = (row.values.get(name) for name in table.sheet.span or ())
		if first and last and last < first:
			message = _("{0} lies before {1}, the first day. Type a later day, or correct the first one.")
			yield table.fault(row, (table.sheet.span or ("", ""))[1], message, str(last), str(first))


# --- units and targets ---


def _check_units(table: Table, whole: Whole) -> Faults:
	yield from _circles(table, whole, "parent_liaison_unit")


def _check_targets(table: Table, whole: Whole) -> Faults:
	yield from _circles(table, whole, "parent_contact_target")


def _circles(table: Table, whole: Whole, parent: str) -> Faults:
	"""Following the parents upwards must come to an end."""
	above = {key[0]: values.get(parent) for key, values in whole.rows[table.sheet.name].items()}
	for row in table.rows:
		start = row.values.get(table.sheet.key[0])
		line, name = [start], row.values.get(parent)
		while name and name not in line:
			line.append(name)
			name = above.get(name)
		if name and name == start:
			message = _("It would lie inside itself: {0}. Choose another one around it.")
			yield table.fault(row, parent, message, " → ".join(map(str, (*line, start))))


# --- terms ---


def _check_terms(table: Table, whole: Whole) -> Faults:
	"""No two terms share a day."""
	spans = [
		(key[0], span_of(values, ("first_day", "last_day"))) for key, values in whole.rows["Terms"].items()
	]
	numbers = {row.values.get("term_name"): row.number for row in table.rows}
	for row in table.rows:
		own = row.values.get("term_name")
		days = span_of(row.values, ("first_day", "last_day"))
		for other, other_days in spans if row.values.get("first_day") and row.values.get("last_day") else ():
			is_later_row = numbers.get(other, 0) > row.number
			if other != own and not is_later_row and day_sets.intersect(days, other_days):
				first, last = (date.fromordinal(day) for day in other_days[0])
				message = _(
					'The term overlaps "{0}" ({1} to {2}). Let one of them end before the other begins.'
				)
				yield table.fault(row, "first_day", message, str(other), str(first), str(last))


# --- officers ---


def _check_officers(table: Table, whole: Whole) -> Faults:
	posts = whole.children("Posts", "officer")
	logins = _logins(whole)
	for row in table.rows:
		code = row.values.get("officer_code")
		values = whole.values(table, row)
		if code and code not in posts and whole.posts_are_known(code):
			yield table.fault(
				row,
				"officer_code",
				_("The officer has no post. Add a row for {0} to the sheet Posts."),
				str(code),
			)
		if code not in whole.known.disabled_officers:
			yield from _login(table, row, values, whole)
		user = values.get("user")
		others = [other for other in logins.get(user, ()) if other != code] if user else []
		if others:
			message = _('The login "{0}" belongs to {1} already. Each officer has a login of their own.')
			yield table.fault(row, "user", message, str(user), others[0])


def _logins(whole: Whole) -> dict[str, list[str]]:
	found: dict[str, list[str]] = defaultdict(list)
	for key, values in whole.rows["Officers"].items():
		if values.get("user"):
			found[values["user"]].append(key[0])
	for user, name in whole.known.logins.items():
		found[user].append(name)
	return found


def _login(table: Table, row: Row, values: Values, whole: Whole) -> Faults:
	"""To-dos need a reader: the officer's own login, or a clerk."""
	user = values.get("user")
	if user in whole.known.disabled_users:
		message = _('The login "{0}" is disabled. Enable the user first, or give another login.')
		yield table.fault(row, "user", message, str(user))
	reads = user or row.values.get("officer_code") in whole.known.has_clerk
	is_judged = "user" not in row.unread and (values.get("unit"),) in whole.rows["Units"]
	if is_judged and not reads and not _clerk_of(values.get("unit"), whole):
		message = _(
			"The officer has no login, so nobody would see the to-dos. Give a login, or name a clerk for the unit."
		)
		yield table.fault(row, "user" if "user" in table.headings else "", message)


def _clerk_of(unit: Any, whole: Whole) -> str:
	"""The clerk of the unit, or of the nearest unit above it."""
	units = whole.rows["Units"]
	seen: list[Any] = []
	while unit and unit not in seen and (unit,) in units:
		seen.append(unit)
		values = units[(unit,)]
		if values.get("clerk"):
			return str(values["clerk"])
		unit = values.get("parent_liaison_unit")
	return ""


def _check_posts(table: Table, whole: Whole) -> Faults:
	"""One post is not held twice on a day."""
	held: dict[Key, list[tuple[Key, Values]]] = defaultdict(list)
	for stored_key, values in whole.rows["Posts"].items():
		held[stored_key[:2]].append((stored_key, values))
	numbers: dict[Any, int] = {row.key(table.sheet): row.number for row in table.rows}
	for row in table.rows:
		key = row.key(table.sheet)
		for other, values in held.get(key[:2], ()) if key else ():
			is_later_row = numbers.get(other, 0) > row.number
			if other != key and not is_later_row and _overlap(row.values, values):
				yield table.fault(row, "from_date", *_same_days(values))


def _overlap(left: Values, right: Values) -> bool:
	span = ("from_date", "to_date")
	return bool(day_sets.intersect(span_of(left, span), span_of(right, span)))


def _same_days(other: Values) -> tuple[str, str, str]:
	message = _(
		"The officer holds the same post from {0} to {1} already. Correct the dates, or keep one row."
	)
	return message, str(other.get("from_date") or "…"), str(other.get("to_date") or "…")


# --- assignments ---


def _check_assignments(table: Table, whole: Whole) -> Faults:
	posts = {
		officer: day_sets.union(span_of(tenure, ("from_date", "to_date")) for tenure in tenures)
		for officer, tenures in whole.children("Posts", "officer").items()
	}
	held = _holdings(whole)
	numbers: dict[Any, int] = {row.key(table.sheet): row.number for row in table.rows}
	for row in table.rows:
		values = whole.values(table, row)
		yield from _completeness(table, row, values)
		officer, target = row.values.get("officer"), row.values.get("target")
		if (officer,) in whole.rows["Officers"] and whole.posts_are_known(officer):
			message = _(
				"{0} lies outside the posts of the officer {1}. Correct the date, or the sheet Posts."
			)
			yield from _inside(table, row, posts.get(str(officer), day_sets.EMPTY), message, str(officer))
		if (target,) in whole.rows["Targets"]:
			active = span_of(whole.rows["Targets"][(target,)], ("active_from", "active_to"))
			message = _(
				"{0} lies outside the days on which the target {1} is active. Correct the date, or the sheet Targets."
			)
			yield from _inside(table, row, active, message, str(target))
		yield from _second_hold(table, row, values, held, numbers)


def _completeness(table: Table, row: Row, values: Values) -> Faults:
	if values.get("status") == "Ended":
		for name in ("to_date", "end_reason"):
			if not values.get(name) and name not in row.unread:
				message = _(
					"An ended assignment needs its last day and the reason. Fill it in, or choose another status."
				)
				yield table.fault(row, name if name in table.headings else "status", message)
	if (
		values.get("is_exception")
		and not values.get("exception_reason")
		and "exception_reason" not in row.unread
	):
		message = _("An exception needs its reason. Fill it in, or make it no exception.")
		yield table.fault(
			row, "exception_reason" if "exception_reason" in table.headings else "is_exception", message
		)


def _inside(table: Table, row: Row, bounds: Days, message: str, *names: str) -> Faults:
	for name in ("from_date", "to_date"):
		day = row.values.get(name)
		if day and not day_sets.contains(bounds, day.toordinal()):
			yield table.fault(row, name, message, str(day), *names)


def _holdings(whole: Whole) -> dict[tuple[Any, ...], list[tuple[Key, Values]]]:
	"""(officer, target, regulation) -> the assignments, those that were rejected left out."""
	found: dict[tuple[Any, ...], list[tuple[Key, Values]]] = defaultdict(list)
	for key, values in whole.rows["Assignments"].items():
		if values.get("status") != "Rejected":
			found[key[:3]].append((key, values))
	return found


def _second_hold(
	table: Table,
	row: Row,
	values: Values,
	held: dict[tuple[Any, ...], list[tuple[Key, Values]]],
	numbers: dict[Any, int],
) -> Faults:
	"""One officer holds one target once at a time under a regulation."""
	key = row.key(table.sheet)
	if key is None or values.get("status") == "Rejected":
		return
	for other, other_values in held[key[:3]]:
		is_later_row = numbers.get(other, 0) > row.number
		if other != key and not is_later_row and _overlap(values, other_values):
			message = _(
				"{0} holds {1} already from {2} to {3}. End that assignment first, or choose other dates."
			)
			first, last = other_values.get("from_date"), other_values.get("to_date") or "…"
			yield table.fault(row, "from_date", message, str(key[0]), str(key[1]), str(first), str(last))


CHECKS: dict[str, Callable[[Table, Whole], Faults]] = {
	"Units": _check_units,
	"Terms": _check_terms,
	"Officers": _check_officers,
	"Posts": _check_posts,
	"Targets": _check_targets,
	"Assignments": _check_assignments,
}
