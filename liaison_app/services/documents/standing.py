"""What the state of a paper means: handed in, and closed. Names of an institution's workflow states are not read anywhere."""

from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Coalesce

from ..tables import table_of

DOCTYPE = "Duty Document"
HANDED_IN = ("Handed In", "Approved")
# What says which duty a paper answers.
SAME_PAPER = ("officer", "unit", "rule", "period_key", "document_kind", "subject")


def is_handed_in(paper: Any) -> bool:
	"""Whether the paper meets its duty: handed in or approved, and not cancelled. One that was returned does not."""
	return paper.status in HANDED_IN and int(paper.docstatus) < 2


def is_approved(paper: Any) -> bool:
	"""Whether somebody who decides has approved it."""
	return paper.status == "Approved" and int(paper.docstatus) < 2


def handed_in() -> Criterion:
	"""The same for queries."""
	table = table_of(DOCTYPE)
	return table.status.isin(HANDED_IN) & (table.docstatus < 2)


def closed() -> Criterion:
	"""Papers whose level is closed: approved, or submitted where the institution has no approval."""
	table = table_of(DOCTYPE)
	return handed_in() & ((table.status == "Approved") | (table.docstatus == 1))


def same_paper(paper: Any, other: Any) -> bool:
	"""Whether both answer the same duty."""
	return all((paper.get(field) or "") == (other.get(field) or "") for field in SAME_PAPER)


def first_day(paper: Any, before: Any, amended: Any, today: date) -> date | None:
	"""The day on which the paper was first handed in; None while it never was.

	A paper that was returned, or cancelled and amended (`amended`), is as early as it was; as a paper for another duty it is not.
	"""
	for earlier in (before, amended):
		if earlier and earlier.status != "Draft" and earlier.handed_in_on and same_paper(paper, earlier):
			if is_handed_in(paper) or paper.status == "Returned":
				return frappe.utils.getdate(earlier.handed_in_on)
	return today if is_handed_in(paper) else None


def period_of(rule: str, period_key: str, owner: str) -> tuple[date | None, date | None, str]:
	"""First and last day and name of the period, as the owner's duty has it, else as anybody's; nothing where nobody owes it."""
	table = table_of("Periodic Obligation")
	query = (
		frappe.qb.from_(table)
		.select(
			table.owner_key,
			table.period_start,
			Coalesce(table.period_end, table.last_due),
			table.period_label,
		)
		.where((table.rule == rule) & (table.period_key == period_key))
		.orderby(table.name)
	)
	own = query.where(table.owner_key == owner).limit(1).run()
	found = own or query.limit(1).run()
	return (found[0][1], found[0][2], found[0][3] or "") if found else (None, None, "")
