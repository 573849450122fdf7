"""Steps of a workflow as people take them: with a reason where something is returned, on what they have seen, one or many."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _
from frappe.model import workflow as frappe_workflow

RETURNED = "Returned"
AT_ONCE = 20  # as many as Frappe itself takes while the browser waits
MOST = 500


def step(doc: dict[str, Any], action: str) -> Any:
	"""Take the step for a document as the browser shows it, reason included. Raises TimestampMismatchError when it has changed since."""
	stored = frappe.db.get_value(doc["doctype"], doc["name"], ["modified", "return_reason"], as_dict=True)
	if stored and str(stored.modified) != str(doc.get("modified")):
		frappe.throw(
			_("This has been changed since you opened it. Reload it and look again before you decide."),
			frappe.TimestampMismatchError,
		)
	given = doc.get("return_reason")
	with saying(given if stored and given != stored.return_reason else None):
		return frappe_workflow.apply_workflow(doc, action)


def step_many(doctype: str, names: list[str], action: str, reason: str) -> None:
	"""Take the step, one after the other and each by itself, for all of the documents; many of them in the background."""
	if len(names) > MOST:
		frappe.throw(_("Choose at most {0} at once.").format(MOST))
	if len(names) < AT_ONCE:
		take_steps(doctype, names, action, reason)
		return
	frappe.enqueue(
		take_steps, queue="short", timeout=1000, doctype=doctype, names=names, action=action, reason=reason
	)
	frappe.msgprint(_("They are being worked on; you are told the outcome."), alert=True)


def take_steps(doctype: str, names: list[str], action: str, reason: str) -> None:
	"""As Frappe's own list does, with a reason. Commits after each; one that is refused is told and stops no other."""
	with saying(reason):
		frappe_workflow._bulk_workflow_action(names, doctype, action)


@contextmanager
def saying(reason: str | None) -> Iterator[None]:
	"""The reason of what is returned inside the block: Frappe's workflow reads the document afresh and loses what the form holds."""
	frappe.flags.liaison_return_reason = reason
	try:
		yield
	finally:
		frappe.flags.liaison_return_reason = None


def take_reason(doc: Any) -> None:
	"""Whoever returns something says why, each time anew. Raises ValidationError without a reason."""
	before = doc.get_doc_before_save()
	if before and before.get("status") == RETURNED:
		doc.return_reason = before.return_reason  # whoever mends it does not rewrite what was to be mended
		return
	if doc.get("status") != RETURNED:
		return
	said = (frappe.flags.liaison_return_reason or "").strip()
	own = (doc.return_reason or "").strip()
	doc.return_reason = said or (own if not before or own != (before.return_reason or "").strip() else "")
	if not doc.return_reason:
		frappe.throw(_("Say what is to be mended: write the reason of the return."))
