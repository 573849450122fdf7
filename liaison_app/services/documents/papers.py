"""One paper on its way: what the app fills in, what stays as it was handed in, and what follows when its state changes."""

from datetime import date
from typing import Any

import frappe
from frappe import _

from .. import settling
from . import collating, computing, declaring, matters, sections
from .standing import is_approved, is_handed_in, period_of

# What moves while a paper is with whoever approves it; all else stays as it was handed in.
MOVING = frozenset(
	("status", "return_reason", "approver", "officer_user", "handed_in_by", "handed_in_on", "workflow_state")
)
# What the app works out, whatever is sent.
WORKED_OUT = ("computed_on", "rows", "sources", "matters", "regulation", "period_start", "period_end")
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
	name_period(paper)
	sections.add_missing(paper)
	work_out(paper, frappe.utils.getdate())


def work_out(paper: Any, today: date) -> None:
	"""Figures, collated papers and matters as they are now."""
	computing.work_out(paper, today)
	collating.take_in(paper)
	matters.take_in(paper)


def sources_of(paper: Any) -> list[tuple[str, str]]:
	"""The papers taken in, each with its state."""
	return [(row.document, row.status) for row in paper.sources]


def _keep(paper: Any, before: Any) -> None:
	for field in WORKED_OUT:
		paper.set(field, before.get(field))


def name_period(paper: Any) -> None:
	"""Regulation and days of the paper, as its duty has them; no days where nobody owes it."""
	if not paper.rule:
		paper.update({"regulation": None, "period_start": None, "period_end": None})
		return
	paper.regulation = frappe.db.get_value("Duty Rule", paper.rule, "regulation")
	first, last, label = period_of(paper.rule, paper.period_key, paper.officer or paper.unit)
	paper.period_start, paper.period_end = first, last
	paper.period_label = paper.period_label or label


def before_state_changes(paper: Any) -> None:
	"""What has to hold before a paper is handed in or taken back. Raises ValidationError."""
	before = paper.get_doc_before_save()
	was, now = bool(before and is_handed_in(before)), is_handed_in(paper)
	if now and not was:
		declaring.refuse_incomplete(paper)
	if was and not now:
		collating.refuse_while_taken_in(paper)


def state_changed(paper: Any) -> None:
	"""Settle the duty when the paper begins or ceases to meet it; an approved declaration makes assignments. Called when it was saved."""
	before = paper.get_doc_before_save()
	if bool(before and is_handed_in(before)) != is_handed_in(paper):
		settling.document_changed(paper)
	if is_approved(paper) and not (before and is_approved(before)):
		declaring.make_assignments(paper)
