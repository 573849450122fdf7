"""Rows are seen by those concerned: in lists and link searches as in single documents, each tried as the wrong user."""

from types import SimpleNamespace

import frappe
import pytest
from frappe.desk.search import search_link

from liaison_app import permissions
from tests import sitekit
from tests.site.builders import (
	ensure,
	insert,
	make_assignment,
	make_obligation,
	make_officer,
	make_regulation,
	make_rule,
	make_target,
	make_unit,
	make_user,
	make_visit,
)
from tests.site.rows_of_each import one_row_of_each

WITH_CONDITIONS = sorted(permissions.ROWS)
OF_REVIEWERS = {"Liaison Assessment", "Presence Register", "Spot Check", "Visit Flag"}


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	"""The people and rows below are made once, because users are slow to make; the tests themselves are rolled back."""
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def college(committed):
	"""A school with two colleges. Ann (clerk Cora, reviewer Rita) in one, Bob in the other; Max manages."""
	users = {
		"max": make_user("max@liaison.example", "Liaison Manager"),
		"cora": make_user("cora@liaison.example", "Liaison Clerk"),
		"rita": make_user("rita@liaison.example", "Liaison Reviewer"),
		"ann": make_user("ann@liaison.example", "Liaison Officer"),
		"bob": make_user("bob@liaison.example", "Liaison Officer"),
		"dora": make_user("dora@liaison.example", "Liaison Clerk"),
		"stranger": make_user("stranger@liaison.example"),
		"nobody": make_user("nobody@liaison.example", "Liaison Officer", "Liaison Clerk", "Liaison Reviewer"),
	}
	school = make_unit("Test School")
	east = make_unit("East College", school, reviewer=users["rita"], clerk=users["cora"])
	west = make_unit("West College", school)
	branch = make_unit("East Branch", east)
	ann = make_officer(branch, users["ann"], full_name="Ann Lee")
	bob = make_officer(west, users["bob"], full_name="Bob Ray", clerk_users=[{"user": users["dora"]}])
	mine, theirs = make_target(branch, title="Class East"), make_target(west, title="Class West")
	make_assignment(ann, mine)
	make_assignment(bob, theirs)
	return SimpleNamespace(
		**users, officer_ann=ann, officer_bob=bob, mine=mine, theirs=theirs, east=east, west=west
	)


@pytest.fixture(scope="module", autouse=True)
def rows(college):
	"""One row of Ann's and one of Bob's for every DocType with conditions."""
	found = {
		owner.name: one_row_of_each(owner, target)
		for owner, target in ((college.officer_ann, college.mine), (college.officer_bob, college.theirs))
	}
	frappe.db.commit()
	return SimpleNamespace(ann=found[college.officer_ann.name], bob=found[college.officer_bob.name])


def seen(doctype):
	return set(frappe.get_list(doctype, pluck="name", limit=0))


@pytest.mark.parametrize(
	("who", "doctype"),
	[
		(who, doctype)
		for who in ("ann", "cora", "rita")
		for doctype in WITH_CONDITIONS
		if who == "rita" or doctype not in OF_REVIEWERS
	],
)
def test_own_rows_are_seen_and_others_are_not(college, rows, as_user, doctype, who):
	with as_user(getattr(college, who)):
		assert rows.ann[doctype] in seen(doctype)
		assert rows.bob[doctype] not in seen(doctype)
		assert frappe.has_permission(doctype, "read", doc=rows.ann[doctype]) is True
		assert frappe.has_permission(doctype, "read", doc=rows.bob[doctype]) is False
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc(doctype, rows.bob[doctype]).check_permission("read")


@pytest.mark.parametrize("doctype", sorted(OF_REVIEWERS))
def test_what_is_for_reviewers_is_for_no_officer_and_no_clerk(college, as_user, doctype):
	for who in (college.ann, college.cora):
		with as_user(who), pytest.raises(frappe.PermissionError):
			frappe.get_list(doctype)


@pytest.mark.parametrize("doctype", WITH_CONDITIONS)
def test_a_manager_sees_all_rows(college, rows, as_user, doctype):
	with as_user(college.max):
		assert {rows.ann[doctype], rows.bob[doctype]} <= seen(doctype)
		assert frappe.has_permission(doctype, "read", doc=rows.bob[doctype]) is True


@pytest.mark.parametrize("doctype", WITH_CONDITIONS)
def test_roles_alone_show_nothing(college, rows, as_user, doctype):
	with as_user(college.nobody):
		assert not {rows.ann[doctype], rows.bob[doctype]} & seen(doctype)


@pytest.mark.parametrize("doctype", WITH_CONDITIONS)
def test_a_stranger_has_no_access_at_all(college, rows, as_user, doctype):
	with as_user(college.stranger), pytest.raises(frappe.PermissionError):
		frappe.get_list(doctype)


@pytest.mark.parametrize("doctype", WITH_CONDITIONS)
def test_the_hook_says_yes_or_no_and_never_nothing(college, rows, doctype):
	hook = frappe.get_attr(frappe.get_hooks("has_permission")[doctype][0])
	for user in (college.ann, college.max, "Administrator"):
		for ptype in (None, "read", "write", "create", "delete", "submit", "cancel", "select"):
			assert isinstance(hook(frappe.get_doc(doctype, rows.bob[doctype]), ptype, user), bool)
			assert isinstance(hook(frappe.new_doc(doctype), ptype, user), bool)


def test_a_clerk_named_by_the_officer_sees_that_officers_rows(college, rows, as_user):
	with as_user(college.dora):
		assert seen("Liaison Officer") == {college.officer_bob.name}
		assert seen("Contact Visit") == {rows.bob["Contact Visit"]}


def test_link_search_finds_only_what_the_user_may_see(college, as_user):
	with as_user(college.ann):
		found = {row["value"] for row in search_link("Contact Target", "Class")}
		assert found == {college.mine.name}


def test_a_target_held_in_the_past_stays_visible_and_one_refused_is_not(college, as_user):
	former, refused = make_target(college.west), make_target(college.west)
	make_assignment(college.officer_ann, former, status="Ended", to_date="2019-01-18", end_reason="Rotation")
	make_assignment(college.officer_ann, refused, status="Rejected")
	with as_user(college.ann):
		assert former.name in seen("Contact Target")
		assert refused.name not in seen("Contact Target")


def test_targets_of_an_open_type_are_found_by_every_officer(college, as_user):
	ensure("Target Type", "target_type_name", "Canteen", visible_to_all=1)
	canteen = make_target(college.west, "Canteen")
	with as_user(college.ann):
		assert canteen.name in seen("Contact Target")
		assert not frappe.has_permission("Contact Target", "write", doc=canteen.name)


def test_events_of_an_open_target_are_not_for_every_officer(college, as_user):
	ensure("Target Type", "target_type_name", "Canteen", visible_to_all=1)
	ensure("Trigger Event Type", "event_type_name", "Award")
	event = insert(
		"Trigger Event",
		event_type="Award",
		target=make_target(college.west, "Canteen").name,
		day="2019-03-03",
	)
	with as_user(college.ann):
		assert event.name not in seen("Trigger Event")


def test_an_event_before_the_target_was_held_is_not_shown(college, as_user):
	ensure("Trigger Event Type", "event_type_name", "Award")
	before = insert("Trigger Event", event_type="Award", target=college.mine.name, day="2018-08-31")
	with as_user(college.ann):
		assert before.name not in seen("Trigger Event")


def test_duties_of_a_unit_are_seen_by_its_clerk_and_reviewer(college, as_user):
	unit_type = ensure("Liaison Unit Type", "unit_type_name", "College")
	rule = make_rule(owner_kind="Unit", owner_unit_types=[{"unit_type": unit_type}])
	duty = make_obligation(None, rule, unit=college.east)
	for user in (college.cora, college.rita):
		with as_user(user):
			assert duty.name in seen("Periodic Obligation")
	with as_user(college.ann):
		assert duty.name not in seen("Periodic Obligation")


def test_a_name_with_quotes_and_backslashes_cannot_break_out(college):
	nasty = "x' OR 1=1 -- \\' OR 1=1 -- "
	for doctype in WITH_CONDITIONS:
		table = f"`tab{doctype}`"
		rows = frappe.db.sql(f"select name from {table} where {permissions.query_conditions(doctype, nasty)}")
		assert rows == () or doctype == "Trigger Event"


def test_many_officers_are_asked_for_by_a_subquery(college, rows, as_user, monkeypatch):
	monkeypatch.setattr("liaison_app.scope.MOST_LISTED_OFFICERS", 0)
	with as_user(college.rita):
		for doctype in WITH_CONDITIONS:
			assert rows.ann[doctype] in seen(doctype)
			assert rows.bob[doctype] not in seen(doctype)


def test_colleagues_are_found_by_who_may_record_visits_and_by_nobody_else(college, as_user):
	query = "liaison_app.api.visits.search_officers"
	with as_user(college.ann):
		found = search_link("Liaison Officer", "Bob", query=query)
		assert [(row["value"], row["label"]) for row in found] == [(college.officer_bob.name, "Bob Ray")]
		assert search_link("Liaison Officer", "Bob") == []
	for user in (college.rita, college.stranger):
		with as_user(user), pytest.raises(frappe.PermissionError):
			frappe.call(query, "Liaison Officer", "Bob", "name", 0, 10)


# ---- who may record and change


def test_an_officer_records_own_visits_and_takes_colleagues_along(college, as_user):
	with as_user(college.ann):
		for officers in ([college.officer_ann], [college.officer_ann, college.officer_bob]):
			visit = make_visit(officers, [college.mine])
			visit.submit()
			assert (visit.docstatus, visit.recorded_by) == (1, college.ann)


def test_an_officer_records_no_visit_of_others(college, as_user):
	with as_user(college.ann), pytest.raises(frappe.PermissionError):
		make_visit([college.officer_bob], [college.theirs])


def test_a_clerk_records_for_the_officers_of_the_unit_only(college, as_user):
	with as_user(college.cora):
		visit = make_visit([college.officer_ann], [college.mine])
		visit.submit()
		assert visit.recorded_by == college.cora
		with pytest.raises(frappe.PermissionError):
			make_visit([college.officer_bob], [college.theirs])
		with pytest.raises(frappe.PermissionError):
			make_visit([college.officer_ann, college.officer_bob], [college.mine])


def test_a_draft_cannot_be_turned_into_somebody_elses_visit(college, as_user):
	with as_user(college.ann):
		visit = make_visit([college.officer_ann], [college.mine])
		visit.officers = []
		visit.append("officers", {"officer": college.officer_bob.name})
		with pytest.raises(frappe.PermissionError):
			visit.save()


def test_a_reviewer_looks_at_visits_and_changes_none(college, rows, as_user):
	with as_user(college.rita):
		visit = frappe.get_doc("Contact Visit", rows.ann["Contact Visit"])
		visit.check_permission("read")
		for ptype in ("write", "submit", "delete"):
			assert not visit.has_permission(ptype)


def test_a_reviewer_who_is_an_officer_too_still_changes_only_own_visits(college, rows, as_user):
	frappe.get_doc("User", college.rita).add_roles("Liaison Officer")
	with as_user(college.rita):
		visit = frappe.get_doc("Contact Visit", rows.ann["Contact Visit"])
		visit.check_permission("read")
		assert not visit.has_permission("write")


def test_nobody_but_managers_writes_officers_and_targets(college, rows, as_user):
	for user in (college.ann, college.cora, college.rita):
		with as_user(user):
			assert not frappe.has_permission("Liaison Officer", "write", doc=rows.ann["Liaison Officer"])
			assert not frappe.has_permission("Contact Target", "write", doc=rows.ann["Contact Target"])
	with as_user(college.max):
		frappe.get_doc("Contact Target", rows.ann["Contact Target"]).save()


def test_an_officer_drafts_and_a_reviewer_approves_an_assignment(college, as_user):
	ensure("Target Type", "target_type_name", "Canteen", visible_to_all=1)
	target = make_target(college.east, "Canteen")
	with as_user(college.ann):
		with pytest.raises(frappe.PermissionError, match="reviewer or manager"):
			make_assignment(college.officer_ann, target)
		with pytest.raises(frappe.PermissionError):
			make_assignment(college.officer_bob, target, status="Draft")
		draft = make_assignment(college.officer_ann, target, status="Draft")
	with as_user(college.rita):
		approved = frappe.get_doc("Liaison Assignment", draft.name)
		approved.status = "Approved"
		approved.save()


def test_a_draft_of_an_assignment_tells_no_title_of_a_hidden_target(college, as_user):
	hidden = make_target(college.west, title="Class of Wisteria")
	values = {"doctype": "Liaison Assignment", "officer": college.officer_ann.name, "from_date": "2019-01-01"}
	with as_user(college.ann):
		with pytest.raises(frappe.PermissionError, match="that you may see") as refused:
			frappe.get_doc({**values, "target": hidden.name, "status": "Draft"}).insert()
		assert "Wisteria" not in f"{refused.value} {frappe.get_message_log()}"
		draft = frappe.get_doc(
			{**values, "target": college.mine.name, "status": "Draft", "regulation": make_regulation()}
		).insert()
		draft.target = hidden.name
		with pytest.raises(frappe.PermissionError, match="that you may see"):
			draft.save()
	# Who was given a target by somebody else goes on with the draft, and may choose it no second time.
	frappe.db.set_value("Liaison Assignment", draft.name, "target", hidden.name)
	with as_user(college.ann):
		given = frappe.get_doc("Liaison Assignment", draft.name)
		given.from_date = "2019-02-01"
		given.save()
	with as_user(college.rita), pytest.raises(frappe.PermissionError):
		frappe.get_doc({**values, "target": hidden.name, "status": "Draft"}).insert()
	with as_user(college.max):
		assert make_assignment(college.officer_ann, hidden, from_date="2018-10-01", to_date="2018-11-01")


def test_an_officer_cannot_approve_an_own_exemption(college, as_user):
	with as_user(college.ann):
		exemption = insert(
			"Exemption", officer=college.officer_ann.name, from_date="2019-03-01", reason="Illness"
		)
		exemption.status = "Approved"
		with pytest.raises(frappe.PermissionError, match="reviewer or manager"):
			exemption.save()


def test_an_officer_reports_events_of_own_targets_only(college, as_user):
	ensure("Trigger Event Type", "event_type_name", "Award")
	with as_user(college.ann):
		insert("Trigger Event", event_type="Award", target=college.mine.name, day="2019-03-03")
		for target in (college.theirs.name, None):
			with pytest.raises(frappe.PermissionError):
				insert("Trigger Event", event_type="Award", target=target, day="2019-03-03")


@pytest.mark.parametrize("user", ["Administrator", "max", "ann"])
def test_duties_are_typed_by_nobody(college, rows, as_user, user):
	with as_user(getattr(college, user, user)):
		duty = frappe.get_doc("Periodic Obligation", rows.ann["Periodic Obligation"])
		duty.done = 5
		with pytest.raises(frappe.PermissionError):
			duty.save()
		with pytest.raises(frappe.PermissionError):
			frappe.copy_doc(duty).insert()
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Periodic Obligation", duty.name)


# ---- what is read field by field


def readable(doctype, name):
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	doc.apply_fieldlevel_read_permissions()
	return doc


def test_sensitive_fields_are_for_managers_reviewers_and_the_holder(college, as_user):
	frappe.db.set_value("Contact Target", college.mine.name, "hardship_category", "Financial")
	make_assignment(
		college.officer_bob, college.mine, status="Ended", to_date="2019-01-18", end_reason="Rotation"
	)
	for user in (college.max, college.rita, college.ann):
		with as_user(user):
			assert readable("Contact Target", college.mine.name).hardship_category == "Financial"
	for user in (college.cora, college.bob):
		with as_user(user):
			assert readable("Contact Target", college.mine.name).get("hardship_category") is None


def test_lists_never_carry_sensitive_fields_to_officers(college, as_user):
	frappe.db.set_value("Contact Target", college.mine.name, "hardship_category", "Financial")
	with as_user(college.ann):
		rows = frappe.get_list("Contact Target", fields=["name", "hardship_category"])
		assert rows and "hardship_category" not in rows[0]


@pytest.fixture
def confidential(college, as_user):
	with as_user(college.ann):
		return make_visit(
			[college.officer_ann], [college.mine], confidential=1, confidential_account="Between us"
		).name


def test_the_confidential_account_is_for_those_present(college, confidential, as_user):
	with as_user(college.ann):
		assert readable("Contact Visit", confidential).confidential_account == "Between us"
	for user in (college.cora, college.rita, college.max):
		with as_user(user):
			assert readable("Contact Visit", confidential).get("confidential_account") is None


def test_the_confidential_account_is_for_roles_that_a_rule_names(college, confidential, as_user):
	make_rule(confidential=1, confidential_roles=[{"role": "Liaison Manager"}])
	with as_user(college.max):
		assert readable("Contact Visit", confidential).confidential_account == "Between us"
	with as_user(college.rita):
		assert readable("Contact Visit", confidential).get("confidential_account") is None


@pytest.mark.parametrize("user", ["ann", "rita", "max"])
def test_lists_never_carry_the_confidential_account(college, confidential, as_user, user):
	with as_user(getattr(college, user)):
		rows = frappe.get_list("Contact Visit", fields=["name", "confidential_account"])
		assert rows and "confidential_account" not in rows[0]


def test_a_clerk_who_saves_the_visit_leaves_the_account_as_it_was(college, confidential, as_user):
	with as_user(college.cora):
		visit = frappe.get_doc("Contact Visit", confidential)
		visit.confidential_account = "overwritten"
		visit.place = "Office"
		visit.save()
	stored = frappe.db.get_value("Contact Visit", confidential, ["place", "confidential_account"])
	assert stored == ("Office", "Between us")


def test_a_clerk_who_amends_the_visit_hands_the_account_on_unseen(college, confidential, as_user):
	with as_user(college.cora):
		visit = frappe.get_doc("Contact Visit", confidential)
		visit.submit()
		visit.cancel()
		amended = frappe.copy_doc(visit)
		amended.update({"amended_from": visit.name, "confidential_account": None})
		amended.insert()
	assert frappe.db.get_value("Contact Visit", amended.name, "confidential_account") == "Between us"


def test_versions_do_not_carry_what_a_permission_level_hides(college, confidential, as_user):
	with as_user(college.ann):
		visit = frappe.get_doc("Contact Visit", confidential)
		visit.update({"confidential_account": "Between the two of us", "place": "Garden"})
		visit.save()
	officer = frappe.get_doc("Liaison Officer", college.officer_ann.name)
	officer.append("leaves", {"from_date": "2019-03-01", "to_date": "2019-03-08", "reason": "Operation"})
	officer.save()
	officer.leaves[0].reason = "Illness"
	officer.leaves[0].to_date = "2019-03-09"
	officer.save()
	named = {"docname": ("in", [confidential, officer.name])}
	kept = " ".join(frappe.get_all("Version", named, pluck="data"))
	assert "Garden" in kept and "2019-03-08" in kept
	for secret in ("Between", "Operation", "Illness"):
		assert secret not in kept


def test_the_reason_of_a_leave_is_for_managers_and_reviewers(college, as_user):
	officer = frappe.get_doc("Liaison Officer", college.officer_ann.name)
	officer.append("leaves", {"from_date": "2019-03-01", "to_date": "2019-03-08", "reason": "Operation"})
	officer.save()
	with as_user(college.rita):
		assert readable("Liaison Officer", officer.name).leaves[0].reason == "Operation"
	with as_user(college.cora):
		assert readable("Liaison Officer", officer.name).leaves[0].get("reason") is None


def test_the_tile_of_the_app_is_for_people_with_a_role(college, as_user):
	with as_user(college.ann):
		assert permissions.may_open_app() is True
	with as_user(college.stranger):
		assert permissions.may_open_app() is False
