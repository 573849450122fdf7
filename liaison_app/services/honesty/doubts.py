"""Visits that an open question asks about. Whether a visit counts, people alone say (`distrust`); reports show figures without either."""

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.query_builder import Criterion

from ..distrust import Distrusted
from ..tables import table_of
from . import store
from .reading import VISIT


def questioned(*conditions: Criterion) -> list[Distrusted]:
	"""The submitted visits of open questions that meet the conditions, once for each officer who took part, with what was found."""
	flag, part = table_of(store.DOCTYPE), table_of(store.PART)
	visit, present = table_of(VISIT), table_of("Contact Visit Officer")
	query = frappe.qb.from_(part).join(flag).on((flag.name == part.parent) & (flag.status == "Open"))
	query = query.join(visit).on((visit.name == part.visit) & (visit.docstatus == 1))
	query = query.join(present).on((present.parent == visit.name) & (present.parenttype == VISIT))
	query = query.select(visit.name, present.officer, flag.kind).where(part.part == store.ASKED)
	for condition in conditions:
		query = query.where(condition)
	found: dict[tuple[str, str], set[str]] = {}
	for name, officer, kind in query.run():
		found.setdefault((name, officer), set()).add(_(kind, context=store.DOCTYPE))
	return [
		Distrusted(name, officer, ", ".join(sorted(kinds)))
		for (name, officer), kinds in sorted(found.items())
	]


def beside(distrusted: Sequence[Distrusted], questions: Sequence[Distrusted]) -> list[Distrusted]:
	"""Both, each visit of each officer once: what a reviewer has said comes before what is only asked."""
	said = {(each.visit, each.officer) for each in distrusted}
	return [*distrusted, *(each for each in questions if (each.visit, each.officer) not in said)]
