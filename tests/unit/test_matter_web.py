"""Ticket numbers that cannot be guessed, stamps that cannot be forged, files that are what they say."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.matters import papers, tickets

PDF = b"%PDF-1.4\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def test_tickets_are_long_random_and_easy_to_read():
	found = {tickets.new_ticket() for _each in range(2000)}
	assert len(found) == 2000
	assert all(len(each) == 19 and not set(each) & set("IO01") for each in found)
	assert len(tickets.LETTERS) ** tickets.LENGTH >= 2**80


def test_a_ticket_is_found_however_it_is_written_and_only_its_digest_is_kept():
	ticket = "ABCD-EFGH-JKLM-NPQR"
	assert tickets.digest(ticket) == tickets.digest(" abcdefgh jklmnpqr ")
	assert tickets.digest(ticket) != tickets.digest("ABCD-EFGH-JKLM-NPQS")
	assert "ABCD" not in tickets.digest(ticket)


@given(st.text(max_size=200))
def test_nonsense_has_a_digest_too(text: str):
	assert len(tickets.digest(text)) == 64


def test_a_stamp_tells_its_age_and_nobody_makes_one():
	stamp = tickets.stamp("key", 1000, "m1")
	assert tickets.age_of("key", stamp, 1030) == (30, "m1")
	for forged in (
		tickets.stamp("other", 1000, "m1"),
		stamp.replace("1000", "1020"),
		stamp.replace("m1", "m2"),
		"",
		"a.b.c",
		"1..",
		"é.é.é",
	):
		assert tickets.age_of("key", forged, 1030) is None


@given(st.text(max_size=80))
def test_whatever_is_sent_as_a_stamp_is_refused_and_breaks_nothing(text: str):
	assert tickets.age_of("key", text, 0) is None


@pytest.mark.parametrize(
	("name", "content", "taken"),
	[
		("a.pdf", PDF, True),
		("a.PNG", PNG, True),
		("a.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 32, True),
		("a.pdf", PNG, False),
		("a.png", b"MZ\x90\0" + b"\0" * 64, False),
		("a.exe", b"MZ\x90\0" + b"\0" * 64, False),
		("a.svg", b"<svg onload=alert(1)>", False),
		("a.html", b"<html><script>1</script>", False),
		("a.txt", b"text", False),
		("pdf", b"", False),
	],
)
def test_an_attachment_is_what_it_says(name: str, content: bytes, taken: bool):
	assert papers.is_what_it_says(name, content) is taken


def test_an_archive_is_no_word_file():
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w") as archive:
		archive.writestr("run.bat", "format c:")
	assert not papers.is_what_it_says("letter.docx", packed.getvalue())
