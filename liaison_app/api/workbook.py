"""Loading a workbook from the desk: the template, the start, the progress. For those who manage the app only."""

from typing import Any

import frappe

from liaison_app.services.workbook import importing
from liaison_app.services.workbook.stored import WORDS, known_words
from liaison_app.services.workbook.template import template

MANAGERS = ("Liaison Manager", "System Manager")


@frappe.whitelist(methods=["GET"])
def download_template() -> None:
	"""The empty workbook, with the site's posts, types and rules as drop-downs. Answers with a file."""
	frappe.only_for(MANAGERS, message=True)
	words = {kind: known_words(kind) for kind in WORDS}
	frappe.response["type"] = "binary"
	frappe.response["filename"] = "liaison_template.xlsx"
	frappe.response["filecontent"] = template(words, frappe._)


@frappe.whitelist(methods=["POST"])
def start_import(name: str) -> None:
	"""Queues a Liaison Import. Raises ValidationError when it is under way already or has no workbook."""
	frappe.only_for(MANAGERS, message=True)
	frappe.has_permission("Liaison Import", "write", name, throw=True)
	importing.start(name)


@frappe.whitelist(methods=["GET"])
def import_status(name: str) -> dict[str, Any]:
	"""`status`, `under_way`, `percent` and `what` is done now, `message`, `error_count`, `interrupted` of an import."""
	frappe.only_for(MANAGERS, message=True)
	frappe.has_permission("Liaison Import", "read", name, throw=True)
	return importing.status_of(name)
