"""What the visit form asks the server."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from liaison_app.services import (
	check_lists,
	duty_titles,
	on_behalf,
	quick_record,
	reasons,
	recording,
	settling,
)

MANAGERS = ("Liaison Manager", "System Manager")


@frappe.whitelist(methods=["GET", "POST"])
@frappe.validate_and_sanitize_search_inputs
def search_officers(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict[str, Any] | None = None
) -> list[tuple[str, str, str]]:
	"""Colleagues who may have taken part in a visit, as (name, full name, unit), for the form's link field.

	Officers see their own record only, yet a visit by several of them must name them all. Raises PermissionError for
	users who may not record visits.
	"""
	frappe.has_permission("Contact Visit", "create", throw=True)
	rows = frappe.get_all(
		"Liaison Officer",
		filters={"enabled": 1},
		or_filters=[["full_name", "like", f"%{txt}%"], ["name", "like", f"%{txt}%"]],
		fields=["name", "full_name", "unit"],
		order_by="rank asc, full_name asc, name asc",
		limit_start=int(start),
		limit_page_length=int(page_len),
	)
	return [(row.name, row.full_name, row.unit) for row in rows]


@frappe.whitelist(methods=["GET", "POST"])
def ledger(visit: str) -> list[dict[str, Any]]:
	"""For each duty that the visit could have served: `title`, `owner`, `counted`, and if not the translated `reason`.

	Raises PermissionError for who may not read the visit.
	"""
	frappe.has_permission("Contact Visit", "read", visit, throw=True)
	return _readable_lines(frappe.get_doc("Contact Visit", visit))


def _readable_lines(visit: Any) -> list[dict[str, Any]]:
	"""The lines of those duties that the user may read, each with the `reason` as a sentence and as the engine's `code`."""
	lines = settling.ledger(visit)
	named = {"name": ("in", [line["obligation"] for line in lines] or [""])}
	fields = ["name", "rule", "subject_title"]
	found = frappe.get_list("Periodic Obligation", named, fields, order_by="name asc", limit_page_length=0)
	titles = duty_titles.read_titles({row.rule for row in found})
	called = {
		row.name: duty_titles.duty(titles, row.rule, row.subject_title, frappe.local.lang) for row in found
	}
	return [
		{
			**line,
			"title": called[line["obligation"]],
			"reason": reasons.sentence(line["reason"]),
			"code": line["reason"],
		}
		for line in lines
		if line["obligation"] in called
	]


@frappe.whitelist(methods=["GET", "POST"])
def check_list(targets: list[str] | str) -> list[str]:
	"""What to look at when these targets are visited, in the user's language, as far as the user may read them.

	Raises PermissionError for who may not record visits.
	"""
	frappe.has_permission("Contact Visit", "create", throw=True)
	names = frappe.parse_json(targets) if isinstance(targets, str) else targets
	return check_lists.items_for([name for name in names if isinstance(name, str)], frappe.local.lang or "en")


@frappe.whitelist(methods=["POST"])
def confirm(visit: str) -> None:
	"""A visit that a clerk recorded was so. Raises PermissionError for who did not take part."""
	frappe.has_permission("Contact Visit", "read", visit, throw=True)
	on_behalf.confirm(frappe.get_doc("Contact Visit", visit))


@frappe.whitelist(methods=["POST"])
def propose(obligation: str, start: str, minutes: int | str = 60, note: str = "") -> str:
	"""Put a proposed time for a duty into its officer's calendar; the name of the Event. For who records for the officer."""
	frappe.has_permission("Contact Visit", "create", throw=True)
	frappe.has_permission("Periodic Obligation", "read", obligation, throw=True)
	duty = frappe.get_doc("Periodic Obligation", obligation)
	return on_behalf.propose(duty, start, cint(minutes), note)


@frappe.whitelist(methods=["POST"])
def add_correction(visit: str, reason: str) -> None:
	"""Note on a submitted visit, and on the closed duties that it counted for, what was wrong; no figure changes.

	Raises PermissionError for all but managers, ValidationError without a reason.
	"""
	frappe.only_for(MANAGERS, message=True)
	document = frappe.get_doc("Contact Visit", visit)
	document.check_permission("read")
	if document.docstatus != 1:
		frappe.throw(_("Only a submitted visit takes a correction note."))
	if not reason.strip():
		frappe.throw(_("Say what was wrong and what is right."))
	settling.add_correction(document, reason.strip())


@frappe.whitelist(methods=["GET", "POST"])
def prefill(
	obligation: str | None = None,
	officer: str | None = None,
	targets: list[str] | str | None = None,
	event: str | None = None,
) -> dict[str, Any]:
	"""The values of a new visit and what is offered with one tap; see services.quick_record.

	Raises PermissionError for who may not record visits, or may not read what is named.
	"""
	frappe.has_permission("Contact Visit", "create", throw=True)
	named = {"Periodic Obligation": obligation, "Liaison Officer": officer, "Trigger Event": event}
	for doctype, name in named.items():
		if name:
			frappe.has_permission(doctype, "read", name, throw=True)
	return quick_record.prefill(obligation, officer, _names(targets), event)


@frappe.whitelist(methods=["POST"])
def record(
	visit: dict[str, Any] | str, key: str, user: str | None = None, draft: bool | int | str = False
) -> dict[str, Any]:
	"""Save and submit a visit; the same `key` again answers with the same visit. `draft`: save it only.

	`visit` has the fields of a Contact Visit, officers, targets and activities as lists of names. Answers with `name`, `title`,
	`docstatus` and `lines`, the ledger. Raises SomebodyElse (401) when `user`, who entered it, is not the one logged in.
	"""
	frappe.has_permission("Contact Visit", "create", throw=True)
	return _recorded(visit, key, user, draft, None)


@frappe.whitelist(methods=["POST"])
def record_with_file() -> dict[str, Any]:
	"""The same with a file, in one request and one transaction: called by way of Frappe's `upload_file`, which takes large ones."""
	frappe.has_permission("Contact Visit", "create", throw=True)
	sent = frappe.form_dict
	content: Any = getattr(frappe.local, "uploaded_file", None)
	if not isinstance(content, bytes):
		frappe.throw(_("The file did not arrive. Send it again."))
	file = (str(frappe.local.uploaded_filename or "file"), content)
	return _recorded(
		sent.get("visit") or "", str(sent.get("key") or ""), sent.get("user"), sent.get("draft"), file
	)


def _recorded(
	visit: Any, key: str, user: str | None, draft: Any, file: tuple[str, bytes] | None
) -> dict[str, Any]:
	if user and user != frappe.session.user:
		frappe.throw(
			_("Somebody else is logged in now. Log in as {0}.").format(escape_html(user)),
			recording.SomebodyElse,
		)
	document = recording.record(_values(visit), key, bool(cint(draft)), file)
	lines = _readable_lines(document) if document.docstatus.is_submitted() else []
	return {
		"name": document.name,
		"title": document.title,
		"docstatus": int(document.docstatus),
		"lines": lines,
	}


def _values(visit: Any) -> dict[str, Any]:
	try:
		values = json.loads(visit) if isinstance(visit, str) else visit
	except ValueError:
		values = None
	if not isinstance(values, dict):
		frappe.throw(_("This request is damaged. Enter the contact again."))
	return values


def _names(names: Any) -> list[str]:
	try:
		found = json.loads(names) if isinstance(names, str) and names.startswith("[") else names
	except ValueError:
		found = None
	found = [found] if isinstance(found, str) else found or []
	return [name for name in found if isinstance(name, str)][:100]
