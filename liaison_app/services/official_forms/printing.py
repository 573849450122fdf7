"""The official forms in Print Formats: the values of a form, for Jinja. What lays them on pages stands in `forms.markup`.

{% for sheet in liaison_form(doc, "contact_record") %} ... {{ sheet.officer }} ...
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from liaison_app.forms.markup import shown

from .access import OF_OFFICER, OF_UNIT, require_readable
from .making import Asked, sheets_of

# Of which form a record tells the officer, unit or visit; its field, "" for the record's own name.
TOLD_BY: dict[str, dict[str, str]] = {
	"Contact Visit": {"visit": ""},
	"Duty Document": {"officer": "officer", "unit": "unit"},
	"Liaison Assignment": {"officer": "officer"},
	"Liaison Officer": {"officer": ""},
	"Liaison Unit": {"unit": ""},
}
# A wkhtmltopdf without its own Qt shrinks a page by this, whatever it is told (measured on 0.12.6).
SHRUNK = 1.302


def liaison_form(doc: Any, form: str) -> list[dict[str, Any]]:
	"""The sheets of an official form of the record: escaped values by the names of the form's fields.

	Several registrations are several sheets. The period is that of a duty document; else the one that holds the day asked for in the
	address (`day`), today by default. Raises PermissionError where the user may not print the record or have the form; ValidationError
	for a form that the record does not tell.
	"""
	# The record as it is stored: what a browser sends to be printed may name another officer.
	stored = frappe.get_doc(doc.doctype, doc.name)
	stored.check_permission("print")
	asked = _asked(stored, form)
	require_readable(form, asked.officer, asked.unit, asked.visit)
	return [shown(values) for values, _name in sheets_of(asked)]


def _asked(stored: Any, form: str) -> Asked:
	wanted = _of_whom(form)
	told = TOLD_BY.get(stored.doctype, {})
	if wanted not in told:
		frappe.throw(
			_("{0} has no official form {1}.").format(_(stored.doctype), frappe.utils.escape_html(form))
		)
	of_whom = stored.get(told[wanted]) if told[wanted] else stored.name
	if not of_whom:
		frappe.throw(_("Say of whom the form is to be."))
	return Asked(form, frappe.session.user, _day_of(stored), **{wanted: of_whom})


def _of_whom(form: str) -> str:
	if form in OF_OFFICER:
		return "officer"
	return "unit" if form in OF_UNIT else "visit"


def _day_of(stored: Any) -> date:
	"""A day of the period: a document's own, the one that is asked for, or today."""
	if stored.get("period_start"):
		return getdate(stored.period_start)
	return asked_day(frappe.form_dict.get("day"))


def asked_day(text: Any) -> date:
	"""The day that somebody wrote; today for nothing. Raises ValidationError for what is no day."""
	try:
		day = getdate(text or None)
	except Exception:  # whatever the parser stumbles over
		day = None
	if not day or not 1900 < day.year < 2200:
		frappe.throw(_("{0} is no day.").format(frappe.utils.escape_html(str(text))))
	return day


def liaison_zoom() -> float:
	"""By how much a form is to be enlarged in a PDF to come out at its true size."""
	from frappe.utils.pdf import is_wkhtmltopdf_valid

	generator = frappe.form_dict.get("pdf_generator") or _generator()
	return SHRUNK if generator == "wkhtmltopdf" and not is_wkhtmltopdf_valid() else 1


def _generator() -> str:
	"""The generator of the Print Format, in versions of Frappe that know several."""
	name = frappe.form_dict.get("format")
	if not name or not frappe.get_meta("Print Format").has_field("pdf_generator"):
		return "wkhtmltopdf"
	return frappe.db.get_value("Print Format", name, "pdf_generator") or "wkhtmltopdf"
