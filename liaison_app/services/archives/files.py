"""The files of an archive: papers as Word documents, official forms, attachments. What cannot be had is said in the index instead."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import frappe
from frappe import _

from liaison_app.bundle import Letter, Part, letter

from ..official_forms import making
from .lines import word
from .reading import Row, day_of

AT_ONCE = 20  # sheets that one process prints
# Which official form a paper of an officer is, by its kind.
FORM_OF = {"Record Form": "three_specialties", "Registration": "registration"}
BREAKS = re.compile(r"<(?:br|/p|/div|/li|/h\d|/tr)\b[^>]*>", re.IGNORECASE)
TAGS = re.compile(r"<[^>]*>")


def add_paper(part: Part, folder: str, paper: Row) -> str:
	"""The paper as a Word document; returns its path."""
	name = making.file_name(paper["name"], paper["title"] or "")
	return part.add(f"{folder}/{name}.docx", letter(_letter(paper)))


def _letter(paper: Row) -> Letter:
	facts = [
		(_("Number"), paper["name"]),
		(_("Officer"), paper.get("officer_name") or ""),
		(_("Unit"), paper["unit"] or ""),
		(_("Period"), paper["period_label"] or ""),
		(_("Status"), word(paper["status"])),
		(_("Handed In On"), str(paper["handed_in_on"] or "")),
		(_("Specialty of the Function"), paper["specialty_function"] or ""),
		(_("Specialty of the Subject"), paper["specialty_subject"] or ""),
		(_("Personal Talent"), paper["specialty_talent"] or ""),
		(_("Reason of the Return"), paper["return_reason"] or ""),
	]
	headings = [_("Duty"), _("Clause"), _("Required"), _("Done"), _("Attainment"), _("Met Late")]
	headings += [_("Missed or Overdue"), _("Waived")]
	sections = [(heading or "", text or "") for heading, text in paper["sections"]]
	if paper["text"]:
		sections.append((_("Text"), plain_text(paper["text"])))
	return Letter(
		paper["title"] or paper["name"], facts, headings, [_figures(*row) for row in paper["rows"]], sections
	)


def _figures(
	title: str, clause: str, quantity: float, unit: str, done: float, attainment: float, *counts: int
) -> list[str]:
	amount = f"{quantity or 0:g} {_(unit) if unit else ''}".strip()
	return [
		title or "",
		clause or "",
		amount,
		f"{done or 0:g}",
		f"{attainment or 0:.1f} %",
		*(str(each or 0) for each in counts),
	]


def plain_text(html: str) -> str:
	"""The text of what was written in the editor, a line for each of its lines."""
	return unescape(TAGS.sub("", BREAKS.sub("\n", html))).strip()


def forms_asked(task: Any, officer: str, papers: Iterable[Row], days: Sequence[Any]) -> list[making.Asked]:
	"""The official forms of the officer: the contact record of each semester, by one of its `days`, and papers that are such forms."""
	asked = [making.Asked("contact_record", task.user, day, officer=officer) for day in days]
	for paper in papers:
		form = FORM_OF.get(paper["document_kind"])
		if form and paper["officer"] == officer:
			day = day_of(paper["period_start"]) or task.span.since
			asked.append(making.Asked(form, task.user, day, officer=officer, paper=paper["name"]))
	return asked


def add_forms(part: Part, asked: Iterable[tuple[str, making.Asked]]) -> None:
	"""The forms into their folders, many printed at once. A form that its template keeps from being made is told in the index."""
	wanted: dict[str, list[tuple[str, str, Any]]] = {}
	for folder, each in asked:
		for values, name in making.sheets_of(each):
			wanted.setdefault(each.form, []).append((folder, name, values))
	for form, sheets in wanted.items():
		for first in range(0, len(sheets), AT_ONCE):
			_add_printed(part, form, sheets[first : first + AT_ONCE])


def _add_printed(part: Part, form: str, sheets: Sequence[tuple[str, str, Any]]) -> None:
	try:
		printed = making.printed(form, [values for _folder, _name, values in sheets])
	except frappe.ValidationError as refused:
		frappe.clear_last_message()
		for folder, name, _values in sheets:
			part.row("files", folder, name, plain_text(str(refused)))
		return
	for (folder, name, _values), content in zip(sheets, printed, strict=True):
		part.row("files", folder, name, part.add(f"{folder}/{name}.docx", content))


def add_attachments(part: Part, folder: str, document: str, files: Iterable[Row]) -> None:
	"""The files of a document, each told in the index with its path, or with why it is not here."""
	for each in files:
		name = each["file_name"] or each["file_url"] or each["name"]
		part.row("files", document, name, _added(part, folder, document, each))


def _added(part: Part, folder: str, document: str, each: Row) -> str:
	if not (each["file_url"] or "").startswith(("/files/", "/private/files/")):
		return each["file_url"] or _("The file is gone.")
	source = Path(frappe.get_doc("File", each["name"]).get_full_path())
	if not source.is_file():
		return _("The file is gone.")
	stem, _dot, ending = (each["file_name"] or source.name).rpartition(".")
	name = making.file_name(document, stem or ending)
	return part.copy(f"{folder}/{name}.{making.file_name(ending)}" if stem else f"{folder}/{name}", source)
