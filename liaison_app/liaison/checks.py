"""Checks that several controllers share. Each refuses with a message that says what to do."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, formatdate, getdate

from liaison_app.engine.problems import Problem
from liaison_app.permissions import may_decide
from liaison_app.services import approvals

APPROVERS = {"Liaison Manager", "Liaison Reviewer", "System Manager"}
Span = tuple[date | None, date | None]


def span(start: Any, end: Any) -> Span:
	"""Two dates as stored, as dates; None where a side is open."""
	return (getdate(start) if start else None, getdate(end) if end else None)


def overlap(one: Span, other: Span) -> bool:
	"""Whether two spans, inclusive and possibly open, share a day."""
	return (not one[0] or not other[1] or one[0] <= other[1]) and (
		not other[0] or not one[1] or other[0] <= one[1]
	)


def refuse_reversed(doc: Any, first: str = "from_date", last: str = "to_date") -> None:
	"""Refuse an end before the start."""
	start, end = span(doc.get(first), doc.get(last))
	if start and end and end < start:
		row = _("Row {0}: ").format(doc.idx) if doc.meta.istable else ""
		frappe.throw(
			row
			+ _("{0} ({1}) lies before {2} ({3}). Correct one of the dates.").format(
				label_of(doc.meta, last), formatdate(end), label_of(doc.meta, first), formatdate(start)
			)
		)


def refuse_comma(doc: Any, field: str) -> None:
	"""Refuse a comma or line end in a name that rules list in one cell."""
	name = doc.get(field) or ""
	if "," in name or "\n" in name:
		frappe.throw(
			_("Write the name {0} without a comma: lists of names are separated by commas.").format(
				shown(name)
			)
		)


def refuse_quote(doc: Any, method: str = "", *renamed: Any) -> None:
	"""Refuse a straight quote in a name when it is given or changed: Frappe's lists write names into attributes of HTML as they are."""
	by_field = doc.meta.autoname.removeprefix("field:")
	name = renamed[1] if renamed else doc.get(by_field)
	if (renamed or doc.is_new()) and '"' in (name or ""):
		frappe.throw(
			_("Write the name {0} without a straight quote: choose “ and ” instead.").format(shown(name))
		)


def refuse_repeated(rows: Iterable[Any], field: str, message: str) -> None:
	"""Refuse the same value in two rows; the message names it as {0}."""
	seen: set[str] = set()
	for row in rows:
		value = row.get(field)
		if value and value in seen:
			frappe.throw(message.format(shown(value)))
		seen.add(value)


def refuse_approval_by_others(doc: Any, decisions: tuple[str, ...], closed: tuple[str, ...] = ()) -> None:
	"""Only managers, and reviewers of the unit or their deputies, decide, and nobody on what is their own.

	`decisions` are the statuses that only they set; a document in one of `closed` (by default the same) only they change.
	Raises PermissionError.
	"""
	if doc.flags.ignore_permissions or frappe.session.user == "Administrator":
		return
	before = doc.get_doc_before_save()
	was_closed = bool(before and before.status in (closed or decisions))
	sets_it = doc.status in decisions and not (before and before.status == doc.status)
	if not (was_closed or sets_it):
		return
	if not APPROVERS & set(frappe.get_roles()):
		_refuse_without_role(doc.status, was_closed)
	for each in filter(None, (before, doc)):
		if not may_decide(_unit_of(each)):
			frappe.throw(
				_("You do not review this unit. Ask its reviewer, the deputy of these days, or a manager."),
				frappe.PermissionError,
			)
		if frappe.session.user in approvals.own_users(each):
			frappe.throw(
				_("Nobody decides on what concerns themselves. Ask another reviewer or manager."),
				frappe.PermissionError,
			)


def _refuse_without_role(status: str, was_closed: bool) -> None:
	if was_closed:
		frappe.throw(
			_("This is decided already. Ask a reviewer or manager to change it."), frappe.PermissionError
		)
	frappe.throw(
		_('You cannot set the status "{0}". Save it as a draft and ask a reviewer or manager.').format(
			_(status)
		),
		frappe.PermissionError,
	)


def _unit_of(doc: Any) -> str | None:
	"""The unit whose reviewer decides: the officer's, the document's own, or that of the duty which it names."""
	if doc.get("officer"):
		return frappe.db.get_value("Liaison Officer", doc.officer, "unit")
	if doc.get("unit") or not doc.get("obligation"):
		return doc.get("unit")
	return frappe.db.get_value("Periodic Obligation", doc.obligation, "unit")


def throw_problems(doc: Any, problems: list[Problem]) -> None:
	"""Refuse the rule with all that is wrong with it, each with its field."""
	if problems:
		lines = [f"{shown(field_label(doc, problem.path))}: {shown(problem.text(_))}" for problem in problems]
		frappe.throw("<br>".join(lines), title=_("This rule cannot work"))


def field_label(doc: Any, path: str) -> str:
	"""What a person calls the field: `posts[0].quantity` is "Posts, row 1, Quantity"."""
	field, bracket, rest = path.partition("[")
	label = label_of(doc.meta, field)
	if not bracket:
		return label
	row, _bracket, column = rest.partition("]")
	label = _("{0}, row {1}").format(label, int(row) + 1)
	table = doc.meta.get_field(field)
	column = column.lstrip(".").partition("[")[0]
	if column and table and table.fieldtype == "Table":
		label += f", {label_of(frappe.get_meta(table.options), column)}"
	return label


def label_of(meta: Any, field: str) -> str:
	"""The field's label in the user's language, in the sense that it has in this DocType."""
	return _(meta.get_label(field), context=meta.name)


def shown(value: Any) -> str:
	"""A stored value, safe inside a message (messages are HTML)."""
	return escape_html(str(value))
