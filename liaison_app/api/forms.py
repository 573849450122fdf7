"""The official forms: printed for who may read what stands on them, and their templates for who manages the app."""

from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.utils import getdate
from werkzeug.wrappers import Response

from liaison_app.forms import FORMS, shipped_template
from liaison_app.permissions import sees_all
from liaison_app.scope import Scope
from liaison_app.services.official_forms import making, templates

MANAGERS = ("Liaison Manager", "System Manager")
OF_OFFICER = {"contact_record", "five_contacts_seven_entries", "three_specialties", "registration"}
OF_UNIT = {"grid", "execution_report"}


@frappe.whitelist(methods=["GET"])
def download(
	form: str, officer: str = "", unit: str = "", visit: str = "", day: str = "", file_format: str = "docx"
) -> Response:
	"""The form as a file: of an officer, of a visit, or of a unit (the grid also without one: whatever the user may see).

	`day` is any day of the period, today by default; what a form says of a day it says of this one. `file_format` is `docx`, for the
	grid also `xlsx`; several registrations come as a zip. Raises PermissionError for who may not read the officer or visit, or does not
	answer for the unit; ValidationError for an unknown form or day, or where the template fails.
	"""
	require_readable(form, officer, unit, visit)
	asked = making.Asked(form, frappe.session.user, _day(day), officer=officer, unit=unit, visit=visit)
	made = making.make(asked, file_format)
	return _file(made.name, made.content, made.mimetype)


def require_readable(form: str, officer: str, unit: str, visit: str) -> None:
	"""Raises PermissionError unless the user may have the form of exactly this officer, unit or visit."""
	if form in OF_OFFICER and officer:
		frappe.has_permission("Liaison Officer", "read", officer, throw=True)
	elif form == "observation" and visit:
		frappe.has_permission("Contact Visit", "read", visit, throw=True)
	elif form in OF_UNIT and unit:
		frappe.has_permission("Liaison Unit", "read", unit, throw=True)
		_require_unit(unit)
	elif form == "grid":
		frappe.has_permission("Liaison Assignment", "read", throw=True)
	elif form in FORMS:
		frappe.throw(_("Say of whom the form is to be."))
	else:
		frappe.throw(_("There is no official form {0}.").format(frappe.utils.escape_html(form)))


def _require_unit(unit: str) -> None:
	"""A unit's form with some rows left out would be wrong: it is for who answers for the whole unit."""
	user = frappe.session.user
	if sees_all(user):
		return
	table = DocType("Liaison Unit")
	answers = (table.name == unit) & table.name.isin(Scope(user).units())
	if not frappe.qb.from_(table).select(table.name).where(answers).limit(1).run():
		frappe.throw(
			_("The forms of {0} are for its clerk and its reviewers.").format(frappe.utils.escape_html(unit)),
			frappe.PermissionError,
		)


def _day(text: str) -> Any:
	try:
		day = getdate(text or None)
	except Exception:  # whatever the parser stumbles over
		day = None
	if not day or not 1900 < day.year < 2200:
		frappe.throw(_("{0} is no day.").format(frappe.utils.escape_html(text)))
	return day


@frappe.whitelist(methods=["GET"])
def template(form: str, shipped: bool = False) -> Response:
	"""The Word template that the form is printed from, or the shipped one. For those who manage the app."""
	frappe.only_for(MANAGERS, message=True)
	frappe.has_permission(templates.DOCTYPE, "read", form, throw=True)
	content = shipped_template(FORMS[form]) if shipped else templates.content_of(form)
	return _file(f"{making.file_name(FORMS[form].title)}.docx", content, making.WORD)


@frappe.whitelist(methods=["GET", "POST"])
def fields(form: str) -> list[dict[str, str]]:
	"""What a template of the form may name: `name`, and translated `kind` and `description`. For those who manage the app."""
	frappe.only_for(MANAGERS, message=True)
	frappe.has_permission(templates.DOCTYPE, "read", form, throw=True)
	return templates.known_fields(form)


def _file(name: str, content: bytes, mimetype: str) -> Response:
	response = Response(content, mimetype=mimetype)
	# a Chinese name is garbled by Frappe's own download, and by some versions of werkzeug left as it is
	ending = name.rpartition(".")[2]
	names = f"filename=form.{ending}; filename*=UTF-8''{quote(name)}"
	response.headers["Content-Disposition"] = f"attachment; {names}"
	response.headers["Cache-Control"] = "private, no-store"
	response.headers["X-Content-Type-Options"] = "nosniff"
	return response
