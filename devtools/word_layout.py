"""What a ruled paper form is made of in Word: a page, a heading, and tables whose cells are laid out in millimetres."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Literal

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

TWIPS_A_MILLIMETRE = 1440 / 25.4
TEXT_FONT, HEADING_FONT, LATIN_FONT = "仿宋", "宋体", "Times New Roman"
A4 = (210, 297)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
Merge = Literal["", "restart", "continue"]


@dataclass(frozen=True)
class Cell:
	"""One cell: its paragraphs, over how many columns it reaches, and how it merges with the rows above and below.

	`open_sides` are sides without a line ("top", "bottom"); `upright` sets the text from top to bottom.
	"""

	text: str | Sequence[str] = ""
	columns: int = 1
	merge: Merge = ""
	align: Literal["left", "center", "right"] = "center"
	at: Literal["top", "center"] = "center"
	size: float | None = None
	upright: bool = False
	open_sides: tuple[str, ...] = ()

	@property
	def paragraphs(self) -> Sequence[str]:
		return [self.text] if isinstance(self.text, str) else self.text


@dataclass(frozen=True)
class Row:
	"""One row, at least `height` millimetres high; `header` rows are repeated on each page that the table reaches."""

	cells: Sequence[Cell]
	height: float = 10
	header: bool = False
	kept_together: bool = False


@dataclass(frozen=True)
class Table:
	"""Rows over columns of these widths in millimetres, every cell ruled."""

	widths: Sequence[float]
	rows: Sequence[Row] = field(default_factory=list)
	size: float = 12


def tag_row(tag: str, columns: int, label_merged: bool = False) -> Row:
	"""A row that holds but a tag and disappears; under a merged label it leaves the label whole in Word."""
	first = [Cell(merge="continue")] if label_merged else []
	return Row([*first, Cell(tag, columns - len(first), align="left", size=8)], height=4)


def new_document(
	*, landscape: bool = False, margins: tuple[float, float, float, float] = (25, 25, 20, 25)
) -> WordDocument:
	"""An empty A4 document; margins are top, side, bottom, side in millimetres."""
	document = Document()
	_forget_thumbnail(document)
	section = document.sections[0]
	width, height = reversed(A4) if landscape else A4
	section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
	section.page_width, section.page_height = Mm(width), Mm(height)
	section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
	section.header_distance = section.footer_distance = Mm(10)
	_set_normal_style(document)
	_set_properties(document)
	return document


def _forget_thumbnail(document: WordDocument) -> None:
	relations = document.part.package.rels
	for key in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
		relations.pop(key)


def _set_normal_style(document: WordDocument) -> None:
	style: Any = document.styles["Normal"]
	style.font.name, style.font.size = LATIN_FONT, Pt(12)
	style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
	style.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT_FONT)
	language = _child(style.element.rPr, "w:lang")
	language.set(qn("w:val"), "en-US")
	language.set(qn("w:eastAsia"), "zh-CN")


def _set_properties(document: WordDocument) -> None:
	properties = document.core_properties
	properties.author = properties.last_modified_by = "liaison_app"
	properties.title = properties.comments = ""
	properties.created = properties.modified = datetime(2020, 1, 1, tzinfo=timezone.utc)


def add_heading(
	parent: Any, text: str, *, size: float = 18, new_page: bool = False, space: float = 8
) -> Paragraph:
	"""The heading of a form, centred."""
	paragraph = add_line(parent, text, align="center", size=size, font=HEADING_FONT, bold=True, space=space)
	paragraph.paragraph_format.page_break_before = new_page or None
	return paragraph


def add_line(
	parent: Any,
	text: str,
	*,
	align: Literal["left", "center", "right"] = "left",
	size: float = 12,
	font: str = TEXT_FONT,
	bold: bool = False,
	space: float = 4,
) -> Paragraph:
	"""A paragraph, with `space` points after it."""
	paragraph: Paragraph = parent.add_paragraph()
	_fill(paragraph, text, align, size, font=font, bold=bold)
	paragraph.paragraph_format.space_after = Pt(space)
	return paragraph


def add_gap(parent: Any) -> None:
	"""A paragraph of one point: keeps two tables apart, which otherwise grow together, and ends what ends in a table."""
	paragraph = add_line(parent, "", size=1, space=0)
	paragraph.paragraph_format.line_spacing = Pt(1)


def add_page_number(footer: Any) -> None:
	"""`第 1 页`, centred."""
	paragraph = footer.paragraphs[0]
	_fill(paragraph, "第 ", "center", 9)
	number = OxmlElement("w:fldSimple")
	number.set(qn("w:instr"), "PAGE")
	paragraph._p.append(number)
	_add_run(paragraph, " 页", 9)


def add_table(parent: Any, table: Table) -> None:
	"""A ruled table of fixed widths at the end of a document, header or cell."""
	element = OxmlElement("w:tbl")
	element.append(_table_properties(sum(table.widths)))
	grid = OxmlElement("w:tblGrid")
	for width in table.widths:
		grid.append(_valued("w:gridCol", w=_twips(width)))
	element.append(grid)
	for row in table.rows:
		element.append(_row(row, table, parent))
	container = parent._element.body if hasattr(parent._element, "body") else parent._element
	last = container[-1] if len(container) and container[-1].tag == qn("w:sectPr") else None
	if last is None:
		container.append(element)
	else:
		last.addprevious(element)


def _table_properties(width: float) -> Any:
	properties = OxmlElement("w:tblPr")
	properties.append(_valued("w:tblW", w=_twips(width), type="dxa"))
	properties.append(_valued("w:jc", val="center"))
	borders = OxmlElement("w:tblBorders")
	for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
		borders.append(_valued(f"w:{side}", val="single", sz="4", space="0", color="000000"))
	properties.append(borders)
	properties.append(_valued("w:tblLayout", type="fixed"))
	return properties


def _row(row: Row, table: Table, parent: Any) -> Any:
	element = OxmlElement("w:tr")
	properties = _child(element, "w:trPr")
	if row.kept_together or row.header:
		properties.append(OxmlElement("w:cantSplit"))
	properties.append(_valued("w:trHeight", val=_twips(row.height), hRule="atLeast"))
	if row.header:
		properties.append(OxmlElement("w:tblHeader"))
	column = 0
	for cell in row.cells:
		width = sum(table.widths[column : column + cell.columns])
		element.append(_cell(cell, width, table.size, parent))
		column += cell.columns
	assert column == len(table.widths), f"the row of {row.cells[0].text!r} has {column} columns"
	return element


def _cell(cell: Cell, width: float, size: float, parent: Any) -> Any:
	element = OxmlElement("w:tc")
	element.append(_cell_properties(cell, width))
	for text in cell.paragraphs:
		paragraph = OxmlElement("w:p")
		element.append(paragraph)
		_fill(Paragraph(paragraph, parent), text, cell.align, cell.size or size)
	return element


def _cell_properties(cell: Cell, width: float) -> Any:
	"""In the order that the format demands."""
	properties = OxmlElement("w:tcPr")
	properties.append(_valued("w:tcW", w=_twips(width), type="dxa"))
	if cell.columns > 1:
		properties.append(_valued("w:gridSpan", val=str(cell.columns)))
	if cell.merge:
		properties.append(_valued("w:vMerge", val=cell.merge))
	if cell.open_sides:
		borders = OxmlElement("w:tcBorders")
		for side in cell.open_sides:
			borders.append(_valued(f"w:{side}", val="nil"))
		properties.append(borders)
	if cell.upright:
		properties.append(_valued("w:textDirection", val="tbRlV"))
	properties.append(_valued("w:vAlign", val=cell.at))
	return properties


def _fill(
	paragraph: Paragraph, text: str, align: str, size: float, *, font: str = TEXT_FONT, bold: bool = False
) -> None:
	paragraph.alignment = WD_ALIGN_PARAGRAPH[align.upper()]
	_add_run(paragraph, text, size, font=font, bold=bold)


def _add_run(
	paragraph: Paragraph, text: str, size: float, *, font: str = TEXT_FONT, bold: bool = False
) -> None:
	run: Any = paragraph.add_run(text)
	run.font.size, run.font.bold = Pt(size), bold or None
	run.font.name = LATIN_FONT
	run._r.rPr.rFonts.set(qn("w:eastAsia"), font)


def _child(parent: Any, name: str) -> Any:
	element = OxmlElement(name)
	parent.append(element)
	return element


def _valued(name: str, **attributes: str) -> Any:
	element = OxmlElement(name)
	for key, value in attributes.items():
		element.set(qn(f"w:{key}"), value)
	return element


def _twips(millimetres: float) -> str:
	return str(round(millimetres * TWIPS_A_MILLIMETRE))


def content_of(document: WordDocument) -> bytes:
	"""The file's bytes, the same whenever it is made: a zip otherwise holds the time of day."""
	made, packed = io.BytesIO(), io.BytesIO()
	document.save(made)
	with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
		for name in source.namelist():
			part = zipfile.ZipInfo(name, FIRST_DAY)
			part.compress_type = zipfile.ZIP_DEFLATED
			target.writestr(part, source.read(name))
	return packed.getvalue()
