"""The rows and headings of an archive's index."""

import json
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from liaison_app.bundle import Cell

from ..reports.names import NO_CLAUSE, Clause
from .reading import DUTY, PAPER, VISIT, Row
from .task import Heads


class Words:
	"""Names behind the links of the rows, asked for once for an archive."""

	def __init__(
		self, clauses: Mapping[str, Clause], regulations: Mapping[str, str], activities: Mapping[str, str]
	) -> None:
		self._clauses, self._regulations, self._activities = clauses, regulations, activities

	def clause(self, rule: str | None) -> Clause:
		return self._clauses.get(rule or "", NO_CLAUSE)

	def regulation(self, name: str | None) -> str:
		return self._regulations.get(name or "", name or "")

	def activities(self, names: list[str]) -> str:
		return "、".join(self._activities.get(name, name) for name in names)


def word(value: str | None, doctype: str | None = None) -> str:
	"""A choice of a field in the reader's language."""
	return str(_(value, context=doctype)) if value else ""


def shown(targets: list[str], titles: Mapping[str, str]) -> str:
	"""The targets by title. What the user may not see has none."""
	return "、".join(titles.get(name) or _("Not shown") for name in targets)


def duty(row: Row, who: str, words: Words, titles: Mapping[str, str]) -> list[Cell]:
	clause = words.clause(row["rule"])
	return [
		clause.document,
		clause.code,
		clause.title,
		who,
		row["unit"],
		_subject(row, clause, titles),
		row["period_label"],
		row["period_start"],
		row["period_end"],
		word(row["state"], DUTY),
		row["quantity"],
		row["done"],
		word(row["quantity_unit"]),
		_attainment(row),
		row["last_contact_on"],
		row["waived_reason"],
	]


def _subject(row: Row, clause: Clause, titles: Mapping[str, str]) -> str:
	"""The subject of a confidential duty stays between those concerned."""
	is_secret = clause.confidential or row["sensitive"]
	if is_secret and row["subject"] and row["responsible_user"] != frappe.session.user:
		return _("Confidential")
	return shown([row["subject"]], titles) if row["subject"] else ""


def _attainment(row: Row) -> float | None:
	if not row["quantity"] or row["state"] in ("Waived", "Withdrawn"):
		return None
	return round(100 * min(row["done"] or 0, row["quantity"]) / row["quantity"], 1)


def counted(row: Row) -> list[str]:
	"""The names of the visits and papers behind a duty."""
	return list(json.loads(row["counted_contacts"] or "[0]")[1:])


def visit(row: Row, who: str, words: Words, titles: Mapping[str, str]) -> list[Cell]:
	return [
		row["name"],
		who,
		row["start"],
		row["duration_minutes"],
		shown(row["targets"], titles),
		words.activities(row["activities"]),
		word(row["mode"], VISIT),
		word(row["outcome"], VISIT),
		row["place"],
		row["recorded_on"],
	]


def assignment(row: Row, who: str, words: Words, titles: Mapping[str, str]) -> list[Cell]:
	return [
		row["name"],
		who,
		shown([row["target"]], titles),
		row["from_date"],
		row["to_date"],
		word(row["status"]),
		words.regulation(row["regulation"]),
		row["exception_reason"] if row["is_exception"] else "",
		word(row["end_reason"]),
	]


def paper(row: Row, who: str, words: Words, path: str) -> list[Cell]:
	clause = words.clause(row["rule"])
	return [
		row["name"],
		who,
		row["title"],
		word(row["document_kind"], PAPER),
		words.regulation(row["regulation"]),
		clause.code,
		row["period_label"],
		word(row["status"]),
		row["handed_in_on"],
		row["handed_in_by"],
		path,
	]


def step(row: Row, title: str) -> list[Cell]:
	return [
		row["reference_name"],
		title,
		row["creation"],
		row["comment_by"] or row["comment_email"],
		row["content"],
	]


def _duty_heads() -> list[str]:
	heads = [
		_("Regulation"),
		_("Clause"),
		_("Duty"),
		_("Who"),
		_("Unit"),
		_("Subject"),
		_("Period"),
		_("From"),
		_("To"),
	]
	heads += [_("State"), _("Required"), _("Done"), _("Unit of Quantity"), _("Attainment"), _("Last Contact")]
	return [*heads, _("Waived Because")]


def _visit_heads() -> list[str]:
	heads = [_("Number"), _("Officers"), _("Start"), _("Minutes"), _("With Whom"), _("Activities"), _("Mode")]
	return [*heads, _("Outcome"), _("Place"), _("Recorded On")]


def heads_in_common() -> Heads:
	"""Sheets that every archive has: papers, steps of approval, files."""
	papers = [
		_("Number"),
		_("Who"),
		_("Title"),
		_("Kind"),
		_("Regulation"),
		_("Clause"),
		_("Period"),
		_("Status"),
	]
	return [
		("papers", _("Papers"), [*papers, _("Handed In On"), _("Handed In By"), _("File")]),
		("steps", _("Approvals"), [_("Number"), _("Title"), _("When"), _("Who"), _("Step")]),
		("files", _("Files"), [_("Belongs To"), _("Name"), _("File")]),
	]


def heads_of_officers() -> Heads:
	people = [
		_("Number"),
		_("Full Name"),
		_("Unit"),
		_("Posts"),
		_("Left"),
		_("Duties"),
		_("Attainment"),
		_("Visits"),
	]
	held = [_("Number"), _("Officer"), _("With Whom"), _("From"), _("To"), _("Status"), _("Regulation")]
	return [
		("officers", _("Officers"), [*people, _("Papers"), _("Folder")]),
		("duties", _("Duties"), _duty_heads()),
		("assignments", _("Assignments"), [*held, _("Reason of the Exception"), _("End Reason")]),
		("visits", _("Visits"), [*_visit_heads(), _("Account")]),
		*heads_in_common(),
	]


def heads_of_inspection() -> Heads:
	clauses = [
		_("Regulation"),
		_("Clause"),
		_("Duty"),
		_("Duties"),
		_("Required"),
		_("Done"),
		_("Attainment"),
	]
	exceptions = [_("Regulation"), _("Clause"), _("Who"), _("What"), _("Period"), _("Reason")]
	return [
		("clauses", _("By Clause"), [*clauses, *(_(state, context=DUTY) for state in STATES), _("Folder")]),
		("duties", _("Duties"), _duty_heads()),
		("visits", _("Visits"), [_("Regulation"), _("Clause"), *_visit_heads()]),
		("exceptions", _("Exceptions"), exceptions),
		*heads_in_common(),
	]


STATES = ("Met", "Met Late", "Missed", "Overdue", "Lapsed", "Waived", "Withdrawn")


def whose(officers: list[str], people: Mapping[str, Any]) -> str:
	"""Full names of the officers."""
	return "、".join(people.get(name) or name for name in officers)
