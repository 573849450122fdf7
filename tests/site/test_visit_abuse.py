"""What somebody tries who talks to the server directly: scripts, files and accounts of others, and dates of long ago."""

import frappe
import pytest
from frappe.utils import getdate, today

from tests.site import builders

SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
LONG_AGO = "2019-03-01"


@pytest.fixture
def people(site):
	"""Two officers without a login, and a target that one of them holds."""
	unit = builders.make_unit("College of Tricks")
	one, other = (builders.make_officer(unit, None) for _ in range(2))
	target = builders.make_target(unit)
	builders.make_assignment(one, target)
	return frappe._dict(one=one, other=other, target=target)


@pytest.fixture
def clerk(people):
	"""The login of a clerk of both officers."""
	return make_clerk(people.one, people.other)


def make_clerk(*officers):
	user = builders.make_user(f"clerk{next(builders.NUMBER)}@liaison.example", "Liaison Clerk")
	for officer in officers:
		officer.append("clerk_users", {"user": user})
		officer.save()
	return user


def draft(people, *officers, **values):
	return builders.make_visit(list(officers) or [people.one], [people.target], **values)


def submitted_at_once(people, **values):
	"""A visit that arrives submitted, as a request of its own may send it."""
	values = builders.visit_values([people.one], [people.target], docstatus=1, **values)
	return frappe.get_doc(values).insert()


def cancelled(people, recorded_on=None, **values):
	visit = draft(people, **values)
	visit.submit()
	if recorded_on:
		visit.db_set("recorded_on", recorded_on)
	visit.cancel()
	return visit


def amendment(visit, **values):
	again = frappe.copy_doc(visit)
	again.update({"amended_from": visit.name, **values})
	return again


def make_file(owner, private=1, **values):
	name = f"tricks{next(builders.NUMBER)}.txt"
	file = frappe.get_doc(
		{"doctype": "File", "file_name": name, "content": name, "is_private": private, **values}
	).insert(ignore_permissions=True)
	file.db_set("owner", owner)
	return file


def is_harmless(text):
	return "onerror" not in text and "<script" not in text


@pytest.mark.parametrize("wrapped", ["{}", '"{}"'])
def test_a_visit_that_arrives_submitted_brings_no_script(people, wrapped):
	fields = ("account", "outcome_reason", "confidential_account", "place")
	visit = submitted_at_once(people, **dict.fromkeys(fields, wrapped.format(SCRIPT)))
	stored = frappe.db.get_value("Contact Visit", visit.name, fields)
	assert all(is_harmless(text) for text in stored), stored


def test_a_draft_gets_no_script_by_its_submission(people):
	visit = draft(people)
	visit.account = SCRIPT
	visit.submit()
	assert is_harmless(visit.account)


def test_ordinary_text_stays_as_it_was_written(people):
	text = 'Marks 3 < 5 > 2,\nsecond line -> done & "settled" <3'
	assert submitted_at_once(people, account=text).account == text


def test_a_document_that_arrives_submitted_brings_no_script(people):
	values = {"title": "Plan" + SCRIPT, "document_kind": "Plan", "officer": people.one.name}
	text = f"<p>Good</p>{SCRIPT}"
	document = builders.insert("Duty Document", **values, text=text, docstatus=1)
	assert is_harmless(document.text) and is_harmless(document.title)
	assert "<p>Good</p>" in document.text


@pytest.mark.parametrize("field", ["attachment", "report"])
@pytest.mark.parametrize(
	"url",
	["javascript:alert(1)", "https://evil.example/x", "/files/none.txt", SCRIPT],
	ids=["script", "elsewhere", "missing", "markup"],
)
def test_an_attachment_is_a_file_of_the_site(people, field, url):
	with pytest.raises(frappe.ValidationError, match="does not exist, or you may not read it"):
		submitted_at_once(people, **{field: url})


def test_nobody_claims_the_private_file_of_another(people, clerk, as_user):
	secret = make_file("Administrator").file_url
	document = {"title": "Plan", "document_kind": "Plan", "officer": people.one.name}
	with as_user(clerk):
		for field in ("attachment", "report"):
			with pytest.raises(frappe.ValidationError, match="you may not read it"):
				draft(people, **{field: secret})
		with pytest.raises(frappe.ValidationError, match="you may not read it"):
			builders.insert("Duty Document", **document, attachment=secret)
	assert not frappe.db.exists("File", {"file_url": secret, "attached_to_doctype": ("is", "set")})


def test_own_and_public_files_are_attached_and_kept_by_an_amendment(people, clerk, as_user):
	own, public = make_file(clerk), make_file("Administrator", private=0)
	with as_user(clerk):
		visit = cancelled(people, attachment=own.file_url, report=public.file_url)
	with as_user(make_clerk(people.one)):
		again = amendment(visit).insert()
	assert (again.attachment, again.report) == (own.file_url, public.file_url)


def test_the_first_recording_stays_with_the_same_contact(people):
	visit = cancelled(people, LONG_AGO, start=f"{LONG_AGO} 10:00:00")
	corrected = amendment(visit, start=f"{LONG_AGO} 16:00:00", place="Library")
	corrected.submit()
	assert str(getdate(corrected.recorded_on)) == LONG_AGO


@pytest.mark.parametrize("change", ["day", "officers"])
def test_another_contact_is_not_recorded_long_ago(people, change):
	visit = cancelled(people, LONG_AGO, start=f"{LONG_AGO} 10:00:00")
	changes = {
		"day": {"start": "2019-02-28 10:00:00"},
		"officers": {"officers": [{"officer": people.other.name}]},
	}
	again = amendment(visit, **changes[change])
	again.submit()
	assert (str(again.recorded_on), again.recorded_by) == (today(), "Administrator")


def test_no_contact_is_recorded_before_its_day(people):
	visit = cancelled(people, LONG_AGO)
	again = amendment(visit)
	again.submit()
	assert getdate(again.recorded_on) == getdate(again.start)


def test_a_draft_or_a_cancellation_sets_no_day_of_recording(people):
	assert draft(people, recorded_on=LONG_AGO).recorded_on is None
	visit = draft(people)
	visit.submit()
	for change in ({"recorded_on": LONG_AGO}, {"officers": [{"officer": people.other.name}]}):
		sent = frappe.get_doc("Contact Visit", visit.name)
		sent.update(change)
		with pytest.raises(frappe.ValidationError, match="Cancelling changes nothing else"):
			sent.cancel()


def test_nobody_amends_what_he_may_not_read(people, as_user):
	visit = cancelled(people)
	values = {"title": "Plan", "document_kind": "Plan"}
	paper = builders.insert("Duty Document", **values, officer=people.one.name)
	paper.submit()
	paper.cancel()
	stranger = builders.make_officer(builders.make_unit("Elsewhere"))
	mine = {"officers": [{"officer": stranger.name}]}
	with as_user(stranger.user):
		with pytest.raises(frappe.PermissionError, match="cannot amend"):
			amendment(visit, **mine).insert()
		with pytest.raises(frappe.PermissionError, match="cannot amend"):
			amendment(paper, officer=stranger.name).insert()


@pytest.mark.parametrize("kind", ["Plan", "Summary"])
def test_another_paper_was_not_handed_in_long_ago(people, kind):
	paper = builders.insert("Duty Document", title="Plan", document_kind="Plan", officer=people.one.name)
	paper.submit()
	paper.db_set("handed_in_on", LONG_AGO)
	paper.cancel()
	again = amendment(paper, document_kind=kind)
	again.submit()
	assert str(getdate(again.handed_in_on)) == (LONG_AGO if kind == "Plan" else today())


@pytest.mark.parametrize(("more", "account"), [(False, "Between us"), (True, None)], ids=["same", "more"])
def test_a_hidden_account_is_handed_on_to_nobody_new(people, clerk, as_user, more, account):
	visit = cancelled(people, confidential=1)
	visit.db_set("confidential_account", "Between us")
	officers = [people.one, people.other] if more else [people.one]
	with as_user(clerk):
		rows = [{"officer": officer.name} for officer in officers]
		again = amendment(visit, confidential_account=None, officers=rows).insert()
		assert ("not taken over" in str(frappe.get_message_log())) == more
	assert frappe.db.get_value("Contact Visit", again.name, "confidential_account") == account


def test_a_clerk_names_no_further_readers_of_a_stored_account(people, clerk, as_user):
	visit = draft(people, confidential=1)
	visit.db_set("confidential_account", "Between us")
	with as_user(clerk):
		sent = frappe.get_doc("Contact Visit", visit.name)
		sent.append("officers", {"officer": people.other.name})
		with pytest.raises(frappe.PermissionError, match="confidential account"):
			sent.save()
