"""Officers ask to be released from duties or challenge them; the reviewer decides, and the decision can be taken back."""

import frappe
import pytest
from frappe.utils import add_days, getdate
from frappe.utils.background_jobs import get_queue

from liaison_app.api import cards
from liaison_app.api.exemptions import ask
from liaison_app.services import exemptions, working_out
from tests.site import approving, builders
from tests.site.approving import step, stored


@pytest.fixture
def people(site):
	"""Ann of the branch owes her class a talk a month; rita reviews."""
	found = approving.college()
	found.target = builders.make_target(found.branch)
	builders.make_assignment(found.officer, found.target)
	values = {
		"subject_kind": "Assigned",
		"subject_types": [{"target_type": "Class"}],
		"period": "Calendar Year",
	}
	found.rule = builders.make_rule(**values, reminder_days=366)
	night(found)
	found.duty = frappe.db.get_value(
		"Periodic Obligation", {"officer": found.officer.name, "period_start": ("<=", getdate())}
	)
	return found


def night(people):
	working_out.work_out([people.officer.name], [people.unit, people.branch])


def state(people):
	return frappe.db.get_value("Periodic Obligation", people.duty, ["state", "waived_reason"])


def asked(people, as_user, user=None, **values):
	with as_user(user or people.ann):
		name = ask(people.duty, **{"reason": "In hospital", **values})
	return frappe.get_doc("Exemption", name)


def test_an_officer_asks_the_reviewer_decides_and_it_can_be_taken_back(people, as_user):
	assert state(people) == ("Due", None)
	mine = asked(people, as_user)
	assert (mine.status, mine.approver, mine.officer) == ("Handed In", people.rita, people.officer.name)
	with as_user(people.rita):
		assert cards.exemptions_waiting()["value"] == 1
	night(people)
	assert state(people)[0] == "Due"
	step(mine, "Approve", people.rita)
	night(people)
	assert state(people) == ("Waived", "exemption")
	assert frappe.db.get_value("ToDo", {"reference_name": people.duty}, "status") == "Closed"
	step(mine, "Withdraw", people.rita)
	night(people)
	assert state(people) == ("Due", None)
	assert frappe.db.get_value("ToDo", {"reference_name": people.duty}, "status") == "Open"
	step(mine, "Approve", people.rita)
	night(people)
	assert state(people)[0] == "Waived"


@pytest.mark.parametrize("scope", ["Rule", "Time"])
def test_for_a_rule_and_for_a_time(people, as_user, scope):
	days = {
		"from_date": str(getdate().replace(month=1, day=1)),
		"to_date": str(getdate().replace(month=12, day=31)),
	}
	mine = asked(people, as_user, scope=scope, **days)
	assert (mine.obligation, mine.rule) == (None, people.rule.name if scope == "Rule" else None)
	step(mine, "Approve", people.rita)
	night(people)
	assert state(people) == ("Waived", "exemption")


def test_a_challenge_says_why_the_duty_is_not_theirs(people, as_user):
	with as_user(people.ann), pytest.raises(frappe.ValidationError, match="from the list"):
		ask(people.duty, "Not my class", kind="Challenge", scope="Time")
	mine = asked(people, as_user, kind="Challenge", reason="I never held that class")
	step(mine, "Approve", people.rita)
	night(people)
	assert state(people)[0] == "Waived"
	with pytest.raises(frappe.ValidationError, match="about one duty"):
		values = {"officer": people.officer.name, "from_date": "2026-01-01", "reason": "No"}
		builders.insert("Exemption", kind="Challenge", **values)


def test_a_rejected_one_changes_nothing_and_may_be_returned_with_a_reason(people, as_user):
	mine = asked(people, as_user)
	step(mine, "Reject", people.rita)
	night(people)
	assert state(people) == ("Due", None)
	step(mine, "Return", people.rita, "Attach the certificate")
	mine.reload()
	assert (mine.status, mine.return_reason) == ("Returned", "Attach the certificate")
	step(mine, "Hand In", people.ann)
	assert stored(mine, "status", "approver") == ("Handed In", people.rita)


def test_nobody_decides_on_their_own_and_no_officer_decides_at_all(people, as_user):
	mine = asked(people, as_user)
	with pytest.raises(frappe.ValidationError):
		step(mine, "Approve", people.ann)
	approving.give_role(people.ann, "Liaison Reviewer")
	frappe.db.set_value("Liaison Unit", people.branch, "reviewer", people.ann)
	with pytest.raises(frappe.PermissionError, match="Nobody decides"):
		step(mine, "Approve", people.ann)
	with as_user(people.rita):
		assert frappe.get_doc("Exemption", mine.name).save().approver == people.rita


def test_a_closed_period_is_refused(people, as_user):
	frappe.db.set_value("Periodic Obligation", people.duty, "frozen", 1)
	with pytest.raises(frappe.ValidationError, match="is closed"):
		asked(people, as_user)
	first = getdate().replace(month=1, day=1)
	past = {"officer": people.officer.name, "from_date": first, "to_date": add_days(getdate(), -1)}
	if past["to_date"] >= first:
		with pytest.raises(frappe.ValidationError, match="is closed"):
			builders.insert("Exemption", **past, reason="Ill")
	frappe.db.set_value("Periodic Obligation", people.duty, "frozen", 0)
	assert exemptions.closed_on(frappe._dict(past)) is None


def test_the_same_is_not_asked_for_twice_and_not_of_others(people, as_user):
	first = asked(people, as_user)
	with pytest.raises(frappe.ValidationError, match=f"{first.name} asks for the same"):
		asked(people, as_user)
	other = builders.make_officer(people.other)
	with pytest.raises(frappe.ValidationError, match="owed by"):
		builders.insert("Exemption", officer=other.name, obligation=people.duty, reason="Ill")
	with as_user(other.user), pytest.raises(frappe.PermissionError):
		ask(people.duty, "It is hers")


def test_the_evidence_is_a_file_of_ones_own(people, as_user):
	with pytest.raises(frappe.ValidationError, match="does not exist"):
		asked(people, as_user, evidence="/private/files/of-somebody-else.pdf")
	with as_user(people.ann):
		file = builders.insert("File", file_name="certificate.txt", content="Ill", is_private=1)
	mine = asked(people, as_user, evidence=file.file_url)
	assert mine.evidence == file.file_url


def test_who_is_asked_and_who_asked_are_told(people, as_user):
	called = frappe.generate_hash(length=12)  # the queue may hold what other tests have told
	people.officer.db_set("full_name", called)
	mine = asked(people, as_user)
	assert {user for user, _subject in told(called)} == {people.rita}
	step(mine, "Approve", people.rita)
	assert {user for user, _subject in told(called)} == {people.rita, people.ann}
	assert not any(people.target.title in subject for _user, subject in told(called))


def told(called):
	"""Whom Frappe's background jobs will tell what of the officer."""
	jobs = (job.kwargs["kwargs"] for job in get_queue("default").get_jobs())
	notes = [each for each in jobs if called in str((each.get("doc") or {}).get("subject"))]
	return {(user, note["doc"]["subject"]) for note in notes for user in note["users"]}


def test_a_units_exemption_releases_those_below_at_once(people, monkeypatch):
	asked_for = []
	monkeypatch.setattr(working_out, "soon", lambda officers, units: asked_for.append((officers, units)))
	builders.insert("Exemption", unit=people.unit, from_date=getdate(), reason="Flood", status="Approved")
	assert asked_for == [({people.officer.name}, {people.unit, people.branch})]
