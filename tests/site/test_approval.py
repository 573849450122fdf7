"""Papers and assignments are handed in, approved and returned: by whom, on whose, and what stands in them afterwards."""

import frappe
import pytest
from frappe.model.workflow import WorkflowPermissionError, WorkflowTransitionError
from frappe.utils.background_jobs import get_queue

from liaison_app.services import approvals, deciding
from tests import sitekit
from tests.site import approving, builders
from tests.site.approving import step, stored
from tests.site.queries import counted


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def people(committed):
	found = approving.college()
	frappe.db.commit()
	return found


MAKERS = {"Duty Document": approving.paper, "Liaison Assignment": approving.assignment}
both = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@both
def test_what_is_handed_in_waits_for_the_reviewer_and_is_approved(people, make):
	doc = make(people)
	step(doc, "Hand In", people.ann)
	assert stored(doc, "status", "approver", "officer_user") == ("Handed In", people.rita, people.ann)
	step(doc, "Approve", people.rita)
	assert stored(doc, "status", "approver") == ("Approved", None)


def test_an_approved_paper_is_submitted_and_every_step_is_in_its_history(people):
	doc = approving.paper(people)
	step(doc, "Hand In", people.ann)
	step(doc, "Return", people.rita, "The second part is missing")
	step(doc, "Hand In", people.ann)
	step(doc, "Approve", people.rita)
	assert stored(doc) == ("Approved", "Approved", 1)
	steps = frappe.get_all(
		"Comment",
		{"reference_name": doc.name, "comment_type": "Workflow"},
		["content", "owner"],
		order_by="creation asc, name asc",
		as_list=True,
	)
	assert [content for content, _owner in steps] == ["Handed In", "Returned", "Handed In", "Approved"]
	assert [owner for _content, owner in steps] == [people.ann, people.rita, people.ann, people.rita]
	changes = "".join(frappe.get_all("Version", {"docname": doc.name}, pluck="data"))
	assert "The second part is missing" in changes


@both
def test_a_return_says_why_each_time_anew(people, make):
	doc = make(people)
	step(doc, "Hand In", people.ann)
	with pytest.raises(frappe.ValidationError, match="Say what is to be mended"):
		step(doc, "Return", people.rita)
	step(doc, "Return", people.rita, "Dates are missing")
	assert stored(doc, "status", "return_reason", "approver") == ("Returned", "Dates are missing", None)
	step(doc, "Hand In", people.ann)
	with pytest.raises(frappe.ValidationError, match="Say what is to be mended"):
		step(doc, "Return", people.rita)


@both
def test_who_mends_what_was_returned_does_not_rewrite_the_reason(people, as_user, make):
	doc = make(people)
	step(doc, "Hand In", people.ann)
	step(doc, "Return", people.rita, "Dates are missing")
	with as_user(people.ann):
		frappe.get_doc(doc.doctype, doc.name).update({"return_reason": "All is well"}).save()
	assert stored(doc, "status", "return_reason") == ("Returned", "Dates are missing")


@both
def test_nobody_decides_on_their_own_even_if_a_clerk_drafted_it(people, as_user, make):
	approving.give_role(people.ann, "Liaison Reviewer")
	frappe.db.set_value("Liaison Unit", people.branch, "reviewer", people.ann)
	with as_user(people.cleo):
		doc = make(people) if make is approving.paper else None
	doc = doc or make(people)
	step(doc, "Hand In", people.cleo)
	with pytest.raises(frappe.PermissionError, match="Nobody decides"):
		step(doc, "Approve", people.ann)
	assert frappe.db.get_value(doc.doctype, doc.name, "approver") == people.rita


@both
@pytest.mark.parametrize("who", ["ann", "cleo", "stan"])
def test_the_wrong_people_cannot_approve_by_the_button_nor_by_saving(people, as_user, make, who):
	user, doc = getattr(people, who), make(people)
	step(doc, "Hand In", people.ann)
	refusals = (frappe.PermissionError, WorkflowTransitionError, WorkflowPermissionError)
	with pytest.raises(refusals):
		step(doc, "Approve", user)
	for values in (
		{"status": "Approved"},
		{"workflow_state": "Approved"},
		{"status": "Approved", "docstatus": 1},
	):
		with as_user(user), pytest.raises(refusals):
			frappe.get_doc(doc.doctype, doc.name).update(values).save()
	assert stored(doc, "status", "workflow_state") == ("Handed In", "Handed In")


def test_who_is_clerk_here_and_reviewer_elsewhere_decides_only_elsewhere(people):
	approving.give_role(people.cleo, "Liaison Reviewer")
	frappe.db.set_value("Liaison Unit", people.other, "reviewer", people.cleo)
	doc = approving.assignment(people)
	step(doc, "Hand In", people.ann)
	with pytest.raises(frappe.PermissionError, match="do not review this unit"):
		step(doc, "Approve", people.cleo)


@both
def test_approving_twice_is_refused(people, make):
	doc = make(people)
	step(doc, "Hand In", people.ann)
	step(doc, "Approve", people.rita)
	with pytest.raises(WorkflowTransitionError, match="Not a valid Workflow Action"):
		step(doc, "Approve", people.olga)


@both
def test_what_changed_since_it_was_opened_is_not_decided_on(people, as_user, make):
	from liaison_app.api import approvals as api

	doc = make(people)
	step(doc, "Hand In", people.ann)
	with as_user(people.rita):
		seen = frappe.get_doc(doc.doctype, doc.name).as_json()
		frappe.db.set_value(doc.doctype, doc.name, "modified", frappe.utils.add_to_date(None, minutes=5))
		with pytest.raises(frappe.TimestampMismatchError, match="changed since"):
			api.step(seen, "Approve")
		now = frappe.get_doc(doc.doctype, doc.name)
		answer = api.step(now.as_json(), "Approve")
	assert answer.status == "Approved"


def test_the_button_takes_the_place_of_frappes_own(people):
	hooks = frappe.get_hooks("override_whitelisted_methods")
	assert hooks["frappe.model.workflow.apply_workflow"] == ["liaison_app.api.approvals.step"]


def test_a_paper_of_a_unit_goes_to_the_unit_above(people):
	approving.give_role(people.cleo, "Liaison Reviewer")
	doc = approving.paper(people, unit=people.unit)
	step(doc, "Hand In", people.rita)
	assert frappe.db.get_value(doc.doctype, doc.name, "approver") == people.olga
	with pytest.raises(frappe.PermissionError, match="Nobody decides"):
		step(doc, "Approve", people.rita)
	step(doc, "Approve", people.olga)
	assert stored(doc)[0] == "Approved"


def test_the_schools_own_paper_waits_for_a_manager(people):
	doc = approving.paper(people, unit=people.school)
	step(doc, "Hand In", people.olga)
	assert not frappe.db.get_value(doc.doctype, doc.name, "approver")
	assert approvals.waiting_for(people.max, "Duty Document", is_manager=True) == 1
	assert approvals.waiting_for(people.olga, "Duty Document", is_manager=False) == 0
	step(doc, "Approve", people.max)
	assert stored(doc)[0] == "Approved"


def test_a_deputy_is_asked_on_the_days_named_and_the_night_hands_back(people):
	doc = approving.paper(people)
	step(doc, "Hand In", people.ann)
	unit = frappe.get_doc("Liaison Unit", people.unit)
	days = {"from_date": frappe.utils.today(), "to_date": frappe.utils.add_days(frappe.utils.today(), 3)}
	unit.append("deputies", {"user": people.stan, **days})
	unit.save()
	assert frappe.db.get_value(doc.doctype, doc.name, "approver") == people.stan
	approvals.refresh(frappe.utils.getdate(frappe.utils.add_days(frappe.utils.today(), 4)))
	assert frappe.db.get_value(doc.doctype, doc.name, "approver") == people.rita


def test_who_left_is_neither_asked_nor_told_and_the_paper_is_approved_all_the_same(people):
	doc = approving.paper(people)
	step(doc, "Hand In", people.ann)
	frappe.db.set_value("User", people.ann, "enabled", 0)
	frappe.db.set_value("User", people.rita, "enabled", 0)
	approvals.refresh()
	assert stored(doc, "approver", "officer_user") == (people.olga, None)
	step(doc, "Approve", people.olga)
	assert stored(doc)[0] == "Approved"


def test_an_assignment_without_end_is_not_approved_when_the_officer_has_left(people):
	doc = approving.assignment(people)
	step(doc, "Hand In", people.ann)
	frappe.db.set_value("Officer Tenure", {"parent": people.officer.name}, "to_date", "2026-01-31")
	with pytest.raises(frappe.ValidationError, match="Give the assignment a last day"):
		step(doc, "Approve", people.rita)
	frappe.db.set_value(doc.doctype, doc.name, "to_date", "2026-01-31")
	step(doc, "Approve", people.rita)
	assert stored(doc)[0] == "Approved"


def test_an_officer_does_not_cancel_what_was_approved(people, as_user):
	doc = approving.paper(people)
	step(doc, "Hand In", people.ann)
	step(doc, "Approve", people.rita)
	with as_user(people.ann), pytest.raises(frappe.PermissionError, match="decided already"):
		frappe.get_doc(doc.doctype, doc.name).cancel()
	step(doc, "Cancel", people.rita)
	assert stored(doc, "workflow_state", "docstatus") == ("Cancelled", 2)


def test_student_affairs_collects_what_the_college_approved(people):
	doc = approving.assignment(people)
	step(doc, "Hand In", people.ann)
	step(doc, "Approve", people.rita)
	with pytest.raises(WorkflowTransitionError):
		step(doc, "Collect", people.rita)
	step(doc, "Collect", people.max)
	assert stored(doc, "status", "workflow_state") == ("Approved", "Collected")


@pytest.mark.commits
def test_many_are_returned_with_one_reason_and_one_that_cannot_be_stops_no_other(people, as_user):
	docs = [approving.assignment(people) for _each in range(3)]
	for doc in docs[:2]:
		step(doc, "Hand In", people.ann)
	frappe.db.commit()
	with as_user(people.rita):
		deciding.step_many("Liaison Assignment", [doc.name for doc in docs], "Return", "Name the class")
	assert [frappe.db.get_value(doc.doctype, doc.name, "status") for doc in docs] == [
		"Returned",
		"Returned",
		"Draft",
	]
	assert frappe.db.get_value(docs[0].doctype, docs[0].name, "return_reason") == "Name the class"


def test_a_new_one_may_be_approved_at_once_by_who_may_decide(people, as_user):
	with as_user(people.rita):
		doc = builders.make_assignment(people.officer, frappe._dict(name=_target(people)))
	assert stored(doc, "status", "workflow_state") == ("Approved", "Approved")
	with as_user(people.ann), pytest.raises(frappe.PermissionError):
		builders.make_assignment(people.officer, frappe._dict(name=_target(people)))


def _target(people):
	before = frappe.session.user
	frappe.set_user("Administrator")
	try:
		return builders.make_target(people.unit).name
	finally:
		frappe.set_user(before)


def test_who_is_asked_takes_as_many_queries_for_many_as_for_one(people):
	def queries_for(number):
		values = {
			"officer": people.officer.name,
			"status": "Handed In",
			"approver": "nobody@approving.example",
		}
		for _each in range(number):
			frappe.get_doc({"doctype": "Liaison Assignment", **values}).db_insert()
		with counted() as found:
			assert approvals.refresh() == number
		return len(found)

	approvals.refresh()
	assert queries_for(1) == queries_for(30)


def test_who_is_asked_and_who_asked_are_told_in_the_desk(people):
	doc = approving.paper(people, title="A paper to tell of")
	step(doc, "Hand In", people.cleo)
	waiting = "Waiting for your approval: A paper to tell of"
	assert told(doc) == {(people.rita, waiting)}
	step(doc, "Return", people.rita, "Mend it")
	returned = {(user, "Returned: A paper to tell of") for user in (people.ann, people.cleo)}
	assert told(doc) == {(people.rita, waiting), *returned}


def told(doc):
	"""Whom Frappe's background jobs will tell what of the document, by the title that only this test gives."""
	jobs = (job.kwargs["kwargs"] for job in get_queue("default").get_jobs())
	notes = [each for each in jobs if doc.title in str((each.get("doc") or {}).get("subject"))]
	return {(user, note["doc"]["subject"]) for note in notes for user in note["users"]}


def test_mails_are_written_where_the_site_sends_any(people):
	doc = approving.paper(people)
	step(doc, "Hand In", people.ann)
	assert not frappe.db.exists("Email Queue", {"reference_name": doc.name})
	account = {"doctype": "Email Account", "name": "Approving", "email_account_name": "Approving"}
	sending = {"email_id": "school@approving.example", "enable_outgoing": 1, "default_outgoing": 1}
	frappe.get_doc(
		{**account, **sending, "smtp_server": "localhost", "no_smtp_authentication": 1}
	).db_insert()
	step(doc, "Return", people.rita, "Name the <b>class</b>")
	queued = frappe.get_all("Email Queue", {"reference_name": doc.name}, pluck="name")
	assert [row.recipient for row in frappe.get_doc("Email Queue", queued[0]).recipients] == [people.ann]
	assert "Decided by" in frappe.get_doc("Email Queue", queued[0]).message


def test_the_cards_count_what_waits_for_the_reader(people, as_user):
	from liaison_app.api import cards

	for _each in range(2):
		step(approving.paper(people), "Hand In", people.ann)
	step(approving.assignment(people), "Hand In", people.ann)
	with as_user(people.rita):
		assert (cards.papers_waiting()["value"], cards.assignments_waiting()["value"]) == (2, 1)
		options = cards.papers_waiting()["route_options"]
		listed = frappe.get_list("Duty Document", options)
		assert len(listed) == 2
	with as_user(people.olga):
		assert cards.papers_waiting()["value"] == 0


def test_no_more_are_decided_at_once_than_frappe_takes(people, as_user):
	with as_user(people.rita), pytest.raises(frappe.ValidationError, match="at most 500"):
		deciding.step_many("Liaison Assignment", ["LA-00001"] * 501, "Return", "Mend it")
