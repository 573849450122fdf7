"""The Word template that a form is printed from: the shipped one or the institution's own, and the fields that it may name."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, strip_html

from liaison_app.forms import FORMS, Field, Form, check_template, shipped_template
from liaison_app.forms.fields import Kind
from liaison_app.forms.package import LARGEST_FILE

DOCTYPE = "Liaison Form"
KINDS: dict[str, Kind] = {
	**dict.fromkeys(("Autocomplete", "Check", "Data", "Link", "Long Text", "Phone"), "text"),
	**dict.fromkeys(("Select", "Small Text", "Text", "Text Editor"), "text"),
	**dict.fromkeys(("Currency", "Float", "Int", "Percent"), "number"),
	**dict.fromkeys(("Date", "Datetime"), "date"),
}
# Where on a form the fields stand that an institution adds to a DocType in the desk: a list of the form, or "" for its top.
ADDED: dict[str, dict[str, str]] = {
	"contact_record": {"": "Liaison Officer", "visits": "Contact Visit"},
	"five_contacts_seven_entries": {"": "Liaison Officer"},
	"three_specialties": {"": "Liaison Officer"},
	"registration": {"": "Liaison Officer", "students": "Contact Target", "dormitories": "Contact Target"},
	"grid": {"officers": "Liaison Officer"},
	"observation": {"": "Contact Visit"},
	"execution_report": {"": "Liaison Unit"},
}


def form_of(name: str) -> Form:
	"""The form with the fields that the institution added to its records."""
	form, added = FORMS[name], ADDED[name]
	own = [
		replace(each, fields=_together(each.fields, added[each.name])) if each.name in added else each
		for each in form.fields
	]
	return replace(form, fields=_together(tuple(own), added[""]) if "" in added else tuple(own))


def _together(fields: tuple[Field, ...], doctype: str) -> tuple[Field, ...]:
	taken = {field.name for field in fields}
	return (*fields, *(field for field in added_fields(doctype) if field.name not in taken))


def added_fields(doctype: str) -> list[Field]:
	"""The fields added to the DocType in the desk that a form may show: none above permission level 0."""
	found = []
	for field in frappe.get_meta(doctype).get("fields", {"is_custom_field": 1}):
		if field.fieldtype in KINDS and not cint(field.permlevel) and not field.fieldname.startswith("_"):
			found.append(Field(field.fieldname, KINDS[field.fieldtype], field.label or field.fieldname))
	return found


def added_values(doctype: str, row: dict[str, Any]) -> dict[str, Any]:
	"""What a record holds in these fields, as it stands on paper."""
	meta = frappe.get_meta(doctype)
	return {
		field.name: _on_paper(row.get(field.name), meta.get_field(field.name).fieldtype)
		for field in added_fields(doctype)
	}


def _on_paper(value: Any, fieldtype: str) -> Any:
	if fieldtype == "Check":
		return "是" if value else "否"
	if KINDS[fieldtype] == "date":
		return getdate(value) if value else None
	if KINDS[fieldtype] == "number":
		return value
	return strip_html(str(value or "")) if fieldtype == "Text Editor" else str(value or "")


def content_of(name: str) -> bytes:
	"""The template that the form is printed from. Raises ValidationError when the institution's own is gone."""
	own = frappe.db.get_value(DOCTYPE, name, "template")
	return _read(own) if own else shipped_template(FORMS[name])


def problems(name: str, url: str) -> list[str]:
	"""What is wrong with an uploaded template, in the user's language; empty when it may be used."""
	return [
		f"{problem.path}: {problem.text(_)}" if problem.path else problem.text(_)
		for problem in check_template(_read(url), form_of(name))
	]


def _read(url: str) -> bytes:
	"""The file's content, of a too large one no more than shows that it is."""
	names = frappe.get_all("File", {"file_url": url, "is_folder": 0}, pluck="name", limit=1)
	path = Path(frappe.get_doc("File", names[0]).get_full_path()) if names else None
	if path and path.is_file():
		with open(path, "rb") as file:
			return file.read(LARGEST_FILE + 1)
	frappe.throw(_("The file of the template is gone. Upload it again, or clear it for the shipped form."))
	raise AssertionError  # for the type checker: `throw` does not return


def known_fields(name: str) -> list[dict[str, Any]]:
	"""What a template of the form may name: `name` as it is written, `kind`, translated `description`."""
	return list(_told(form_of(name).fields, ""))


def _told(fields: tuple[Field, ...], before: str) -> Any:
	for field in fields:
		yield {"name": before + field.name, "kind": _kind(field.kind), "description": _(field.description)}
		yield from _told(field.fields, f"{before}{field.name}.")


def _kind(kind: Kind) -> str:
	return {
		"text": _("Plain Text"),
		"number": _("Number"),
		"date": _("Date"),
		"record": _("Group of Fields"),
		"rows": _("List of Rows"),
	}[kind]
