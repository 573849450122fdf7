"""One paper on its way: what the app fills in, what stays as it was handed in, and what follows when its state changes."""

from typing import Any

import frappe
from frappe import _

from .. import settling
from ..tables import table_of
from . import computing, sections
from .standing import is_handed_in, period_of

# What moves while a paper is with whoever approves it; all else stays as it was handed in.
MOVING = frozenset(
	("status", "return_reason", "approver", "officer_user", "handed_in_by", "handed_in_on", "workflow_state")
)
# What the app works out, whatever is sent.
WORKED_OUT = ("computed_on", "rows", "sources", "regulation", "period_start", "period_end")
PLAIN = ("Check", "Int", "Float", "Percent", "Currency")


def refuse_changes(paper: Any) -> None:
	"""Refuse to change the content of what is handed in. It is returned first, then changed. Raises ValidationError."""
	before = paper.get_doc_before_save()
	if not before or not is_handed_in(before):
		return
	for field in paper.meta.fields:
		if field.fieldname in MOVING or field.fieldname in WORKED_OUT or field.get("is_custom_field"):
			continue
		if _content(paper, field) != _content(before, field):
			frappe.throw(
				_("{0} stays as it was handed in. Ask for the document's return to change it.").format(
					frappe.bold(_(field.label, context=paper.doctype))
				),
				title=_("Handed In"),
			)


def _content(paper: Any, field: Any) -> Any:
	value = paper.get(field.fieldname)
	if field.fieldtype != "Table":
		return str(value or "")
	columns = [
		each.fieldname
		for each in frappe.get_meta(field.options).get("fields", {"read_only": 0, "is_virtual": 0})
		if each.fieldtype not in frappe.model.no_value_fields
	]
	return [[str(row.get(column) or "") for column in columns] for row in value or ()]


def fill_in(paper: Any) -> None:
	"""What the app knows: the period, the parts to write, and the figures until the paper is handed in."""
	before = paper.get_doc_before_save()
	if before and is_handed_in(before) and is_handed_in(paper):
		_keep(paper, before)
		return
	_name_period(paper)
	sections.add_missing(paper)
	computing.work_out(paper)


def _keep(paper: Any, before: Any) -> None:
	for field in WORKED_OUT:
		paper.set(field, before.get(field))


def _name_period(paper: Any) -> None:
	if not paper.rule:
		paper.update({"regulation": None, "period_start": None, "period_end": None})
		return
	paper.regulation = frappe.db.get_value("Duty Rule", paper.rule, "regulation")
	first, last, label = period_of(paper.rule, paper.period_key, paper.officer or paper.unit)
	paper.period_start, paper.period_end = first, last
	paper.period_label = paper.period_label or label


def state_changed(paper: Any) -> None:
	"""Settle the duty when the paper begins or ceases to meet it. Called when it was saved."""
	before = paper.get_doc_before_save()
	if bool(before and is_handed_in(before)) != is_handed_in(paper):
		settling.document_changed(paper)


def others_of(paper: Any) -> list[str]:
	"""Papers for the same duty that are not cancelled, in order of names."""
	table = table_of("Duty Document")
	query = frappe.qb.from_(table).select(table.name).where(table.docstatus < 2)
	for field in ("rule", "period_key", "officer" if paper.officer else "unit"):
		query = query.where(table[field] == paper.get(field))
	return [name for (name,) in query.orderby(table.name).run() if name != paper.name]
