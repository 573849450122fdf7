"""What My Duties shows beside the duties: the visits of a year by day, and what is asked for without a number."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Date

from liaison_app.engine.tally import tallies

from . import people_facts, rule_cache
from .contacts import DONE, read_contacts_between
from .tables import table_of


def visits_by_day(officer: str, year: int) -> dict[str, int]:
	"""How many visits the officer took part in on each day of the calendar year, days as `2026-11-03`; attempts are none."""
	visit, presence = table_of("Contact Visit"), table_of("Contact Visit Officer")
	day = Date(visit.start)
	happened = (visit.docstatus == 1) & (visit.outcome.isnull() | visit.outcome.isin(["", DONE]))
	within = (visit.start >= date(year, 1, 1)) & (visit.start < date(year, 12, 31) + timedelta(days=1))
	query = (
		frappe.qb.from_(presence)
		.join(visit)
		.on(visit.name == presence.parent)
		.select(day, Count(visit.name).distinct())
		.where((presence.officer == officer) & (presence.parenttype == "Contact Visit") & happened & within)
		.groupby(day)
	)
	return {str(each): number for each, number in query.run()}


def years_of(officer: str, today: date) -> list[int]:
	"""The years from the officer's first visit to this one, latest first."""
	visit, presence = table_of("Contact Visit"), table_of("Contact Visit Officer")
	first = (
		frappe.qb.from_(presence)
		.join(visit)
		.on(visit.name == presence.parent)
		.select(visit.start)
		.where((presence.officer == officer) & (visit.docstatus == 1))
		.orderby(visit.start)
		.limit(1)
		.run()
	)
	since = min(first[0][0].year, today.year) if first else today.year
	return list(range(today.year, since - 1, -1))


def tallies_of(officer: str, since: date, until: date) -> list[dict[str, Any]]:
	"""The rules that ask the officer for contacts without a number, with those that fit from `since` to `until`."""
	common = rule_cache.common()
	rules = tuple(rule for rule in common.rules if rule.enabled and rule.quantity is None)
	if not rules:
		return []
	common = replace(common, rules=rules)
	people = people_facts.read_for_officers({officer}, common)
	contacts, targets = read_contacts_between({officer}, since, until, rules)
	people_facts.add_targets(people, {row[0] for row in targets}, rules, at_hand=targets)
	index = people_facts.index_of(people, common)
	titles = {rule.name: rule for rule in rules}
	return [
		_tally(titles[figure.rule], figure.tally or 0)
		for figure in tallies(officer, {officer}, contacts, index)
	]


def _tally(rule: Any, number: int) -> dict[str, Any]:
	chinese = str(frappe.local.lang).startswith("zh")
	return {
		"rule": rule.name,
		"code": rule.code,
		"title": (rule.title_zh if chinese else "") or rule.title or rule.code,
		"clause": rule.clause,
		"regulation": rule.regulation,
		"number": number,
	}
