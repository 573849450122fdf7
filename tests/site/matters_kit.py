"""What the tests of raised matters share: an office with a register, a department that handles, and steps as people take them."""

from __future__ import annotations

from types import SimpleNamespace

import frappe

from liaison_app.services.matters import steps
from tests.site.builders import make_matter, make_officer, make_unit, make_user

SAID = {"raiser_name": "Zinnia Whistler", "raiser_contact": "13900001111"}


def make_office():
	"""A school whose office keeps a register; Logistics with a reviewer, a clerk and a handler; Ann, an officer; Max manages."""
	users = {
		"max": make_user("max@matters.example", "Liaison Manager"),
		"olga": make_user("olga@matters.example", "Liaison Clerk"),
		"lena": make_user("lena@matters.example", "Liaison Reviewer"),
		"carl": make_user("carl@matters.example", "Liaison Clerk"),
		"hugo": make_user("hugo@matters.example", "Liaison Officer"),
		"ann": make_user("ann@matters.example", "Liaison Officer"),
		"sam": make_user("sam@matters.example"),
	}
	school = make_unit("Matter School")
	main = make_unit("Matter Office", school, clerk=users["olga"])
	logistics = make_unit("Matter Logistics", school, reviewer=users["lena"], clerk=users["carl"])
	college = make_unit("Matter College", school)
	ann = make_officer(college, users["ann"], full_name="Ann Matter")
	leader = make_officer(
		school, None, full_name="Vera Vice", rank=1, units_in_charge=[{"unit": logistics}], portfolio="x"
	)
	frappe.db.commit()
	return SimpleNamespace(
		**users,
		school=school,
		office=main,
		logistics=logistics,
		college=college,
		officer=ann,
		leader=leader,
	)


def take(doc, step, **values):
	"""Take the step as the user on what is stored now."""
	modified = frappe.db.get_value("Raised Matter", doc.name, "modified")
	return steps.take(doc.name, step, str(modified), values)


def todos(doc):
	rows = {"reference_type": "Raised Matter", "reference_name": doc.name, "status": "Open"}
	return sorted(frappe.get_all("ToDo", rows, pluck="allocated_to", order_by="name asc"))


def dispatched(office, **values):
	doc = make_matter(office.office, **values)
	return take(doc, "Dispatch", unit=office.logistics)


def in_hand(office, **values):
	doc = dispatched(office, **values)
	return take(doc, "Take", handler=office.hugo)
