"""The official forms: printed for who may read what stands on them, and their templates for who manages the app."""

import frappe
from werkzeug.wrappers import Response

from liaison_app.forms import FORMS, shipped_template
from liaison_app.services.downloads import file_response
from liaison_app.services.official_forms import making, printing, templates
from liaison_app.services.official_forms.access import OF_OFFICER, OF_UNIT, require_readable

MANAGERS = ("Liaison Manager", "System Manager")
__all__ = ["OF_OFFICER", "OF_UNIT", "download", "fields", "template"]


@frappe.whitelist(methods=["GET"])
def download(
	form: str, officer: str = "", unit: str = "", visit: str = "", day: str = "", file_format: str = "docx"
) -> Response:
	"""The form as a file: of an officer, of a visit, or of a unit (the grid also without one: whatever the user may see).

	`day` is any day of the period, today by default; what a form says of a day it says of this one. `file_format` is `docx` or `pdf`,
	for the grid also `xlsx`; several registrations come as a zip, or as pages of one PDF. Raises PermissionError for who may not read the officer or visit, or does not
	answer for the unit; ValidationError for an unknown form or day, or where the template fails.
	"""
	require_readable(form, officer, unit, visit)
	asked = making.Asked(
		form, frappe.session.user, printing.asked_day(day), officer=officer, unit=unit, visit=visit
	)
	if file_format == "pdf":
		return file_response(f"{making.sheets_of(asked)[0][1]}.pdf", printing.pdf(asked), "application/pdf")
	made = making.make(asked, file_format)
	return file_response(made.name, made.content, made.mimetype)


@frappe.whitelist(methods=["GET"])
def template(form: str, shipped: bool = False) -> Response:
	"""The Word template that the form is printed from, or the shipped one. For those who manage the app."""
	frappe.only_for(MANAGERS, message=True)
	frappe.has_permission(templates.DOCTYPE, "read", form, throw=True)
	content = shipped_template(FORMS[form]) if shipped else templates.content_of(form)
	return file_response(f"{making.file_name(FORMS[form].title)}.docx", content, making.WORD)


@frappe.whitelist(methods=["GET", "POST"])
def fields(form: str) -> list[dict[str, str]]:
	"""What a template of the form may name: `name`, and translated `kind` and `description`. For those who manage the app."""
	frappe.only_for(MANAGERS, message=True)
	frappe.has_permission(templates.DOCTYPE, "read", form, throw=True)
	return templates.known_fields(form)
