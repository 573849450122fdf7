"""Steps of a workflow. `step` takes the place of Frappe's own by hooks.override_whitelisted_methods."""

from typing import Any

import frappe
from frappe import _
from frappe.model import workflow as frappe_workflow

from liaison_app.services import deciding, workflow_states


@frappe.whitelist(methods=["POST"])
def step(doc: str | dict[str, Any], action: str) -> Any:
	"""As `frappe.model.workflow.apply_workflow`; of papers and assignments only what the user has seen as it is now."""
	given = ensure_may_read(doc)
	if given["doctype"] in workflow_states.DOCTYPES:
		return deciding.step(given, action)
	return frappe_workflow.apply_workflow(doc, action)


@frappe.whitelist(methods=["POST"])
def step_many(doctype: str, names: str | list[str], action: str, reason: str) -> None:
	"""The same for many papers or assignments, with one reason; the outcome of each is told as by Frappe's own list."""
	frappe.has_permission(doctype, "write", throw=True)
	chosen = frappe.parse_json(names)
	if doctype not in workflow_states.DOCTYPES or not all(isinstance(name, str) for name in chosen):
		frappe.throw(_("Choose documents from the list."))
	deciding.step_many(doctype, chosen, action, reason)


def ensure_may_read(doc: str | dict[str, Any]) -> dict[str, Any]:
	"""The document as the browser sent it, if the user may read the stored one. Raises PermissionError."""
	given = frappe.parse_json(doc)
	if not isinstance(given, dict) or not (given.get("doctype") and given.get("name")):
		frappe.throw(_("Choose documents from the list."))
	frappe.has_permission(given["doctype"], "read", doc=given["name"], throw=True)
	return dict(given)
