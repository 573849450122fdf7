"""What tests of digests share: a small college, its nights, and what was written."""

from datetime import date, datetime

import frappe

from liaison_app.services import nightly
from tests.site import builders

MONDAY = date(2018, 10, 22)
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def at(day, hour=7, minute=5):
	return datetime(day.year, day.month, day.day, hour, minute)


def night(day):
	return nightly.start(day, inline=True)


def logs(kind, **filters):
	return frappe.get_all(
		"Notification Log",
		{"name": ("like", f"{kind}-%"), **filters},
		["name", "for_user", "subject", "email_content", "document_type"],
		order_by="name asc",
	)


def set_settings(**values):
	for field, value in values.items():
		frappe.db.set_single_value("Liaison Settings", field, value)
	frappe.db.commit()


def colleague(unit, email):
	"""One more officer who owes a class a talk."""
	officer = builders.make_officer(unit, user=builders.make_user(email, "Liaison Officer"))
	builders.make_assignment(officer, builders.make_target(unit))


def make_college():
	"""An officer who owes a class a talk a month and one who owes nothing; reviewer and manager; reminder of ten days."""
	builders.insert(
		"Liaison Term",
		term_name="2018-19-1",
		academic_year="2018-19",
		first_day="2018-09-03",
		last_day="2019-01-18",
	)
	reviewer = builders.make_user("digest.reviewer@liaison.example", "Liaison Reviewer")
	unit = builders.make_unit("Digest College", reviewer=reviewer)
	officer = builders.make_officer(
		unit, user=builders.make_user("digest.officer@liaison.example", "Liaison Officer")
	)
	target = builders.make_target(unit)
	builders.make_assignment(officer, target, from_date="2018-10-01")
	rule = builders.make_rule(
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
		period="Month",
		reminder_days=10,
		grace_days=20,
		title_zh="每月谈心谈话",
	)
	set_settings(digest_hour=7, weekly_digest_enabled=0, digest_enabled=1)
	return frappe._dict(unit=unit, officer=officer, target=target, rule=rule, reviewer=reviewer)


def counted(work):
	"""How many statements the work takes; it has to send something."""
	asked = []
	original = frappe.db.sql

	def listening(*args, **kwargs):
		asked.append(args)
		return original(*args, **kwargs)

	frappe.db.sql = listening
	try:
		assert work() > 0
	finally:
		frappe.db.sql = original
	return len(asked)
