"""What a reviewer or a manager supervises: the units, and the officers in them."""

from collections.abc import Collection
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.query_builder import Criterion, Table

from liaison_app.permissions import sees_all
from liaison_app.scope import Scope

from .tables import select, select_in, table_of


@dataclass(frozen=True)
class Units:
	"""Supervised units in the order of the tree; `parents` leads only to units that are supervised too."""

	names: tuple[str, ...] = ()
	parents: dict[str, str] = field(default_factory=dict)

	def tops(self) -> list[str]:
		"""Those that stand below no other."""
		return [name for name in self.names if name not in self.parents]

	def below(self, unit: str) -> list[str]:
		"""The units right below a unit."""
		return [name for name in self.names if self.parents.get(name) == unit]

	def trail(self, unit: str) -> list[str]:
		"""The units from the top to the unit itself."""
		line = [unit]
		while line[-1] in self.parents:
			line.append(self.parents[line[-1]])
		return line[::-1]

	def inside(self, unit: str) -> set[str]:
		"""The unit with all below it."""
		return {name for name in self.names if unit in self.trail(name)}


def units_of(user: str) -> Units:
	"""All units for a manager; for a reviewer those under review with all below them."""
	table = table_of("Liaison Unit")
	seen = [] if sees_all(user) else [table.name.isin(Scope(user).reviewed_units())]
	rows = select("Liaison Unit", ("name", "parent_liaison_unit", "lft"), *seen)
	rows.sort(key=lambda row: (row[2] or 0, row[0]))
	names = {row[0] for row in rows}
	return Units(tuple(row[0] for row in rows), {row[0]: row[1] for row in rows if row[1] in names})


def officers_in(table: Table, user: str) -> Criterion | None:
	"""The rows of a table with a column `unit` that the user supervises; None: all of them."""
	return None if sees_all(user) else table.unit.isin(Scope(user).reviewed_units())


def refuse_foreign_unit(user: str, unit: str | None) -> None:
	"""Raises PermissionError for a unit that the user does not supervise, also for one that does not exist."""
	if unit and unit not in units_of(user).names:
		frappe.throw(_("You do not supervise this unit."), frappe.PermissionError)


def refuse_foreign_officers(user: str, officers: Collection[str]) -> None:
	"""Raises PermissionError when the user does not supervise one of the officers, also when there is no such officer."""
	table = table_of("Liaison Officer")
	supervised = officers_in(table, user)
	found = select_in(
		"Liaison Officer", ("name",), "name", set(officers), *([supervised] if supervised else [])
	)
	if {name for (name,) in found} != set(officers):
		frappe.throw(_("You do not supervise this officer."), frappe.PermissionError)
