"""What an archive is of, and who may have it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from liaison_app.bundle import Part
from liaison_app.permissions import rows_seen, sees_all
from liaison_app.scope import Scope

from ..figures import Span
from ..official_forms.making import file_name
from ..reports.asked import units_below
from ..tables import select, table_of

OFFICER, UNIT = "Liaison Officer", "Liaison Unit"
INSPECTION = "Inspection"
Heads = list[tuple[str, str, list[str]]]


@dataclass(frozen=True)
class Task:
	"""One archive for one reader, who is the user of the session."""

	kind: str
	officer: str
	unit: str
	span: Span
	user: str
	today: date


@dataclass(frozen=True)
class Work:
	"""How an archive is made: `steps` each write one part, `heads` are the sheets of its index, `plan` says when parts of an earlier
	attempt are still those that are wanted.
	"""

	steps: Sequence[Callable[[Part], None]]
	heads: Heads
	plan: dict[str, Any]


def require_allowed(kind: str, officer: str | None, unit: str | None) -> None:
	"""Raises PermissionError unless the user may have the archive: of an officer whom he or she may read, of a unit for whom answers for it."""
	if kind == "Officer":
		frappe.has_permission(OFFICER, "read", officer, throw=True)
		return
	frappe.has_permission(UNIT, "read", unit, throw=True)
	if not _answers_for(unit or ""):
		frappe.throw(
			_("The archives of {0} are for its clerk and its reviewers.").format(
				frappe.utils.escape_html(unit or "")
			),
			frappe.PermissionError,
		)


def _answers_for(unit: str) -> bool:
	user = frappe.session.user
	table = table_of(UNIT)
	return sees_all(user) or bool(
		select(UNIT, ("name",), table.name == unit, table.name.isin(Scope(user).units()))
	)


def seen(doctype: str) -> list[Criterion]:
	"""The rows of the DocType that the user sees, as conditions."""
	rows = rows_seen(doctype)
	return [] if rows is None else [rows]


def officers_of(task: Task) -> list[str]:
	"""The officer, or all of the unit whom the user sees, those who left too; in order of their names."""
	if task.kind == "Officer":
		return [task.officer]
	found = select(OFFICER, ("name",), table_of(OFFICER).unit.isin(units_below(task.unit)), *seen(OFFICER))
	return [name for (name,) in found]


def plan_of(task: Task, **more: Any) -> dict[str, Any]:
	"""What makes an archive what it is. With other roles the user may see other things."""
	span = [str(day) for day in task.span]
	who = {"user": task.user, "roles": sorted(frappe.get_roles(task.user)), "language": frappe.local.lang}
	return {"kind": task.kind, "officer": task.officer, "unit": task.unit, "span": span, **who, **more}


def folder_of(*parts: str) -> str:
	"""A folder's name that every system takes."""
	return file_name(*parts)
