"""Rotations: draw the weeks to come, and say which of them nobody serves."""

from collections.abc import Iterator
from datetime import date, timedelta

import frappe

from liaison_app.engine.facts import Facts, RosterRow
from liaison_app.engine.index import FactIndex
from liaison_app.engine.rotation import draw_roster, roster_vacancies
from liaison_app.engine.rows import Vacancy
from liaison_app.engine.rules import DutyRule

from . import people_facts
from .failures import Failure, failure_from
from .rule_facts import RuleFacts, read_rule_facts
from .tables import insert_rows, select, table_of

HISTORY = timedelta(days=400)  # a round goes on from what was drawn before
FIELDS = ("name", "creation", "modified", "owner", "modified_by", "rule", "week", "officer", "drawn")


def draw(window: tuple[date, date]) -> list[Failure]:
	"""Draw the owed weeks of the window that have no row yet; drawn ones are never changed.

	Returns the rotations that could not be drawn; the others go on.
	"""
	failed = []
	try:
		rotations = list(_rotations(window))
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


def _rotations(window: tuple[date, date]) -> Iterator[tuple[DutyRule, Facts]]:
	if not select("Duty Rule", ("name",), table_of("Duty Rule").owner_kind == "Rotation"):
		return  # most institutions have none, and need not read all facts for it
	common = read_rule_facts(since=window[0] - HISTORY)
	for rule in common.rules:
		if rule.owner_kind == "Rotation":
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
