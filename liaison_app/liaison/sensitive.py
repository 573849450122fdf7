"""Frappe shows the versions of a document to everyone who may read it, whatever the permission level of a field."""

import json
import re
from typing import Any

import frappe
from frappe import _


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


ASKING = ("filters", "or_filters", "order_by", "group_by", "fields")


def refuse_probing(doctype: str, user: str) -> None:
	"""Refuse a request that filters or sorts by a field which the user may not read: its answer would tell the value.

	Frappe hides such fields from what a list shows, but lets it be filtered by them. Raises PermissionError.
	"""
	asked = " ".join(str(frappe.form_dict.get(part) or "") for part in ASKING)
	if user == "Administrator" or not asked.strip():
		return
	for field in _hidden_fields(doctype, user):
		if re.search(rf"\b{re.escape(field)}\b", asked):
			frappe.throw(_("You may not filter or sort by {0}.").format(field), frappe.PermissionError)


def _hidden_fields(doctype: str, user: str) -> set[str]:
	"""Fields of the DocType and of its tables above the permission levels of the user's roles."""
	meta = frappe.get_meta(doctype)
	hidden = set()
	for fields, levels in [
		(meta, meta.get_permlevel_access("read", user=user)),
		*(
			(table, table.get_permlevel_access("read", doctype, user=user))
			for table in (frappe.get_meta(field.options) for field in meta.get_table_fields())
		),
	]:
		hidden |= {
			each.fieldname for each in fields.get_high_permlevel_fields() if each.permlevel not in levels
		}
	return hidden
