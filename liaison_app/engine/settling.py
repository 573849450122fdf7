"""`settle` and `explain`: what contacts come to for each obligation, and the ledger that says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .contact_book import ContactBook
from .credit import SECOND_ON_DAY, SERVES_ANOTHER, judge, recorded_on
from .facts import Contact, Facts, HandedIn
from .index import FactIndex
from .measures import counted_names, done_by
from .rows import NOTHING_DONE, Key, LedgerLine, Obligation, Progress
from .rules import DutyRule

Accepted = list[tuple[Contact, tuple[str, ...]]]


def settle(
	rows: Iterable[Obligation], contacts: Sequence[Contact], facts: Facts | FactIndex
) -> dict[str, Progress]:
	"""Row name -> progress. Any order of contacts gives the same answer; rows whose rule is not in the facts stay at nothing."""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	rows = [row for row in rows if row.key.rule in index.rules]
	book = ContactBook(contacts, index)
	documents = _documents_by_key(index.facts.documents)
	accepted = {row.name: _accepted(row, index.rules[row.key.rule], book.of(row), index) for row in rows}
	_drop_shared(rows, accepted, index)
	progress = {}
	for row in rows:
		rule = index.rules[row.key.rule]
		if rule.measure == "Document":
			progress[row.name] = _document_progress(row, documents)
		else:
			progress[row.name] = _progress(row, rule, accepted[row.name])
	return progress


def explain(
	contact: Contact, rows: Iterable[Obligation], facts: Facts | FactIndex, contacts: Sequence[Contact] = ()
) -> list[LedgerLine]:
	"""One line per row: counted, or the first reason why not. `contacts` are the others that may come before it on a day.

	Rows measured by a document have no line.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	rows = _judged(rows, index)
	others = [other for other in contacts if other.name != contact.name]
	before, accepted = _credited(rows, [*others, contact], index)
	return [_line(contact, row, before[row.name], accepted[row.name], index) for row in rows]


def explain_row(
	row: Obligation,
	contacts: Sequence[Contact],
	facts: Facts | FactIndex,
	beside: Iterable[Obligation] = (),
) -> list[LedgerLine]:
	"""The same from the row's side: one line per contact, in their order. `beside` are rows that may take its contacts.

	A row that is measured by a document has no line.
	"""
	index = facts if isinstance(facts, FactIndex) else FactIndex(facts)
	rows = _judged([row, *(other for other in beside if other.name != row.name)], index)
	if not rows or rows[0].name != row.name:
		return []
	before, accepted = _credited(rows, contacts, index)
	return [_line(contact, row, before[row.name], accepted[row.name], index) for contact in contacts]


def _judged(rows: Iterable[Obligation], index: FactIndex) -> list[Obligation]:
	return [
		row for row in rows if row.key.rule in index.rules and index.rules[row.key.rule].measure != "Document"
	]


def _credited(
	rows: Sequence[Obligation], contacts: Sequence[Contact], index: FactIndex
) -> tuple[dict[str, set[str]], dict[str, Accepted]]:
	"""For each row the names of the contacts that fit it, and those that remain when others have taken theirs."""
	book = ContactBook(contacts, index)
	accepted = {row.name: _accepted(row, index.rules[row.key.rule], book.of(row), index) for row in rows}
	before = {name: {one.name for one, _ in found} for name, found in accepted.items()}
	_drop_shared(rows, accepted, index)
	return before, accepted


def _line(
	contact: Contact, row: Obligation, before: set[str], accepted: Accepted, index: FactIndex
) -> LedgerLine:
	rule = index.rules[row.key.rule]
	reason = judge(row, rule, contact, index).reason
	if not reason and contact.name in before:
		reason = _reason_among_others(contact, row, rule, accepted)
	return LedgerLine(contact=contact.name, obligation=row.name, rule=rule.name, reason=reason)


def _reason_among_others(contact: Contact, row: Obligation, rule: DutyRule, accepted: Accepted) -> str:
	if all(one.name != contact.name for one, _ in accepted):
		return SERVES_ANOTHER
	return "" if contact.name in counted_names(row, rule, accepted) else SECOND_ON_DAY


def _accepted(row: Obligation, rule: DutyRule, contacts: list[Contact], index: FactIndex) -> Accepted:
	if rule.measure == "Document" or not contacts:
		return []
	judged = ((contact, judge(row, rule, contact, index)) for contact in contacts)
	found = [(contact, verdict.targets) for contact, verdict in judged if not verdict.reason]
	return sorted(found, key=lambda pair: (recorded_on(pair[0]), pair[0].name))


def _drop_shared(rows: Sequence[Obligation], accepted: dict[str, Accepted], index: FactIndex) -> None:
	"""A rule that does not share takes no contact that serves another duty of the same owner; of several such, the first by name has it."""
	if all(index.rules[row.key.rule].shared for row in rows):
		return
	takers: dict[tuple[str, str], set[tuple[bool, str]]] = defaultdict(set)
	for row in rows:
		for contact, _ in accepted[row.name]:
			takers[row.key.owner, contact.name].add((not index.rules[row.key.rule].shared, row.key.rule))
	for row in rows:
		if not index.rules[row.key.rule].shared:
			accepted[row.name] = [
				pair
				for pair in accepted[row.name]
				if min(takers[row.key.owner, pair[0].name])[1] == row.key.rule
			]


def _progress(row: Obligation, rule: DutyRule, accepted: Accepted) -> Progress:
	if not accepted:
		return NOTHING_DONE
	last_due = row.dues[-1]
	in_time = [pair for pair in accepted if recorded_on(pair[0]) <= last_due]
	return Progress(
		done=done_by(row, rule, accepted),
		on_time=done_by(row, rule, in_time),
		contacts=tuple(sorted(counted_names(row, rule, accepted))),
		last_day=max(contact.start.date() for contact, _ in accepted),
	)


def _documents_by_key(documents: Iterable[HandedIn]) -> dict[Key, list[HandedIn]]:
	found: dict[Key, list[HandedIn]] = defaultdict(list)
	for document in documents:
		found[Key(document.rule, document.owner, document.subject, document.period_key)].append(document)
	return found


def _document_progress(row: Obligation, documents: dict[Key, list[HandedIn]]) -> Progress:
	found = documents.get(row.key, []) or documents.get(row.key._replace(subject=""), [])
	if row.close:
		found = [document for document in found if document.handed_in_on <= row.close]
	if not found:
		return NOTHING_DONE
	in_time = [document for document in found if document.handed_in_on <= row.dues[-1]]
	return Progress(
		done=float(len(found)),
		on_time=float(len(in_time)),
		contacts=tuple(sorted(document.name for document in found)),
		last_day=max(document.handed_in_on for document in found),
	)
