"""Where Frappe shows a document to everyone who may read it, whatever the permission level of a field: versions, Print Formats."""

import json
from typing import Any

import frappe

# Beside the fields behind a permission level: whoever makes a matter secret does not leave the name in its history.
NEVER_IN_VERSIONS = {
	"Raised Matter": {"raiser_name", "raiser_contact", "raiser_target", "raiser_user", "attachment"}
}


def leave_out_of_version(version: Any, _method: str | None = None) -> None:
	"""Take the fields behind a permission level out of a new version of one of the app's documents."""
	meta = frappe.get_meta(version.ref_doctype)
	if meta.module != "Liaison" or not version.data:
		return
	data = json.loads(version.data)
	data["changed"] = _open(data.get("changed"), meta)
	for row in data.get("row_changed") or []:
		row[3] = _open(row[3], _table(meta, row[0]))
	for kind in ("row_changed", "added", "removed"):  # what the app works out nobody has written
		data[kind] = [each for each in data.get(kind) or [] if not meta.get_field(each[0]).read_only]
	for kind in ("added", "removed"):
		for field, row in data.get(kind) or []:
			for sensitive in _table(meta, field).get_high_permlevel_fields():
				row.pop(sensitive.fieldname, None)
	version.data = frappe.as_json(data, indent=None, separators=(",", ":"))


def leave_out_of_print(document: Any, _method: str | None = None, _settings: Any = None) -> None:
	"""Empty the fields that this user may not read in what is about to be printed: a Print Format writes any field it names."""
	if document.meta.module != "Liaison":
		return
	levels = document.get_permlevel_access("read")
	for field in document.meta.get_high_permlevel_fields():
		if field.permlevel not in levels:
			document.set(field.fieldname, [] if field.fieldtype in frappe.model.table_fields else None)


def _open(changes: list[list[Any]] | None, meta: Any) -> list[list[Any]]:
	sensitive = {field.fieldname for field in meta.get_high_permlevel_fields()}
	sensitive |= NEVER_IN_VERSIONS.get(meta.name, set())
	return [change for change in changes or [] if change[0] not in sensitive]


def _table(meta: Any, fieldname: str) -> Any:
	return frappe.get_meta(meta.get_field(fieldname).options)
