"""A college with people who hand in and people who decide, in tables only where that is quicker, and steps as the desk takes them."""

from types import SimpleNamespace

import frappe
from frappe.model.workflow import apply_workflow

from tests.site import builders

PAPERS = "Approval of Duty Documents"
ASSIGNMENTS = "Approval of Liaison Assignments"


def college():
	"""School > college > branch; ann (officer) and cleo (clerk) of the branch, rita reviews the college, olga the school, max manages."""
	users = {
		name: builders.make_user(f"{name}@approving.example", role)
		for name, role in (
			("ann", "Liaison Officer"),
			("cleo", "Liaison Clerk"),
			("rita", "Liaison Reviewer"),
			("stan", "Liaison Reviewer"),
			("olga", "Liaison Reviewer"),
			("max", "Liaison Manager"),
		)
	}
	school = builders.make_unit("Approving School", reviewer=users["olga"])
	unit = builders.make_unit("Approving College", school, reviewer=users["rita"], clerk=users["cleo"])
	other = builders.make_unit("Other College", school, reviewer=users["stan"])
	branch = builders.make_unit("Approving Branch", unit)
	officer = builders.make_officer(branch, users["ann"], full_name="Ann")
	return SimpleNamespace(**users, school=school, unit=unit, other=other, branch=branch, officer=officer)


def assignment(people, **values):
	return builders.make_assignment(
		people.officer, builders.make_target(people.unit), **{"status": "Draft", **values}
	)


def paper(people, **values):
	"""A paper of the officer, or of the unit that is named."""
	owner = {} if values.get("unit") else {"officer": people.officer.name}
	texts = {"title": "A year of visits", "document_kind": "Summary"}
	return builders.insert("Duty Document", **{**texts, **owner, **values})


def give_role(user, role):
	"""In the tables only: saving a user takes Frappe longer than the test."""
	parent = {"parent": user, "parenttype": "User", "parentfield": "roles"}
	frappe.get_doc({"doctype": "Has Role", "name": f"{user}-{role}", "role": role, **parent}).db_insert()
	frappe.clear_cache(user=user)


def step(doc, action, user, reason=None):
	"""The button of the form, pressed by the user; the document as it is then."""
	from liaison_app.services import deciding

	before = frappe.session.user
	frappe.set_user(user)
	try:
		with deciding.saying(reason):
			return apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)
	finally:
		frappe.set_user(before)


def stored(doc, *fields):
	found = frappe.db.get_value(doc.doctype, doc.name, fields or ("status", "workflow_state", "docstatus"))
	return found


def change(workflow, edit):
	"""Change a workflow as an admin does: load, edit, save."""
	doc = frappe.get_doc("Workflow", workflow)
	edit(doc)
	return doc.save()


def state(name):
	return builders.ensure("Workflow State", "workflow_state_name", name)


def action(name):
	return builders.ensure("Workflow Action Master", "workflow_action_name", name)
