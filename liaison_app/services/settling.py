"""A submitted or cancelled visit settles the obligations that it can touch, in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.engine.credit import CLOSED_THEN, RECORDED_LATE, counts_until, judge
from liaison_app.engine.facts import Contact, Facts, HandedIn
from liaison_app.engine.index import FactIndex
from liaison_app.engine.reconciling import as_of
from liaison_app.engine.rows import LedgerLine, Obligation, Progress, StoredRow
from liaison_app.engine.settling import explain, explain_row, settle

from . import contacts, duty_titles, people_facts, rule_cache, stored, todo_escalations, todos
from .people_facts import PeopleRows
from .stored import Found
from .tables import is_among, select_in, table_of

AROUND = "liaison_around"


@dataclass(frozen=True)
class Around:
	"""The stored rows of a visit's officers and of their units that are running on its day, and who and what was read for them."""

	found: dict[str, Found]
	people: PeopleRows

	def closed(self, closed: bool = True) -> dict[str, Found]:
		"""Those of the rows whose period is closed, or (`False`) is not."""
		return {name: each for name, each in self.found.items() if each.row.frozen == closed}


def visit_changed(visit: Document) -> list[str]:
	"""Settle the open obligations that the visit fits; returns their names. Called on submit and on cancel."""
	# what the same transaction has read before the submit is not read again
	around = visit.flags.pop(AROUND, None) or _around(visit)
	touched = _fitting(visit, around, around.closed(False))
	settle_rows(touched, around.people)
	return sorted(touched)


def document_changed(document: Document) -> list[str]:
	"""Settle the open obligations that the document answers; returns their names. Called when it is handed in, and when it no longer is."""
	owner = document.officer or document.unit
	if not (document.rule and document.period_key and owner):
		return []
	table = table_of(stored.DOCTYPE)
	answered = (table.rule == document.rule) & (table.period_key == document.period_key)
	touched = stored.read_rows(answered & (table.frozen == 0), among=("owner_key", {owner}))
	settle_rows(touched)
	return sorted(touched)


def settle_rows(found: dict[str, Found], people: PeopleRows | None = None) -> None:
	"""Work progress and state of these stored rows out anew from all visits, and bring their to-dos in line.

	A row that another transaction has written meanwhile is settled again after the commit, on what is stored then. `people` is
	what has been read of officers and targets already.
	"""
	if not found:
		return
	today = frappe.utils.getdate()
	rows = [each.row.row for each in found.values()]
	people = people or PeopleRows()
	visits = _contacts_of(rows, people)
	index = _index(rows, visits, people)
	progress = settle([*rows, *stored.companions(rows, rule_cache.rules())], visits, index)
	changes = [
		as_of(each.row.row, progress[name], today, planned=each.planned) for name, each in found.items()
	]
	changed = [now for now in changes if now != found[now.row.name].row]
	left = stored.update_progress(changed, found, today)
	todos.synchronise_rows(set(found) - left)
	_pass_on([now for now in changed if now.row.name not in left], found, today)
	if left:
		_settle_later(left)


def with_and_without(rows: list[Obligation], names: Collection[str]) -> dict[str, tuple[Progress, Progress]]:
	"""Row name -> what it comes to now, and what without these visits. Nothing is written; rows of rules no longer in force are left out."""
	if not rows:
		return {}
	people = PeopleRows()
	visits = _contacts_of(rows, people)
	index = _index(rows, visits, people)
	beside = [*rows, *stored.companions(rows, rule_cache.rules())]
	whole = settle(beside, visits, index)
	rest = settle(beside, [visit for visit in visits if visit.name not in names], index)
	return {row.name: (whole[row.name], rest[row.name]) for row in rows if row.name in whole}


def _pass_on(changed: list[StoredRow], found: dict[str, Found], today: date) -> None:
	"""Reviewers and managers have ToDos of what is overdue: those of rows that were, or are now."""
	owners = {
		(now.row.owner_kind, now.row.key.owner)
		for now in changed
		if "Overdue" in (now.state, found[now.row.name].row.state)
	}
	if owners:
		todo_escalations.synchronise_around(owners, today)


def settle_names(names: Collection[str]) -> None:
	"""The same by name, for rows that were being written when they should have been settled."""
	settle_rows(stored.read_rows(table_of(stored.DOCTYPE).frozen == 0, among=("name", names)))


def _settle_later(names: Collection[str]) -> None:
	frappe.enqueue(settle_names, queue="short", enqueue_after_commit=True, names=sorted(names))


# --- closed periods ---


def refuse_closed(visit: Document) -> None:
	"""Refuse a visit that could only serve obligations whose period is closed.

	Raises ValidationError that names the first of them. A visit that serves no duty at all is welcome.
	"""
	around = _around(visit)
	visit.flags[AROUND] = around
	closed = _fitting(visit, around, around.closed(), even_closed=True)
	if not closed or _fitting(visit, around, around.closed(False)):
		return
	first = min(closed.values(), key=lambda found: found.row.row.name).row.row
	frappe.throw(
		_(
			"{0} closed on {1}, so this visit can no longer count. A manager can add a correction note to it."
		).format(
			frappe.bold(frappe.utils.escape_html(_title(first.name))), frappe.format(first.close, "Date")
		),
		title=_("Period Closed"),
	)


def refuse_cancel_of_closed(visit: Document) -> None:
	"""Refuse to cancel a visit that counted for a closed obligation; its figures stay. Raises ValidationError."""
	for name, found in sorted(_around(visit).closed().items()):
		if visit.name in found.row.progress.contacts:
			frappe.throw(
				_(
					"This visit counted for {0}, which is closed. Ask a manager for a correction note instead."
				).format(frappe.bold(frappe.utils.escape_html(_title(name)))),
				title=_("Period Closed"),
			)


def add_correction(visit: Document, reason: str) -> None:
	"""A note on the visit and on the closed obligations that it counted for; the figures stay as they are."""
	counted = [
		name for name, found in _around(visit).closed().items() if visit.name in found.row.progress.contacts
	]
	text = _("Correction by {0}: {1}").format(frappe.session.user, frappe.utils.escape_html(reason))
	visit.add_comment("Info", text)
	for name in counted:
		frappe.get_doc(stored.DOCTYPE, name).add_comment("Info", text)


def _title(name: str) -> str:
	"""The duty in the user's language; the stored title is in that of the site."""
	rule, subject = frappe.db.get_value(stored.DOCTYPE, name, ["rule", "subject_title"])
	titles = duty_titles.read_titles([rule])
	return duty_titles.duty(titles, rule, subject, frappe.local.lang or "en")


# --- the ledger ---


def ledger(visit: Document) -> list[dict[str, Any]]:
	"""For each obligation of the visit's officers around its day: counted, or why not; in order of the rules' codes."""
	around = _around(visit, whole=True)
	rows = [found.row.row for found in around.found.values()]
	if not rows:
		return []
	visits = _contacts_of(rows, around.people)
	own = contact_of(visit)
	index = _index(rows, [*visits, own], around.people)
	return [_line(line, around.found[line.obligation].row.row) for line in explain(own, rows, index, visits)]


def ledger_of_row(found: Found) -> list[tuple[Contact, str]]:
	"""The visits of the stored row's owner in its time, in order of their starts, each with the reason why it does not count.

	An empty reason: it counts. What counted for a closed row is what was counted then. A row that is measured by a document has none.
	"""
	row, people = found.row.row, PeopleRows()
	visits = sorted(_contacts_of([row], people), key=lambda visit: (visit.start, visit.name))
	beside = stored.companions([row], rule_cache.rules())
	index = _index([row], visits, people)
	reasons = {line.contact: line.reason for line in explain_row(row, visits, index, beside)}
	if found.row.frozen:
		counted = found.row.progress.contacts
		reasons = {name: "" if name in counted else why or CLOSED_THEN for name, why in reasons.items()}
	return [(visit, reasons[visit.name]) for visit in visits if visit.name in reasons]


def _line(line: LedgerLine, row: Obligation) -> dict[str, Any]:
	return {
		"obligation": line.obligation,
		"title": _title(line.obligation),
		"rule": line.rule,
		"owner": row.key.owner,
		"counted": line.counted,
		"reason": line.reason,
	}


# --- what a visit can touch ---


def contact_of(visit: Document) -> Contact:
	"""The visit as the engine sees it, saved or not."""
	start = frappe.utils.get_datetime(visit.start)
	return Contact(
		name=visit.name or "new",
		officers=tuple(line.officer for line in visit.officers),
		targets=tuple(line.target for line in visit.targets),
		activities=tuple(line.activity for line in visit.activities),
		start=start,
		minutes=visit.duration_minutes or 0,
		recorded_on=frappe.utils.getdate(visit.recorded_on),
		attempt=visit.outcome not in (contacts.DONE, "", None),
		has_attachment=bool(visit.attachment),
		has_report=bool(visit.report or visit.has_report),
		fields={name: visit.get(name) for name in contacts.columns_asked(rule_cache.rules())},
	)


def _around(visit: Document, whole: bool = False) -> Around:
	"""Rows of other targets are left out, unless the whole is asked for: the visit counts for none of them."""
	day = frappe.utils.getdate(visit.start)
	people = PeopleRows()
	people_facts.add_officers(people, {line.officer for line in visit.officers if line.officer})
	table = table_of(stored.DOCTYPE)
	running = (table.period_start <= day) & (table.close_on.isnull() | (table.close_on >= day))
	owners = {officer.name for officer in people_facts.officer_values(people)} | _units_of(people)
	if not whole:
		targets = [line.target for line in visit.targets if line.target]
		of_them = is_among(table.subject, targets) if targets else table.subject.isnull()
		running &= table.subject.isnull() | of_them
	return Around(stored.read_rows(running, among=("owner_key", owners)), people)


def _units_of(people: PeopleRows) -> set[str]:
	index = FactIndex(Facts(units=rule_cache.trees().units))
	places = {
		place
		for officer in people_facts.officer_values(people)
		for place in (officer.unit, officer.own_branch)
	}
	return {unit for place in places if place for unit in index.unit_line(place)}


def _fitting(
	visit: Document, around: Around, found: dict[str, Found], even_closed: bool = False
) -> dict[str, Found]:
	"""Those of the rows that the visit fits by itself."""
	if not found:
		return {}
	contact = contact_of(visit)
	index = _index([], [contact], around.people)
	rules = {rule.name: rule for rule in index.facts.rules}
	accepted = ("", RECORDED_LATE) if even_closed else ("",)
	return {
		name: each
		for name, each in found.items()
		if each.row.row.key.rule in rules
		and rules[each.row.row.key.rule].measure != "Document"
		and judge(each.row.row, rules[each.row.row.key.rule], contact, index).reason in accepted
	}


def _contacts_of(rows: list[Obligation], people: PeopleRows) -> list[Contact]:
	"""The visits that can count for the rows: of their owners, or the members of the owing units, in their time.

	What is read of their targets is added to `people`.
	"""
	since = min(row.period_start for row in rows)
	until = max(counts_until(row) for row in rows)
	named = {row.key.rule for row in rows}
	rules = [rule for rule in rule_cache.rules() if rule.name in named]
	owners = {row.key.owner for row in rows if row.owner_kind == "Officer"}
	units = {row.key.owner for row in rows if row.owner_kind == "Unit"}
	until = min(until, date(9998, 12, 31))
	found, targets = contacts.read_contacts_between(
		owners | _members_of(units), since, until, rules, with_others=bool(units)
	)
	people_facts.add_targets(people, {row[0] for row in targets}, rule_cache.rules(), targets)
	return found


def _members_of(units: set[str]) -> set[str]:
	"""Officers whose unit or own branch is one of the units or lies below one."""
	if not units:
		return set()
	index = FactIndex(Facts(units=rule_cache.trees().units))
	below = {unit for unit in index.units if not units.isdisjoint(index.unit_line(unit))}
	return {
		name
		for column in ("unit", "own_branch")
		for (name,) in select_in("Liaison Officer", ("name",), column, below)
	}


def _index(rows: list[Obligation], visits: list[Contact], people: PeopleRows) -> FactIndex:
	"""Just the facts that judging needs: rules, trees, the officers who took part and the targets that were named."""
	trees, rules = rule_cache.trees(), rule_cache.rules()
	people_facts.add_officers(people, {officer for visit in visits for officer in visit.officers})
	people_facts.add_targets(people, {target for visit in visits for target in visit.targets}, rules)
	return FactIndex(
		Facts(
			rules=rules,
			units=trees.units,
			target_types=trees.target_types,
			officers=people_facts.officer_values(people),
			targets=people_facts.target_values(people),
			calendar=trees.calendar,
			documents=_documents_of(rows),
		)
	)


def _documents_of(rows: list[Obligation]) -> tuple[HandedIn, ...]:
	"""The documents handed in by the owners of those rows that ask for one."""
	asking = {rule.name for rule in rule_cache.rules() if rule.measure == "Document"}
	wanted = [row for row in rows if row.key.rule in asking]
	officers = {row.key.owner for row in wanted if row.owner_kind == "Officer"}
	by_units = any(row.owner_kind == "Unit" for row in wanted)
	return (
		*(contacts.read_documents(officers) if officers else ()),
		*(contacts.read_documents(None) if by_units else ()),
	)
