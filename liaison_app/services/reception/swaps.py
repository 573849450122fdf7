"""Two officers change weeks, when both agree or the office says so; the office puts in a substitute. Weeks that have begun stay as they are."""

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, now_datetime

from .. import messages, replanning, roster
from ..tables import table_of
from ..todos import languages_of
from . import weeks
from .weeks import WEEK

SWAP = "Roster Swap"


def ask(first: str, second: str, reason: str, today: date) -> str:
	"""Ask the officer of the second week to change with the user's own first one; returns the request's name.

	Raises PermissionError for a week that is not one's own, ValidationError for a swap that cannot be.
	"""
	given, taken = _weeks(first, second)
	if given.user != frappe.session.user:
		frappe.throw(_("This is not your week. Ask the office to change it."), frappe.PermissionError)
	_refuse_impossible(given, taken, today)
	if not taken.user:
		frappe.throw(
			_("{0} cannot be asked here, without a login. Ask the office.").format(escape(taken.officer_name))
		)
	_refuse_second_request(given, taken)
	swap = _insert(given, taken, reason, "Asked")
	_tell(
		taken.user,
		swap,
		lambda language: _("{0} asks to change weeks with you: you take {1}, for {2}.", lang=language),
		given.officer_name,
		_said(given),
		_said(taken),
	)
	return str(swap.name)


def agree(swap: Any, today: date) -> None:
	"""The officer who was asked agrees: the weeks change hands.

	Raises PermissionError for anybody else, ValidationError when it was decided already or cannot be any more.
	"""
	given, taken = _asked(swap, taken=True)
	_refuse_impossible(given, taken, today)
	_change(given, taken)
	_decide(swap, "Agreed", "")
	_tell(
		given.user,
		swap,
		lambda language: _("{0} agrees: you take {1}.", lang=language),
		taken.officer_name,
		_said(taken),
	)


def decline(swap: Any, answer: str) -> None:
	"""The officer who was asked says no; everything stays as it is. Raises as `agree` does."""
	given, taken = _asked(swap, taken=True)
	_decide(swap, "Declined", answer)
	_tell(
		given.user,
		swap,
		lambda language: _("{0} cannot change weeks with you.", lang=language),
		taken.officer_name,
	)


def withdraw(swap: Any) -> None:
	"""Whoever asked takes the request back. Raises as `agree` does."""
	_asked(swap, taken=False)
	_decide(swap, "Withdrawn", "")


def by_office(first: str, second: str, reason: str, today: date) -> str:
	"""The office changes the two weeks at once and tells both. Raises ValidationError for a swap that cannot be."""
	given, taken = _weeks(first, second)
	_refuse_impossible(given, taken, today)
	_change(given, taken)
	swap = _insert(given, taken, reason, "Agreed", by_office=1, decided_on=now_datetime())
	for week, other in ((given, taken), (taken, given)):
		_tell(
			week.user,
			swap,
			lambda language: _("The office has changed your week: you take {0}, for {1}.", lang=language),
			_said(other),
			_said(week),
		)
	return str(swap.name)


def substitute(week: str, officer: str, today: date) -> None:
	"""The office lets somebody else serve a week that has not begun. Raises ValidationError for who cannot."""
	found = _week(week)
	_refuse_begun(found, today)
	roster.refuse_who_cannot(found.rule, officer, found.monday)
	_write(found, officer)
	replanning.soon({found.officer, officer} - {""})


# --- what cannot be ---


def _weeks(first: str, second: str) -> tuple[weeks.Week, weeks.Week]:
	return _week(first), _week(second)


def _week(name: str) -> weeks.Week:
	found = weeks.read(table_of(WEEK).name == name)
	if not found:
		raise frappe.DoesNotExistError
	return found[0]


def _refuse_impossible(given: weeks.Week, taken: weeks.Week, today: date) -> None:
	if given.rule != taken.rule:
		frappe.throw(_("The two weeks are of different rotations."))
	for week in (given, taken):
		_refuse_begun(week, today)
		if not week.officer:
			frappe.throw(
				_("Nobody serves in the week of {0}: there is nobody to change with.").format(
					formatdate(week.monday)
				)
			)
	if given.officer == taken.officer:
		frappe.throw(_("Both weeks are of the same officer."))
	roster.refuse_who_cannot(given.rule, taken.officer, given.monday)
	roster.refuse_who_cannot(taken.rule, given.officer, taken.monday)


def _refuse_begun(week: weeks.Week, today: date) -> None:
	if week.monday <= today:
		frappe.throw(
			_("The week of {0} has begun: it stays as it is.").format(formatdate(week.monday)),
		)


def _refuse_second_request(given: weeks.Week, taken: weeks.Week) -> None:
	waiting = {"first_week": given.name, "second_week": taken.name, "status": "Asked"}
	if frappe.db.exists(SWAP, waiting):
		frappe.throw(_("You have asked for this already."))


def _asked(swap: Any, taken: bool) -> tuple[weeks.Week, weeks.Week]:
	"""The weeks of a request that still waits, for whoever it waits for. Raises PermissionError, ValidationError."""
	who = swap.second_officer if taken else swap.first_officer
	if frappe.db.get_value("Liaison Officer", who, "user") != frappe.session.user:
		frappe.throw(_("This is for the other officer to say."), frappe.PermissionError)
	if swap.status != "Asked":
		frappe.throw(_("This was decided already: {0}.").format(_(swap.status, context=SWAP)))
	found = _weeks(swap.first_week, swap.second_week)
	if taken and (found[0].officer, found[1].officer) != (swap.first_officer, swap.second_officer):
		frappe.throw(_("The roster has changed since this was asked. Decline it, or ask anew."))
	return found


# --- writing ---


def _change(given: weeks.Week, taken: weeks.Week) -> None:
	_write(given, taken.officer)
	_write(taken, given.officer)
	replanning.soon({given.officer, taken.officer})


def _write(week: weeks.Week, officer: str) -> None:
	"""Raises TimestampMismatchError when somebody else has changed the week in this moment."""
	stored = frappe.get_doc(WEEK, week.name)
	if stored.modified != week.modified and str(stored.modified) != str(week.modified):
		raise frappe.TimestampMismatchError
	stored.officer = officer
	stored.vacated = None
	stored.flags.liaison_button = True
	stored.save(ignore_permissions=True)  # who may is asked above


def _insert(given: weeks.Week, taken: weeks.Week, reason: str, status: str, **values: Any) -> Any:
	swap = frappe.get_doc(
		{
			"doctype": SWAP,
			"first_week": given.name,
			"first_officer": given.officer,
			"first_monday": given.monday,
			"second_week": taken.name,
			"second_officer": taken.officer,
			"second_monday": taken.monday,
			"reason": reason,
			"status": status,
			**values,
		}
	)
	return swap.insert(ignore_permissions=True)  # nobody types one: they come through here


def _decide(swap: Any, status: str, answer: str) -> None:
	swap.update({"status": status, "answer": answer, "decided_on": now_datetime()})
	swap.save(ignore_permissions=True)  # who may is asked in _asked


def _said(week: weeks.Week) -> date:
	return week.day or week.monday


def _tell(user: str, swap: Any, text: Callable[[str], str], *values: Any) -> None:
	"""One message; `text` gives the sentence in a language."""
	if not user:
		return
	language = languages_of([user]).get(user, "en")
	shown = [formatdate(value) if isinstance(value, date) else value for value in values]
	subject = text(language).format(*shown)
	name = messages.name_of("LW", swap.name, user, swap.status)
	messages.write([messages.log(name, user, escape(subject), "", SWAP, swap.name)])
