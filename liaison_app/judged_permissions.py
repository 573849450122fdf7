"""Rights to the rows of `judged_rows`, and to their tables. Hooks name these functions."""

from typing import Any

import frappe

from liaison_app.permissions import child_conditions, has_row_permission, query_conditions, refuse_probing


def presence_register_query_conditions(user: str | None = None) -> str:
	return query_conditions("Presence Register", user)


def presence_register_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def spot_check_query_conditions(user: str | None = None) -> str:
	return query_conditions("Spot Check", user)


def spot_check_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def visit_flag_query_conditions(user: str | None = None) -> str:
	return query_conditions("Visit Flag", user)


def visit_flag_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def visit_flag_officer_query_conditions(user: str | None = None) -> str:
	return child_conditions("Visit Flag Officer", "Visit Flag", user)


def visit_flag_visit_query_conditions(user: str | None = None) -> str:
	return child_conditions("Visit Flag Visit", "Visit Flag", user)


def roster_swap_query_conditions(user: str | None = None) -> str:
	return query_conditions("Roster Swap", user)


def roster_swap_has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	return has_row_permission(doc, ptype, user)


def roster_week_query_conditions(user: str | None = None) -> str:
	"""Everybody sees who serves when, and no more of the officers than that."""
	refuse_probing("Roster Week", user or frappe.session.user)
	return ""
