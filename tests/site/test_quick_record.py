"""The quick record on the server: what it is filled with, and one visit for one key, as the right and as the wrong user."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import frappe
import pytest
import requests
from frappe.utils import add_days, getdate, now_datetime

from liaison_app.api import visits
from liaison_app.services import nightly
from tests.site import builders
from tests.site.conftest import USER_PASSWORD, make_login

pytestmark = pytest.mark.commits
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture
def college(site):
	"""An officer who owes a talk with one class this year, a colleague, and the duty."""
	unit = builders.make_unit("College of Haste")
	officer, colleague = builders.make_officer(unit), builders.make_officer(unit)
	target = builders.make_target(unit, title="Class 7")
	builders.make_assignment(officer, target)
	rule = builders.make_rule(
		title="Talk once a year",
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
		period="Calendar Year",
	)
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	frappe.db.commit()
	(duty,) = frappe.get_all("Periodic Obligation", {"officer": officer.name}, pluck="name")
	return frappe._dict(unit=unit, officer=officer, colleague=colleague, target=target, rule=rule, duty=duty)


def yesterday():
	return add_days(getdate(), -1)


def talk(college, **values):
	"""What the dialog sends."""
	return {
		"officers": [college.officer.name],
		"targets": [college.target.name],
		"activities": ["Talk"],
		"start": f"{yesterday()} 10:00:00",
		"duration_minutes": 60,
		"outcome": "Done",
		"mode": "Face to Face",
		**values,
	}


def key():
	return str(uuid4())


def recorded():
	frappe.db.rollback()
	return frappe.db.count("Contact Visit")


# --- what it is filled with ---


def test_a_duty_fills_in_officer_target_and_activity(college, as_user):
	with as_user(college.officer.user):
		filled = visits.prefill(obligation=college.duty)
	assert [each["value"] for each in filled["officers"]] == [college.officer.name]
	assert filled["targets"] == [{"value": college.target.name, "label": "Class 7"}]
	assert filled["activities"] == [{"value": "Talk", "label": "Talk"}]
	assert (filled["duration_minutes"], filled["evidence"], filled["confidential"]) == (60, "None", False)


def test_the_top_bar_offers_what_is_owed_and_who_is_assigned(college, as_user):
	with as_user(college.officer.user):
		filled = visits.prefill()
	(duty,) = filled["duties"]
	assert (duty["value"], duty["targets"][0]["value"]) == (college.duty, college.target.name)
	assert [each["value"] for each in filled["target_choices"]] == [college.target.name]
	assert filled["target_choices"][0]["activities"] == [{"value": "Talk", "label": "Talk"}]
	assert (filled["targets"], filled["activities"]) == ([], [])


def test_a_target_brings_the_activity_that_its_duty_asks_for(college, as_user):
	with as_user(college.officer.user):
		filled = visits.prefill(targets=[college.target.name])
	assert filled["targets"] == [{"value": college.target.name, "label": "Class 7"}]
	assert filled["activities"] == [{"value": "Talk", "label": "Talk"}]


def test_the_last_duration_and_activity_come_again(college, as_user):
	lecture = builders.ensure("Liaison Activity Type", "activity_name", "Class Hearing")
	with as_user(college.officer.user):
		visits.record(talk(college, activities=[lecture], duration_minutes=45), key())
		filled = visits.prefill()
	assert filled["duration_minutes"] == 45
	assert [each["value"] for each in filled["activity_choices"] if each["likely"]] == [lecture]


def test_a_duty_that_any_activity_serves_takes_no_activity_from_elsewhere(college, as_user):
	elsewhere = builders.make_target(college.unit, title="Class 8")
	anything = builders.make_rule(title="See the class", counts=[{"activities": "", "target_types": "Class"}])
	owed = builders.make_obligation(college.officer, anything, elsewhere).name
	with as_user(college.officer.user):
		visits.record(talk(college), key())
		assert visits.prefill(obligation=owed)["activities"] == []
		visits.record(talk(college, targets=[elsewhere.name], start=f"{yesterday()} 08:00:00"), key())
		assert [each["value"] for each in visits.prefill(obligation=owed)["activities"]] == ["Talk"]


def test_a_clerk_starts_with_the_only_leader_or_the_last_one(college, as_user):
	clerk = builders.make_user("haste.clerk@liaison.example", "Liaison Clerk")
	college.officer.append("clerk_users", {"user": clerk})
	college.officer.save()
	with as_user(clerk):
		assert [each["value"] for each in visits.prefill()["officers"]] == [college.officer.name]
	college.colleague.append("clerk_users", {"user": clerk})
	college.colleague.save()
	with as_user(clerk):
		assert visits.prefill()["officers"] == []
		visits.record(talk(college, officers=[college.colleague.name]), key())
		assert [each["value"] for each in visits.prefill()["officers"]] == [college.colleague.name]
		assert len(visits.prefill()["officer_choices"]) == 2


def test_nobody_is_told_of_duties_and_officers_of_others(college, as_user):
	stranger = builders.make_officer(builders.make_unit("Elsewhere"))
	with as_user(stranger.user):
		for asked in ({"obligation": college.duty}, {"officer": college.officer.name}):
			with pytest.raises(frappe.PermissionError):
				visits.prefill(**asked)
		assert visits.prefill(targets=[college.target.name])["targets"] == []
	reader = builders.make_user("haste.reader@liaison.example")
	with as_user(reader), pytest.raises(frappe.PermissionError):
		visits.prefill()


# --- one visit for one key ---


def test_it_is_saved_submitted_and_says_what_it_counted_for(college, as_user):
	with as_user(college.officer.user):
		answer = visits.record(talk(college), key())
	assert (answer["docstatus"], answer["title"]) == (1, "Class 7")
	(line,) = answer["lines"]
	assert (line["counted"], line["obligation"], line["reason"]) == (True, college.duty, "")
	assert frappe.db.get_value("Periodic Obligation", college.duty, "state") == "Met"


def test_what_did_not_count_comes_with_a_sentence(college, as_user):
	other = builders.ensure("Liaison Activity Type", "activity_name", "Class Hearing")
	with as_user(college.officer.user):
		(line,) = visits.record(talk(college, activities=[other]), key())["lines"]
	assert (line["counted"], line["code"]) == (False, "wrong activity")
	assert line["reason"] == "This duty asks for another activity."


def test_the_same_key_again_is_the_same_visit(college, as_user):
	sent, before = key(), recorded()
	with as_user(college.officer.user):
		first = visits.record(talk(college), sent)
		again = visits.record(talk(college, place="Elsewhere"), sent)
		frappe.db.commit()
	assert first == again
	assert recorded() == before + 1


def test_a_cancelled_visit_is_not_recorded_again_by_its_key(college, as_user):
	sent = key()
	with as_user(college.officer.user):
		visit = frappe.get_doc("Contact Visit", visits.record(talk(college), sent)["name"])
		visit.cancel()
		amended = frappe.copy_doc(visit)
		amended.amended_from = visit.name
		amended.insert()
		assert amended.client_key is None
		again = visits.record(talk(college), sent)
	assert (again["name"], again["docstatus"], again["lines"]) == (visit.name, 2, [])


def test_the_key_of_somebody_else_is_refused_and_tells_nothing(college, as_user):
	sent = key()
	with as_user(college.officer.user):
		name = visits.record(talk(college, account="Between us"), sent)["name"]
	with as_user(college.colleague.user):
		with pytest.raises(frappe.PermissionError) as refused:
			visits.record(talk(college, officers=[college.colleague.name]), sent)
	assert name not in str(refused.value) and "Between us" not in str(refused.value)


@pytest.mark.parametrize("bad", ["", "short", "x" * 36, "' or 1=1 --", "0" * 65])
def test_a_key_is_a_key(college, as_user, bad):
	with as_user(college.officer.user), pytest.raises(frappe.ValidationError, match="damaged"):
		visits.record(talk(college), bad)


# --- refused as the form refuses ---


def test_an_officer_records_for_no_other(college, as_user):
	before = recorded()
	with as_user(college.colleague.user), pytest.raises(frappe.PermissionError):
		visits.record(talk(college), key())
	assert recorded() == before


def test_who_entered_it_is_who_sends_it(college, as_user):
	with as_user(college.colleague.user), pytest.raises(frappe.PermissionError, match="Somebody else"):
		visits.record(talk(college), key(), user=college.officer.user)


@pytest.mark.parametrize(
	("values", "said"),
	[
		({"targets": []}, "Name the targets"),
		({"officers": []}, "Name the officers"),
		({"outcome": "Not Reached"}, "did not take place"),
		({"duration_minutes": 5000}, "more than 24 hours"),
		({"start": "yesterday, I think"}, "cannot be read"),
		({"start": None}, "cannot be read"),
		({"account": "x" * 20_000}, "cannot be read"),
		({"targets": "CT-00001"}, "cannot be read"),
		({"targets": [{"target": 1}]}, "cannot be read"),
	],
)
def test_bad_values_are_refused_with_a_reason_and_nothing_is_kept(college, as_user, values, said):
	before = recorded()
	with as_user(college.officer.user), pytest.raises(frappe.ValidationError, match=said):
		visits.record(talk(college, **values), key())
	assert recorded() == before


def test_a_visit_to_come_is_refused(college, as_user):
	with as_user(college.officer.user), pytest.raises(frappe.ValidationError, match="still to come"):
		visits.record(talk(college, start=str(add_days(now_datetime(), 1))), key())


def test_fields_that_the_dialog_does_not_have_are_left_alone(college, as_user):
	foreign = {"recorded_on": "2019-01-01", "docstatus": 2, "officer_confirmed": 1, "owner": "Administrator"}
	with as_user(college.officer.user):
		visit = frappe.get_doc("Contact Visit", visits.record(talk(college, **foreign), key())["name"])
	assert (visit.docstatus, visit.officer_confirmed, visit.owner) == (1, 0, college.officer.user)
	assert visit.recorded_on == getdate()


def test_scripts_are_taken_out_of_every_text(college, as_user):
	texts = dict.fromkeys(("account", "place", "outcome_reason", "confidential_account"), SCRIPT)
	with as_user(college.officer.user):
		name = visits.record(talk(college, **texts, confidential=1), key())["name"]
	for text in frappe.db.get_value("Contact Visit", name, list(texts)):
		assert "onerror" not in text and "<script" not in text


def test_a_closed_period_is_refused_and_may_be_kept_as_a_draft(college, as_user):
	duty = frappe.get_doc("Periodic Obligation", college.duty)
	duty.db_set({"frozen": 1, "close_on": yesterday()})
	frappe.db.commit()
	sent = key()
	with as_user(college.officer.user):
		with pytest.raises(frappe.ValidationError, match="closed on"):
			visits.record(talk(college), sent)
		frappe.db.rollback()
		answer = visits.record(talk(college), sent, draft=1)
	assert (answer["docstatus"], answer["lines"]) == (0, [])


# --- as it is served ---


def browser(served, user):
	"""A session of the user, which sends as the desk does."""
	session = requests.Session()
	session.post(
		f"{served.url}/api/method/login", data={"usr": user, "pwd": USER_PASSWORD}
	).raise_for_status()
	page = session.get(f"{served.url}/app").text
	session.headers["X-Frappe-CSRF-Token"] = page.split('frappe.csrf_token = "')[1].split('"')[0]
	return session


def send(served, session, visit, sent):
	return session.post(
		f"{served.url}/api/method/liaison_app.api.visits.record", json={"visit": visit, "key": sent}
	)


def send_file(served, session, visit, sent, content, name="photo.txt"):
	return session.post(
		f"{served.url}/api/method/upload_file",
		data={"method": "liaison_app.api.visits.record_with_file", "visit": json.dumps(visit), "key": sent},
		files={"file": (name, content)},
	)


@pytest.fixture
def officer_login(college):
	"""The officer's user, able to log in."""
	user = make_login("haste.officer@liaison.example", "Liaison Officer")
	college.officer.db_set("user", user)
	frappe.db.commit()
	return user


def test_two_at_once_are_one_visit(college, served, officer_login):
	visit, sent, before = talk(college), key(), recorded()
	sessions = [browser(served, officer_login) for _ in range(4)]
	with ThreadPoolExecutor(4) as pool:
		answers = list(pool.map(lambda session: send(served, session, visit, sent), sessions))
	assert [answer.status_code for answer in answers] == [200] * 4, [answer.text for answer in answers]
	assert len({answer.json()["message"]["name"] for answer in answers}) == 1
	assert recorded() == before + 1


def test_a_file_comes_with_the_visit_once_and_counts_as_evidence(college, served, officer_login):
	college.rule.reload().update({"evidence": "Attachment"})
	college.rule.save()
	frappe.db.commit()
	session, sent = browser(served, officer_login), key()
	answers = [send_file(served, session, talk(college), sent, b"a photo") for _ in range(2)]
	assert [answer.status_code for answer in answers] == [200, 200], answers[0].text
	name = answers[0].json()["message"]["name"]
	assert answers[0].json()["message"]["lines"][0]["counted"]
	frappe.db.rollback()
	attached = {"attached_to_doctype": "Contact Visit", "attached_to_name": name}
	(file,) = frappe.get_all("File", attached, ["file_url", "is_private"])
	assert frappe.db.get_value("Contact Visit", name, "attachment") == file.file_url
	assert file.is_private


def test_a_file_that_is_too_large_is_refused_with_its_visit(college, served, officer_login):
	before = recorded()
	session = browser(served, officer_login)
	limit = frappe.db.get_single_value("System Settings", "max_file_size")
	frappe.db.set_single_value("System Settings", "max_file_size", 1)
	frappe.db.commit()
	frappe.clear_cache()
	try:
		answer = send_file(served, session, talk(college), key(), b"x" * (1024 * 1024 + 10))
	finally:
		frappe.db.set_single_value("System Settings", "max_file_size", limit)
		frappe.db.commit()
		frappe.clear_cache()
	assert answer.status_code == 413
	assert recorded() == before


def test_a_refused_visit_leaves_no_file(college, served, officer_login):
	session, before = browser(served, officer_login), frappe.db.count("File")
	answer = send_file(served, session, talk(college, targets=[]), key(), b"a photo")
	assert answer.status_code == 417
	frappe.db.rollback()
	assert frappe.db.count("File") == before


def test_another_session_keeps_its_login_when_it_is_sent_what_somebody_else_entered(
	college, served, officer_login
):
	session, before = browser(served, officer_login), recorded()
	answer = session.post(
		f"{served.url}/api/method/liaison_app.api.visits.record",
		json={"visit": talk(college), "key": key(), "user": college.colleague.user},
	)
	assert answer.status_code == 401
	assert (
		session.get(f"{served.url}/api/method/frappe.auth.get_logged_user").json()["message"] == officer_login
	)
	assert recorded() == before


def test_without_a_session_nothing_is_recorded(college, served, officer_login):
	before = recorded()
	assert send(served, requests.Session(), talk(college), key()).status_code in (401, 403)
	assert recorded() == before
