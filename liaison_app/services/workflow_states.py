"""The state of a Frappe Workflow beside the status that this app reads.

States, roles, conditions and steps are the institution's: it renames, adds and deletes them. This app reads only the field
`status` and the docstatus. A state says by its *Update Field* and *Update Value* which status it stands for; one that says
nothing leaves the status as it is. Here the two are kept together, whichever of them was changed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model import workflow as frappe_workflow

from .tables import table_of

DOCTYPES = ("Duty Document", "Exemption", "Liaison Assignment")
STATUS = "status"
CANCELLED = 2


@dataclass(frozen=True)
class State:
	"""A row of a workflow's states; `status` is None where it leaves the status alone."""

	name: str
	docstatus: int
	status: str | None


@dataclass(frozen=True)
class Route:
	"""The active workflow of a DocType: its state field, its states in order, its transitions as Frappe has them."""

	field: str
	states: tuple[State, ...]
	transitions: tuple[Any, ...]

	def named(self, name: str | None) -> State | None:
		return next((state for state in self.states if state.name == name), None)

	def status_of(self, name: str | None) -> str | None:
		"""The status that the state stands for; None where it leaves the status alone, or is unknown."""
		state = self.named(name)
		return state.status if state else None

	def agrees(self, name: str | None, status: str) -> bool:
		"""Whether a document of the status may be in the state."""
		state = self.named(name)
		return bool(state) and state.status in (None, status)  # type: ignore[union-attr]

	def state_for(self, status: str, docstatus: int, now: str | None = None) -> str:
		"""The state of a document that has this status and is in the state `now`.

		A workflow without a state for the status leaves the document where it is, or puts it into the first one of its docstatus.
		"""
		fitting = [state for state in self.states if state.status == status]
		same = [state for state in fitting or self.states if state.docstatus == docstatus]
		if not fitting and self.named(now):
			return str(now)
		return (same or fitting or list(self.states))[0].name


def route_of(doctype: str) -> Route | None:
	"""The active workflow of the DocType; None without one, or with one that keeps its states in the field `status` itself."""
	name = frappe_workflow.get_workflow_name(doctype)
	if not name:
		return None
	workflow = frappe.get_cached_doc("Workflow", name)
	if workflow.workflow_state_field == STATUS or not workflow.states:
		return None
	states = tuple(State(row.state, int(row.doc_status or 0), _status_named(row)) for row in workflow.states)
	return Route(workflow.workflow_state_field, states, tuple(workflow.transitions))


def _status_named(row: Any) -> str | None:
	"""An expression (of later versions of Frappe) is worked out by the workflow action only."""
	names_it = row.update_field == STATUS and row.update_value and not row.get("evaluate_as_expression")
	return str(row.update_value) if names_it else None


# --- one document that is being saved ---


def follow(doc: Any) -> None:
	"""Before a document is checked: a changed state brings its status along, a changed status its state."""
	route = route_of(doc.doctype)
	if not route:
		return
	before = doc.get_doc_before_save()
	_put_back(before, route)
	was_state, was_status = _was(doc, before, route)
	state = doc.get(route.field) or was_state
	if state != was_state and route.named(state):
		doc.set(STATUS, route.status_of(state) or was_status)
	elif doc.get(STATUS) != was_status or not route.agrees(state, doc.get(STATUS)):
		state = route.state_for(doc.get(STATUS), int(doc.docstatus), state)
	doc.set(route.field, state)


def _was(doc: Any, before: Any, route: Route) -> tuple[str | None, str]:
	if before:
		return before.get(route.field), before.get(STATUS)
	return route.states[0].name, str(doc.meta.get_field(STATUS).default)


def _put_back(before: Any, route: Route) -> None:
	"""A document stored in a state that the workflow no longer has, or never had one, counts as in the state of its status."""
	if before and not route.named(before.get(route.field)):
		before.set(route.field, route.state_for(before.get(STATUS), int(before.docstatus)))


def has_moved(doc: Any) -> bool:
	"""Whether this save takes the document into another state; of a new one: into another than the first."""
	route = route_of(doc.doctype)
	if not route:
		return False
	was_state, _was_status = _was(doc, doc.get_doc_before_save(), route)
	return bool(doc.get(route.field) != was_state)


def refuse_forbidden_steps(doc: Any) -> None:
	"""Refuse a move that the workflow does not give the user, in one step or in several.

	Frappe itself knows single steps only, and none of a new document; whoever may take each step may take them at once.
	"""
	route = route_of(doc.doctype)
	if not route or doc.flags.ignore_permissions or frappe.session.user == "Administrator":
		return
	before = doc.get_doc_before_save()
	start, _status = _was(doc, before, route)
	state = route.named(doc.get(route.field))
	if doc.get(route.field) not in _reached(route, start, before or doc) or (
		state and state.docstatus != int(doc.docstatus)
	):
		frappe.throw(
			_(
				"The workflow does not let you take this from {0} to {1}. Use one of the actions that it offers."
			).format(frappe.bold(_(start)), frappe.bold(_(doc.get(route.field)))),
			frappe_workflow.WorkflowPermissionError,
		)


def _reached(route: Route, start: str | None, doc: Any) -> set[str]:
	"""The states that the user may lead the document to, step by step."""
	user, roles = frappe.session.user, set(frappe.get_roles())
	reached: set[str] = set()
	waiting = [start]
	while waiting:
		state = waiting.pop()
		for step in route.transitions:
			is_open = step.state == state and step.allowed in roles and step.next_state not in reached
			if is_open and _may_take(step, doc, user):
				reached.add(step.next_state)
				waiting.append(step.next_state)
	return reached


def _may_take(step: Any, doc: Any, user: str) -> bool:
	allowed = frappe_workflow.has_approval_access(user, doc, step)
	return bool(allowed and frappe_workflow.is_transition_condition_satisfied(step, doc))


def settle(doc: Any) -> None:
	"""After the workflow's own check: submitting and cancelling put a document into a state of their docstatus, whatever its status."""
	route = route_of(doc.doctype)
	if route and not route.agrees(doc.get(route.field), doc.get(STATUS)):
		state = route.state_for(doc.get(STATUS), int(doc.docstatus), doc.get(route.field))
		doc.set(route.field, state)


def cancelled(doc: Any, method: str | None = None) -> None:
	"""A cancelled document is in the workflow's cancelled state, where it has one; Frappe asks no workflow about it."""
	route = route_of(doc.doctype)
	for state in route.states if route else ():
		if state.docstatus == CANCELLED:
			doc.set(route.field, state.name)  # type: ignore[union-attr]
			return


# --- many documents at once ---


def align(doctype: str) -> None:
	"""Give every row whose state does not fit its status one that does: rows written in bulk, or of a workflow changed since."""
	route = route_of(doctype)
	if not route or not frappe.db.has_column(doctype, route.field):
		return
	table = table_of(doctype)
	for status in frappe.get_meta(doctype).get_field(STATUS).options.split("\n"):
		for docstatus in (0, 1):
			_align_rows(table, route, status, docstatus)
	_align_cancelled(table, route)


def _align_rows(table: Any, route: Route, status: str, docstatus: int) -> None:
	fitting = _fitting(route, status)
	state = route.state_for(status, docstatus)
	column = table[route.field]
	query = frappe.qb.update(table).set(column, state)
	query = query.where((table.status == status) & (table.docstatus == docstatus))
	query.where(column.isnull() | column.notin(sorted(fitting))).run()


def _align_cancelled(table: Any, route: Route) -> None:
	names = [state.name for state in route.states if state.docstatus == CANCELLED]
	if names:
		column = table[route.field]
		query = frappe.qb.update(table).set(column, names[0]).where(table.docstatus == CANCELLED)
		query.where(column.isnull() | column.notin(names)).run()


def _fitting(route: Route, status: str) -> Collection[str]:
	"""The states that a row of the status may be in; all of them where no state stands for the status."""
	named = {state.name for state in route.states if state.status == status}
	others = {state.name for state in route.states if state.status is None or not named}
	return named | others


def workflow_changed(workflow: Any, method: str | None = None) -> None:
	"""An institution has saved or deleted its workflow: documents in a state that is no longer there get the one of their status."""
	if workflow.document_type not in DOCTYPES:
		return
	frappe.clear_cache(doctype=workflow.document_type)  # Frappe remembers a deleted workflow
	align(workflow.document_type)
