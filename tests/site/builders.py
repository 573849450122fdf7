"""Short ways to make the records that site tests need. Each returns the saved document; names are made up."""

from __future__ import annotations

from itertools import count
from typing import Any

import frappe
from frappe.utils import add_to_date, now_datetime

NUMBER = count(1)


def insert(doctype: str, **values: Any) -> Any:
	"""Insert a document as the current user, rights and checks included."""
	return frappe.get_doc({"doctype": doctype, **values}).insert()


def make_user(email: str, *roles: str, enabled: int = 1) -> str:
	"""A desk user with the roles, without a password; its name.

	In the tables only: Frappe makes a contact, mails and jobs for each new user, and forgets the shapes of all DocTypes, which takes
	longer than most tests.
	"""
	values = {"doctype": "User", "name": email, "email": email, "first_name": email.split("@")[0].title()}
	frappe.get_doc({**values, "enabled": enabled, "user_type": "System User"}).db_insert()
	for role in roles:
		parent = {"parent": email, "parenttype": "User", "parentfield": "roles"}
		frappe.get_doc({"doctype": "Has Role", "name": f"{email}-{role}", "role": role, **parent}).db_insert()
	return email


def ensure(doctype: str, field: str, name: str, **values: Any) -> str:
	"""The record of that name, made if it is missing."""
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, field: name, **values}).insert(ignore_permissions=True)
	return name


def make_unit(name: str, parent: str | None = None, **values: Any) -> str:
	"""A unit, part of `parent`."""
	return str(insert("Liaison Unit", unit_name=name, parent_liaison_unit=parent, **values).name)


def make_officer(unit: str, user: str | None = "new", **values: Any) -> Any:
	"""An officer who has been branch secretary since 2018, with a new login, the one given, or None: then a clerk records.

	Users are slow to make: take None where nobody has to log in or get a to-do.
	"""
	if user == "new":
		user = make_user(f"officer{next(NUMBER)}@liaison.example", "Liaison Officer")
	post = ensure("Liaison Post", "post_name", "Branch Secretary")
	defaults = {
		"full_name": f"Officer {next(NUMBER)}",
		"unit": unit,
		"user": user,
		"clerk_users": [] if user else [{"user": "Administrator"}],
		"tenures": [{"post": post, "from_date": "2018-01-01"}],
	}
	return insert("Liaison Officer", **{**defaults, **values})


def make_target(unit: str, target_type: str = "Class", **values: Any) -> Any:
	"""A target of the unit, there without limit of time."""
	ensure("Target Type", "target_type_name", target_type)
	defaults = {"title": f"Target {next(NUMBER)}", "target_type": target_type, "unit": unit}
	return insert("Contact Target", **{**defaults, **values})


def make_assignment(officer: Any, target: Any, **values: Any) -> Any:
	"""An approved assignment since 2018-09-01."""
	defaults = {
		"officer": officer.name,
		"target": target.name,
		"from_date": "2018-09-01",
		"status": "Approved",
	}
	return insert("Liaison Assignment", **{**defaults, **values})


def make_lesson(term: str, class_taught: Any, **values: Any) -> Any:
	"""A lesson of the class on Mondays from eight to half past nine, all weeks of the term."""
	defaults = {"term": term, "taught_class": class_taught.name, "weekday": "Monday"}
	hours = {"lesson": "1-2", "begins": "08:00:00", "ends": "09:30:00"}
	return insert("Liaison Timetable Entry", **{**defaults, **hours, **values})


def visit_values(officers: list[Any], targets: list[Any], **values: Any) -> dict[str, Any]:
	"""The values of a talk of one hour that took place yesterday."""
	activity = ensure("Liaison Activity Type", "activity_name", "Talk")
	return {
		"doctype": "Contact Visit",
		"officers": [{"officer": officer.name} for officer in officers],
		"targets": [{"target": target.name} for target in targets],
		"activities": [{"activity": activity}],
		"start": add_to_date(now_datetime(), days=-1),
		"duration_minutes": 60,
		**values,
	}


def make_visit(officers: list[Any], targets: list[Any], **values: Any) -> Any:
	"""A draft visit."""
	return frappe.get_doc(visit_values(officers, targets, **values)).insert()


def make_regulation(name: str = "X", **values: Any) -> str:
	"""A regulation in force."""
	if not frappe.db.exists("Liaison Regulation", name):
		insert(
			"Liaison Regulation",
			**{"regulation_name": name, "title": f"Regulation {name}", "status": "In Force", **values},
		)
	return name


def rule_values(**values: Any) -> dict[str, Any]:
	"""The values of a rule: one talk a semester."""
	activity = ensure("Liaison Activity Type", "activity_name", "Talk")
	return {
		"doctype": "Duty Rule",
		"regulation": make_regulation(),
		"code": f"X{next(NUMBER)}",
		"title": "Talk once a semester",
		"counts": [{"activities": activity}],
		**values,
	}


def make_rule(**values: Any) -> Any:
	"""A Duty Rule, saved."""
	return frappe.get_doc(rule_values(**values)).insert()


def make_obligation(officer: Any | None, rule: Any, subject: Any | None = None, **values: Any) -> Any:
	"""An obligation as the app itself would write it."""
	frappe.flags.liaison_engine = True
	try:
		return frappe.get_doc(
			{
				"doctype": "Periodic Obligation",
				"name": f"OB-test-{next(NUMBER)}",
				"rule": rule.name,
				"officer": officer.name if officer else None,
				"owner_kind": "Officer" if officer else "Unit",
				"unit": officer.unit if officer else None,
				"subject": subject.name if subject else None,
				"state": "Open",
				**values,
			}
		).insert()
	finally:
		frappe.flags.liaison_engine = False


def make_matter(unit: str, **values: Any) -> Any:
	"""A matter in the register of the unit, raised today by letter."""
	defaults = {"subject": f"Matter {next(NUMBER)}", "kind": "Logistics", "channel": "Letter"}
	return insert("Raised Matter", **{**defaults, "register_unit": unit, **values})
