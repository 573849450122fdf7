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
from .papers import PAPER

# Of which form a record tells the officer, unit or visit; its field, "" for the record's own name.
TOLD_BY: dict[str, dict[str, str]] = {
	"Contact Visit": {"visit": ""},
	PAPER: {"officer": "officer", "unit": "unit"},
	"Liaison Assignment": {"officer": "officer"},
	"Liaison Officer": {"officer": ""},
	"Liaison Unit": {"unit": ""},
}
# What a form is printed of when somebody asks for its PDF, and the Print Format that comes with the app.
PRINTED_OF = {"officer": "Liaison Officer", "unit": "Liaison Unit", "visit": "Contact Visit"}
SHIPPED = {
	"contact_record": "党员领导干部工作记录表",
	"execution_report": "听课制度执行情况报告",
	"five_contacts_seven_entries": "“五联七进”工作记录表",
	"grid": "“三联系”汇总表",
	"observation": "听课记录表",
	"registration": "“三联系”登记表",
	"three_specialties": "“三特一体”工作记录表",
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
	wanted = of_whom(form)
	told = TOLD_BY.get(stored.doctype, {})
	if wanted not in told:
		frappe.throw(
			_("{0} has no official form {1}.").format(_(stored.doctype), frappe.utils.escape_html(form))
		)
	name = stored.get(told[wanted]) if told[wanted] else stored.name
	if not name:
		frappe.throw(_("Say of whom the form is to be."))
	paper = stored.name if stored.doctype == PAPER else ""
	return Asked(form, frappe.session.user, _day_of(stored), paper=paper, **{wanted: name})


def of_whom(form: str) -> str:
	"""Whether a form is of an `officer`, a `unit` or a `visit`."""
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


def pdf(asked: Asked) -> bytes:
	"""The form as Frappe's print view makes it, on the institution's own Print Format or the shipped one."""
	wanted = of_whom(asked.form)
	name = getattr(asked, wanted)
	if not name:
		frappe.throw(_("Say of whom the form is to be."))
	own = frappe.db.get_value("Liaison Form", asked.form, "print_format")
	before = frappe.form_dict.get("day")
	frappe.form_dict.day = str(asked.day)
	try:
		made = frappe.get_print(
			PRINTED_OF[wanted], name, own or SHIPPED[asked.form], as_pdf=True, no_letterhead=1
		)
	except OSError:  # of the generator: it is missing, or reaches no style sheet
		frappe.log_error("The PDF of an official form was not made")
		frappe.throw(
			_("The PDF could not be made on this server. Take the Word document, and tell the administrator.")
		)
	finally:
		frappe.form_dict.day = before
	return bytes(made)


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
