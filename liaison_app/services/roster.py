"""Rotations: draw the weeks to come, make those vacant whose officer falls out, and say which of them nobody serves."""

from collections.abc import Iterator
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import escape_html, formatdate

from liaison_app.engine.calendar import WEEKDAYS
from liaison_app.engine.facts import Facts, RosterRow
from liaison_app.engine.index import FactIndex
from liaison_app.engine.roster_changes import fallen_out, why_not
from liaison_app.engine.rotation import draw_roster, roster_vacancies
from liaison_app.engine.rows import Vacancy
from liaison_app.engine.rules import DutyRule

from . import leaves, people_facts
from .failures import Failure, failure_from
from .rule_facts import RuleFacts, read_rule_facts
from .tables import insert_rows, select, table_of

WEEK = timedelta(days=6)
HISTORY = timedelta(days=400)  # a round goes on from what was drawn before
FIELDS = ("name", "creation", "modified", "owner", "modified_by", "rule", "week", "officer", "drawn")


def draw(window: tuple[date, date], only: str | None = None) -> list[Failure]:
	"""Draw the owed weeks of the window that have no row yet, of all rotations or of one rule; drawn ones are never changed.

	Returns the rotations that could not be drawn; the others go on.
	"""
	failed = []
	try:
		rotations = list(_rotations(window, only))
	except ValueError as error:  # impossible terms: every chunk will say so
		return [failure_from("Liaison Term", "", error)]
	for rule, facts in rotations:
		try:
			_insert(draw_roster(facts, rule, window))
		except Exception as error:  # contained: one rotation that cannot be drawn must not stop the night
			failed.append(failure_from("Duty Rule", rule.name, error))
	return failed


def vacancies(window: tuple[date, date]) -> list[Vacancy]:
	"""The owed weeks of the window that nobody serves: nobody is drawn, or whoever was drawn is away or left the post."""
	return [gap for rule, facts in _rotations(window) for gap in roster_vacancies(facts, rule, window)]


def refuse_who_cannot(rule: str, officer: str, monday: date) -> None:
	"""Refuse an officer who cannot serve the week that begins on the Monday. Raises ValidationError with the reason."""
	found = next(iter(_rotations((monday, monday + WEEK), rule)), None)
	reason = why_not(found[1], found[0], officer, monday) if found else "week not owed"
	if not reason:
		return
	name = escape_html(frappe.db.get_value("Liaison Officer", officer, "full_name") or officer)
	if reason == "away":
		frappe.throw(_("{0} is on leave in the week of {1}.").format(name, formatdate(monday)))
	if reason == "not in post":
		frappe.throw(
			_("{0} holds none of the posts of this rotation in the week of {1}.").format(
				name, formatdate(monday)
			)
		)
	frappe.throw(_("Nobody receives in the week of {0}.").format(formatdate(monday)))


def refuse_away(rule: str, officer: str, monday: date) -> None:
	"""Refuse an officer who is on leave on all days of the week. Raises ValidationError. Cheap: for a form, where rules may be drafts."""
	weekday = frappe.db.get_value("Duty Rule", rule, "weekday")
	days = [monday + timedelta(days=WEEKDAYS.index(weekday))] if weekday else _days(monday)
	away = leaves.of([officer])
	if all(any(first <= day <= (last or day) for _name, first, last in away) for day in days):
		name = escape_html(frappe.db.get_value("Liaison Officer", officer, "full_name") or officer)
		frappe.throw(_("{0} is on leave in the week of {1}.").format(name, formatdate(monday)))


def _days(monday: date) -> list[date]:
	return [monday + timedelta(days=number) for number in range(5)]


def vacate(today: date) -> list[Failure]:
	"""Make vacant the drawn weeks to come whose officer is on leave then, or no longer in post. Weeks that have begun stay.

	Returns the rotations that could not be looked at; the others go on.
	"""
	failed = []
	window = (today + timedelta(days=1), today + HISTORY)
	try:
		rotations = list(_rotations(window))
	except ValueError:  # impossible terms: drawing says so
		return []
	for rule, facts in rotations:
		try:
			for row, reason in fallen_out(facts, rule, window):
				_make_vacant(row, reason)
		except Exception as error:  # contained: one rotation must not stop the night
			failed.append(failure_from("Duty Rule", rule.name, error))
	return failed


def _make_vacant(row: RosterRow, reason: str) -> None:
	week = frappe.get_doc("Roster Week", {"rule": row.rule, "week": row.week})
	name = frappe.db.get_value("Liaison Officer", row.officer, "full_name")
	said = _("{0} is on leave.") if reason == "away" else _("{0} is no longer in post.")
	week.update({"officer": None, "drawn": row.drawn or row.officer, "vacated": said.format(name)})
	week.save(ignore_permissions=True)  # the night acts, no user


def _rotations(window: tuple[date, date], only: str | None = None) -> Iterator[tuple[DutyRule, Facts]]:
	if not select("Duty Rule", ("name",), table_of("Duty Rule").owner_kind == "Rotation"):
		return  # most institutions have none, and need not read all facts for it
	common = read_rule_facts(since=window[0] - HISTORY)
	for rule in common.rules:
		if rule.owner_kind == "Rotation" and only in (None, rule.name):
			people = people_facts.read_for_officers(_members(rule, common), common)
			yield rule, people_facts.index_of(people, common).facts


def _members(rule: DutyRule, common: RuleFacts) -> set[str]:
	"""Officers who have ever been in a post of the rule, or in one that implies it."""
	wanted = frozenset(line.post for line in rule.posts)
	index = FactIndex(Facts(posts=common.posts))
	posts = [post.name for post in common.posts if not wanted or index.holds_post(post.name, wanted)]
	tenure = table_of("Officer Tenure")
	return {officer for (officer,) in select("Officer Tenure", ("parent",), tenure.post.isin(posts or [""]))}


def _insert(rows: list[RosterRow]) -> None:
	now = frappe.utils.now()
	record = (now, now, "Administrator", "Administrator")
	lines = [
		(f"{row.rule}-{row.week}", *record, row.rule, row.week, row.officer or None, row.drawn or None)
		for row in rows
	]
	insert_rows("Roster Week", FIELDS, lines)
