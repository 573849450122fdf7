"""Who sees and changes which rows.

An officer: own duties, visits and targets. A clerk: the same of the officers that he or she records for. A reviewer: the
subtree of the units that he or she reviews. A manager: all. Lists, reports and link searches use the conditions of this
module, single documents are asked for with the very same conditions, so that the two never differ.
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe.query_builder import DocType
from pypika import Criterion

from liaison_app import judged_rows, probing
from liaison_app.scope import Scope, literal

SEES_ALL = {"Liaison Manager", "System Manager"}
ROLES = {"Liaison Officer", "Liaison Clerk", "Liaison Reviewer", "Liaison Manager", "System Manager"}
LOOKING = {"read", "select", "print", "email", "report", "export"}
HELD = ("Approved", "Ended")


def may_open_app() -> bool:
	"""Whether the app's tile is shown."""
	return bool(ROLES & set(frappe.get_roles()))


def sees_all(user: str) -> bool:
	"""Whether no row is hidden from the user."""
	return user == "Administrator" or bool(SEES_ALL & set(frappe.get_roles(user)))


def _officer_rows(table: Any, scope: Scope) -> Criterion:
	return table.name.isin(scope.officers())


def _target_rows(table: Any, scope: Scope) -> Criterion:
	target_type = DocType("Target Type")
	open_types = frappe.qb.from_(target_type).select(target_type.name).where(target_type.visible_to_all == 1)
	return Criterion.any(
		[
			table.target_type.isin(open_types),
			table.name.isin(_held_targets(scope.officers())),
			table.name.isin(_owed_targets(scope.officers())),
			table.unit.isin(scope.reviewed_units()),
		]
	)


def _held_targets(officers: Any) -> Any:
	held = DocType("Liaison Assignment")
	return (
		frappe.qb.from_(held).select(held.target).where(held.officer.isin(officers) & held.status.isin(HELD))
	)


def _owed_targets(officers: Any) -> Any:
	owed = DocType("Periodic Obligation")
	return (
		frappe.qb.from_(owed)
		.select(owed.subject)
		.where(owed.officer.isin(officers) & owed.subject.isnotnull())
	)


def _assignment_rows(table: Any, scope: Scope) -> Criterion:
	return table.officer.isin(scope.officers(reviewed=scope.is_reviewer))


def _obligation_rows(table: Any, scope: Scope) -> Criterion:
	of_unit = (table.owner_kind == "Unit") & table.unit.isin(scope.units())
	told = table.officer.isin(scope.officers()) | of_unit
	if scope.is_clerk:
		of_reviewed = (table.owner_kind == "Unit") & table.unit.isin(scope.reviewed_units())
		open_to = table.officer.isin(scope.officers(recorded=False)) | of_reviewed
		told &= (table.sensitive == 0) | open_to
	return told | (table.responsible_user == scope.user)


def _visit_rows(table: Any, scope: Scope) -> Criterion:
	present, officers = DocType("Contact Visit Officer"), scope.officers()
	of_officers = (present.parenttype == "Contact Visit") & present.officer.isin(officers)
	if not isinstance(officers, list):
		# Of hundreds of officers most visits are theirs: asked visit by visit, a list soon has its first rows.
		of_officers &= present.parent == table.name
	took_part = frappe.qb.from_(present).select(present.parent).where(of_officers)
	return table.name.isin(took_part) | (table.owner == scope.user) | (table.recorded_by == scope.user)


def _event_rows(table: Any, scope: Scope) -> Criterion:
	held, target = DocType("Liaison Assignment"), DocType("Contact Target")
	officers = scope.officers(recorded=False)
	held_then = (
		(held.target == table.target)
		& held.officer.isin(scope.officers())
		& held.status.isin(HELD)
		& (held.from_date <= table.day)
		& (held.to_date.isnull() | (held.to_date >= table.day))
	)
	owed_for = _answered_events(officers)
	reviewed = frappe.qb.from_(target).select(target.name).where(target.unit.isin(scope.reviewed_units()))
	kind = DocType("Trigger Event Type")
	sensitive = frappe.qb.from_(kind).select(kind.name).where(kind.sensitive == 1)
	seen_by_all = table.target.isnull() | (table.target == "")
	open_to = table.target.isin(frappe.qb.from_(held).select(held.target).where(held_then))
	open_to |= table.name.isin(_answered_events(scope.officers()))
	if not scope.acting:
		open_to |= seen_by_all
	return Criterion.any(
		[
			table.owner == scope.user,
			table.name.isin(owed_for),
			table.target.isin(reviewed),
			open_to & table.event_type.notin(sensitive),
		]
	)


def _answered_events(officers: Any) -> Any:
	owed = DocType("Periodic Obligation")
	return (
		frappe.qb.from_(owed).select(owed.event).where(owed.officer.isin(officers) & owed.event.isnotnull())
	)


def _exemption_rows(table: Any, scope: Scope) -> Criterion:
	officers = scope.officers(reviewed=scope.is_reviewer)
	owed, officer = DocType("Periodic Obligation"), DocType("Liaison Officer")
	owed_rows = frappe.qb.from_(owed).select(owed.name).where(owed.officer.isin(officers))
	rows = [
		table.officer.isin(officers),
		table.owner == scope.user,
		table.obligation.isin(owed_rows),
		table.unit.isin(scope.units()),
	]
	if not scope.acting:  # an exemption of the unit concerns its people
		rows.append(
			table.unit.isin(frappe.qb.from_(officer).select(officer.unit).where(officer.name.isin(officers)))
		)
	return Criterion.any(rows)


def _document_rows(table: Any, scope: Scope) -> Criterion:
	of_unit = (table.officer.isnull() | (table.officer == "")) & table.unit.isin(scope.units())
	rows = table.officer.isin(scope.officers()) | (table.owner == scope.user) | of_unit
	if scope.acting and scope.is_reviewer:  # to approve or return it; what is not handed in is the officer's
		reviewed = table.officer.isin(scope.officers(reviewed=True))
		rows |= (table.status != "Draft") & reviewed
	return rows


def _matter_rows(table: Any, scope: Scope) -> Criterion:
	"""Those who brought it in, answer for its register or its unit, handle it, or were submitted it. Who raised it is not among them."""
	units, officers = scope.units(), scope.officers()
	rows = [
		table.owner == scope.user,
		table.handler == scope.user,
		table.level_user == scope.user,
		table.unit.isin(units),
		table.register_unit.isin(units),
		table.officer.isin(officers),
		table.leader.isin(officers),
	]
	return Criterion.any(rows)


def _assessment_rows(table: Any, scope: Scope) -> Criterion:
	return table.unit.isin(scope.reviewed_units())


def _nudge_rows(table: Any, scope: Scope) -> Criterion:
	return table.officer.isin(scope.officers()) | (table.nudged_by == scope.user)


def _timetable_rows(table: Any, scope: Scope) -> Criterion:
	"""Lessons of a course, class or teacher that the user sees."""
	target = DocType("Contact Target")
	return Criterion.any(
		table[role].isin(frappe.qb.from_(target).select(target.name).where(_target_rows(target, scope)))
		for role in ("course", "taught_class", "teacher")
	)


ROWS: dict[str, Callable[[Any, Scope], Criterion]] = {
	"Contact Target": _target_rows,
	"Contact Visit": _visit_rows,
	"Duty Document": _document_rows,
	"Exemption": _exemption_rows,
	"Liaison Assessment": _assessment_rows,
	"Liaison Assignment": _assignment_rows,
	"Liaison Nudge": _nudge_rows,
	"Liaison Officer": _officer_rows,
	"Liaison Timetable Entry": _timetable_rows,
	"Periodic Obligation": _obligation_rows,
	"Presence Register": judged_rows.register_rows,
	"Spot Check": judged_rows.spot_check_rows,
	"Raised Matter": _matter_rows,
	"Roster Swap": judged_rows.swap_rows,
	"Trigger Event": _event_rows,
	"Visit Flag": judged_rows.flag_rows,
}


def query_conditions(doctype: str, user: str | None) -> str:
	"""SQL that narrows a list of the DocType to the user's rows; empty for who sees all."""
	user = user or frappe.session.user
	refuse_probing(doctype, user)
	rows = rows_seen(doctype, user)
	return f"({rows.get_sql(quote_char='`', with_namespace=True)})" if rows else ""


def rows_seen(doctype: str, user: str | None = None) -> Criterion | None:
	"""The rows of the DocType's table that the user sees, for queries of reports and pages; None: all of them.

	It narrows rows only: whether the user may open the DocType or the report at all is asked before, by the guard.
	"""
	user = user or frappe.session.user
	return None if sees_all(user) else ROWS[doctype](DocType(doctype), Scope(user))


def child_conditions(doctype: str, parent_doctype: str, user: str | None) -> str:
	"""The same for the rows of a child table: those of the parents that the user sees."""
	user = user or frappe.session.user
	refuse_probing(doctype, user, parent_doctype)
	if sees_all(user):
		return ""
	child, parent = DocType(doctype), DocType(parent_doctype)
	seen = frappe.qb.from_(parent).select(parent.name).where(ROWS[parent_doctype](parent, Scope(user)))
	rows = (child.parenttype != parent_doctype) | child.parent.isin(seen)
	return f"({rows.get_sql(quote_char='`', with_namespace=True)})"


def has_row_permission(doc: Any, ptype: str | None, user: str | None) -> bool:
	"""Whether the user may do this with the document: as stored, and as it would be written."""
	user = user or frappe.session.user
	if sees_all(user):
		return True
	looking = (ptype or "read") in LOOKING
	scope = Scope(user, acting=not looking)
	if _is_stored(doc) and not _is_among_rows(doc, scope):
		return False
	return (looking and _is_stored(doc)) or _may_write_values(doc, scope)


def may_decide(unit: str | None, user: str | None = None) -> bool:
	"""Whether the user decides on what concerns the unit: as a manager, its reviewer, that of a unit above, or a deputy today."""
	user = user or frappe.session.user
	return sees_all(user) or bool(unit and _is_one_of("Liaison Unit", unit, Scope(user).reviewed_units()))


def _is_stored(doc: Any) -> bool:
	return bool(doc.name) and not doc.get("__islocal")


def _is_among_rows(doc: Any, scope: Scope) -> bool:
	table = DocType(doc.doctype)
	rows = ROWS[doc.doctype](table, scope)
	return _exists(table, (table.name == doc.name) & rows)


def _is_one_of(doctype: str, name: str, names: Any) -> bool:
	table = DocType(doctype)
	return _exists(table, (table.name == name) & table.name.isin(names))


def _exists(table: Any, condition: Criterion) -> bool:
	return bool(frappe.qb.from_(table).select(table.name).where(condition).limit(1).run())


def _may_write_values(doc: Any, scope: Scope) -> bool:
	"""Whether the user answers for the people that the document names; who names nobody is told so by validation."""
	if doc.doctype == "Trigger Event":
		return _may_report_event(doc, scope)
	if doc.doctype == "Raised Matter":
		return _is_stored(doc) or _may_raise(doc, scope)
	if doc.doctype in ("Liaison Assessment", "Presence Register"):
		return bool(doc.unit) and _is_one_of("Liaison Unit", doc.unit, scope.reviewed_units())
	if doc.doctype == "Contact Visit":
		return may_record_for([row.officer for row in doc.officers], scope)
	decides = doc.doctype in ("Liaison Assignment", "Exemption") or (
		doc.doctype == "Duty Document" and _is_stored(doc)
	)
	reviewed = scope.is_reviewer and decides
	if doc.get("officer") and not _is_one_of(
		"Liaison Officer", doc.officer, scope.officers(reviewed=reviewed)
	):
		return False
	if doc.doctype == "Exemption":
		return _may_exempt(doc, scope)
	if doc.doctype == "Duty Document" and doc.get("unit") and not doc.get("officer"):
		return _is_one_of("Liaison Unit", doc.unit, scope.units())
	return True


def _may_exempt(doc: Any, scope: Scope) -> bool:
	"""An exemption may name a unit or a duty only where the user answers for it too."""
	if doc.get("unit") and not _is_one_of("Liaison Unit", doc.unit, scope.units()):
		return False
	owed, looking = DocType("Periodic Obligation"), Scope(scope.name)
	return not doc.get("obligation") or _exists(
		owed, (owed.name == doc.obligation) & _obligation_rows(owed, looking)
	)


def may_record_for(officers: list[str], scope: Scope) -> bool:
	"""Who takes part may record the visit for all; otherwise the user must be clerk of every one of them."""
	if not officers:
		return True
	if frappe.get_all("Liaison Officer", {"name": ("in", officers), "user": scope.name}, limit=1):
		return True
	answered_for = scope.officers()
	return all(_is_one_of("Liaison Officer", officer, answered_for) for officer in officers)


def _may_report_event(doc: Any, scope: Scope) -> bool:
	if not doc.target:
		return scope.is_reviewer  # to everyone's targets: not for a single officer to say
	target = DocType("Contact Target")
	concerned = target.name.isin(_held_targets(scope.officers())) | target.unit.isin(scope.reviewed_units())
	return _exists(target, (target.name == doc.target) & concerned)


def _may_raise(doc: Any, scope: Scope) -> bool:
	"""A matter is entered in a register that the user answers for or belongs to, as brought in by who the user records for."""
	officers, unit = scope.officers(), doc.get("register_unit")
	if doc.get("officer") and not _is_one_of("Liaison Officer", doc.officer, officers):
		return False
	if not unit or _is_one_of("Liaison Unit", unit, scope.units()):
		return True
	officer = DocType("Liaison Officer")
	return _exists(officer, (officer.unit == literal(unit)) & officer.name.isin(officers))


def contact_target_query_conditions(user: str | None = None) -> str:
	return query_conditions("Contact Target", user)


def contact_target_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def contact_visit_query_conditions(user: str | None = None) -> str:
	return query_conditions("Contact Visit", user)


def contact_visit_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def duty_document_query_conditions(user: str | None = None) -> str:
	return query_conditions("Duty Document", user)


def duty_document_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def exemption_query_conditions(user: str | None = None) -> str:
	return query_conditions("Exemption", user)


def exemption_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def liaison_assessment_query_conditions(user: str | None = None) -> str:
	return query_conditions("Liaison Assessment", user)


def liaison_assessment_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def liaison_assignment_query_conditions(user: str | None = None) -> str:
	return query_conditions("Liaison Assignment", user)


def liaison_assignment_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def liaison_nudge_query_conditions(user: str | None = None) -> str:
	return query_conditions("Liaison Nudge", user)


def liaison_nudge_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def liaison_calendar_feed_query_conditions(user: str | None = None) -> str:
	"""A calendar link is nobody's business but its user's, not a manager's either."""
	user = user or frappe.session.user
	refuse_probing("Liaison Calendar Feed", user)
	if user == "Administrator":
		return ""
	return f"(`tabLiaison Calendar Feed`.`user` = {frappe.db.escape(user)})"


def liaison_calendar_feed_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	user = user or frappe.session.user
	return bool(user == "Administrator" or doc.user == user)


def liaison_archive_query_conditions(user: str | None = None) -> str:
	"""An archive is its user's and the managers'; with confidential content its user's alone."""
	user = user or frappe.session.user
	refuse_probing("Liaison Archive", user)
	if user == "Administrator":
		return ""
	own = f"`tabLiaison Archive`.`requested_by` = {frappe.db.escape(user)}"
	return f"({own} or `tabLiaison Archive`.`confidential` = 0)" if sees_all(user) else f"({own})"


def liaison_archive_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	user = user or frappe.session.user
	if user == "Administrator" or not _is_stored(doc):
		return True  # who may ask for what, the request itself says
	if ptype == "write":
		return False  # a form is filled in only with the right to write; what was asked for stays
	return bool(doc.requested_by == user or (sees_all(user) and not doc.confidential))


def liaison_officer_query_conditions(user: str | None = None) -> str:
	return query_conditions("Liaison Officer", user)


def liaison_officer_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def liaison_timetable_entry_query_conditions(user: str | None = None) -> str:
	return query_conditions("Liaison Timetable Entry", user)


def liaison_timetable_entry_has_permission(
	doc: Any, ptype: str | None = None, user: str | None = None
) -> bool:
	return has_row_permission(doc, ptype, user)


def periodic_obligation_query_conditions(user: str | None = None) -> str:
	return query_conditions("Periodic Obligation", user)


def periodic_obligation_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def raised_matter_query_conditions(user: str | None = None) -> str:
	return query_conditions("Raised Matter", user)


def raised_matter_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def trigger_event_query_conditions(user: str | None = None) -> str:
	return query_conditions("Trigger Event", user)


def trigger_event_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def refuse_probing(doctype: str, user: str, parent: str | None = None) -> None:
	"""As `probing.refuse`, for the DocTypes of which this user does not see every row."""
	probing.refuse(doctype, user, () if sees_all(user) else ROWS, parent)
