"""Leaves come from HRMS where it is installed; here a stand-in of the same names and fields."""

from datetime import date

import frappe
import pytest

from liaison_app.engine.facts import Leave
from liaison_app.services import leaves, people_facts, rule_facts, working_out
from tests import sitekit
from tests.site import builders

FIELDS = {
	"Employee": [("user_id", "Link", "User"), ("status", "Data", "")],
	"Leave Application": [
		("employee", "Link", "Employee"),
		("from_date", "Date", ""),
		("to_date", "Date", ""),
		("half_day", "Check", ""),
		("half_day_date", "Date", ""),
		("status", "Data", ""),
	],
}
DAYS = {"from_date": "2026-03-02", "to_date": "2026-03-20"}


@pytest.fixture(scope="module")
def hrms(site):
	"""Made once: tables are not rolled back."""
	with sitekit.clean_afterwards():
		for name, fields in FIELDS.items():
			rows = [
				{"fieldname": field, "fieldtype": kind, "label": field.title(), "options": options}
				for field, kind, options in fields
			]
			values = {
				"module": "Custom",
				"custom": 1,
				"autoname": "hash",
				"is_submittable": int("Leave" in name),
			}
			frappe.get_doc({"doctype": "DocType", "name": name, **values, "fields": rows}).insert()
		frappe.db.commit()
		yield
		for name in FIELDS:
			frappe.delete_doc("DocType", name, force=True)
			frappe.db.sql_ddl(f"drop table if exists `tab{name}`")
		frappe.db.commit()
		frappe.clear_cache()


@pytest.fixture
def officer(site):
	return builders.make_officer(builders.make_unit("College of Leaves"))


def apply(officer, status="Approved", docstatus=1, **values):
	employee = frappe.get_doc(
		{"doctype": "Employee", "name": frappe.generate_hash(), "user_id": officer.user}
	)
	employee.db_insert()
	about = {"doctype": "Leave Application", "name": frappe.generate_hash(), "employee": employee.name}
	application = frappe.get_doc({**about, **DAYS, "status": status, "docstatus": docstatus, **values})
	application.db_insert()
	return application


def days_of(officer):
	return [(str(first), str(last)) for _name, first, last in leaves.of([officer.name])]


def test_without_hrms_the_leaves_are_those_of_the_officer(officer):
	assert not leaves.hrms()
	officer.append("leaves", {**DAYS, "reason": "Ill"})
	officer.save()
	assert days_of(officer) == [("2026-03-02", "2026-03-20")]
	assert leaves.away(date(2026, 3, 1), date(2026, 3, 31)) == set()


def test_approved_applications_of_hrms_are_leaves_and_others_are_not(hrms, officer):
	apply(officer)
	apply(officer, status="Open", docstatus=0, from_date="2026-04-01", to_date="2026-04-02")
	apply(officer, status="Rejected", from_date="2026-05-01", to_date="2026-05-02")
	apply(officer, docstatus=2, from_date="2026-06-01", to_date="2026-06-02")
	apply(builders.make_officer(officer.unit), from_date="2026-07-01", to_date="2026-07-02")
	assert days_of(officer) == [("2026-03-02", "2026-03-20")]
	assert leaves.away(date(2026, 3, 20), date(2026, 3, 31)) == {officer.name}
	assert leaves.away(date(2026, 4, 1), date(2026, 4, 30)) == set()


@pytest.mark.parametrize(
	("values", "expected"),
	[
		({"to_date": "2026-03-02"}, []),
		({"half_day_date": "2026-03-02"}, [("2026-03-03", "2026-03-20")]),
		({"half_day_date": "2026-03-10"}, [("2026-03-02", "2026-03-09"), ("2026-03-11", "2026-03-20")]),
		({"half_day_date": "2026-03-20"}, [("2026-03-02", "2026-03-19")]),
	],
)
def test_half_a_day_of_leave_is_no_absence(hrms, officer, values, expected):
	apply(officer, half_day=1, **values)
	assert days_of(officer) == expected


def test_the_engine_takes_them_for_leave_beside_those_of_the_officer(hrms, officer):
	"""October of scenario 11 is waived in this way: the absence is the same whoever keeps it."""
	officer.append("leaves", {"from_date": "2026-10-01", "to_date": "2026-10-02"})
	officer.save()
	apply(officer)
	rows = people_facts.read_for_officers([officer.name], rule_facts.read_rule_facts(date(2026, 1, 1)))
	(found,) = people_facts.officer_values(rows)
	assert set(found.leaves) == {
		Leave(from_date=date(2026, 10, 1), to_date=date(2026, 10, 2)),
		Leave(from_date=date(2026, 3, 2), to_date=date(2026, 3, 20)),
	}


def test_an_approval_is_worked_out_at_once(hrms, officer, monkeypatch):
	asked = []
	monkeypatch.setattr(working_out, "soon", lambda officers: asked.append(officers))
	application = apply(officer, docstatus=0, status="Open")
	stored = frappe.get_doc("Leave Application", application.name)
	stored.update({"status": "Approved"}).submit()
	assert asked == [{officer.name}]
