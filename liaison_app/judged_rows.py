"""Rows about which a reviewer judges: what is asked about visits, spot checks, registers that others kept."""

from typing import Any

import frappe
from frappe.query_builder import DocType
from pypika import Criterion

from liaison_app.scope import Scope


def flag_rows(table: Any, scope: Scope) -> Criterion:
	"""Of officers whom the user reviews."""
	return _judged(table.name, DocType("Visit Flag Officer"), scope)


def spot_check_rows(table: Any, scope: Scope) -> Criterion:
	"""The same, by who took part in the visit."""
	return _judged(table.visit, DocType("Contact Visit Officer"), scope)


def register_rows(table: Any, scope: Scope) -> Criterion:
	"""Of units that the user reviews."""
	return table.unit.isin(scope.reviewed_units())


def _judged(name: Any, named: Any, scope: Scope) -> Criterion:
	"""Where `named` lists an officer whom the user reviews, and not the user's own officer: nobody judges oneself."""
	officer = DocType("Liaison Officer")

	def parents(condition: Criterion) -> Any:
		query = frappe.qb.from_(named).join(officer).on(officer.name == named.officer)
		return query.select(named.parent).where(condition)

	reviewed = parents(officer.unit.isin(scope.reviewed_units()))
	return name.isin(reviewed) & name.notin(parents(officer.user == scope.user))


def swap_rows(table: Any, scope: Scope) -> Criterion:
	"""Why somebody cannot serve a week is for the two officers, and those who record for or review them."""
	officers = scope.officers()
	return table.first_officer.isin(officers) | table.second_officer.isin(officers)
