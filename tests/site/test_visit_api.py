"""What the visit form asks the server, as the right and as the wrong user."""

import frappe
import pytest
from frappe.utils import add_days, get_datetime, getdate

from liaison_app.api import visits
from liaison_app.services import nightly
from tests.site import builders

pytestmark = pytest.mark.commits


@pytest.fixture
def talk(site):
	"""A submitted talk of one officer, which met a duty of this year."""
	unit = builders.make_unit("College of the Form")
	officer, target = builders.make_officer(unit), builders.make_target(unit)
	builders.make_assignment(officer, target)
	builders.make_rule(
		subject_kind="Assigned", subject_types=[{"target_type": "Class"}], period="Calendar Year"
	)
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	visit = builders.make_visit(
		[officer], [target], start=get_datetime(f"{add_days(getdate(), -1)} 10:00:00")
	)
	visit.submit()
	frappe.db.commit()
	other = builders.make_officer(builders.make_unit("Another College"))
	return frappe._dict(visit=visit.name, officer=officer, other=other)


def test_the_ledger_tells_the_officer_what_counted(talk, as_user):
	with as_user(talk.officer.user):
		(line,) = visits.ledger(talk.visit)
	assert (line["counted"], line["reason"], line["owner"]) == (True, "", talk.officer.name)


def test_the_ledger_is_closed_to_another_officer(talk, as_user):
	with as_user(talk.other.user), pytest.raises(frappe.PermissionError):
		visits.ledger(talk.visit)


def test_a_correction_is_for_managers_only(talk, as_user):
	for user in (talk.officer.user, talk.other.user):
		with as_user(user), pytest.raises(frappe.PermissionError):
			visits.add_correction(talk.visit, "It was somebody else")
	assert (
		frappe.db.count("Comment", {"reference_name": talk.visit, "content": ("like", "%somebody else%")})
		== 0
	)


def test_a_correction_asks_for_a_reason_and_is_escaped(talk, as_user):
	manager = builders.make_user("form.manager@liaison.example", "Liaison Manager")
	with as_user(manager):
		with pytest.raises(frappe.ValidationError, match="Say what was wrong"):
			visits.add_correction(talk.visit, "  ")
		visits.add_correction(talk.visit, "<script>alert(1)</script>")
	(note,) = frappe.get_all(
		"Comment",
		{"reference_name": talk.visit, "comment_type": "Info", "content": ("like", "%Correction%")},
		pluck="content",
	)
	assert "<script>" not in note


def test_officers_are_found_only_by_who_may_record(talk, as_user):
	guest_like = builders.make_user("nobody@liaison.example")
	with as_user(talk.officer.user):
		assert (
			visits.search_officers("Liaison Officer", talk.other.full_name, "name", 0, 10)[0][0]
			== talk.other.name
		)
	with as_user(guest_like), pytest.raises(frappe.PermissionError):
		visits.search_officers("Liaison Officer", "Officer", "name", 0, 10)
