"""An officer at a glance: posts, targets held, load and rate."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Max, Sum

from liaison_app.engine.rows import Obligation
from liaison_app.engine.summarising import OUT_OF_THE_RATE

from . import duty_titles, figures, rule_cache, stored
from .contacts import DONE
from .figures import Span
from .tables import select, table_of

CONTACTS = ("Visits", "Distinct Targets")
MINUTES = ("Minutes", "Share of Working Time")


def overview(officer: str, today: date, language: str) -> dict[str, Any]:
	"""What the form of an officer shows, for the semester that holds the day (`since`, `until`).

	`posts`: `post`, `job_title`, `since`, `until`; `assignments`: `target`, `title`, `target_type`, `since`, `last` (the officer's own last
	contact); `load` as of `load_of`; `recorded`: `visits` and `hours` of the semester so far; `rate` from 0 to 1 or None, and `rules`,
	its parts: `rule`, `title`, `owed`, `quantity`, `done`, `rate`.
	"""
	span = figures.span_of("semester", today)
	table = table_of(stored.DOCTYPE)
	groups = figures.attainment_by(["officer"], table.officer == officer, span=span, today=today)
	return {
		"since": span.since,
		"until": span.until,
		"posts": posts(officer, today),
		"assignments": assignments(officer, today),
		"load": load_of(_owed_rows(officer, span), span),
		"recorded": _recorded(officer, span),
		"rate": figures.overall(groups),
		"rules": _rules(groups, language),
	}


def posts(officer: str, today: date) -> list[dict[str, Any]]:
	"""The posts that the officer holds on the day, in their order."""
	table = table_of("Officer Tenure")
	fields = ("post", "job_title", "from_date", "to_date")
	rows = select(
		"Officer Tenure",
		fields,
		(table.parenttype == "Liaison Officer") & (table.parent == officer),
		table.from_date.isnull() | (table.from_date <= today),
		table.to_date.isnull() | (table.to_date >= today),
	)
	return [
		{"post": post, "job_title": job, "since": since, "until": until} for post, job, since, until in rows
	]


def assignments(officer: str, today: date) -> list[dict[str, Any]]:
	"""The targets that the officer holds on the day, by type and title, with the day of the officer's own last contact with each."""
	held, target = table_of("Liaison Assignment"), table_of("Contact Target")
	lasts = held.to_date.isnull() | (held.to_date >= today)
	query = frappe.qb.from_(held).join(target).on(target.name == held.target)
	query = query.select(held.target, target.title, target.target_type, held.from_date)
	query = query.where((held.officer == officer) & (held.status == "Approved"))
	query = query.where((held.from_date <= today) & lasts)
	rows = query.orderby(target.target_type).orderby(target.title).orderby(held.name).run()
	last = _last_contacts(officer)
	return [
		{"target": name, "title": title, "target_type": kind, "since": since, "last": last.get(name)}
		for name, title, kind, since in rows
	]


def _last_contacts(officer: str) -> dict[str, date]:
	visit, presence = table_of("Contact Visit"), table_of("Contact Visit Officer")
	line = table_of("Contact Visit Target")
	query = frappe.qb.from_(visit).join(presence)
	query = query.on((presence.parent == visit.name) & (presence.parenttype == "Contact Visit"))
	query = query.join(line).on((line.parent == visit.name) & (line.parenttype == "Contact Visit"))
	query = query.where((presence.officer == officer) & (visit.docstatus == 1) & (visit.outcome == DONE))
	rows = query.select(line.target, Max(visit.start)).groupby(line.target).run()
	return {target: start.date() for target, start in rows}


def _owed_rows(officer: str, span: Span) -> list[Obligation]:
	table = table_of(stored.DOCTYPE)
	owed = figures.meets(span) & table.state.notin(OUT_OF_THE_RATE)
	found = stored.read_rows(owed, among=("owner_key", {officer}))
	return [each.row.row for each in found.values()]


def load_of(rows: Iterable[Obligation], span: Span) -> dict[str, float]:
	"""`contacts` and `hours` that the rows ask for in a week of the span, on average, and `papers` in the whole of it.

	A row that reaches beyond the span is taken by the share of its days inside. One visit may serve several duties, so that it is
	what is owed at most.
	"""
	measures = {rule.name: rule.measure for rule in rule_cache.rules()}
	weeks = ((span.until - span.since).days + 1) / 7
	load = {"contacts": 0.0, "hours": 0.0, "papers": 0.0}
	for row in rows:
		measure = measures.get(row.key.rule)
		if measure in CONTACTS:
			load["contacts"] += _inside(row, span) / weeks
		elif measure in MINUTES:
			load["hours"] += _inside(row, span) / 60 / weeks
		elif measure == "Document":
			load["papers"] += _inside(row, span)
	return {kind: round(number, 1) for kind, number in load.items()}


def _inside(row: Obligation, span: Span) -> float:
	"""The part of the row's quantity that falls into the span; of a rolling row one contact for each of its rounds."""
	first = max(row.period_start, span.since)
	last = min(row.period_end or span.until, span.until)
	days = (last - first).days + 1
	if days <= 0:
		return 0
	if row.rolling_days:
		return days / row.rolling_days
	end = row.period_end or last
	return row.quantity * days / ((end - row.period_start) / timedelta(days=1) + 1)


def _recorded(officer: str, span: Span) -> dict[str, float]:
	visit, presence = table_of("Contact Visit"), table_of("Contact Visit Officer")
	query = frappe.qb.from_(visit).join(presence)
	query = query.on((presence.parent == visit.name) & (presence.parenttype == "Contact Visit"))
	query = query.where((presence.officer == officer) & (visit.docstatus == 1) & (visit.outcome == DONE))
	query = query.where((visit.start >= span.since) & (visit.start < span.until + timedelta(days=1)))
	((number, minutes),) = query.select(Count("*"), Sum(visit.duration_minutes)).run()
	return {"visits": number, "hours": round(float(minutes or 0) / 60, 1)}


def _rules(groups: list[figures.Group], language: str) -> list[dict[str, Any]]:
	"""Those of the rules under which something is owed, the lowest rate first."""
	titles = duty_titles.read_titles({group.rule for group in groups})
	found = [
		{
			"rule": group.rule,
			"title": duty_titles.duty(titles, group.rule, None, language),
			"owed": group.owed,
			"quantity": group.quantity,
			"done": group.done,
			"rate": group.attainment,
		}
		for group in groups
		if group.owed
	]
	return sorted(found, key=lambda one: (1 if one["rate"] is None else one["rate"], one["title"]))
