"""Handing targets over: one officer's or a whole unit's to others, looked at first, then done whole or not at all."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Max

from liaison_app.engine.facts import EndReason
from liaison_app.engine.handing_over import HandOver, Move, contacts_after, foresee, not_yours
from liaison_app.engine.index import FactIndex
from liaison_app.engine.rows import Finding
from liaison_app.permissions import may_decide, rows_seen

from . import assigning, people_facts, replacing, rule_cache, succession
from .tables import is_among, select, select_in, table_of

ASSIGNMENT = "Liaison Assignment"
MOST_AT_ONCE = 500
SAVEPOINT = "liaison_hand_over"
FIELDS = (
	"name",
	"officer",
	"officer_name",
	"target",
	"target_title",
	"from_date",
	"to_date",
	"assignment_rule",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Plan:
	"""What is asked for: all of these end on the last day, for one reason."""

	moves: tuple[Move, ...]
	last_day: date
	reason: EndReason


# --- what there is to hand over ---


def holdings(user: str, last_day: date, officer: str = "", unit: str = "") -> list[Row]:
	"""The approved assignments of the officer, or of the officers of the unit and below it, that go on after the day and that the user sees."""
	table = table_of(ASSIGNMENT)
	officers = [officer] if officer else _officers_below(unit)
	lasts = table.to_date.isnull() | (table.to_date > last_day)
	conditions = [table.status == "Approved", table.from_date <= last_day, lasts]
	seen = rows_seen(ASSIGNMENT, user)
	rows = select_in(ASSIGNMENT, FIELDS, "officer", officers, *conditions, *([] if seen is None else [seen]))
	if len(rows) > MOST_AT_ONCE:
		frappe.throw(
			_("{0} targets are too many at once. Hand over officer by officer, or a smaller unit.").format(
				len(rows)
			)
		)
	found = [dict(zip(FIELDS, row, strict=True)) for row in rows]
	return sorted(found, key=lambda row: (row["officer_name"] or "", row["target_title"] or "", row["name"]))


def _officers_below(unit: str) -> list[str]:
	lft, rgt = frappe.db.get_value("Liaison Unit", unit, ("lft", "rgt")) or (0, 0)
	table = table_of("Liaison Unit")
	units = [name for (name,) in select("Liaison Unit", ("name",), table.lft >= lft, table.rgt <= rgt)]
	return [name for (name,) in select_in("Liaison Officer", ("name",), "unit", units)]


# --- the preview ---


def preview(plan: Plan) -> Row:
	"""What would come of it: `rows` (assignment, problems), `load`, `uncovered`, `ends_with`, `possible`, and the `stamp` of what was looked at."""
	_refuse_impossible(plan)
	stamp = stamp_of(plan)
	found = _foresee(plan)
	return {**_for_people(plan, found), "possible": found.is_possible, "stamp": stamp}


def _foresee(plan: Plan) -> HandOver:
	index = _facts(plan)
	found = foresee(index, plan.moves, plan.last_day, plan.reason)
	for name, more in _of_the_site(plan, index).items():
		found.findings.setdefault(name, []).extend(more)
	return found


def _refuse_impossible(plan: Plan) -> None:
	if not plan.moves:
		frappe.throw(_("Choose at least one target to hand over."))
	names = [move.assignment for move in plan.moves]
	if len(set(names)) < len(names) or len(names) > MOST_AT_ONCE:
		frappe.throw(
			_("An assignment can be handed over once at a time, and {0} at most.").format(MOST_AT_ONCE)
		)
	for name in names:
		frappe.has_permission(ASSIGNMENT, "write", name, throw=True)
	for move in plan.moves:
		if move.successor:
			frappe.has_permission("Liaison Officer", "read", move.successor, throw=True)
	for name, status, since, until in select_in(
		ASSIGNMENT, ("name", "status", "from_date", "to_date"), "name", names
	):
		if status != "Approved" or since > plan.last_day or (until and until <= plan.last_day):
			frappe.throw(
				_("{0} is not held any more on the day after {1}. Show the targets again.").format(
					name, frappe.utils.formatdate(plan.last_day)
				)
			)


def _facts(plan: Plan) -> FactIndex:
	rows = select_in(
		ASSIGNMENT, ("officer", "target", "assignment_rule"), "name", [m.assignment for m in plan.moves]
	)
	rules = rule_cache.assignment_rules()
	compared = [
		rule for rule in rules if (rule.coverage or rule.ratio) and rule.name in {row[2] for row in rows}
	]
	common = rule_cache.common()
	officers = {row[0] for row in rows} | {move.successor for move in plan.moves if move.successor}
	targets = {row[1] for row in rows}
	for officer in [move.successor for move in plan.moves if move.successor and compared]:
		units = assigning.college(officer, common)
		officers |= {name for (name,) in select_in("Liaison Officer", ("name",), "unit", units)}
		for rule in compared:
			targets |= assigning.of_types(rule, units, common)
	people = people_facts.read_for_officers(officers, common)
	people_facts.add_targets(people, {one for name in targets for one in assigning.with_parents(name)})
	return FactIndex(replace(people_facts.index_of(people, common).facts, assignment_rules=rules))


def _of_the_site(plan: Plan, index: FactIndex) -> dict[str, list[Finding]]:
	"""Whom the user may not decide for, and contacts after the last day, which count for nobody then."""
	held = {each.name: each for each in index.facts.assignments}
	decides = {name: _decides(name) for name in _people(plan, held)}
	late = _contacts_after(plan, {held[move.assignment].target for move in plan.moves})
	found: dict[str, list[Finding]] = {}
	for move in plan.moves:
		one = held[move.assignment]
		more = [not_yours(name) for name in (one.officer, move.successor) if name and not decides[name]]
		number = late.get((one.officer, one.target), 0)
		if number:
			more.append(contacts_after(one.officer, number, one.target))
		if more:
			found[one.name] = more
	return found


def _people(plan: Plan, held: dict[str, Any]) -> set[str]:
	return {held[move.assignment].officer for move in plan.moves} | {
		m.successor for m in plan.moves if m.successor
	}


def _decides(officer: str) -> bool:
	unit, user = frappe.db.get_value("Liaison Officer", officer, ("unit", "user")) or (None, None)
	return frappe.session.user == "Administrator" or (frappe.session.user != user and may_decide(unit))


def _contacts_after(plan: Plan, targets: Collection[str]) -> dict[tuple[str, str], int]:
	visit, line, present = (
		table_of(name) for name in ("Contact Visit", "Contact Visit Target", "Contact Visit Officer")
	)
	query = (
		frappe.qb.from_(visit)
		.join(line)
		.on((line.parent == visit.name) & (line.parenttype == "Contact Visit"))
		.join(present)
		.on((present.parent == visit.name) & (present.parenttype == "Contact Visit"))
		.select(present.officer, line.target, Count("*"))
		.where((visit.docstatus == 1) & (visit.start >= frappe.utils.add_days(plan.last_day, 1)))
		.where(is_among(line.target, targets))
		.groupby(present.officer, line.target)
	)
	return {(officer, target): int(number) for officer, target, number in query.run()}


def stamp_of(plan: Plan) -> str:
	"""The same as long as the plan, the assignments, people, targets and visits that it is about, and the rules stay as they are."""
	names = [move.assignment for move in plan.moves]
	rows = select_in(ASSIGNMENT, ("officer", "target"), "name", names)
	officers = {row[0] for row in rows} | {move.successor for move in plan.moves if move.successor}
	targets = {row[1] for row in rows}
	held = select_in(ASSIGNMENT, ("name", "modified"), "officer", officers)
	beside = select_in(ASSIGNMENT, ("name", "modified"), "target", targets)
	people = select_in("Liaison Officer", ("name", "modified"), "name", officers)
	places = select_in("Contact Target", ("name", "modified"), "name", targets)
	rules = select("Liaison Assignment Rule", ("name", "modified"))
	seen = [sorted(set(each)) for each in (held, beside, people, places, rules)]
	return hashlib.sha256(repr((plan, seen, _visits_of(targets))).encode()).hexdigest()


def _visits_of(targets: Collection[str]) -> list[tuple[Any, ...]]:
	visit, line = table_of("Contact Visit"), table_of("Contact Visit Target")
	query = (
		frappe.qb.from_(visit)
		.join(line)
		.on((line.parent == visit.name) & (line.parenttype == "Contact Visit"))
	)
	query = query.select(line.target, visit.docstatus, Count("*"), Max(visit.modified))
	found = query.where(is_among(line.target, targets)).groupby(line.target, visit.docstatus).run()
	return sorted(found, key=str)


# --- what people read ---


def _for_people(plan: Plan, found: HandOver) -> Row:
	rows = {
		name: title for name, title in select_in(ASSIGNMENT, ("name", "title"), "name", _names(plan, found))
	}
	people: dict[str, str] = dict(
		select_in("Liaison Officer", ("name", "full_name"), "name", {row.officer for row in found.load})
	)
	titles: dict[str, str] = dict(
		select_in("Contact Target", ("name", "title"), "name", set(found.uncovered))
	)
	return {
		"rows": [
			{
				"assignment": move.assignment,
				"title": rows.get(move.assignment, move.assignment),
				"problems": _problems(found.findings.get(move.assignment, ())),
			}
			for move in plan.moves
		],
		"load": [{**asdict(row), "officer_name": people.get(row.officer, row.officer)} for row in found.load],
		"uncovered": [titles.get(name, name) for name in found.uncovered],
		"ends_with": [rows.get(name, name) for name in found.ends_with],
	}


def _names(plan: Plan, found: HandOver) -> set[str]:
	return {move.assignment for move in plan.moves} | set(found.ends_with)


def _problems(found: Sequence[Finding]) -> list[Row]:
	"""The texts are HTML: what users typed is escaped in them."""
	texts = assigning.messages(list(found))
	return [
		{"refused": one.severity == "Refuse", "text": text} for one, text in zip(found, texts, strict=True)
	]


# --- doing it ---


def hand_over(plan: Plan, stamp: str) -> Row:
	"""End and make all of it, or nothing; `ended` and `made` are how many. Raises ValidationError when anything differs from the preview."""
	_refuse_impossible(plan)
	if stamp != stamp_of(plan):
		frappe.throw(_("Something has changed since the preview. Look at it again."), title=_("Hand-over"))
	found = _foresee(plan)
	if not found.is_possible:
		frappe.throw(_("This hand-over is not possible. Look at the preview."), title=_("Hand-over"))
	frappe.db.savepoint(SAVEPOINT)
	try:
		made = _write(plan)
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		raise
	replacing.synchronise(frappe.utils.getdate())
	return {"ended": len(plan.moves) + len(found.ends_with), "made": made}


def _write(plan: Plan) -> int:
	"""First all ends, those of what follows another rule before the other's; then the successors, the other way round."""
	follows = {rule.name: bool(rule.follows) for rule in rule_cache.assignment_rules()}
	docs = [(frappe.get_doc(ASSIGNMENT, move.assignment), move) for move in plan.moves]
	docs.sort(key=lambda pair: not follows.get(pair[0].assignment_rule, False))
	for doc, move in docs:
		doc.update(
			{
				"status": "Ended",
				"to_date": plan.last_day,
				"end_reason": plan.reason,
				"successor": move.successor or None,
			}
		)
		doc.flags.successors_come_later = True  # an end that comes later makes room for them
		doc.save()
	return sum(bool(succession.hand_on(doc)) for doc, _move in reversed(docs))
