"""What an archive tells of some officers, read at once for all of them: the number of queries does not grow with the officers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Coalesce

from ..figures import Span, meets
from ..official_forms.visits import account_for
from ..tables import by_parent, children, is_among, select, select_in, table_of
from .task import OFFICER, seen

ASSIGNMENT, COMMENT, DUTY, PAPER, TARGET, VISIT = (
	"Liaison Assignment",
	"Comment",
	"Periodic Obligation",
	"Duty Document",
	"Contact Target",
	"Contact Visit",
)
PERSON = ("name", "full_name", "unit", "enabled")
HELD = (
	"name",
	"officer",
	"target",
	"from_date",
	"to_date",
	"status",
	"regulation",
	"is_exception",
	"exception_reason",
	"end_reason",
)
VISITED = (
	"name",
	"start",
	"duration_minutes",
	"mode",
	"outcome",
	"place",
	"account",
	"confidential_account",
	"recorded_on",
)
OWED = (
	"name",
	"rule",
	"officer",
	"unit",
	"owner_kind",
	"responsible_user",
	"sensitive",
	"subject",
	"period_label",
	"period_start",
	"period_end",
	"state",
	"quantity",
	"done",
	"quantity_unit",
	"last_contact_on",
	"waived_reason",
	"counted_contacts",
)
WRITTEN = (
	"name",
	"title",
	"document_kind",
	"officer",
	"unit",
	"rule",
	"regulation",
	"period_label",
	"period_start",
	"period_end",
	"status",
	"docstatus",
	"handed_in_on",
	"handed_in_by",
	"return_reason",
	"specialty_function",
	"specialty_subject",
	"specialty_talent",
	"text",
)
FIGURES = ("title", "clause", "quantity", "quantity_unit", "done", "attainment", "late", "missed", "waived")
ATTACHED = ("name", "file_name", "file_url", "attached_to_doctype", "attached_to_name")
Row = dict[str, Any]


def rows_in(
	doctype: str, fields: Sequence[str], column: str, values: Collection[str], *conditions: Criterion
) -> list[Row]:
	"""The rows whose column holds one of the values, as dicts, in order of their names."""
	found = select_in(doctype, fields, column, values, *conditions)
	return [dict(zip(fields, row, strict=True)) for row in found]


def people(officers: Collection[str]) -> dict[str, Row]:
	"""The officers by name."""
	return {row["name"]: row for row in rows_in(OFFICER, PERSON, "name", officers)}


def assignments(officers: Collection[str], span: Span) -> list[Row]:
	"""Holdings that share a day with the span, whatever became of them."""
	table = table_of(ASSIGNMENT)
	lasts = table.to_date.isnull() | (table.to_date >= span.since)
	return rows_in(
		ASSIGNMENT, HELD, "officer", officers, table.from_date <= span.until, lasts, *seen(ASSIGNMENT)
	)


def of_days(span: Span) -> Criterion:
	"""Submitted visits of the span."""
	table = table_of(VISIT)
	after = datetime.combine(span.until + timedelta(days=1), time())
	return (
		(table.docstatus == 1) & (table.start >= datetime.combine(span.since, time())) & (table.start < after)
	)


def visits_of(officers: Collection[str], span: Span) -> list[Row]:
	"""Submitted visits of the span in which one of the officers took part, each with its `officers`, `targets` and `activities`."""
	present, visit = table_of("Contact Visit Officer"), table_of(VISIT)
	query = (
		frappe.qb.from_(visit)
		.join(present)
		.on((present.parent == visit.name) & (present.parenttype == VISIT))
		.select(visit.name)
		.distinct()
		.where(of_days(span) & is_among(present.officer, officers))
	)
	return visits([name for (name,) in query.run()])


def visits(names: Collection[str]) -> list[Row]:
	"""The submitted ones of these visits, as far as the user sees them, in order of time."""
	found = rows_in(VISIT, VISITED, "name", names, table_of(VISIT).docstatus == 1, *seen(VISIT))
	own = [row["name"] for row in found]
	parts = {
		"officers": _links("Contact Visit Officer", "officer", own),
		"targets": _links("Contact Visit Target", "target", own),
		"activities": _links("Liaison Activity Link", "activity", own),
	}
	for row in found:
		row.update({part: links.get(row["name"], []) for part, links in parts.items()})
		row["may_read"] = not row["confidential_account"] or _may_read(row)
	return sorted(found, key=lambda row: (row["start"], row["name"]))


def _links(doctype: str, field: str, names: Collection[str]) -> dict[str, list[str]]:
	rows = by_parent(children(doctype, VISIT, (field,), names)) if names else {}
	return {visit: [value for (value,) in some] for visit, some in rows.items()}


def _may_read(row: Row) -> bool:
	return bool(frappe.get_doc(VISIT, row["name"]).may_read_account(frappe.session.user))


def told(visit: Row) -> str:
	"""The visit's account as the user may read it."""
	return str(account_for(visit, frappe.session.user))


def titles_of(targets: Collection[str]) -> dict[str, str]:
	"""Titles of those of the targets that the user sees."""
	return dict(
		select_in(TARGET, ("name", "title"), "name", {name for name in targets if name}, *seen(TARGET))
	)


def duties(span: Span, *conditions: Criterion) -> list[Row]:
	"""What was owed on a day of the span."""
	found = select(DUTY, OWED, meets(span), *conditions, *seen(DUTY))
	return [dict(zip(OWED, row, strict=True)) for row in found]


def papers(span: Span, *conditions: Criterion) -> list[Row]:
	"""Papers, drafts too, for a period that shares a day with the span (without a period: made in it), each with `rows` and `sections`."""
	table = table_of(PAPER)
	first: Any = Coalesce(table.period_start, table.creation)
	last: Any = Coalesce(table.period_end, table.creation)
	of_span = (table.docstatus < 2) & (first < span.until + timedelta(days=1)) & (last >= span.since)
	found = [
		dict(zip(WRITTEN, row, strict=True))
		for row in select(PAPER, WRITTEN, of_span, *conditions, *seen(PAPER))
	]
	names = [row["name"] for row in found]
	figures = by_parent(children("Duty Document Row", PAPER, FIGURES, names)) if names else {}
	sections = (
		by_parent(children("Duty Document Section", PAPER, ("heading", "text"), names)) if names else {}
	)
	for row in found:
		row["rows"], row["sections"] = figures.get(row["name"], []), sections.get(row["name"], [])
	return found


def steps(doctype: str, names: Collection[str]) -> list[Row]:
	"""The steps that the workflow noted with these documents, in order of time."""
	table = table_of(COMMENT)
	fields = ("reference_name", "creation", "comment_by", "comment_email", "content")
	noted = (table.reference_doctype == doctype) & (table.comment_type == "Workflow")
	found = rows_in(COMMENT, fields, "reference_name", names, noted)
	return sorted(found, key=lambda row: (row["reference_name"], row["creation"]))


def attachments(doctype: str, names: Collection[str]) -> dict[str, list[Row]]:
	"""The files of the documents, by document. Who reads a document may read its files."""
	table = table_of("File")
	of_type = (table.attached_to_doctype == doctype) & (table.is_folder == 0)
	found: dict[str, list[Row]] = defaultdict(list)
	for row in rows_in("File", ATTACHED, "attached_to_name", names, of_type):
		found[row["attached_to_name"]].append(row)
	return found


def day_of(moment: Any) -> date | None:
	"""The day of a date or time."""
	return frappe.utils.getdate(moment) if moment else None
