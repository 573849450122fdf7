"""An institution changes, renames, replaces and deletes the workflows in the desk, and everything goes on: only the status counts."""

import frappe
import pytest
from frappe.model.rename_doc import rename_doc
from frappe.model.workflow import WorkflowPermissionError, WorkflowTransitionError

from liaison_app.services import approvals, workflow_states
from liaison_app.setup import workflows
from tests import sitekit
from tests.site import approving, builders
from tests.site.approving import ASSIGNMENTS, PAPERS, change, step, stored


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def people(committed):
	found = approving.college()
	frappe.db.commit()
	return found


@pytest.fixture(autouse=True)
def forgotten():
	"""The test's workflow is rolled back; what Redis remembers of it is not."""
	yield
	frappe.db.rollback()
	for doctype in workflow_states.DOCTYPES:
		frappe.clear_cache(doctype=doctype)
	for name in (PAPERS, ASSIGNMENTS):
		frappe.clear_document_cache("Workflow", name)


def replace(doc, old, new):
	"""In place of one state another: what an admin types over in the grid."""
	for row in doc.states:
		row.state = new if row.state == old else row.state
	for row in doc.transitions:
		row.state = new if row.state == old else row.state
		row.next_state = new if row.next_state == old else row.next_state


def without(doc, name):
	doc.states = [row for row in doc.states if row.state != name]
	doc.transitions = [row for row in doc.transitions if name not in (row.state, row.next_state)]


@pytest.mark.parametrize("make", [approving.paper, approving.assignment])
def test_a_state_that_is_typed_over_takes_its_documents_along(people, make):
	doc = make(people)
	step(doc, "Hand In", people.ann)
	name = PAPERS if doc.doctype == "Duty Document" else ASSIGNMENTS
	change(name, lambda workflow: replace(workflow, "Handed In", approving.state("学院审核中")))
	assert stored(doc, "status", "workflow_state") == ("Handed In", "学院审核中")
	step(doc, "Approve", people.rita)
	assert stored(doc)[0] == "Approved"


def test_a_state_that_is_renamed_takes_its_documents_along(people):
	doc = approving.paper(people)
	step(doc, "Hand In", people.ann)
	rename_doc("Workflow State", "Handed In", "Awaiting the College", force=True, show_alert=False)
	frappe.clear_document_cache("Workflow", PAPERS)
	assert stored(doc, "status", "workflow_state") == ("Handed In", "Awaiting the College")
	step(doc, "Return", people.rita, "Mend it")
	step(doc, "Hand In", people.ann)
	step(doc, "Approve", people.rita)
	assert stored(doc)[0] == "Approved"


def test_a_state_between_with_another_role_and_a_condition(people, as_user):
	office = builders.ensure("Role", "role_name", "Test Office", desk_access=1)
	approving.give_role(people.stan, office)

	def edit(workflow):
		row = {"state": approving.state("At the Office"), "doc_status": "0", "allow_edit": "All"}
		workflow.append("states", row)  # says nothing of the status: it stays Handed In
		for each in workflow.transitions:
			if each.action == "Approve":
				each.state = "At the Office"
		passes = {"action": approving.action("Pass On"), "next_state": "At the Office", "allowed": office}
		condition = 'doc.title != "Not Yet"'
		workflow.append("transitions", {"state": "Handed In", **passes, "condition": condition})

	change(PAPERS, edit)
	doc, held_up = approving.paper(people), approving.paper(people)
	held_up.db_set("title", "Not Yet")
	frappe.db.set_value("Liaison Unit", people.unit, "reviewer", people.stan)
	for each in (doc, held_up):
		step(each, "Hand In", people.ann)
	with pytest.raises(WorkflowTransitionError):
		step(doc, "Approve", people.stan)
	with pytest.raises(WorkflowTransitionError):
		step(held_up, "Pass On", people.stan)
	step(doc, "Pass On", people.stan)
	assert stored(doc, "status", "workflow_state", "approver") == ("Handed In", "At the Office", people.stan)
	step(doc, "Approve", people.stan)
	assert stored(doc) == ("Approved", "Approved", 1)
	with as_user(people.stan), pytest.raises(WorkflowPermissionError, match="does not let you"):
		frappe.get_doc("Duty Document", held_up.name).update({"status": "Approved"}).save()


def test_a_state_that_is_taken_out_leaves_its_documents_where_their_status_is(people):
	doc = approving.assignment(people)
	for action, user in (("Hand In", people.ann), ("Approve", people.rita), ("Collect", people.max)):
		step(doc, action, user)
	change(ASSIGNMENTS, lambda workflow: without(workflow, "Collected"))
	assert stored(doc, "status", "workflow_state") == ("Approved", "Approved")
	doc.reload()
	doc.update({"to_date": "2026-06-30", "end_reason": "Rotation"}).save()
	step(doc, "End", people.rita)
	assert stored(doc)[0] == "Ended"


def test_a_row_left_in_a_state_that_is_gone_can_still_be_saved_and_decided(people):
	doc = approving.assignment(people)
	step(doc, "Hand In", people.ann)
	frappe.db.set_value(doc.doctype, doc.name, "workflow_state", approving.state("Long Gone"))
	doc.reload()
	doc.save()
	assert stored(doc, "workflow_state") == "Handed In"
	step(doc, "Approve", people.rita)
	assert stored(doc)[0] == "Approved"


@pytest.mark.parametrize("how", ["deleted", "switched off"])
def test_without_a_workflow_submitting_hands_in_and_saving_approves(people, as_user, how):
	paper, held = approving.paper(people), approving.assignment(people)
	for name in (PAPERS, ASSIGNMENTS):
		if how == "deleted":
			frappe.delete_doc("Workflow", name)
		else:
			change(name, lambda workflow: workflow.update({"is_active": 0}))
	with as_user(people.ann):
		frappe.get_doc("Duty Document", paper.name).submit()
		mine = frappe.get_doc("Liaison Assignment", held.name).update({"status": "Handed In"}).save()
	assert stored(paper, "docstatus") == 1
	assert mine.approver == people.rita
	with as_user(people.rita):
		frappe.get_doc("Liaison Assignment", held.name).update({"status": "Approved"}).save()
	assert stored(held, "status") == "Approved"
	assert approvals.refresh() == 0


def test_a_workflow_that_says_nothing_of_the_status_changes_none(people):
	def edit(workflow):
		for row in workflow.states:
			row.update({"update_field": None, "update_value": None})

	change(ASSIGNMENTS, edit)
	doc = approving.assignment(people)
	step(doc, "Hand In", people.ann)
	assert stored(doc, "status", "workflow_state") == ("Draft", "Handed In")


def test_a_workflow_that_keeps_its_states_in_the_status_itself(people):
	def edit(workflow):
		without(workflow, "Collected")
		workflow.workflow_state_field = "status"

	change(ASSIGNMENTS, edit)
	doc = approving.assignment(people)
	step(doc, "Hand In", people.ann)
	assert stored(doc, "status", "approver") == ("Handed In", people.rita)
	step(doc, "Approve", people.rita)
	assert stored(doc, "status") == "Approved"


def test_installing_again_overwrites_no_edit_and_brings_nothing_back(people):
	change(PAPERS, lambda workflow: replace(workflow, "Returned", approving.state("Sent Back")))
	frappe.delete_doc("Workflow", ASSIGNMENTS)
	workflows.ensure_workflows()
	assert "Sent Back" in [row.state for row in frappe.get_doc("Workflow", PAPERS).states]
	assert not frappe.db.exists("Workflow", {"document_type": "Liaison Assignment"})


def test_rows_written_in_bulk_get_the_state_of_their_status(people):
	statuses = frappe.get_meta("Liaison Assignment").get_field("status").options.split("\n")
	values = {"doctype": "Liaison Assignment", "officer": people.officer.name}
	for status in statuses:
		frappe.get_doc({**values, "status": status}).db_insert()
	workflow_states.align("Liaison Assignment")
	rows = frappe.get_all(
		"Liaison Assignment", {"officer": people.officer.name}, ["status", "workflow_state"], as_list=True
	)
	assert sorted(rows) == sorted((status, status) for status in statuses)


def test_who_only_administers_the_site_decides_too(people):
	admin = builders.make_user("sysop@approving.example", "System Manager")
	doc = approving.assignment(people)
	step(doc, "Hand In", people.ann)
	step(doc, "Approve", admin)
	assert stored(doc)[0] == "Approved"


def test_a_paper_submitted_past_the_workflow_is_handed_in_and_can_be_approved(people, as_user):
	doc = approving.paper(people)
	with as_user(people.ann):
		frappe.get_doc("Duty Document", doc.name).submit()
	assert stored(doc) == ("Handed In", "Handed In", 1)
	step(doc, "Approve", people.rita)
	assert stored(doc) == ("Approved", "Approved", 1)


def test_a_site_from_before_gets_the_workflows_and_its_rows_their_states(people):
	for name in (PAPERS, ASSIGNMENTS):
		frappe.delete_doc("Workflow", name)
	frappe.defaults.clear_default(workflows.SEEDED)
	values = {"doctype": "Liaison Assignment", "officer": people.officer.name, "name": "LA-before"}
	frappe.get_doc({**values, "status": "Approved"}).db_insert()
	paper = approving.paper(people)
	paper.submit()
	frappe.db.set_value("Duty Document", paper.name, "workflow_state", None)
	workflows.ensure_workflows()
	assert frappe.db.get_value("Liaison Assignment", "LA-before", "workflow_state") == "Approved"
	assert stored(paper) == ("Handed In", "Handed In", 1)
	step(paper, "Approve", people.rita)
	assert stored(paper)[0] == "Approved"
