"""Who may have which official form, on paper, as a file or in a print."""

import frappe
from frappe import _
from frappe.query_builder import DocType

from liaison_app.forms import FORMS
from liaison_app.permissions import sees_all
from liaison_app.scope import Scope

OF_OFFICER = {"contact_record", "five_contacts_seven_entries", "three_specialties", "registration"}
OF_UNIT = {"grid", "execution_report"}


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
