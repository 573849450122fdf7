"""The history of what an import changed, as a form would have kept it."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

import frappe

from .difference import Change
from .sheets import Column, Sheet


class Writes(Protocol):
	"""What writing a history needs."""

	def insert(self, doctype: str, records: list[dict[str, Any]]) -> None: ...

	def stored_value(self, column: Column, value: Any) -> Any: ...


def write_versions(writer: Writes, sheet: Sheet, changed: Iterable[Change]) -> None:
	"""One Version for each changed record, where the DocType keeps track of changes."""
	if not frappe.get_meta(sheet.doctype).track_changes:
		return
	writer.insert(
		"Version",
		[
			{
				"name": frappe.generate_hash(length=10),
				"ref_doctype": sheet.doctype,
				"docname": change.stored.name,
				"data": json.dumps(_data(writer, sheet, change), ensure_ascii=False),
			}
			for change in changed
		],
	)


def _data(writer: Writes, sheet: Sheet, change: Change) -> dict[str, Any]:
	lines = []
	for name, pair in change.fields.items():
		column = sheet.by_field[name]
		lines.append([name, *(_shown(writer.stored_value(column, value)) for value in pair)])
	return {"added": [], "changed": lines, "data_import": None, "removed": [], "row_changed": []}


def _shown(value: Any) -> Any:
	if isinstance(value, date):
		return value.isoformat()
	return ", ".join(value) if isinstance(value, tuple | list) else value
