"""Importing rule packs from the desk. For those who manage the app only."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from liaison_app.jsonfile import FileRefused, Problem
from liaison_app.jsonfile.problems import SHOWN_AT_MOST
from liaison_app.packs import Pack, parse_pack
from liaison_app.services import packs

MANAGERS = ("Liaison Manager", "System Manager")
LOCAL = ("/private/files/", "/files/")


@frappe.whitelist(methods=["POST"])
def preview(file_url: str) -> dict[str, Any]:
	"""What importing the uploaded pack would do; nothing is kept of it.

	Answers `title`, `version`, `made` and `changed` (number of records by DocType) and `notes`. Raises ValidationError with every
	fault of the file: where it is, what is wrong, what would be right.
	"""
	frappe.only_for(MANAGERS, message=True)
	return _done(file_url, packs.preview_pack)


@frappe.whitelist(methods=["POST"])
def import_pack(file_url: str) -> dict[str, Any]:
	"""Import the uploaded pack, all of it or nothing; answers and raises as `preview` does."""
	frappe.only_for(MANAGERS, message=True)
	return _done(file_url, packs.install_pack)


def _done(file_url: str, act: Callable[[Pack], packs.Installed]) -> dict[str, Any]:
	try:
		pack = _uploaded(file_url)
		installed = act(pack)
	except FileRefused as refused:
		_throw(refused.problems)
	return {
		"title": _title_of(pack),
		"version": pack.version,
		"made": dict(installed.made),
		"changed": dict(installed.changed),
		"notes": installed.notes,
	}


def _title_of(pack: Pack) -> str:
	"""The pack's title in the user's language."""
	chinese = str(frappe.local.lang).startswith("zh")
	return str((pack.content.get("title_zh") if chinese else "") or pack.content["title"])


def _uploaded(file_url: str) -> Pack:
	"""The pack in an uploaded file that the user may read."""
	found = frappe.get_list(
		"File",
		{"file_url": file_url, "is_folder": 0},
		pluck="name",
		order_by="creation desc, name asc",
		limit=1,
	)
	if not (file_url.startswith(LOCAL) and found):
		frappe.throw(_("The file was not found. Upload it again."), frappe.DoesNotExistError)
	file = frappe.get_doc("File", found[0])
	content = file.get_content()
	return parse_pack(content.encode() if isinstance(content, str) else content, file.file_name)


def _throw(problems: tuple[Problem, ...]) -> None:
	frappe.clear_messages()
	lines = [
		_("{0}: {1} Right would be: {2}.").format(
			f"<code>{escape_html(problem.path)}</code>", escape_html(problem.wrong), escape_html(problem.fix)
		)
		for problem in problems[:SHOWN_AT_MOST]
	]
	if len(problems) > SHOWN_AT_MOST:
		lines.append(_("... and {0} more problems.").format(len(problems) - SHOWN_AT_MOST))
	title = _("{0} cannot be imported").format(escape_html(problems[0].file))
	frappe.throw(lines, title=title, as_list=True)
