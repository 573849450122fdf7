"""Names for many new rows at once: a block of the DocType's naming series instead of one number after the other."""

from typing import Any

import frappe
from frappe.model.naming import NamingSeries, get_default_naming_series, set_new_name


def new_names(doctype: str, rows: list[dict[str, Any]]) -> list[str]:
	"""A name for each row, as a form would give it."""
	if not rows:
		return []
	series = get_default_naming_series(doctype) or ""
	if not _counts_plainly(doctype, series):
		return [_name_as_a_form_does(doctype, row) for row in rows]
	digits = series.count("#")
	prefix = NamingSeries(series).get_prefix()
	last = reserve(doctype, len(rows))
	return [f"{prefix}{number:0{digits}d}" for number in range(last - len(rows) + 1, last + 1)]


def reserve(doctype: str, count: int) -> int:
	"""Takes `count` numbers of the DocType's series; the last of them. Other writers of the series wait for this transaction."""
	prefix = NamingSeries(get_default_naming_series(doctype) or f"{doctype}-.#").get_prefix()
	series = frappe.qb.DocType("Series")
	counted = frappe.qb.from_(series).select(series.current).where(series.name == prefix)
	frappe.qb.update(series).set(series.current, series.current + count).where(series.name == prefix).run()
	found = counted.run()
	if not found:
		frappe.qb.into(series).columns("name", "current").insert(prefix, count).run()
		return count
	return int(found[0][0] or 0)


def _counts_plainly(doctype: str, series: str) -> bool:
	"""Whether names are a prefix and a number: no naming rule of the site, no number in the middle."""
	if frappe.db.exists("Document Naming Rule", {"document_type": doctype, "disabled": 0}):
		return False
	number = series.rpartition(".")[2]
	return bool(number) and set(number) == {"#"} and series.count("#") == len(number) and "{" not in series


def _name_as_a_form_does(doctype: str, row: dict[str, Any]) -> str:
	document = frappe.get_doc({"doctype": doctype, **row})
	set_new_name(document)
	return str(document.name)
