"""The assessment as a workbook: of the report as somebody sees it, or of figures that are frozen."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate

from liaison_app.forms.assessment import assessment_workbook

from .assessments import DOCTYPE
from .reports import assessment as report

ROW = f"{DOCTYPE} Row"
COLUMNS = (
	"officer_name",
	"unit",
	"attainment",
	"owed",
	"done",
	"late",
	"missed",
	"waived",
	"regulations",
	"with_all",
	"doubted",
	"distrusted_visits",
	"distrust_reasons",
	"student_work_experience",
)
RATES = ("attainment", "with_all")
PERCENT = "%"


def of_report(filters: Mapping[str, Any], day: date | None = None) -> bytes:
	"""What the report shows the user with these filters; a wrong filter is told in the workbook."""
	answer = report.report(filters, day)
	columns = [column for column in answer.columns if not column.get("hidden")]
	headings = [_heading(column["label"], column["fieldtype"] == "Percent") for column in columns]
	rows = [[line.get(column["fieldname"]) for column in columns] for line in answer.lines]
	said = [answer.message or "", _notice()]
	return assessment_workbook(_("Assessment"), _("Assessment"), headings, rows, before=said)


def of_record(paper: Any) -> bytes:
	"""What the assessment holds, frozen or not."""
	meta = frappe.get_meta(ROW)
	headings = [_heading(_(meta.get_label(field), context=ROW), field in RATES) for field in COLUMNS]
	rows = [[_shown(row, field) for field in COLUMNS] for row in paper.rows]
	before = [_("From {0} to {1}.").format(formatdate(paper.from_date), formatdate(paper.to_date)), _notice()]
	return assessment_workbook(
		paper.title, _("Assessment"), headings, rows, before=before, after=_after(paper)
	)


def _heading(label: str, is_rate: bool) -> str:
	return f"{label} ({PERCENT})" if is_rate else label


def _shown(row: Any, field: str) -> Any:
	if field == "student_work_experience":
		return _("Yes") if row.student_work_experience else _("No")
	if field in RATES and not row.owed:
		return None
	return row.get(field)


def _after(paper: Any) -> Sequence[str]:
	name = frappe.utils.get_fullname
	told = [_("Worked out on {0} by {1}.").format(formatdate(paper.computed_on), name(paper.prepared_by))]
	told += [
		_("Approved by {0}; the figures are frozen.").format(name(paper.approved_by))
		if paper.docstatus == 1
		else _("Not approved: a draft.")
	]
	return [*told, *(paper.remark or "").splitlines()]


def _notice() -> str:
	return str(_("Attainment leaves out the visits that a reviewer does not trust."))
