"""Frappe shows the versions of a document to everyone who may read it, whatever the permission level of a field."""

import json
from typing import Any

import frappe


def leave_out_of_version(version: Any, _method: str | None = None) -> None:
	"""Take the fields behind a permission level out of a new version of one of the app's documents."""
	meta = frappe.get_meta(version.ref_doctype)
	if meta.module != "Liaison" or not version.data:
		return
	data = json.loads(version.data)
	data["changed"] = _open(data.get("changed"), meta)
	for row in data.get("row_changed") or []:
		row[3] = _open(row[3], _table(meta, row[0]))
	for kind in ("added", "removed"):
		for field, row in data.get(kind) or []:
			for sensitive in _table(meta, field).get_high_permlevel_fields():
				row.pop(sensitive.fieldname, None)
	version.data = frappe.as_json(data, indent=None, separators=(",", ":"))


def _open(changes: list[list[Any]] | None, meta: Any) -> list[list[Any]]:
	sensitive = {field.fieldname for field in meta.get_high_permlevel_fields()}
	return [change for change in changes or [] if change[0] not in sensitive]


def _table(meta: Any, fieldname: str) -> Any:
	return frappe.get_meta(meta.get_field(fieldname).options)
