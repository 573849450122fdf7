"""Weeks of rotations as stored, with what people want to know of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.utils import get_time

from liaison_app.engine.calendar import WEEKDAYS

from ..tables import select, select_in, table_of

WEEK = "Roster Week"
ROSTER = "Reception Roster"
FIELDS = ("name", "rule", "week", "officer", "drawn", "vacated", "modified")


@dataclass(frozen=True)
class Week:
	"""A week of a rotation. `day` is the weekday that the rule names; None: any day of the week. `officer_name` is empty when vacant."""

	name: str
	rule: str
	monday: date
	day: date | None
	officer: str
	officer_name: str
	user: str
	drawn: str
	vacated: str
	modified: datetime
	roster: str = ""
	published: bool = True
	place: str = ""
	begins: time | None = None
	ends: time | None = None

	@property
	def swapped(self) -> bool:
		"""Whether somebody else serves than was drawn."""
		return bool(self.officer and self.drawn and self.officer != self.drawn)


def read(*conditions: Criterion) -> list[Week]:
	"""The weeks that meet the conditions, in order of time."""
	rows = [dict(zip(FIELDS, row, strict=True)) for row in select(WEEK, FIELDS, *conditions)]
	people = _people({row["officer"] for row in rows if row["officer"]})
	rules = {row["rule"] for row in rows}
	weekdays: dict[str, str] = dict(select_in("Duty Rule", ("name", "weekday"), "name", rules))
	rosters = _rosters(rules)
	found = [_week(row, people, weekdays.get(row["rule"]), rosters) for row in rows]
	return sorted(found, key=lambda week: (week.monday, week.rule))


def _week(
	row: dict[str, Any],
	people: dict[str, tuple[str, str]],
	weekday: str | None,
	rosters: list[dict[str, Any]],
) -> Week:
	name, user = people.get(row["officer"], ("", ""))
	sunday = row["week"] + timedelta(days=6)
	roster = next(
		(
			each
			for each in rosters
			if each["rule"] == row["rule"] and each["first_day"] <= sunday and row["week"] <= each["last_day"]
		),
		None,
	)
	return Week(
		name=row["name"],
		rule=row["rule"],
		monday=row["week"],
		day=row["week"] + timedelta(days=WEEKDAYS.index(weekday)) if weekday else None,
		officer=row["officer"] or "",
		officer_name=name,
		user=user,
		drawn=row["drawn"] or "",
		vacated=row["vacated"] or "",
		modified=row["modified"],
		**(_of_roster(roster) if roster else {}),
	)


def reception_day(rule: str, monday: date) -> date | None:
	"""The day of the week on which visitors are received; None when the rule names no weekday."""
	weekday = frappe.db.get_value("Duty Rule", rule, "weekday")
	return monday + timedelta(days=WEEKDAYS.index(weekday)) if weekday else None


def _of_roster(roster: dict[str, Any]) -> dict[str, Any]:
	return {
		"roster": roster["name"],
		"published": roster["status"] == "Published",
		"place": roster["place"] or "",
		"begins": _time(roster["begins"]),
		"ends": _time(roster["ends"]),
	}


def _time(value: Any) -> time | None:
	if isinstance(value, timedelta):  # as the database gives a time
		return (datetime.min + value).time()
	return get_time(value) if value else None


def _people(names: Collection[str]) -> dict[str, tuple[str, str]]:
	rows = select_in("Liaison Officer", ("name", "full_name", "user"), "name", names)
	return {name: (full_name, user or "") for name, full_name, user in rows}


def _rosters(rules: Collection[str]) -> list[dict[str, Any]]:
	fields = ("name", "rule", "term", "status", "place", "begins", "ends")
	found = [dict(zip(fields, row, strict=True)) for row in select_in(ROSTER, fields, "rule", rules)]
	terms = {
		name: (first, last)
		for name, first, last in select_in(
			"Liaison Term", ("name", "first_day", "last_day"), "name", {each["term"] for each in found}
		)
	}
	return [
		{**each, "first_day": terms[each["term"]][0], "last_day": terms[each["term"]][1]}
		for each in found
		if each["term"] in terms
	]


def of_roster(roster: Any) -> list[Week]:
	"""The weeks of the roster's term."""
	first, last = frappe.db.get_value("Liaison Term", roster.term, ["first_day", "last_day"])
	table = table_of(WEEK)
	return read(
		table.rule == roster.rule, table.week >= first - timedelta(days=first.weekday()), table.week <= last
	)


def of_user(user: str, since: date, until: date | None = None) -> list[Week]:
	"""The weeks that the user's officer serves, but for rosters that are not published yet."""
	officers = frappe.get_all("Liaison Officer", {"user": user}, pluck="name", order_by="name asc")
	if not officers:
		return []
	return [week for week in _between(since, until, table_of(WEEK).officer.isin(officers)) if week.published]


def between(since: date, until: date) -> list[Week]:
	"""All weeks that share a day with the span, but for rosters that are not published yet."""
	return [week for week in _between(since, until) if week.published]


def _between(since: date, until: date | None, *conditions: Criterion) -> list[Week]:
	table = table_of(WEEK)
	ends = [table.week <= until] if until else []
	return read(table.week > since - timedelta(days=7), *ends, *conditions)
