"""What the web form for matters, and the look-up of answers, ask the server. Open to guests where the settings say so.

A guest proves by the stamp that he or she was shown the form, and by the ticket number that the answer is his or hers.
"""

from typing import Any

import frappe
from frappe import _

from liaison_app.api.limits import rate_limit
from liaison_app.matters import tickets
from liaison_app.services.matters import web

HOUR = 60 * 60
LOOKS_PER_ADDRESS = 60


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=web.per_address, seconds=HOUR)
def raise_matter(
	stamp: str,
	subject: str,
	details: str,
	kind: str,
	identity: str = "Secret",
	name: str = "",
	contact: str = "",
	website: str = "",
) -> dict[str, str]:
	"""Register what was sent, with the file `attachment` of the request; answers with the `ticket`.

	`website` is a field that people do not see: whoever fills it in is told the same, and nothing is kept.
	Raises PermissionError where the form is not open to the user, ValidationError for what is wrong, 429 for too many.
	"""
	mark = require_open_form(stamp)
	if website:
		return {"ticket": tickets.new_ticket()}
	values = {"subject": subject, "details": details, "kind": kind, "identity": identity}
	return {"ticket": web.raise_matter(mark, {**values, "name": name, "contact": contact}, _file())}


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=LOOKS_PER_ADDRESS, seconds=HOUR)
def look_up(ticket: str) -> dict[str, Any]:
	"""How the matter of the ticket stands; `found` is false for every number that is none, whatever the reason."""
	require_form_for(ticket)
	return web.look_up(ticket)


def require_open_form(stamp: str) -> str:
	"""The mark of the form. Raises PermissionError where the form is closed to the user, ValidationError for a foreign stamp."""
	if not web.is_open():
		frappe.throw(_("This form is not open. Log in, or ask the office."), web.ClosedForm)
	return web.read_stamp(stamp)


def require_form_for(ticket: str) -> None:
	"""Raises PermissionError where the site takes no matters on the web: then there are no tickets."""
	if web.who_may() == web.OFF or not ticket:
		frappe.throw(_("There are no answers to look up here."), web.ClosedForm)


def _file() -> tuple[str, bytes] | None:
	"""What is attached, read no further than it may be long."""
	request = getattr(frappe.local, "request", None)
	found = request.files.get("attachment") if request else None
	if not found or not found.filename:
		return None
	return str(found.filename), found.stream.read(web.most_megabytes() * 1024 * 1024 + 1)
