"""A visit that the browser sends, with the key that it gave it: saved and submitted once, however often it arrives."""

import re
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime

DOCTYPE = "Contact Visit"
KEY = re.compile(r"[0-9a-f-]{16,64}")
FIELDS = (
	"start",
	"duration_minutes",
	"outcome",
	"outcome_reason",
	"mode",
	"place",
	"account",
	"has_report",
	"confidential",
	"confidential_account",
)
TABLES = {"officers": "officer", "targets": "target", "activities": "activity"}
MOST_NAMED = 100
LONGEST_TEXT = 10_000


class SomebodyElse(frappe.PermissionError):
	"""Another user is logged in than the one who entered the visit. (Frappe ends the session upon an AuthenticationError.)"""

	http_status_code = 401


def record(
	values: dict[str, Any], key: str, draft: bool = False, file: tuple[str, bytes] | None = None
) -> Document:
	"""The visit of this key: the one that was recorded before, else a new one, submitted unless it is to be a `draft`.

	`file` (name, content) is attached to it. Raises ValidationError or PermissionError as the form does; then nothing is kept.
	"""
	if not KEY.fullmatch(key):
		frappe.throw(_("This request is damaged. Enter the contact again."))
	found = _recorded(key)
	if found:
		return found
	try:
		return _save(_checked(values), key, draft, file)
	except frappe.UniqueValidationError:
		# The same request came a moment earlier by another connection. What it has written shows to a new transaction only.
		frappe.db.rollback()
		frappe.clear_messages()
		found = _recorded(key)
		if not found:
			raise
		return found


def _recorded(key: str) -> Document | None:
	"""The visit that this user has recorded under the key. Raises PermissionError when it is somebody else's."""
	name = frappe.db.get_value(DOCTYPE, {"client_key": key})
	if not name:
		return None
	visit = frappe.get_doc(DOCTYPE, name)
	if visit.owner != frappe.session.user:
		frappe.throw(_("This request is damaged. Enter the contact again."), frappe.PermissionError)
	return visit


def _save(values: dict[str, Any], key: str, draft: bool, file: tuple[str, bytes] | None) -> Document:
	visit = frappe.get_doc({"doctype": DOCTYPE, **values, "client_key": key})
	visit.insert()
	if file:
		_attach(visit, file)
		visit.save() if draft else visit.submit()
	elif not draft:
		visit.submit()
	return visit


def _attach(visit: Document, file: tuple[str, bytes]) -> None:
	"""Attach the file; to the field for the report when the visit says that there is one."""
	field = "report" if visit.has_report else "attachment"
	attached = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": file[0],
			"content": file[1],
			"is_private": 1,
			"attached_to_doctype": DOCTYPE,
			"attached_to_name": visit.name,
			"attached_to_field": field,
		}
	).insert()
	visit.set(field, attached.file_url)


# --- what arrives is not what the dialog sends, but what somebody sends ---


def _checked(values: dict[str, Any]) -> dict[str, Any]:
	"""The values of the fields that a quick record has, of the types that they have. Raises ValidationError."""
	plain = {field: values[field] for field in FIELDS if values.get(field) is not None}
	for field, value in plain.items():
		if not isinstance(value, str | int | float) or len(str(value)) > LONGEST_TEXT:
			_refuse(field)
	for field in ("duration_minutes", "has_report", "confidential"):
		if field in plain:
			plain[field] = cint(plain[field])
	plain["start"] = _moment(plain.get("start"))
	return {**plain, **{table: _rows(values.get(table), table, column) for table, column in TABLES.items()}}


def _moment(value: Any) -> Any:
	try:
		return get_datetime(str(value)) if value else _refuse("start")
	except (ValueError, OverflowError):
		_refuse("start")


def _rows(names: Any, table: str, column: str) -> list[dict[str, str]]:
	names = names or []
	if (
		not isinstance(names, list)
		or len(names) > MOST_NAMED
		or not all(isinstance(name, str) for name in names)
	):
		_refuse(table)
	return [{column: name} for name in names if name]


def _refuse(field: str) -> NoReturn:
	label = frappe.get_meta(DOCTYPE).get_label(field)
	text = _("{0} cannot be read. Correct it.").format(_(label, context=DOCTYPE))
	frappe.msgprint(text, indicator="red")
	raise frappe.ValidationError(text)
