"""The matters of a paper's period: what was raised, and how it was answered. Who raised it is not among what is told."""

from typing import Any

from frappe import _
from frappe.query_builder import Criterion

from ..tables import is_among, select, table_of
from . import computing

DOCTYPE = "Raised Matter"
FIELDS = ("name", "register_no", "subject", "unit", "register_unit", "status", "outcome", "answered_on")


def take_in(paper: Any) -> None:
	"""Put the matters of the period into the paper: an officer's those brought in or submitted, a unit's those of its subtree."""
	paper.set("matters", rows_of(paper))


def rows_of(paper: Any) -> list[dict[str, Any]]:
	"""The rows, in order of raising; none where nobody owes the paper, so that nobody looks at others' matters by naming a rule."""
	about = computing.about_of(paper)
	if not about:
		return []
	table = table_of(DOCTYPE)
	days = (table.raised_on >= about.span.since) & (table.raised_on <= about.span.until)
	found = select(DOCTYPE, FIELDS, days, _of_owner(paper, about.owners))
	language = computing.language()
	return [
		{
			"matter": name,
			"register_no": number,
			"subject": subject,
			"unit": unit or register,
			"status": _(status, lang=language),
			"outcome": _(outcome, lang=language) if outcome else "",
			"answered_on": answered_on,
		}
		for name, number, subject, unit, register, status, outcome, answered_on in sorted(
			found, key=lambda row: (row[4], row[1])
		)
	]


def _of_owner(paper: Any, owners: frozenset[str]) -> Criterion:
	table = table_of(DOCTYPE)
	if paper.officer:
		return (table.officer == paper.officer) | (table.leader == paper.officer)
	units = {paper.unit, *owners} | _below(paper.unit)
	return is_among(table.unit, units) | is_among(table.register_unit, units)


def _below(unit: str) -> set[str]:
	"""The units below, those that no longer work too."""
	table = table_of("Liaison Unit")
	bounds = select("Liaison Unit", ("lft", "rgt"), table.name == unit)
	if not bounds:
		return set()
	((left, right),) = bounds
	return {name for (name,) in select("Liaison Unit", ("name",), table.lft >= left, table.rgt <= right)}


def told(paper: Any) -> list[tuple[Any, ...]]:
	"""What the paper says of its matters, comparable."""
	return [(row.matter, row.status, row.outcome, row.subject) for row in paper.matters]
