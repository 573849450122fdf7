"""What a clerk does for an officer: proposes a date, and records visits, which the officer then confirms."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.share import add_docshare
from frappe.utils import escape_html, format_datetime, get_datetime, get_fullname, now_datetime

from liaison_app.permissions import may_record_for
from liaison_app.scope import Scope

from . import duty_titles, messages
from .tables import select, select_in, table_of

VISIT = "Contact Visit"
LONGEST_AHEAD = timedelta(days=400)
LONGEST_MINUTES = 24 * 60


def tell_officers(visit: Document) -> None:
	"""Tell the officers of a submitted visit that somebody else has recorded it for them; whoever was there needs no telling."""
	if visit.is_present():
		return
	users = {
		user for (user,) in select_in("Liaison Officer", ("user",), "name", visit.named_officers()) if user
	}
	subject = _("{0} recorded a contact for you: {1}. Confirm it, or cancel it if it is wrong.").format(
		escape_html(get_fullname(visit.recorded_by)), escape_html(visit.title)
	)
	told = sorted(messages.users_to_tell(users))
	named = {user: messages.name_of("LV", visit.name, user) for user in told}
	messages.write([messages.log(named[user], user, subject, "", VISIT, visit.name) for user in told])


def confirm(visit: Document) -> None:
	"""The user took part and says that the visit was as recorded. Raises PermissionError for others, ValidationError for a draft."""
	if not visit.docstatus.is_submitted():
		frappe.throw(_("Only a submitted visit can be confirmed."))
	visit.officer_confirmed = 1
	visit.flags.ignore_permissions = visit.is_present()  # the controller asks whether they were there
	visit.save()


def may_confirm(visit: Document) -> bool:
	"""Whether the user took part in a submitted visit that somebody else recorded and nobody has confirmed."""
	is_open = visit.docstatus.is_submitted() and not visit.officer_confirmed
	return bool(is_open and visit.is_present() and visit.recorded_by not in (None, "", frappe.session.user))


def to_confirm(user: str) -> list[str]:
	"""Visits that somebody else recorded for the user and that are not confirmed yet, latest first."""
	visit, present, officer = (table_of(name) for name in (VISIT, "Contact Visit Officer", "Liaison Officer"))
	query = (
		frappe.qb.from_(visit)
		.join(present)
		.on((present.parent == visit.name) & (present.parenttype == VISIT))
		.join(officer)
		.on(officer.name == present.officer)
		.select(visit.name)
		.distinct()
		.where((visit.docstatus == 1) & (visit.officer_confirmed == 0) & (officer.user == user))
		.where(visit.recorded_by.isnotnull() & (visit.recorded_by != user))
		.orderby(visit.name, order=frappe.qb.desc)
	)
	return [name for (name,) in query.run()]


def propose(duty: Document, start: str, minutes: int = 60, note: str = "") -> str:
	"""Put a proposed time for a duty into the calendars of its officer and of the user; the name of the Event.

	Raises PermissionError for who may not record for the officer, ValidationError for a time that is over or more than 400 days ahead.
	"""
	if not duty.officer or not may_record_for([duty.officer], Scope(frappe.session.user)):
		frappe.throw(_("You do not record for this officer."), frappe.PermissionError)
	begins = get_datetime(start)
	if not begins or not timedelta() < begins - now_datetime() < LONGEST_AHEAD:
		frappe.throw(_("Propose a time that is still to come, within {0} days.").format(LONGEST_AHEAD.days))
	if not 0 < minutes <= LONGEST_MINUTES:
		frappe.throw(_("A visit lasts from a minute to a day."))
	event = frappe.get_doc(
		{
			"doctype": "Event",
			"subject": _title(duty),
			"event_type": "Private",
			"event_category": "Meeting",
			"starts_on": begins,
			"ends_on": begins + timedelta(minutes=minutes),
			"description": escape_html(note),
		}
	).insert()
	for (user,) in select("Liaison Officer", ("user",), table_of("Liaison Officer").name == duty.officer):
		if user and user != frappe.session.user:
			share = {"ignore_share_permission": True}
			add_docshare("Event", event.name, user, read=1, write=1, notify=1, flags=share)
	duty.add_comment("Info", _("Proposed for {0}").format(format_datetime(begins)))
	return str(event.name)


def _title(duty: Document) -> str:
	"""A calendar is looked at by others too: the subject of a sensitive duty is not named in it."""
	titles = duty_titles.read_titles({duty.rule})
	subject = None if duty.sensitive else duty.subject_title
	return duty_titles.duty_for_others(titles, duty.rule, subject, frappe.local.lang)
