"""The pack for an inspection of a unit: by regulation and clause, who owed what, when it was done, what is excepted, and the papers."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from liaison_app.bundle import Part

from .. import distrust
from ..figures import Group, attainment_by, meets
from ..reports import names
from ..reports.asked import units_below
from ..reports.names import Clause
from ..tables import batches, is_among, select_in, table_of
from . import files, lines, reading
from .reading import DUTY, PAPER, VISIT, Row
from .task import Task, Work, folder_of, officers_of, plan_of, seen

OWNERS_A_PART = 50
DIGITS = re.compile(r"(\d+)")
EXCEPTED = ("Met Late", "Missed", "Overdue", "Lapsed", "Waived", "Withdrawn")


def work_of(task: Task) -> Work:
	"""A part with the figures of all clauses, parts of each clause for some owners each, and parts with excepted assignments."""
	clauses = names.clauses()
	owners = _owners(task)
	rules = sorted(owners, key=lambda rule: _place(clauses.get(rule, names.NO_CLAUSE)))
	parts = [[rule, list(some)] for rule in rules for some in batches(owners[rule], OWNERS_A_PART)]
	officers = [list(some) for some in batches(officers_of(task), OWNERS_A_PART)]
	steps: list[Any] = [partial(write_clauses, task, rules)]
	steps += [partial(write_part, task, str(rule), some) for rule, some in parts]
	steps += [partial(write_exceptions, task, some) for some in officers]
	return Work(steps, lines.heads_of_inspection(), plan_of(task, parts=parts, officers=officers))


def _owners(task: Task) -> dict[str, list[str]]:
	"""Who of the unit owed something on a day of the period, by rule."""
	table = table_of(DUTY)
	query = frappe.qb.from_(table).select(table.rule, table.owner_key).distinct().where(meets(task.span))
	for condition in _of_unit(task):
		query = query.where(condition)
	found: dict[str, list[str]] = {}
	for rule, owner in query.orderby(table.rule).orderby(table.owner_key).run():
		found.setdefault(rule, []).append(owner)
	return found


def _of_unit(task: Task) -> list[Any]:
	return [table_of(DUTY).unit.isin(units_below(task.unit)), *seen(DUTY)]


def _place(clause: Clause) -> tuple[str, list[Any]]:
	"""By regulation, then by code as people count: A2 before A10."""
	return clause.document, [
		(0, int(each), "") if each.isdigit() else (1, 0, each) for each in DIGITS.split(clause.code)
	]


def _folder(clause: Clause, rule: str) -> str:
	return f"{folder_of(clause.document) or '_'}/{folder_of(clause.code or rule, clause.title)}"


def write_clauses(task: Task, rules: Sequence[str], part: Part) -> None:
	"""One row of figures for each clause."""
	clauses = names.clauses()
	groups = attainment_by((), *_of_unit(task), span=task.span, today=task.today)
	found = {group.rule: group for group in groups}
	for rule in rules:
		clause = clauses.get(rule, names.NO_CLAUSE)
		part.row("clauses", *_figures(clause, found.get(rule) or Group((), rule)), _folder(clause, rule))


def _figures(clause: Clause, group: Group) -> list[Any]:
	rate = group.attainment
	return [
		clause.document,
		clause.code,
		clause.title,
		group.owed,
		group.quantity,
		group.done,
		None if rate is None else round(100 * rate, 1),
		*(group.states.get(state, 0) for state in lines.STATES),
	]


def write_part(task: Task, rule: str, owners: Collection[str], part: Part) -> None:
	"""The duties of these owners under one clause, with the visits and papers behind them."""
	table = table_of(DUTY)
	duties = reading.duties(task.span, *_of_unit(task), table.rule == rule, is_among(table.owner_key, owners))
	behind = {name for row in duties for name in lines.counted(row)}
	visits = reading.visits(behind)
	found = _Found(duties, visits, names.clauses()[rule])
	for row in duties:
		part.row("duties", *lines.duty(row, found.who(row), found.words, found.titles))
		if row["state"] in EXCEPTED:
			part.row("exceptions", *found.exception(row))
	for visit in visits:
		who = lines.whose(visit["officers"], found.people)
		visited = lines.visit(visit, who, found.words, found.titles)
		part.row("visits", found.clause.document, found.clause.code, *visited)
	_add_documents(task, rule, part, found, visits)


class _Found:
	"""The names behind the rows of a part."""

	def __init__(self, duties: Sequence[Row], visits: Sequence[Row], clause: Clause) -> None:
		self.clause = clause
		self.words = lines.Words(names.clauses(), names.regulations(), names.activities())
		targets = {row["subject"] for row in duties} | {name for visit in visits for name in visit["targets"]}
		self.titles = reading.titles_of(targets)
		officers = {row["officer"] for row in duties if row["officer"]}
		self.people = _names(officers | {name for visit in visits for name in visit["officers"]})
		self.owners = {row["officer"] or row["unit"] for row in duties}

	def who(self, row: Row) -> str:
		"""The officer, or the unit that owes it."""
		return self.people.get(row["officer"] or "") or row["unit"] or ""

	def exception(self, row: Row) -> list[Any]:
		state = lines.word(row["state"], DUTY)
		return [
			self.clause.document,
			self.clause.code,
			self.who(row),
			state,
			row["period_label"],
			row["waived_reason"],
		]


def _names(officers: Collection[str]) -> dict[str, str]:
	return {name: row["full_name"] for name, row in reading.people(officers).items()}


def _add_documents(task: Task, rule: str, part: Part, found: _Found, visits: Sequence[Row]) -> None:
	"""Papers that answer the clause, their steps of approval, and what is attached to them and to the visits."""
	folder = _folder(found.clause, rule)
	table = table_of(PAPER)
	whose = table.officer.isin(found.owners) | (table.unit.isin(found.owners) & table.officer.isnull())
	papers = reading.papers(task.span, table.rule == rule, whose)
	taken = {row["name"]: row["title"] or "" for row in papers}
	for row in papers:
		who = found.people.get(row["officer"] or "") or row["unit"] or ""
		path = files.add_paper(part, folder, {**row, "officer_name": who if row["officer"] else ""})
		part.row("papers", *lines.paper(row, who, found.words, path))
	for step in reading.steps(PAPER, taken):
		part.row("steps", *lines.step(step, taken[step["reference_name"]]))
	readable = [visit["name"] for visit in visits if visit["may_read"]]
	for doctype, some in ((PAPER, list(taken)), (VISIT, readable)):
		for document, attached in reading.attachments(doctype, some).items():
			files.add_attachments(part, f"{folder}/{_('Attachments')}", document, attached)


def write_exceptions(task: Task, officers: Collection[str], part: Part) -> None:
	"""Assignments that were approved against a rule, and visits that a reviewer does not trust."""
	_write_untrusted(task, officers, part)
	rows = [row for row in reading.assignments(officers, task.span) if row["is_exception"]]
	regulations, people = names.regulations(), _names({row["officer"] for row in rows})
	titles: Mapping[str, str] = reading.titles_of({row["target"] for row in rows})
	for row in rows:
		told = _("Assignment: {0}").format(lines.shown([row["target"]], titles))
		period = f"{row['from_date']} – {row['to_date'] or ''}"
		regulation = regulations.get(row["regulation"] or "", "")
		part.row(
			"exceptions",
			regulation,
			"",
			people.get(row["officer"], ""),
			told,
			period,
			row["exception_reason"],
		)


def _write_untrusted(task: Task, officers: Collection[str], part: Part) -> None:
	"""Visits of the period that are not trusted, with the reason; what is only asked about is no exception."""
	visit = table_of(VISIT)
	found = distrust.distrusted(
		visit.start >= task.span.since, visit.start < add_days(task.span.until, 1), *seen(VISIT)
	)
	mine = [each for each in found if each.officer in officers]
	people = _names({each.officer for each in mine})
	days: dict[str, Any] = dict(select_in(VISIT, ("name", "start"), "name", {each.visit for each in mine}))
	for each in mine:
		told = _("Visit not trusted: {0}").format(each.visit)
		part.row(
			"exceptions",
			"",
			"",
			people.get(each.officer, ""),
			told,
			str(getdate(days[each.visit])),
			each.reason,
		)
