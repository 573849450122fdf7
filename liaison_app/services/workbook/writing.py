"""Writes the changes of a workbook in bulk, inside the transaction of the caller. Nothing is committed here."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import frappe
from frappe.utils import now

from ..tables import children, select
from .difference import Change, Changes
from .numbering import new_names
from .sheets import BY_NAME, SHEETS, Column, Sheet
from .versions import write_versions

ROWS_IN_A_STATEMENT = 2000

Row = dict[str, Any]
Say = Callable[[float, str], None]


class Writer:
	"""Writes sheet by sheet; what comes later refers to names that were given earlier.

	`names` maps "Officers" and "Targets" to code -> name, those on the site already included.
	"""

	def __init__(self, names: dict[str, dict[str, str]]) -> None:
		self.names = names
		self.now = now()
		self.user = frappe.session.user
		self.touched: dict[str, set[str]] = defaultdict(set)

	def write(self, changes: dict[str, Changes], say: Say = lambda share, what: None) -> None:
		"""Adds and changes everything; `say` is told the share that is done."""
		for place, sheet in enumerate(SHEETS):
			say(place / len(SHEETS), sheet.title)
			change = changes[sheet.name]
			self._add(sheet, change.added)
			self._change(sheet, change.changed)
		if changes["Units"].added or any(
			"parent_liaison_unit" in one.fields for one in changes["Units"].changed
		):
			renumber_units()
		self._mark_parents()

	# --- adding ---

	def _add(self, sheet: Sheet, rows: list[Row]) -> None:
		if not rows:
			return
		names = self._names_for(sheet, rows)
		records = [
			{"name": name, **self._record(sheet, row), **self._extras(sheet, row)}
			for name, row in zip(names, rows, strict=True)
		]
		if sheet.parent_sheet:
			self._place_in_parents(sheet, rows, records)
		self.insert(sheet.doctype, records)
		for column in sheet.lists:
			self._insert_lists(
				sheet,
				column,
				{name: row.get(column.field, ()) for name, row in zip(names, rows, strict=True)},
			)

	def _names_for(self, sheet: Sheet, rows: list[Row]) -> list[str]:
		if sheet.series:
			names = new_names(sheet.doctype, rows)
			if sheet.name in self.names:
				self.names[sheet.name].update(zip((row[sheet.key[0]] for row in rows), names, strict=True))
			return names
		if sheet.parent_sheet:
			return [frappe.generate_hash(length=10) for _row in rows]
		return [row[sheet.key[0]] for row in rows]

	def _record(self, sheet: Sheet, row: Row) -> Row:
		"""The row's own columns as the table keeps them."""
		return {
			name: self.stored_value(sheet.by_field[name], row[name])
			for name in sheet.own_fields
			if name in row
		}

	def stored_value(self, column: Column, value: Any) -> Any:
		"""Codes become names; numbers are never empty."""
		if column.refers_to in self.names and value:
			return self.names[column.refers_to].get(value, value)
		if column.kind in ("yes or no", "whole number"):
			return value or 0
		return value

	def _extras(self, sheet: Sheet, row: Row) -> Row:
		"""What a form would fill in."""
		return self.titles(row["officer"], row["target"]) if sheet.name == "Assignments" else {}

	def titles(self, officer: str, target: str) -> Row:
		"""The titles that an assignment carries and whose it is, by the codes of its officer and target."""
		officer_name, title = self._full_names[officer], self._target_titles[target]
		return {
			"officer_name": officer_name,
			"officer_user": self._users[officer],
			"target_title": title,
			"title": f"{officer_name} → {title}"[:140],
		}

	@cached_property
	def _full_names(self) -> dict[str, str]:
		return dict(select("Liaison Officer", ("officer_code", "full_name")))

	@cached_property
	def _users(self) -> dict[str, str | None]:
		return dict(select("Liaison Officer", ("officer_code", "user")))

	@cached_property
	def _target_titles(self) -> dict[str, str]:
		return dict(select("Contact Target", ("code", "title")))

	def _place_in_parents(self, sheet: Sheet, rows: list[Row], records: list[Row]) -> None:
		"""Child rows follow those that are there already."""
		parent_doctype = BY_NAME[sheet.parent_sheet].doctype
		parents = [self.names[sheet.parent_sheet][row[sheet.parent_column]] for row in rows]
		last: dict[str, int] = defaultdict(int)
		for parent, place in children(sheet.doctype, parent_doctype, ("idx",), set(parents)):
			last[parent] = max(last[parent], place)
		for parent, record in zip(parents, records, strict=True):
			last[parent] += 1
			record.update(
				parent=parent, parenttype=parent_doctype, parentfield=sheet.parent_field, idx=last[parent]
			)
		self.touched[parent_doctype].update(parents)

	def _insert_lists(self, sheet: Sheet, column: Column, lists: dict[str, tuple[str, ...]]) -> None:
		self.insert(
			column.child_doctype,
			[
				{
					"name": frappe.generate_hash(length=10),
					"parent": parent,
					"parenttype": sheet.doctype,
					"parentfield": column.field,
					"idx": place,
					column.child_field: value,
				}
				for parent, values in lists.items()
				for place, value in enumerate(values, 1)
			],
		)

	def insert(self, doctype: str, records: list[Row]) -> None:
		"""Inserts rows; a field that only some of them have is empty in the others."""
		if not records:
			return
		beside = {
			"creation": self.now,
			"modified": self.now,
			"owner": self.user,
			"modified_by": self.user,
			"docstatus": 0,
		}
		fields = list(dict.fromkeys(name for record in records for name in record))
		rows = [(*(record.get(name) for name in fields), *beside.values()) for record in records]
		frappe.db.bulk_insert(doctype, [*fields, *beside], rows, chunk_size=ROWS_IN_A_STATEMENT)

	# --- changing ---

	def _change(self, sheet: Sheet, changed: list[Change]) -> None:
		if not changed:
			return
		updates = {}
		for change in changed:
			new = {name: values[1] for name, values in change.fields.items()}
			updates[change.stored.name] = self._record(sheet, new)
		self.update(sheet.doctype, {name: fields for name, fields in updates.items() if fields})
		for column in sheet.lists:
			self._replace_lists(sheet, column, changed)
		if sheet.parent_sheet:
			parents = {self.names[sheet.parent_sheet][change.key[0]] for change in changed}
			self.touched[BY_NAME[sheet.parent_sheet].doctype].update(parents)
		else:
			self.touched[sheet.doctype].update(change.stored.name for change in changed)
			write_versions(self, sheet, changed)

	def update(self, doctype: str, updates: dict[str, Row]) -> None:
		"""Changes fields of rows by name; rows of which the same fields change go together."""
		alike: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
		for name, fields in updates.items():
			alike[tuple(sorted(fields))][name] = fields
		for some in alike.values():
			frappe.db.bulk_update(doctype, some, chunk_size=500, update_modified=False)

	def _replace_lists(self, sheet: Sheet, column: Column, changed: Iterable[Change]) -> None:
		lists = {
			one.stored.name: one.fields[column.field][1] for one in changed if column.field in one.fields
		}
		names = sorted(lists)
		for start in range(0, len(names), 1000):
			some = names[start : start + 1000]
			frappe.db.delete(
				column.child_doctype,
				{"parent": ("in", some), "parenttype": sheet.doctype, "parentfield": column.field},
			)
		self._insert_lists(sheet, column, lists)

	def _mark_parents(self) -> None:
		"""Who has one of the changed records open is told so when saving."""
		stamp = {"modified": self.now, "modified_by": self.user}
		for doctype, names in self.touched.items():
			self.update(doctype, {name: stamp for name in sorted(names)})


def renumber_units() -> None:
	"""Brings the nested set of units up to date, and marks those with units below them as groups."""
	rows = select("Liaison Unit", ("name", "parent_liaison_unit", "lft", "rgt", "is_group", "old_parent"))
	below: dict[str, list[str]] = defaultdict(list)
	for name, parent, *_rest in rows:
		below[parent or ""].append(name)
	numbers = _numbered(below)
	for name, parent, left, right, is_group, old_parent in rows:
		new_left, new_right = numbers[name]
		new = (new_left, new_right, int(bool(is_group) or name in below), parent or "")
		if new != (left, right, is_group, old_parent or ""):
			fields = dict(zip(("lft", "rgt", "is_group", "old_parent"), new, strict=True))
			frappe.db.set_value("Liaison Unit", name, fields, update_modified=False)


def _numbered(below: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
	"""Name -> left and right number, walked without recursion: a tree may be deep."""
	left: dict[str, int] = {}
	numbers: dict[str, tuple[int, int]] = {}
	counter = 0
	waiting = [(name, False) for name in reversed(below[""])]
	while waiting:
		name, is_done = waiting.pop()
		counter += 1
		if is_done:
			numbers[name] = (left[name], counter)
			continue
		left[name] = counter
		waiting.append((name, True))
		waiting.extend((child, False) for child in reversed(below.get(name, [])))
	return numbers
