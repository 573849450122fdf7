"""Matters that students and staff raise themselves on the web form, and the answer that they look up with their ticket number."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_to_date, cint, now_datetime
from frappe.utils.password import get_encryption_key

from liaison_app.matters import papers, tickets

from .. import settings
from . import photos, secrecy

DOCTYPE = "Raised Matter"
OFF, LOGIN, ANYONE = "Off", "Login", "Anyone"
QUICKEST_SECONDS = 2
LONGEST_SECONDS = 12 * 60 * 60
LONGEST = {"subject": 140, "details": 5000, "name": 140, "contact": 140}
OPEN, SECRET, ANONYMOUS = "Open", "Secret", "Anonymous"
GIVEN_BACK = ("Given Back", "Closed")
MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
Values = dict[str, Any]


class ClosedForm(frappe.PermissionError):
	"""The form is not open to this user."""


def who_may() -> str:
	"""`Off`, `Login` or `Anyone`; off without a register to put the matters into."""
	unit = settings.text("matters_unit", "")
	return settings.text("matters_web", OFF) if unit else OFF


def is_open() -> bool:
	"""Whether the form is open to the user."""
	who = who_may()
	return who == ANYONE or (who == LOGIN and frappe.session.user != "Guest")


def per_address() -> int:
	"""How many posts one address may send in an hour."""
	return settings.number("matters_per_address", 20)


def new_stamp() -> str:
	"""What goes into a form that is being shown."""
	return tickets.stamp(get_encryption_key(), int(time.time()), secrets.token_hex(8))


def read_stamp(stamp: str) -> str:
	"""The mark of a form that was fetched here, not too fast for a person and not long ago. Raises ValidationError else."""
	found = tickets.age_of(get_encryption_key(), stamp, int(time.time()))
	age, mark = found or (-1, "")
	if not QUICKEST_SECONDS <= age <= LONGEST_SECONDS:
		frappe.throw(_("This form is no longer valid. Load the page again and send it then."))
	return mark


def raise_matter(mark: str, values: Values, file: tuple[str, bytes] | None) -> str:
	"""Register what was sent; returns the ticket number, which is told nobody else and kept nowhere.

	Raises ValidationError for what is wrong with it, RateLimitExceededError when the hour is full.
	"""
	sent = _checked(values)
	content = _checked_file(file)
	if not _first_time(mark):
		frappe.throw(_("This form was sent already. Load the page again to raise another matter."))
	try:
		_refuse_flood()
		return _registered(sent, content)
	except Exception:
		frappe.cache.delete(_key(mark))  # nothing is kept: the same form may be sent again
		raise


def _registered(sent: Values, content: tuple[str, bytes] | None) -> str:
	ticket = tickets.new_ticket()
	user = frappe.session.user
	with _as_nobody():
		doc = _matter(sent, user, ticket)
		doc.flags.takes_step = True
		doc.insert(ignore_permissions=True)  # strangers raise matters; what they may say was checked above
		if content:
			_attach(doc, *content)
	return ticket


def look_up(ticket: str) -> Values:
	"""How the matter of that ticket stands: `found`, `status`, days, and the answer once it was given back.

	The same for a number that was never given, one of somebody else mistyped, and one that is nonsense: not found.
	"""
	fields = ("status", "registered_on", "answered_on", "given_back_on", "outcome", "answer")
	row = frappe.db.get_value(DOCTYPE, {"ticket_hash": tickets.digest(ticket)}, fields, as_dict=True)
	if not row:
		return {"found": False}
	told = row.status in GIVEN_BACK
	return {
		"found": True,
		"status": row.status,
		"registered_on": str(row.registered_on),
		"answered_on": str(row.answered_on or ""),
		"outcome": row.outcome if told else "",
		"answer": row.answer if told else "",
	}


def kinds() -> list[str]:
	"""The kinds of matters that are offered."""
	offered = {"for_web": 1, "disabled": 0}
	found: list[str] = frappe.get_all("Matter Kind", offered, pluck="name", order_by="idx asc, name asc")
	return found


# --- what is sent ---


def _checked(values: Values) -> Values:
	sent = {field: str(values.get(field) or "").strip() for field in (*LONGEST, "kind", "identity")}
	for field in LONGEST:  # the office's browser loads nothing that a stranger names: no picture, no link
		sent[field] = MARKUP.sub("< ", sent[field])
	if not sent["subject"] or not sent["details"]:
		frappe.throw(_("Say in a few words what it is about, and then what you ask for."))
	for field, most in LONGEST.items():
		if len(sent[field]) > most:
			frappe.throw(_("This is too long: at most {0} characters, please.").format(most))
	if sent["kind"] not in kinds():
		frappe.throw(_("Choose what it is about."))
	if sent["identity"] not in (OPEN, SECRET, ANONYMOUS):
		frappe.throw(_("Say whether your name may be known."))
	if sent["identity"] == ANONYMOUS and who_may() != ANYONE:
		frappe.throw(_("This form takes no anonymous matters. Choose to keep your name secret."))
	return sent


def _matter(sent: Values, user: str, ticket: str) -> Any:
	is_known = sent["identity"] != ANONYMOUS
	return frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"subject": sent["subject"],
			"details": sent["details"],
			"kind": sent["kind"],
			"channel": _channel(),
			"register_unit": settings.text("matters_unit", ""),
			"secret": int(sent["identity"] == SECRET),
			"raiser_name": sent["name"] if is_known else None,
			"raiser_contact": sent["contact"] if is_known else None,
			"raiser_user": user if is_known and user != "Guest" else None,
			"ticket_hash": tickets.digest(ticket),
		}
	)


def _channel() -> str:
	name = "Web Form"
	if not frappe.db.exists("Matter Channel", name):
		channel = frappe.get_doc({"doctype": "Matter Channel", "channel_name": name})
		channel.insert(ignore_permissions=True)  # the form's own channel; whoever sends it has no rights
	return name


def _checked_file(file: tuple[str, bytes] | None) -> tuple[str, bytes] | None:
	"""(kind, content) of what is attached. Raises ValidationError for what is too large, or not what it says."""
	if not file or not file[1]:
		return None
	filename, content = file
	most = most_megabytes()
	if len(content) > most * 1024 * 1024:
		frappe.throw(_("The attachment is too large: at most {0} MB.").format(most))
	if not papers.is_what_it_says(filename, content):
		_refuse_file()
	kind = papers.kind_of(content) or ""
	return kind, _without_traces(kind, content)


def most_megabytes() -> int:
	"""The largest attachment; 0: none at all."""
	return cint(frappe.db.get_single_value(settings.SETTINGS, "matters_file_mb"))


def _without_traces(kind: str, content: bytes) -> bytes:
	try:
		return photos.plain(kind, content) if kind in photos.FORMATS else papers.without_author(kind, content)
	except ValueError:
		if kind in photos.FORMATS:
			frappe.throw(_("This photo is damaged. Send another one."))
		_refuse_file()
		raise


def _refuse_file() -> None:
	frappe.throw(_("This attachment is not taken: send a photo, a PDF, a Word or an Excel file as it is."))


def _attach(doc: Any, kind: str, content: bytes) -> None:
	"""Keep the file with the matter, under a name that tells nothing."""
	values = {"attached_to_doctype": DOCTYPE, "attached_to_name": doc.name, "is_private": 1}
	name = f"matter-{secrets.token_hex(6)}.{kind}"
	file = frappe.get_doc({"doctype": "File", "file_name": name, "content": content, **values})
	file.insert(ignore_permissions=True)  # as the matter itself
	frappe.db.set_value(DOCTYPE, doc.name, "attachment", file.file_url, update_modified=False)


# --- against floods ---


def _first_time(mark: str) -> bool:
	"""Whether a form with this mark comes for the first time; sent twice, it is one matter."""
	return bool(frappe.cache.set(_key(mark), 1, nx=True, ex=LONGEST_SECONDS))


def _key(mark: str) -> Any:
	return frappe.cache.make_key(f"liaison-matter-form:{mark}")


def _refuse_flood() -> None:
	"""So many an hour and no more, from however many addresses they come: an office reads what is sent here."""
	hour_ago = add_to_date(now_datetime(), hours=-1)
	sent = frappe.db.count(DOCTYPE, {"channel": "Web Form", "creation": (">", hour_ago)})
	if sent >= settings.number("matters_per_hour", 60):
		frappe.throw(
			_("Too much is being sent just now. Please try again in an hour."), frappe.RateLimitExceededError
		)


@contextmanager
def _as_nobody() -> Iterator[None]:
	"""Frappe writes who did it into documents, files and comments; of the raiser nothing is to stand there."""
	user = frappe.session.user
	frappe.session.user = secrecy.NOBODY
	try:
		yield
	finally:
		frappe.session.user = user
