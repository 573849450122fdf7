"""Activities, target types and tags are named inside cells of Duty Rules, where Frappe's own link checks do not look."""

import frappe
from frappe import _

from liaison_app.engine.rule_from_row import join_names, split_names
from liaison_app.liaison.checks import shown


def rename_in_rules(column: str, old: str, new: str) -> None:
	"""Put the new name where rules say the old one."""
	for row in _rows_naming(column, old):
		names = [new if name == old else name for name in split_names(row[column])]
		frappe.db.set_value("Duty Rule Count", row.name, column, join_names(list(dict.fromkeys(names))))


def refuse_while_named(column: str, name: str) -> None:
	"""Refuse to delete what a rule still names."""
	rows = _rows_naming(column, name)
	if rows:
		frappe.throw(
			_("{0} cannot be deleted: the rule {1} names it. Take it out of the rule first.").format(
				shown(name), shown(rows[0].parent)
			),
			frappe.LinkExistsError,
		)


def _rows_naming(column: str, name: str) -> list[frappe._dict]:
	near = frappe.get_all(
		"Duty Rule Count",
		{column: ("like", f"%{name}%")},
		["name", "parent", column],
		order_by="parent asc, idx asc",
	)
	return [row for row in near if name in split_names(row[column])]
