"""The people and units that one user answers for, as conditions for queries."""

from typing import Any

import frappe
from frappe.query_builder import DocType
from pypika import Criterion
from pypika.terms import PseudoColumn

MOST_LISTED_OFFICERS = 200


class Scope:
	"""What one user answers for. `acting` leaves out what a reviewer may only look at."""

	def __init__(self, user: str, acting: bool = False) -> None:
		self.name = user
		self.user = literal(user)
		roles = set(frappe.get_roles(user))
		self.is_clerk = "Liaison Clerk" in roles
		self.is_reviewer = "Liaison Reviewer" in roles
		self.acting = acting

	def officers(self, reviewed: bool | None = None, recorded: bool = True) -> Any:
		"""The officers that the user is, records for, or (unless acting) reviews: literals, or a subquery when many.

		`recorded` false leaves out those whose clerk the user is: what is sensitive is no clerk's to know.
		"""
		reviewed = self.is_reviewer and not self.acting if reviewed is None else reviewed
		officer = DocType("Liaison Officer")
		wanted = [officer.user == self.user]
		if self.is_clerk and recorded:
			wanted += [
				officer.name.isin(self._officers_of_clerk()),
				officer.unit.isin(self._units_below("clerk")),
			]
		if reviewed:
			wanted.append(officer.unit.isin(self._units_below("reviewer")))
		query = frappe.qb.from_(officer).select(officer.name).where(Criterion.any(wanted))
		names = [row[0] for row in query.limit(MOST_LISTED_OFFICERS + 1).run()]
		return query if len(names) > MOST_LISTED_OFFICERS else literals(names)

	def units(self) -> list[Any]:
		"""The units that the user is clerk or reviewer of, with all below them."""
		found = self._units_below("clerk").run(pluck=True) if self.is_clerk else []
		return literals([*found, *self._reviewed_units()])

	def reviewed_units(self) -> list[Any]:
		"""The units that the user reviews, today as a deputy or always, with all below them."""
		return literals(self._reviewed_units())

	def _reviewed_units(self) -> list[str]:
		return list(self._units_below("reviewer").run(pluck=True)) if self.is_reviewer else []

	def _officers_of_clerk(self) -> Any:
		link = DocType("Liaison User Link")
		listed = (link.user == self.user) & (link.parenttype == "Liaison Officer")
		return frappe.qb.from_(link).select(link.parent).where(listed)

	def _units_below(self, role_field: str) -> Any:
		unit, above = DocType("Liaison Unit"), DocType("Liaison Unit").as_("above")
		inside = (unit.lft >= above.lft) & (unit.rgt <= above.rgt)
		query = frappe.qb.from_(unit).join(above).on(inside).select(unit.name).distinct()
		theirs = above[role_field] == self.user
		if role_field == "reviewer":
			theirs |= above.name.isin(_units_deputised(self.user))
		return query.where(theirs)


def _units_deputised(user: PseudoColumn) -> Any:
	"""The units whose reviewer the user stands in for today."""
	deputy, today = DocType("Liaison Unit Deputy"), frappe.utils.getdate()
	serves = (deputy.parenttype == "Liaison Unit") & (deputy.user == user)
	serves &= (deputy.from_date <= today) & (deputy.to_date >= today)
	return frappe.qb.from_(deputy).select(deputy.parent).where(serves)


def literal(value: str) -> PseudoColumn:
	"""The value, escaped by the database driver: pypika doubles quotes but lets backslashes through."""
	return PseudoColumn(frappe.db.escape(value))


def literals(names: list[str]) -> list[Any]:
	"""Names as escaped literals; an impossible one where there is none, because `IN ()` is no SQL."""
	return [literal(name) for name in names or [""]]
