"""A plain Word document of headings, lines and one table: for papers that have no official form of their own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from liaison_app.forms.plain import clean_text

FONT = "仿宋"


@dataclass(frozen=True)
class Letter:
	"""What stands on it: `facts` as (label, value), a `table` of `headings`, and `sections` as (heading, text). Empty parts are left out."""

	title: str
	facts: Sequence[tuple[str, str]] = ()
	headings: Sequence[str] = ()
	table: Sequence[Sequence[str]] = ()
	sections: Sequence[tuple[str, str]] = field(default=())


def letter(told: Letter) -> bytes:
	"""The .docx."""
	document = Document()
	_set_font(document)
	document.add_heading(clean_text(told.title), level=1)
	for label, value in told.facts:
		if value:
			document.add_paragraph(clean_text(f"{label}: {value}"))
	if told.table:
		_add_table(document, told)
	for heading, text in told.sections:
		document.add_heading(clean_text(heading), level=2)
		for line in clean_text(text).split("\n"):
			document.add_paragraph(line)
	made = io.BytesIO()
	document.save(made)
	return made.getvalue()


def _set_font(document: Any) -> None:
	style = document.styles["Normal"]
	style.font.name, style.font.size = FONT, Pt(11)
	style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _add_table(document: Any, told: Letter) -> None:
	table = document.add_table(rows=1 + len(told.table), cols=len(told.headings), style="Table Grid")
	for row, texts in zip(table.rows, [told.headings, *told.table], strict=True):
		for cell, text in zip(row.cells, texts, strict=True):
			cell.text = clean_text(text)
