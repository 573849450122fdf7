"""The sample's raised matters, taken step by step as people do, with days that lie in the past."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import getdate

from liaison_app.sample import units
from liaison_app.sample.matters import MATTERS, SampleMatter

from ..matters import standing, steps, todos
from .people import People

DOCTYPE = "Raised Matter"
# How many days after it was raised each step was taken.
DAYS_LATER = {"dispatched_on": 1, "taken_on": 2, "answered_on": 8, "given_back_on": 9, "closed_on": 9}
STORED = ("raised_on", "registered_on", *DAYS_LATER)


def add_matters(today: date, people: People) -> None:
	"""Add those that the site lacks."""
	there = set(frappe.get_all(DOCTYPE, pluck="subject", order_by="name asc"))
	names = [_add(matter, min(today, getdate()), people) for matter in MATTERS if matter.subject not in there]
	if names:
		todos.synchronise(names)


def _add(matter: SampleMatter, today: date, people: People) -> str:
	values = {
		"subject": matter.subject,
		"details": matter.details,
		"kind": matter.kind,
		"channel": matter.channel,
	}
	who = {"raiser_name": matter.raiser_name, "secret": int(matter.secret)}
	doc = people.make(DOCTYPE, register_unit=units.OFFICE, **values, **who)
	for step, given in matter.steps:
		steps.carry_out(doc, step, given)
	_move_into_the_past(doc, today - timedelta(days=matter.days_ago), today)
	return str(doc.name)


def _move_into_the_past(doc: Any, raised: date, today: date) -> None:
	doc.raised_on = doc.registered_on = raised
	for field, later in DAYS_LATER.items():
		if doc.get(field):
			doc.set(field, raised + timedelta(days=later))
	if doc.answered_on:
		doc.days_to_answer = standing.days_to_answer(doc, doc.answered_on)
	standing.bring_up_to_date(doc, today)
	values = {field: doc.get(field) for field in (*STORED, "due")}
	figures = {field: doc.get(field) or 0 for field in ("overdue", "days_to_answer")}
	doc.db_set({**values, **figures}, update_modified=False)
