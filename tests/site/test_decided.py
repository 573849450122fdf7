"""What is decided stays decided, nobody decides for themselves, and child tables tell no more than their documents."""

import frappe
import pytest

from tests.site import builders


@pytest.fixture
def people(site):
	"""Two colleges, each with an officer who holds a class; the first one's reviewer is an officer too."""
	own, foreign = builders.make_unit("Deciding College"), builders.make_unit("Foreign College")
	reviewer = builders.make_user("deciding@liaison.example", "Liaison Officer", "Liaison Reviewer")
	frappe.db.set_value("Liaison Unit", own, "reviewer", reviewer)
	officers = [builders.make_officer(own), builders.make_officer(foreign)]
	targets = [builders.make_target(own), builders.make_target(foreign)]
	held = [builders.make_assignment(*pair) for pair in zip(officers, targets, strict=True)]
	return frappe._dict(
		reviewer=reviewer,
		reviewing=builders.make_officer(own, reviewer),
		own=own,
		foreign=foreign,
		officers=officers,
		targets=targets,
		held=held,
	)


@pytest.mark.parametrize(
	"change",
	[{"to_date": "2018-09-08"}, {"from_date": "2020-01-01"}, {"status": "Draft"}, {"target": "other"}],
	ids=lambda change: next(iter(change)),
)
def test_an_officer_does_not_change_an_approved_assignment(people, as_user, change):
	values = {key: people.targets[1].name if value == "other" else value for key, value in change.items()}
	with as_user(people.officers[0].user):
		held = frappe.get_doc("Liaison Assignment", people.held[0].name)
		held.update(values)
		with pytest.raises(frappe.PermissionError):
			held.save()
	assert frappe.db.get_value("Liaison Assignment", people.held[0].name, "status") == "Approved"


def exemption(**values):
	return frappe.get_doc({"doctype": "Exemption", "from_date": "2026-01-01", "reason": "Ill", **values})


def test_an_officer_does_not_extend_an_approved_exemption(people, as_user):
	granted = exemption(officer=people.officers[0].name, to_date="2026-02-01", status="Approved").insert()
	with as_user(people.officers[0].user):
		mine = frappe.get_doc("Exemption", granted.name)
		mine.to_date = "2027-12-31"
		with pytest.raises(frappe.PermissionError):
			mine.save()


def test_nobody_decides_for_themselves(people, as_user):
	with as_user(people.reviewer):
		with pytest.raises(frappe.PermissionError, match="Nobody decides"):
			exemption(officer=people.reviewing.name, status="Approved").insert()
		assert exemption(officer=people.officers[0].name, status="Approved").insert().status == "Approved"


def test_an_exemption_names_no_foreign_duty_or_unit(people, as_user):
	rule = builders.make_rule()
	foreign = builders.make_obligation(people.officers[1], rule, owner_key=people.officers[1].name)
	own = builders.make_obligation(people.officers[0], rule, owner_key=people.officers[0].name)
	with as_user(people.reviewer):
		for values in ({"obligation": foreign.name}, {"unit": people.foreign}):
			with pytest.raises(frappe.PermissionError):
				exemption(**values, status="Approved").insert()
		assert exemption(obligation=own.name, status="Approved").insert().name
	with as_user(people.officers[0].user):
		for values in ({"obligation": foreign.name}, {"unit": people.foreign}):
			with pytest.raises(frappe.PermissionError):
				exemption(officer=people.officers[0].name, **values).insert()


def test_child_tables_show_the_rows_of_visible_documents_only(people, as_user):
	for officer, target in zip(people.officers, people.targets, strict=True):
		builders.make_visit([officer], [target]).submit()
	with as_user(people.officers[0].user):
		seen = frappe.get_list("Contact Visit Target", parent_doctype="Contact Visit", pluck="target")
		met = frappe.get_list("Contact Visit Officer", parent_doctype="Contact Visit", pluck="officer")
		posts = frappe.get_list("Officer Tenure", parent_doctype="Liaison Officer", pluck="parent")
	assert set(seen) == {people.targets[0].name}
	assert set(met) == {people.officers[0].name}
	assert set(posts) == {people.officers[0].name}


def asked_for(monkeypatch, doctype, **request):
	"""What a list answers to a request with these parameters."""
	monkeypatch.setattr(frappe.local, "form_dict", frappe._dict(request))
	return frappe.get_list(doctype, filters=request.get("filters"), order_by="name asc", pluck="name")


def test_what_may_not_be_read_may_not_be_guessed_by_filter(people, as_user, monkeypatch):
	people.targets[0].db_set("hardship_category", "Psychological")
	for filters in ([["hardship_category", "=", "Psychological"]], '{"sensitive_notes": ["like", "a%"]}'):
		with as_user(people.officers[0].user), pytest.raises(frappe.PermissionError, match="may not filter"):
			asked_for(monkeypatch, "Contact Target", filters=filters)
	with as_user(people.reviewer):
		found = asked_for(
			monkeypatch, "Contact Target", filters=[["hardship_category", "=", "Psychological"]]
		)
		assert found == [people.targets[0].name]
		with pytest.raises(frappe.PermissionError, match="may not filter"):
			asked_for(monkeypatch, "Contact Visit", filters=[["confidential_account", "like", "a%"]])
		assert asked_for(monkeypatch, "Contact Visit", filters=[["place", "like", "a%"]]) == []


def test_a_manager_may_not_guess_a_confidential_account_either(people, as_user, monkeypatch):
	manager = builders.make_user("guessing@liaison.example", "Liaison Manager")
	with as_user(manager), pytest.raises(frappe.PermissionError, match="may not filter"):
		asked_for(monkeypatch, "Contact Visit", filters=[["confidential_account", "like", "a%"]])
