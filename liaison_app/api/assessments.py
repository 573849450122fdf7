"""The assessment as a workbook, what has changed since it was frozen, and whether a visit is trusted. For reviewers and managers."""

from typing import Any

import frappe
from frappe import _
from werkzeug.wrappers import Response

from liaison_app.services import assessment_book, assessments, distrust
from liaison_app.services.downloads import WORKBOOK, file_response

SUPERVISORS = ("Liaison Reviewer", "Liaison Manager", "System Manager")
DOCTYPE = "Liaison Assessment"
VISIT = "Contact Visit"


@frappe.whitelist(methods=["GET"])
def download(name: str = "", filters: dict[str, Any] | str = "") -> Response:
	"""An .xlsx file: of the assessment `name`, else of the report with these filters, which holds the rows that the user sees.

	Raises PermissionError for who may not read the assessment, or the report.
	"""
	frappe.only_for(SUPERVISORS, message=True)
	if name:
		frappe.has_permission(DOCTYPE, "read", name, throw=True)
		paper = frappe.get_doc(DOCTYPE, name)
		return file_response(f"{_('Assessment')} {name}.xlsx", assessment_book.of_record(paper), WORKBOOK)
	asked = frappe.parse_json(filters or "{}")
	if not isinstance(asked, dict):
		frappe.throw(_("These are no filters."))
	return file_response(f"{_('Assessment')}.xlsx", assessment_book.of_report(asked), WORKBOOK)


@frappe.whitelist(methods=["GET", "POST"])
def differences(name: str) -> list[dict[str, Any]]:
	"""What would be another figure today: `who`, `officer`, `figure`, `then`, `now`. Raises PermissionError for who may not read it."""
	frappe.has_permission(DOCTYPE, "read", name, throw=True)
	return assessments.differences(frappe.get_doc(DOCTYPE, name), frappe.utils.getdate())


@frappe.whitelist(methods=["POST"])
def distrust_visit(visit: str, reason: str) -> None:
	"""Leave a submitted visit out of assessments. Raises PermissionError for all but reviewers of its officers and managers."""
	frappe.has_permission(VISIT, "read", visit, throw=True)
	distrust.distrust(frappe.get_doc(VISIT, visit), reason)


@frappe.whitelist(methods=["POST"])
def trust_visit(visit: str, reason: str) -> None:
	"""Take a visit into assessments again. Raises as `distrust_visit` does."""
	frappe.has_permission(VISIT, "read", visit, throw=True)
	distrust.trust(frappe.get_doc(VISIT, visit), reason)
