from collections.abc import Iterable
from dataclasses import dataclass

import frappe

from liaison_app.services import workflow_states

SEEDED = (
	"liaison_workflows_seeded"  # a default: the DocTypes whose workflow was made once, even if it is gone now
)
EVERYONE = "All"  # may edit: the rights of the DocType say who, the app what
HANDS_IN = ("Liaison Officer", "Liaison Clerk", "Liaison Reviewer", "Liaison Manager", "System Manager")
DECIDES = ("Liaison Reviewer", "Liaison Manager", "System Manager")
MANAGES = ("Liaison Manager", "System Manager")
# The states of Frappe itself, and ours, with the colours of Frappe's own.
STYLES = {
	"Draft": "",
	"Handed In": "Warning",
	"Returned": "Danger",
	"Approved": "Success",
	"Collected": "Primary",
	"Ended": "Inverse",
	"Rejected": "Danger",
	"Cancelled": "Inverse",
	"Withdrawn": "Inverse",
}
ACTIONS = ("Hand In", "Approve", "Return", "Reject", "Collect", "End", "Cancel", "Withdraw")
OF_FRAPPE = {"Approved", "Rejected", "Approve", "Reject"}


@dataclass(frozen=True)
class Seed:
	"""A workflow as the app proposes it: (state, docstatus, status, who edits), (from, action, to, roles)."""

	name: str
	doctype: str
	states: tuple[tuple[str, int, str | None, str], ...]
	steps: tuple[tuple[str, str, str, tuple[str, ...]], ...]


# What an exemption and an assignment have in common.
ASKED_AND_DECIDED = (
	("Draft", "Hand In", "Handed In", HANDS_IN),
	("Returned", "Hand In", "Handed In", HANDS_IN),
	("Handed In", "Approve", "Approved", DECIDES),
	("Handed In", "Return", "Returned", DECIDES),
	("Handed In", "Reject", "Rejected", DECIDES),
	("Rejected", "Return", "Returned", DECIDES),
)
SEEDS = (
	Seed(
		"Approval of Duty Documents",
		"Duty Document",
		(
			("Draft", 0, "Draft", EVERYONE),
			("Handed In", 0, "Handed In", "Liaison Reviewer"),
			("Returned", 0, "Returned", EVERYONE),
			("Approved", 1, "Approved", "Liaison Reviewer"),
			("Cancelled", 2, None, "Liaison Reviewer"),
		),
		(
			("Draft", "Hand In", "Handed In", HANDS_IN),
			("Returned", "Hand In", "Handed In", HANDS_IN),
			("Handed In", "Approve", "Approved", DECIDES),
			("Handed In", "Return", "Returned", DECIDES),
			("Approved", "Cancel", "Cancelled", DECIDES),
		),
	),
	Seed(
		"Decision on Exemptions",
		"Exemption",
		(
			("Draft", 0, "Draft", EVERYONE),
			("Handed In", 0, "Handed In", EVERYONE),
			("Returned", 0, "Returned", EVERYONE),
			("Approved", 0, "Approved", EVERYONE),
			("Rejected", 0, "Rejected", EVERYONE),
			("Withdrawn", 0, "Withdrawn", EVERYONE),
		),
		(
			*ASKED_AND_DECIDED,
			("Approved", "Withdraw", "Withdrawn", DECIDES),
			("Withdrawn", "Approve", "Approved", DECIDES),
		),
	),
	Seed(
		"Approval of Liaison Assignments",
		"Liaison Assignment",
		(
			("Draft", 0, "Draft", EVERYONE),
			("Handed In", 0, "Handed In", EVERYONE),
			("Returned", 0, "Returned", EVERYONE),
			("Approved", 0, "Approved", EVERYONE),
			("Collected", 0, "Approved", EVERYONE),
			("Ended", 0, "Ended", EVERYONE),
			("Rejected", 0, "Rejected", EVERYONE),
		),
		(
			*ASKED_AND_DECIDED,
			("Approved", "Return", "Returned", DECIDES),
			("Approved", "Collect", "Collected", MANAGES),
			("Approved", "End", "Ended", DECIDES),
			("Collected", "End", "Ended", DECIDES),
			("Collected", "Return", "Returned", DECIDES),
		),
	),
)


def ensure_workflows() -> None:
	"""Propose each workflow once; what the institution made of it, even of deleting it, stays. States are brought in line."""
	seeded = set((frappe.db.get_default(SEEDED) or "").split(","))
	for seed in SEEDS:
		if seed.doctype not in seeded and not frappe.db.exists("Workflow", {"document_type": seed.doctype}):
			_make(seed)
	frappe.db.set_default(SEEDED, ",".join(seed.doctype for seed in SEEDS))
	for doctype in workflow_states.DOCTYPES:
		workflow_states.align(doctype)


def _make(seed: Seed) -> None:
	_ensure_named("Workflow State", "workflow_state_name", [state for state, *_rest in seed.states])
	_ensure_named(
		"Workflow Action Master", "workflow_action_name", [action for _from, action, *_rest in seed.steps]
	)
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": seed.name,
			"document_type": seed.doctype,
			"workflow_state_field": "workflow_state",
			"is_active": 1,
			"send_email_alert": 0,  # Frappe would write to everyone with the role; notifications tell who is asked
			"states": [_state(*state) for state in seed.states],
			"transitions": [_step(step, role) for step in seed.steps for role in step[3]],
		}
	).insert(ignore_permissions=True)  # installing, no user acts


def _state(name: str, docstatus: int, status: str | None, edits: str) -> dict[str, object]:
	row: dict[str, object] = {"state": name, "doc_status": str(docstatus), "allow_edit": edits}
	return {**row, "update_field": "status", "update_value": status} if status else row


def _step(step: tuple[str, str, str, tuple[str, ...]], role: str) -> dict[str, object]:
	state, action, to, _roles = step
	# Whose own it is, is decided by whose paper it is, not by who typed it: the app refuses that itself.
	return {"state": state, "action": action, "next_state": to, "allowed": role, "allow_self_approval": 1}


def _ensure_named(doctype: str, field: str, names: Iterable[str]) -> None:
	for name in dict.fromkeys(names):
		if not frappe.db.exists(doctype, name):
			values = {"style": STYLES[name]} if doctype == "Workflow State" else {}
			frappe.get_doc({"doctype": doctype, field: name, **values}).insert(
				ignore_permissions=True  # installing, no user acts
			)


def remove_workflows() -> None:
	"""Everything of the workflows of our DocTypes, and the states and actions that we named and no other workflow uses."""
	for doctype in workflow_states.DOCTYPES:
		for name in frappe.get_all("Workflow", {"document_type": doctype}, pluck="name", order_by="name asc"):
			# Uninstalling, no user acts.
			frappe.delete_doc("Workflow", name, force=True, ignore_permissions=True)
		_remove_open_actions(doctype)
	_remove_unused("Workflow State", STYLES, {"Workflow Document State": "state"})
	_remove_unused("Workflow Action Master", ACTIONS, {"Workflow Transition": "action"})
	frappe.defaults.clear_default(SEEDED)


def _remove_open_actions(doctype: str) -> None:
	"""What Frappe notes for each role while a document waits."""
	names = frappe.get_all(
		"Workflow Action", {"reference_doctype": doctype}, pluck="name", order_by="name asc"
	)
	if names:
		frappe.db.delete("Workflow Action Permitted Role", {"parent": ("in", names)})
		frappe.db.delete("Workflow Action", {"name": ("in", names)})


def _remove_unused(doctype: str, names: Iterable[str], users: dict[str, str]) -> None:
	used = {
		name
		for child, field in users.items()
		for name in frappe.get_all(child, pluck=field, order_by="name asc")
	}
	for name in set(names) - OF_FRAPPE - used:
		if frappe.db.exists(doctype, name):
			# Uninstalling, no user acts.
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)
