"""What the quick record of a visit is filled with before anybody types: by whom, with whom, what was done, how long."""

from collections.abc import Collection, Iterable
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.utils import add_days, today

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex
from liaison_app.engine.rules import DutyRule
from liaison_app.permissions import sees_all
from liaison_app.scope import Scope

from . import duty_titles, rule_cache
from .tables import select_in, table_of

Choice = dict[str, Any]  # value, label, and what else the browser makes of it
MOST_CHOICES = 12
MOST_DUTIES = 4
MOST_DUTIES_READ = 60
MOST_VISITS_READ = 30
DAYS_READ_BACK = 400
USUAL_MINUTES = 60
OPEN_STATES = ("Overdue", "Due", "Open")  # in the order of their urgency


def prefill(
	obligation: str | None = None,
	officer: str | None = None,
	targets: Iterable[str] = (),
	event: str | None = None,
) -> dict[str, Any]:
	"""The values of a new visit, and what is offered to be chosen with one tap. The caller has asked for the permissions.

	Lists hold `{value, label, ...}`. Only targets that the user may read are named.
	"""
	user = frappe.session.user
	duty = frappe.get_doc("Periodic Obligation", obligation) if obligation else None
	officers = _officer_choices(user)
	chosen = officer or (duty.officer if duty else None) or _usual_officer(user, officers)
	visits = _last_visits(chosen) if chosen else []
	rule = _rule(duty.rule) if duty else None
	wanted = [*targets, *_targets_of(duty, event)]
	index = FactIndex(Facts(target_types=rule_cache.trees().target_types))
	duties = _open_duties(chosen, visits, index) if chosen else []
	kinds = _kinds_of([duty.subject]) if duty and duty.subject else {}
	likeliest = _likeliest_activity(rule, duty.subject, kinds, visits, index) if duty and rule else None
	return {
		"officers": _officers([chosen] if chosen else []),
		"officer_choices": officers,
		"targets": _targets(wanted),
		"target_choices": _target_choices(chosen, visits, duties, rule, index) if chosen else [],
		"activities": _activities([likeliest]) if duty else _asked_by_duties(wanted, duties),
		"activity_choices": _activity_choices(rule, visits, index),
		"duties": [] if duty else duties[:MOST_DUTIES],
		"duty": _duty_line(duty) if duty else None,
		"duration_minutes": visits[0]["minutes"] if visits else USUAL_MINUTES,
		"mode": "Face to Face",
		"confidential": bool(rule and rule.confidential),
		"evidence": rule.evidence if rule else "None",
	}


def _rule(name: str) -> DutyRule | None:
	return next((rule for rule in rule_cache.rules() if rule.name == name), None)


def _targets_of(duty: Any, event: str | None) -> list[str]:
	named = [
		duty.subject if duty else None,
		frappe.db.get_value("Trigger Event", event, "target") if event else None,
	]
	return [name for name in named if name]


def _duty_line(duty: Any) -> dict[str, Any]:
	return {
		"name": duty.name,
		"title": _duty_title(duty.rule, duty.subject_title),
		"period": duty.period_label,
	}


def _duty_title(rule: str, subject_title: str | None) -> str:
	return duty_titles.duty(duty_titles.read_titles([rule]), rule, subject_title, frappe.local.lang)


# --- officers ---


def _officer_choices(user: str) -> list[Choice]:
	"""Whom the user records for: himself or herself first, then those whose clerk he or she is."""
	table = table_of("Liaison Officer")
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.full_name)
		.where((table.enabled == 1) & table.name.isin(Scope(user, acting=True).officers()))
		.orderby(table.user == user, order=Order.desc)
		.orderby(table.rank, order=Order.asc)
		.orderby(table.name, order=Order.asc)
		.limit(MOST_CHOICES)
	)
	return [_choice(name, title) for name, title in query.run()]


def _usual_officer(user: str, officers: list[Choice]) -> str | None:
	"""The user's own officer; for a clerk the only leader, or the one that the last visit was recorded for."""
	own = frappe.db.get_value("Liaison Officer", {"user": user, "enabled": 1})
	if own or len(officers) == 1:
		return str(own or officers[0]["value"])
	last = frappe.get_all(
		"Contact Visit", {"recorded_by": user}, pluck="name", order_by="recorded_on desc, name desc", limit=1
	)
	present = select_in("Contact Visit Officer", ("officer",), "parent", last)
	return next((name for (name,) in present if any(name == each["value"] for each in officers)), None)


def _officers(names: list[str]) -> list[Choice]:
	return [_choice(*row) for row in select_in("Liaison Officer", ("name", "full_name"), "name", names)]


# --- what was done before ---


def _last_visits(officer: str) -> list[dict[str, Any]]:
	"""The officer's last submitted visits, the newest first: name, minutes, targets, activities."""
	visit, present = table_of("Contact Visit"), table_of("Contact Visit Officer")
	rows = (
		frappe.qb.from_(visit)
		.join(present)
		.on((present.parent == visit.name) & (present.officer == officer))
		.select(visit.name, visit.duration_minutes)
		.where((visit.docstatus == 1) & (visit.start >= add_days(today(), -DAYS_READ_BACK)))
		.orderby(visit.start, order=Order.desc)
		.orderby(visit.name, order=Order.desc)
		.limit(MOST_VISITS_READ)
	).run()
	names = [name for name, _minutes in rows]
	targets = _listed("Contact Visit Target", "target", names)
	activities = _listed("Liaison Activity Link", "activity", names)
	return [
		{
			"minutes": minutes or USUAL_MINUTES,
			"targets": targets.get(name, []),
			"activities": activities.get(name, []),
		}
		for name, minutes in rows
	]


def _listed(doctype: str, column: str, visits: Collection[str]) -> dict[str, list[str]]:
	found: dict[str, list[str]] = {}
	of_visits = table_of(doctype).parenttype == "Contact Visit"
	for parent, name in select_in(doctype, ("parent", column), "parent", visits, of_visits):
		found.setdefault(parent, []).append(name)
	return found


def _recent(visits: list[dict[str, Any]], key: str) -> list[str]:
	"""What the visits name, the latest first, each once."""
	return list(dict.fromkeys(name for visit in visits for name in visit[key]))


# --- duties ---


def _open_to_user(officer: str) -> dict[str, int]:
	"""A clerk is not told of duties that something sensitive began."""
	user = frappe.session.user
	is_own = sees_all(user) or frappe.db.get_value("Liaison Officer", officer, "user") == user
	return {} if is_own else {"sensitive": 0}


def _open_duties(officer: str, visits: list[dict[str, Any]], index: FactIndex) -> list[Choice]:
	"""The officer's unmet duties that a visit can serve, the most urgent first, each with its target and likeliest activity."""
	owed = frappe.get_all(
		"Periodic Obligation",
		{
			"officer": officer,
			"state": ("in", OPEN_STATES),
			"period_start": ("<=", today()),
			**_open_to_user(officer),
		},
		["name", "rule", "subject", "subject_title", "state", "next_due"],
		order_by="next_due asc, name asc",
		limit=MOST_DUTIES_READ,
	)
	owed.sort(key=lambda row: OPEN_STATES.index(row.state))
	titles = duty_titles.read_titles({row.rule for row in owed})
	kinds = _kinds_of([row.subject for row in owed if row.subject])
	rules = {row.rule: _rule(row.rule) for row in owed}
	return [
		{
			**_choice(row.name, duty_titles.duty(titles, row.rule, row.subject_title, frappe.local.lang)),
			"targets": [_choice(row.subject, row.subject_title)] if row.subject else [],
			"activities": _activities([_likeliest_activity(rule, row.subject, kinds, visits, index)]),
			"state": row.state,
			"next_due": row.next_due,
			"evidence": rule.evidence,
			"confidential": rule.confidential,
		}
		for row in owed
		if (rule := rules[row.rule]) and rule.measure != "Document"
	]


def _asked_by_duties(targets: list[str], duties: list[Choice]) -> list[Choice]:
	"""The activity of the most urgent duty towards one of the targets."""
	return next(
		(each["activities"] for each in duties for one in each["targets"] if one["value"] in targets), []
	)


# --- targets ---


def _targets(names: Iterable[str]) -> list[Choice]:
	"""Those of the targets that the user may read, in the given order."""
	wanted = list(dict.fromkeys(names))
	readable = frappe.get_list(
		"Contact Target",
		{"name": ("in", wanted or [""])},
		["name", "title"],
		order_by="name asc",
		limit_page_length=0,
	)
	titles = {row.name: row.title for row in readable}
	return [_choice(name, titles[name]) for name in wanted if name in titles]


def _target_choices(
	officer: str,
	visits: list[dict[str, Any]],
	duties: list[Choice],
	rule: DutyRule | None,
	index: FactIndex,
) -> list[Choice]:
	"""Targets of open duties, then those held, then those met lately; for a duty only what its rule is about."""
	due = {target["value"]: duty for duty in reversed(duties) for target in duty["targets"]}
	ordered = [duty["targets"][0]["value"] for duty in duties if duty["targets"]]
	names = list(dict.fromkeys([*ordered, *_held(officer), *_recent(visits, "targets")]))
	of_rule = _of_rule(rule, names, index) if rule else set(names)
	fitting = [name for name in names if name in of_rule]
	found = _targets(fitting[: 2 * MOST_CHOICES])[:MOST_CHOICES]
	return [{**each, "activities": due.get(each["value"], {}).get("activities", [])} for each in found]


def _held(officer: str) -> list[str]:
	held = frappe.get_all(
		"Liaison Assignment",
		{"officer": officer, "status": "Approved", "from_date": ("<=", today())},
		["target", "to_date"],
		order_by="from_date desc, name asc",
	)
	return [row.target for row in held if not row.to_date or str(row.to_date) >= today()]


def _of_rule(rule: DutyRule, names: Collection[str], index: FactIndex) -> set[str]:
	"""Those of the targets whose type the rule speaks of."""
	return {
		name
		for name, kind in _kinds_of(names).items()
		if index.is_kind_of(kind, rule.subject_types) and _lines_for(rule, kind, index)
	}


def _kinds_of(names: Collection[str]) -> dict[str, str]:
	"""The types of the targets, by name."""
	return dict(select_in("Contact Target", ("name", "target_type"), "name", set(names)))


def _lines_for(rule: DutyRule, kind: str | None, index: FactIndex) -> list[Any]:
	"""The lines of what counts that speak of targets of this type."""
	if not rule.counts:
		return [None]
	return [line for line in rule.counts if kind is None or index.is_kind_of(kind, line.target_types)]


# --- activities ---


def _likeliest_activity(
	rule: DutyRule,
	subject: str | None,
	kinds: dict[str, str],
	visits: list[dict[str, Any]],
	index: FactIndex,
) -> str | None:
	"""The one that the rule counts with a target of this type, or of several what the officer did last, else the first.

	A rule that counts everything tells nothing: then what was last done with this very target. No further guess, because
	a lecture that was none would count for the duty to lecture.
	"""
	allowed = _allowed(rule, kinds.get(subject or ""), index)
	if not allowed:
		with_it = [visit for visit in visits if subject in visit["targets"]]
		return next(iter(_recent(with_it, "activities")), None)
	recent = _recent(visits, "activities")
	return next((name for name in recent if name in allowed), allowed[0])


def _allowed(rule: DutyRule, kind: str | None, index: FactIndex) -> list[str]:
	lines = [line for line in _lines_for(rule, kind, index) if line]
	return list(dict.fromkeys(name for line in lines for name in line.activities))


def _activity_choices(rule: DutyRule | None, visits: list[dict[str, Any]], index: FactIndex) -> list[Choice]:
	"""All kinds of activity; `likely` are those that the rule counts, or that the officer did lately."""
	names = frappe.get_all("Liaison Activity Type", {"disabled": 0}, pluck="name", order_by="name asc")
	likely = (_allowed(rule, None, index) if rule else []) or _recent(visits, "activities")[:6] or names[:6]
	rest = [name for name in names if name not in likely]
	return [
		{**_choice(name, _(name)), "likely": name in likely}
		for name in [*likely, *rest]
		if name in set(names)
	]


def _activities(names: Iterable[str | None]) -> list[Choice]:
	return [_choice(name, _(name)) for name in names if name]


def _choice(value: str, label: str | None) -> Choice:
	return {"value": value, "label": label or value}
