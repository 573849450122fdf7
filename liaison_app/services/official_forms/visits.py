"""The visits that stand on a form: submitted, done, in the period, and such as the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import frappe

from liaison_app.permissions import rows_seen

from ..contacts import DONE
from ..figures import Span
from ..tables import by_parent, children, select_in, table_of
from .templates import added_fields, added_values

VISIT = "Contact Visit"
COLUMNS = ("name", "start", "account", "confidential_account", "overall_rating")


@dataclass(frozen=True, slots=True)
class Visit:
	"""A visit with the `targets` as (name, title, type) and the fields that the institution added (`more`)."""

	name: str
	start: datetime
	account: str
	rating: str
	targets: tuple[tuple[str, str, str], ...]
	activities: frozenset[str]
	officers: tuple[str, ...]
	more: dict[str, Any]

	@property
	def titles(self) -> tuple[str, ...]:
		"""With whom it was."""
		return tuple(title for _name, title, _type in self.targets)


def visits_of(officers: Sequence[str], span: Span, user: str) -> list[Visit]:
	"""The visits in which one of the officers took part, in order of time. Asks a number of times that does not grow with them."""
	added = tuple(field.name for field in added_fields(VISIT))
	columns = (*COLUMNS, *added)
	rows = [dict(zip(columns, row, strict=True)) for row in _rows(columns, officers, span, user)]
	names = [row["name"] for row in rows]
	targets, activities = (
		_targets(names, user),
		by_parent(children("Liaison Activity Link", VISIT, ("activity",), names)),
	)
	present = by_parent(children("Contact Visit Officer", VISIT, ("officer",), names))
	found = [
		Visit(
			name=row["name"],
			start=row["start"],
			account=account_for(row, user),
			rating=row["overall_rating"] or "",
			targets=tuple(targets.get(row["name"], ())),
			activities=frozenset(name for (name,) in activities.get(row["name"], ())),
			officers=tuple(name for (name,) in present.get(row["name"], ())),
			more=added_values(VISIT, row) if added else {},
		)
		for row in rows
	]
	return sorted(found, key=lambda each: (each.start, each.name))


def _rows(columns: Sequence[str], officers: Sequence[str], span: Span, user: str) -> list[tuple[Any, ...]]:
	present, visit = table_of("Contact Visit Officer"), table_of(VISIT)
	took_part = select_in(
		"Contact Visit Officer", ("parent",), "officer", officers, present.parenttype == VISIT
	)
	conditions = [
		visit.docstatus == 1,
		(visit.outcome == DONE) | visit.outcome.isnull(),
		visit.start >= _midnight(span.since),
		visit.start < _midnight(span.until + timedelta(days=1)),
	]
	seen = rows_seen(VISIT, user)
	names = {parent for (parent,) in took_part}
	return select_in(VISIT, columns, "name", names, *conditions, *([] if seen is None else [seen]))


def _midnight(day: date) -> datetime:
	return datetime(day.year, day.month, day.day)


def _targets(visits: Sequence[str], user: str) -> dict[str, list[tuple[str, str, str]]]:
	"""With whom the visits were, as far as the reader may see whom."""
	lines = by_parent(children("Contact Visit Target", VISIT, ("target", "target_title"), visits))
	named = {target for some in lines.values() for target, _title in some}
	seen = rows_seen("Contact Target", user)
	conditions = [] if seen is None else [seen]
	types: dict[str, str] = dict(
		select_in("Contact Target", ("name", "target_type"), "name", named, *conditions)
	)
	return {
		visit: [(target, title or target, types[target]) for target, title in some if target in types]
		for visit, some in lines.items()
	}


def account_for(row: dict[str, Any], user: str) -> str:
	"""The account of a visit, with the confidential one where the user may read that: the visit itself says who may."""
	told = row["account"] or ""
	confidential = row["confidential_account"]
	if confidential and frappe.get_doc(VISIT, row["name"]).may_read_account(user):
		return "\n".join(filter(None, (told, confidential)))
	return told
