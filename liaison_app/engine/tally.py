"""Rules without a number: no obligation, but what was done for them is counted and shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from . import days
from .contact_book import ContactBook
from .credit import judge
from .days import Days
from .facts import Contact
from .index import FactIndex
from .rows import Key, Obligation, RowOwnerKind, SummaryRow, obligation_name
from .rules import DutyRule
from .share import concerned_days, levels_of
from .subjects import Subject, Subjects


def tallies(
	scope: str, owners: Collection[str], contacts: Sequence[Contact], index: FactIndex
) -> list[SummaryRow]:
	"""One row for each rule that concerns somebody of the scope without a number, with the number of contacts that fit it."""
	served = serving(owners, contacts, index)
	return [_figure(scope, rule, len(names)) for rule, names in served.items()]


def serving(
	owners: Collection[str], contacts: Sequence[Contact], index: FactIndex
) -> dict[str, frozenset[str]]:
	"""Rule -> names of the contacts that fit it, for each rule that concerns one of the owners without a number."""
	book = ContactBook(contacts, index)
	found = {}
	for rule in index.facts.rules:
		if rule.enabled and rule.quantity is None:
			rows = list(_rows(rule, owners, index))
			if rows:
				found[rule.name] = frozenset(
					name for row in rows for name in _fitting(row, rule, book, index)
				)
	return found


def _figure(scope: str, rule: str, number: int) -> SummaryRow:
	return SummaryRow(
		rule=rule,
		scope=scope,
		owed=0,
		quantity=0,
		done=number,
		capped=0,
		attainment=None,
		states=(),
		tally=number,
	)


def _fitting(row: Obligation, rule: DutyRule, book: ContactBook, index: FactIndex) -> Iterator[str]:
	return (contact.name for contact in book.of(row) if not judge(row, rule, contact, index).reason)


def _rows(rule: DutyRule, owners: Collection[str], index: FactIndex) -> Iterator[Obligation]:
	"""A row for each owner who is asked for no number; a line of the post table may have one where the rule has none."""
	subjects = Subjects(rule, index)
	if rule.owner_kind == "Unit":
		for unit in index.units.values():
			if (
				unit.name in owners
				and unit.unit_type in rule.owner_unit_types
				and index.is_bound(rule.regulation, unit.name)
			):
				in_force = index.regulation_days.get(rule.regulation, days.ALWAYS)
				yield from (
					_row(rule, unit.name, "Unit", in_force, one) for one in subjects.of_unit(unit.name)
				)
		return
	for officer in index.officers.values():
		in_post = concerned_days(rule, officer, index) if officer.name in owners else days.EMPTY
		if in_post and not levels_of(rule, officer, index).levels:
			yield from (
				_row(rule, officer.name, "Officer", in_post, one) for one in subjects.of_officer(officer)
			)


def _row(rule: DutyRule, owner: str, owner_kind: RowOwnerKind, in_post: Days, subject: Subject) -> Obligation:
	"""A row without bounds and quantity, only to ask which contacts would fit."""
	key = Key(rule.name, owner, subject.name, "tally")
	return Obligation(
		name=obligation_name(key),
		key=key,
		owner_kind=owner_kind,
		regulation=rule.regulation,
		nature="Advocated",
		quantity=0,
		period_start=date.min,
		period_end=None,
		opens=date.min,
		dues=(date.max,),
		close=None,
		in_post=in_post,
		assigned=subject.days,
		held=subject.held,
		within=subject.within,
	)
