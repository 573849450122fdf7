"""Files that strangers attach tell no more than what is in them."""

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from liaison_app.matters import papers


def test_a_word_file_tells_not_who_wrote_it_and_still_opens():
	document, made = Document(), io.BytesIO()
	document.core_properties.author = "Sam Smith"
	document.add_paragraph("It is cold.")
	document.save(made)
	after = papers.without_author("docx", made.getvalue())
	opened = Document(io.BytesIO(after))
	assert (opened.core_properties.author, opened.paragraphs[0].text) == ("", "It is cold.")
	assert papers.kind_of(after) == "docx"


def test_an_excel_file_tells_not_who_wrote_it_and_still_opens():
	book, made = Workbook(), io.BytesIO()
	book.properties.creator = "Sam Smith"
	book.active["A1"] = "cold"
	book.save(made)
	after = papers.without_author("xlsx", made.getvalue())
	opened = load_workbook(io.BytesIO(after))
	assert (opened.properties.creator == "Sam Smith", opened.active["A1"].value) == (False, "cold")


def test_what_is_damaged_or_unpacks_to_far_more_is_refused(monkeypatch):
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
		bomb.writestr("word/document.xml", b"0" * 5000)
	monkeypatch.setattr(papers, "MOST_UNPACKED", 4000)
	for content in (packed.getvalue(), b"PK\x03\x04 no file"):
		with pytest.raises(ValueError, match=r"damaged|too"):
			papers.without_author("docx", content)
