"""What the form of a raised matter asks the server."""

import json
from typing import Any

import frappe
from frappe import _

from liaison_app.services.matters import duplicates, steps

DOCTYPE = "Raised Matter"


@frappe.whitelist(methods=["POST"])
def step(matter: str, step: str, modified: str, values: dict[str, Any] | str | None = None) -> dict[str, Any]:
	"""Take a step of the matter as it was at `modified`; `values` are what the step asks for, see services.matters.steps.

	Answers with `name` and `status`. Raises TimestampMismatchError when somebody else was faster, PermissionError for who may
	not take the step.
	"""
	frappe.has_permission(DOCTYPE, "read", matter, throw=True)
	document = steps.take(matter, step, modified, _values(values))
	return {"name": document.name, "status": document.status}


@frappe.whitelist(methods=["GET", "POST"])
def alike(matter: str) -> list[dict[str, Any]]:
	"""Matters that may be the same and that the user sees, the most alike first: `name`, `register_no`, `subject`, `status`, `likeness`."""
	frappe.has_permission(DOCTYPE, "read", matter, throw=True)
	return duplicates.suggest(frappe.get_doc(DOCTYPE, matter))


def _values(values: Any) -> dict[str, Any]:
	try:
		found: Any = json.loads(values) if isinstance(values, str) and values else values or {}
	except ValueError:
		found = None
	if not isinstance(found, dict):
		frappe.throw(_("This request is damaged. Reload the matter and try again."))
	return dict(found)
