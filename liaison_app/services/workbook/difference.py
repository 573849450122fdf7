"""What a checked workbook would change: rows to add, and of stored rows the fields that differ. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .reading import Content, Key, Row, Table
from .resolving import Known, Stored
from .sheets import SHEETS, Sheet


@dataclass(frozen=True, slots=True)
class Change:
	"""A stored row that changes: field -> (old, new)."""

	stored: Stored
	key: Key
	fields: Mapping[str, tuple[Any, Any]]


@dataclass(slots=True)
class Changes:
	"""What changes on one sheet."""

	sheet: Sheet
	rows: int = 0
	added: list[dict[str, Any]] = field(default_factory=list)
	changed: list[Change] = field(default_factory=list)

	@property
	def unchanged(self) -> int:
		"""Rows that are on the site already as they stand in the workbook."""
		return self.rows - len(self.added) - len(self.changed)


def difference(content: Content, known: Known) -> dict[str, Changes]:
	"""The changes by sheet. The workbook has passed its checks."""
	return {
		sheet.name: _changes(content.tables[sheet.name], known.stored.get(sheet.name, {})) for sheet in SHEETS
	}


def _changes(table: Table, stored: Mapping[Key, Stored]) -> Changes:
	found = Changes(table.sheet, len(table.rows))
	for row in table.rows:
		key = row.key(table.sheet)
		assert key is not None  # such a row is a fault
		old = stored.get(key)
		if old is None:
			found.added.append(_with_defaults(table.sheet, row))
		elif fields := _differing(table.sheet, row, old):
			found.changed.append(Change(old, key, fields))
	return found


def _with_defaults(sheet: Sheet, row: Row) -> dict[str, Any]:
	defaults = {column.field: column.default for column in sheet.columns if column.default}
	return {**defaults, **row.values}


def _differing(sheet: Sheet, row: Row, old: Stored) -> dict[str, tuple[Any, Any]]:
	"""Fields whose values differ. The key is what the row was found by; it is written only where the site has none."""
	return {
		name: (old.values.get(name), value)
		for name, value in row.values.items()
		if not _same(old.values.get(name), value) and (name not in sheet.key or not old.values.get(name))
	}


def _same(old: Any, new: Any) -> bool:
	"""Empty is empty, however it is stored; lists are sets."""
	if isinstance(new, tuple):
		return set(old or ()) == set(new)
	return (old or None) == (new or None)
