"""Assessments on record: a year's figures of the officers of a unit, frozen by somebody else than their maker, and what differs since."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import frappe
from frappe import _

from . import assessment, distrust
from .assessment import Assessed, Share
from .figures import Span, rated_rows, span_of
from .tables import select, table_of

DOCTYPE = "Liaison Assessment"
OBLIGATION = "Periodic Obligation"
COUNTS = ("owed", "done", "late", "missed", "waived", "doubted")
RATES = ("attainment", "with_all")
FIXED = ("unit", "year_kind", "year_of", "from_date", "to_date", "computed_on", "prepared_by")
Row = dict[str, Any]


def work_out(paper: Any, today: date) -> None:
	"""Put year, rows and who prepared them into the draft."""
	span = span_of(paper.year_kind, frappe.utils.getdate(paper.year_of))
	paper.from_date, paper.to_date = span
	paper.title = _("Assessment of {0}, {1} to {2}").format(paper.unit or _("the whole school"), *span)[:140]
	paper.computed_on, paper.prepared_by = frappe.utils.now(), frappe.session.user
	paper.set("rows", rows_of(paper.unit, span, today))


def rows_of(unit: str | None, span: Span, today: date) -> list[Row]:
	"""The figures as rows: of the unit and all below it, or of everybody."""
	table = table_of(OBLIGATION)
	conditions = [rated_rows(span, today), table.nature == "Required"]
	if unit:
		tree, above = table_of("Liaison Unit"), table_of("Liaison Unit").as_("above")
		below = frappe.qb.from_(tree).join(above).on((tree.lft >= above.lft) & (tree.rgt <= above.rgt))
		conditions.append(table.unit.isin(below.select(tree.name).where(above.name == unit)))
	titles = {name: title or name for name, title in select("Liaison Regulation", ("name", "title"))}
	return [_row(each, titles) for each in assessment.assess(conditions, span, today)]


def _row(each: Assessed, titles: Mapping[str, str]) -> Row:
	return {
		"officer": each.officer,
		"officer_name": each.name,
		"unit": each.unit or None,
		**{figure: each.total(figure) for figure in COUNTS},
		**{rate: percent(getattr(each, rate)) for rate in RATES},
		"regulations": "; ".join(_told(share, titles) for share in each.shares),
		"student_work_experience": int(each.student_work_experience),
		"distrusted_visits": len(each.visits),
		"distrust_reasons": distrust.told(each.visits),
		"figures": json.dumps({share.regulation: _kept(share) for share in each.shares}, sort_keys=True),
	}


def _told(share: Share, titles: Mapping[str, str]) -> str:
	rate = "-" if share.attainment is None else f"{percent(share.attainment):g}%"
	return f"{titles.get(share.regulation, share.regulation)} {rate} × {share.weight:g}"


def _kept(share: Share) -> dict[str, Any]:
	figures = {name: getattr(share, name) for name in (*COUNTS, "weight")}
	return {**figures, **{rate: percent(getattr(share, rate)) for rate in RATES}}


def percent(rate: float | None) -> float | None:
	"""A rate from 0 to 1 as it is kept, with one digit; None where nothing is owed."""
	return None if rate is None else round(100 * rate, 1)


def freeze(paper: Any) -> None:
	"""Approve what stands in the draft, as it stands. Raises PermissionError for its maker, ValidationError where it was changed meanwhile."""
	before = paper.get_doc_before_save()
	if not before or before.docstatus != 0:
		frappe.throw(_("Save the assessment first; somebody else approves it then."))
	if frappe.session.user in (before.owner, before.prepared_by):
		frappe.throw(
			_("Whoever has prepared an assessment does not approve it. Ask another reviewer or manager."),
			frappe.PermissionError,
		)
	for field in FIXED:
		paper.set(field, before.get(field))
	paper.set("rows", [_as_it_was(row) for row in before.rows])
	paper.title, paper.approved_by = before.title, frappe.session.user
	paper.frozen_key = f"{paper.unit or ''}|{paper.year_kind}|{paper.from_date}"
	_refuse_second(paper)


def _as_it_was(row: Any) -> Row:
	return {**row.as_dict(), "docstatus": 1}


def _refuse_second(paper: Any) -> None:
	there = frappe.db.get_value(DOCTYPE, {"frozen_key": paper.frozen_key, "name": ("!=", paper.name)})
	if there:
		frappe.throw(
			_(
				"{0} is frozen for this unit and year already. Have it cancelled before another one is."
			).format(there)
		)


def differences(paper: Any, today: date) -> list[Row]:
	"""What a rerun would say otherwise: `who`, `officer`, `figure` (field of the row), `then`, `now`; in order of the rows.

	The frozen figures stay. Whoever was not there then, or is not now, has nothing (None) on that side.
	"""
	then = {row.officer: row.as_dict() for row in paper.rows}
	span = Span(frappe.utils.getdate(paper.from_date), frappe.utils.getdate(paper.to_date))
	now = {row["officer"]: row for row in rows_of(paper.unit, span, today)}
	return [
		{"who": (then.get(officer) or now[officer])["officer_name"], "officer": officer, **difference}
		for officer in dict.fromkeys([*then, *now])
		for difference in _between(then.get(officer), now.get(officer))
	]


def _between(then: Row | None, now: Row | None) -> Iterable[Row]:
	for figure in (*COUNTS, *RATES, "distrusted_visits"):
		was, is_now = _figure(then, figure), _figure(now, figure)
		if was != is_now:
			yield {"figure": figure, "then": was, "now": is_now}


def _figure(row: Row | None, figure: str) -> float | None:
	"""Frappe keeps no empty percentage: where nothing is required there is none."""
	if row is None or (figure in RATES and not row["owed"]):
		return None
	return float(row[figure] or 0)
