"""Requests that choose, sort, group or count by what is hidden from the user: their answer would tell it without showing it."""

import re
from collections.abc import Collection
from typing import Any

import frappe
from frappe import _

# What requests call that by which they choose, sort, group and count, in any of Frappe's functions.
ASKING = (
	*("filters", "or_filters", "current_filters", "filter_fields", "searchfield"),
	*("order_by", "sort_by", "sort_field", "group_by", "fields", "field", "fieldname", "chart"),
)
ESCAPED = re.compile(r"\\+u([0-9a-f]{4})", re.IGNORECASE)  # a letter as JSON may spell it, however deep


def refuse(doctype: str, user: str, hidden_rows: Collection[str], parent: str | None = None) -> None:
	"""Refuse a request about a field which the user may not read, and one that looks through a link into another DocType's rows.

	Frappe hides such fields from what a list shows, but lets it be filtered by them; and it joins what a link leads to, whether
	or not the user sees that row. `hidden_rows` are the DocTypes of which the user sees some rows only, `parent` is the DocType of
	a child table. Raises PermissionError.
	"""
	asked = _asked()
	if user == "Administrator" or not asked:
		return
	for field in hidden_fields(doctype, user, parent):
		if re.search(rf"\b{re.escape(field)}\b", asked):
			_refuse(field)
	for field in frappe.get_meta(doctype).get_link_fields():
		looked_at = re.findall(rf"\b{re.escape(field.fieldname)}\.(\w+)", asked)
		if field.options in hidden_rows and set(looked_at) - _shown_in_links(field.options):
			_refuse(field.fieldname)


def _shown_in_links(doctype: str) -> set[str]:
	"""What lists ask for by themselves, to show it in place of the name."""
	meta = frappe.get_meta(doctype)
	return {meta.title_field} if meta.show_title_field_in_link and meta.title_field else set()


def _refuse(field: str) -> None:
	frappe.throw(_("You may not filter or sort by {0}.").format(field), frappe.PermissionError)


def _asked() -> str:
	"""By what the request asks, as the database reads it: capitals and escapes make no other field."""
	asked = " ".join(str(_value(part) or "") for part in ASKING)
	return ESCAPED.sub(lambda found: chr(int(found[1], 16)), asked).casefold().strip()


def _value(part: str) -> Any:
	"""Who sets several values at once sends them as `fieldname`: of these only the names ask for something."""
	asked = frappe.form_dict.get(part)
	if part == "fieldname" and isinstance(asked, str) and asked.lstrip().startswith("{"):
		try:
			asked = frappe.parse_json(asked)
		except ValueError:
			return asked
	return list(asked) if part == "fieldname" and isinstance(asked, dict) else asked


def hidden_fields(doctype: str, user: str, parent: str | None = None) -> set[str]:
	"""Fields of the DocType and of its tables above the permission levels of the user's roles."""
	meta = frappe.get_meta(doctype)
	hidden = set()
	for fields, levels in [
		(meta, meta.get_permlevel_access("read", parent, user=user)),
		*(
			(table, table.get_permlevel_access("read", doctype, user=user))
			for table in (frappe.get_meta(field.options) for field in meta.get_table_fields())
		),
	]:
		hidden |= {
			each.fieldname for each in fields.get_high_permlevel_fields() if each.permlevel not in levels
		}
	return hidden
