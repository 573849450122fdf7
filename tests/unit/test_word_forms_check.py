"""An uploaded template is checked: what is no template is refused, and what is wrong inside is named with its place."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from liaison_app.forms import FORMS, Field, Limits, check_template, shipped_template
from liaison_app.forms.fields import CONTACT_RECORD, EXECUTION_REPORT
from liaison_app.forms.package import LARGEST_FILE, package_problems
from tests.word_files import (
	DOCUMENT,
	codes,
	edited,
	opened,
	problems_in,
	with_part,
	with_relationship,
	word_file,
	zipped,
)

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
GOOD = word_file("{{ officer }}")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_shipped_templates_pass(form):
	assert check_template(shipped_template(form), form) == []


def test_a_template_of_another_form_is_told_every_unknown_field():
	problems = check_template(shipped_template(FORMS["observation"]), CONTACT_RECORD)
	assert set(codes(problems)) == {"unknown_field"}
	assert problems[0].path == "body[3]"
	assert problems[0].text() == (
		'Near "{{ observer }}": this form has no field "observer". '
		"It has: officer, post, branches, persons, visits, visits.day, visits.account."
	)


class TestFile:
	def test_empty(self):
		assert codes(check_template(b"", CONTACT_RECORD)) == ["empty_file"]

	def test_thirty_megabytes(self):
		problems = check_template(GOOD + bytes(30 * 1024 * 1024), CONTACT_RECORD)
		assert codes(problems) == ["file_too_large"]
		assert problems[0].text().startswith("The file has 31 MB; a template may have at most 10 MB.")

	def test_thirty_megabytes_of_xml_in_a_small_file(self):
		bomb = with_part(GOOD, "word/extra.xml", b"<a>" + b" " * 30 * 1024 * 1024 + b"</a>")
		assert len(bomb) < LARGEST_FILE
		assert codes(check_template(bomb, CONTACT_RECORD)) == ["unpacked_too_large"]

	def test_a_zip_bomb_of_pictures(self):
		pictures = {f"word/media/{number}.png": bytes(7 * 1024 * 1024) for number in range(10)}
		assert codes(package_problems(zipped(pictures))) == ["unpacked_too_large"]

	def test_thousands_of_parts(self):
		assert codes(package_problems(zipped({f"{number}.png": b"" for number in range(501)}))) == ["damaged"]

	def test_old_word_file_renamed(self):
		content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
		assert codes(check_template(content, CONTACT_RECORD)) == ["old_word_file"]

	@pytest.mark.parametrize("content", [b"%PDF-1.7", b"{\\rtf1 hello}", "党员".encode(), b"<html></html>"])
	def test_another_file_renamed(self, content):
		assert codes(check_template(content, CONTACT_RECORD)) == ["not_word"]

	def test_another_archive_renamed(self):
		assert codes(check_template(zipped({"hello.txt": b"hello"}), CONTACT_RECORD)) == ["not_word"]

	def test_a_workbook_renamed(self):
		from openpyxl import Workbook

		made = io.BytesIO()
		Workbook().save(made)
		assert codes(check_template(made.getvalue(), CONTACT_RECORD)) == ["not_word"]

	def test_a_word_template_is_no_document(self):
		content = edited(
			GOOD, "[Content_Types].xml", WORD_TYPE, WORD_TYPE.replace("document.main", "template.main")
		)
		assert codes(check_template(content, CONTACT_RECORD)) == ["not_word"]

	@pytest.mark.parametrize("size", [4, 100, 5000])
	def test_cut_off(self, size):
		assert codes(check_template(GOOD[:size], CONTACT_RECORD)) == ["damaged"]

	def test_a_part_that_is_missing(self):
		with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
			parts = {name: archive.read(name) for name in archive.namelist() if name != DOCUMENT}
		assert codes(check_template(zipped(parts), CONTACT_RECORD)) == ["damaged"]

	@pytest.mark.parametrize(
		"head",
		[
			'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>',
			'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
		],
	)
	def test_entities(self, head):
		content = edited(GOOD, DOCUMENT, "<w:document", head + "<w:document")
		assert codes(check_template(content, CONTACT_RECORD)) == ["damaged"]

	@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "EBCDIC-CP-US"])
	def test_xml_in_an_encoding_that_could_hide_entities(self, encoding):
		content = with_part(GOOD, DOCUMENT, f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode())
		assert codes(check_template(content, CONTACT_RECORD)) == ["damaged"]


class TestForeignContent:
	def test_macros_by_their_part(self):
		assert codes(check_template(with_part(GOOD, "word/vbaProject.bin", b"macro"), CONTACT_RECORD)) == [
			"has_macros"
		]

	def test_macro_document_renamed(self):
		macro_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
		content = edited(GOOD, "[Content_Types].xml", WORD_TYPE, macro_type)
		assert codes(check_template(content, CONTACT_RECORD)) == ["has_macros"]

	def test_macros_under_another_name(self):
		content = with_relationship(
			with_part(GOOD, "word/harmless.bin", b"macro"), "vbaProject", "harmless.bin"
		)
		assert codes(check_template(content, CONTACT_RECORD)) == ["has_objects"]

	@pytest.mark.parametrize(
		("kind", "target"),
		[
			("attachedTemplate", "http://example.com/evil.dotm"),
			("attachedTemplate", "file:///C:/Templates/Normal.dotm"),
			("image", "http://example.com/track.png"),
			("oleObject", "\\\\server\\share\\object"),
			("hyperlink", "http://example.com"),
		],
	)
	def test_what_would_be_fetched(self, kind, target):
		problems = check_template(with_relationship(GOOD, kind, target, external=True), CONTACT_RECORD)
		assert codes(problems) == ["fetches_from_outside"]
		assert target in problems[0].text()

	@pytest.mark.parametrize("kind", ["oleObject", "package", "control", "aFChunk", "subDocument"])
	def test_embedded_objects(self, kind):
		assert codes(check_template(with_relationship(GOOD, kind, "thing.bin"), CONTACT_RECORD)) == [
			"has_objects"
		]

	def test_embedded_file_without_relationship(self):
		assert codes(package_problems(with_part(GOOD, "word/embeddings/book.xlsx", b""))) == ["has_objects"]

	@pytest.mark.parametrize(
		"instruction", ["DDEAUTO c:\\\\windows\\\\cmd.exe", " includetext http://example.com/a", "LINK Excel"]
	)
	def test_fields_of_word_that_fetch_or_run(self, instruction):
		field = f'<w:fldSimple w:instr="{instruction}"/></w:p>'
		content = edited(GOOD, DOCUMENT, "</w:p>", field)
		assert codes(check_template(content, CONTACT_RECORD)) == ["fetches_from_outside"]

	def test_such_a_field_cut_into_pieces(self):
		pieces = "".join(
			f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in ("DD", "EAU", "TO cmd")
		)
		problems = check_template(edited(GOOD, DOCUMENT, "</w:p>", f"{pieces}</w:p>"), CONTACT_RECORD)
		assert [(each.code, each.path) for each in problems] == [("fetches_from_outside", "body[1]")]

	def test_a_page_number_may_stay(self):
		content = edited(GOOD, DOCUMENT, "</w:p>", '<w:fldSimple w:instr=" PAGE "/></w:p>')
		assert check_template(content, CONTACT_RECORD) == []


class TestTags:
	def test_fields_loops_and_conditions(self):
		problems = problems_in(
			"{{ officer | default('-') }} {{ post }}{% if branches %}({{ branches }}){% else %}-{% endif %}",
			"{%p for visit in visits %}",
			"{{ loop.index }}. {{ visit.day | chinese_month }} {{ visit['account'] }}",
			"{%p endfor %}",
			"{{ visits | length }} {{ visits[0].day }} {{ (visits | last).day }}",
		)
		# an empty list has no first row, which the trial with empty values shows
		assert codes(problems) == ["unknown_field"]
		assert problems_in("{{ visits | length }}{% if visits %}{{ visits[0].day }}{% endif %}") == []

	def test_syntax_error_with_its_place(self):
		problems = problems_in("{{ officer }}", "{% if post %}", "{{ post post }}", "{% endif %}")
		assert [(each.code, each.path) for each in problems] == [("syntax", "body[3]")]
		assert problems[0].text().startswith('Near "{{ post post }}": expected token')

	def test_a_loop_without_its_end(self):
		problems = problems_in("a", "{% for visit in visits %}", "{{ visit.day }}")
		assert codes(problems) == ["syntax"]
		assert "endfor" in problems[0].text()

	def test_a_tag_without_its_end(self):
		problems = problems_in("a", "b {{ officer", "}}")
		assert [(each.code, each.path) for each in problems] == [("unclosed_tag", "body[2]")]
		assert (
			problems[0].text()
			== 'Near "b {{ officer": a tag begins with {{ and does not end with }} in the same paragraph.'
		)

	def test_unknown_fields_say_what_there_is(self):
		problems = problems_in("{{ offcer }}", "{% for v in visits %}{{ v.dat }}{% endfor %}{{ v }}")
		assert [(each.path, each.values[1]) for each in problems] == [
			("body[1]", "offcer"),
			("body[2]", "v.dat"),
			("body[2]", "v"),
		]
		assert problems[1].values[2] == "day, account"

	def test_the_place_of_a_tag_that_takes_a_row_of_its_own(self):
		problems = problems_in(
			"{{ officer }}", "{%p for v in visists %}", "{{ v.day }}", "{%p endfor %}", "{{ psot }}"
		)
		assert [(each.code, each.path) for each in problems][:1] == [("unknown_field", "body[2]")]
		assert problems[-1].path == "body[5]"

	def test_a_tag_in_the_header(self):
		problems = check_template(word_file("a", header="{{ nobody }}"), CONTACT_RECORD)
		assert [(each.code, each.path) for each in problems] == [("unknown_field", "header1[1]")]

	def test_a_field_added_in_the_desk(self):
		content = word_file("{{ custom_hobby }}")
		assert codes(check_template(content, CONTACT_RECORD)) == ["unknown_field"]
		assert check_template(content, CONTACT_RECORD, [Field("custom_hobby", "text", "Hobby")]) == []

	def test_a_list_is_no_text_and_a_text_no_list(self):
		problems = problems_in("{{ visits }}", "{% for letter in officer %}{{ letter }}{% endfor %}")
		assert codes(problems) == ["not_a_text", "not_a_list"]
		assert problems[0].values[2] == "day, account"
		assert problems[1].values[2] == "visits"

	def test_lists_inside_of_lists(self):
		tags = "{% for d in departments %}{{ d.unit }}{% for o in d.officers %}{{ o.officer }}{{ d.total }}{% endfor %}{% endfor %}"
		problems = problems_in(tags, fields=EXECUTION_REPORT.fields)
		assert [each.values[1] for each in problems] == ["d.total"]

	@pytest.mark.parametrize(
		"text", ["{%p if officer %} important", "before {%p endif %}", "{%p if officer %}{%p endif %}"]
	)
	def test_text_that_would_be_lost_beside_a_tag(self, text):
		problems = problems_in("a", text)
		assert [(each.code, each.path) for each in problems] == [("text_is_lost", "body[2]")]

	def test_text_that_would_be_lost_in_a_row(self):
		document = opened(word_file())
		table = document.add_table(2, 2)
		table.cell(0, 0).text, table.cell(0, 1).text = "{%tr for visit in visits %}", "important"
		table.cell(1, 0).text = "{%tr endfor %}"
		made = io.BytesIO()
		document.save(made)
		problems = check_template(made.getvalue(), CONTACT_RECORD)
		assert [(each.code, each.path) for each in problems] == [("text_is_lost", "body[1]")]
		assert problems[0].text() == (
			'Near "{%tr for visit in visits %}important": {%tr takes its whole paragraph (p), cell (tc) or row (tr) '
			"with it, so text beside it would be lost. Move the text."
		)

	@pytest.mark.parametrize("tag", ["{{r officer }}", "{{p officer }}", "{{tr officer }}"])
	def test_tags_for_rich_text_that_is_never_there(self, tag):
		assert codes(problems_in(tag)) == ["not_allowed"]

	def test_a_tag_that_breaks_the_document(self):
		content = edited(
			word_file("{% if officer %}", "x"),
			DOCUMENT,
			">x</w:t></w:r></w:p>",
			">x</w:t></w:r></w:p><w:p><w:r><w:rPr><w:b/></w:rPr></w:r></w:p>{% endif %}",
		)
		assert codes(check_template(content, CONTACT_RECORD)) == ["broken_document"]


@pytest.mark.parametrize(
	("tag", "code"),
	[
		("{{ officer.__class__ }}", "reaches_python"),
		("{{ officer['__class__'] }}", "reaches_python"),
		("{{ officer._private }}", "reaches_python"),
		("{{ __import__ }}", "reaches_python"),
		("{{ officer | attr('upper') }}", "unknown_filter"),
		("{{ visits | map('attr') }}", "unknown_filter"),
		("{{ '%s' | format(officer) }}", "unknown_filter"),
		("{{ '{0.__class__}'.format(officer) }}", "calls"),
		("{{ officer.format_map(visits) }}", "calls"),
		("{{ officer.upper() }}", "calls"),
		("{{ cycler('a') }}", "calls"),
		("{{ '%s' % officer }}", "not_allowed"),
		("{{ 10 ** 10 }}", "not_allowed"),
		("{% set a = 1 %}", "not_allowed"),
		("{% macro a() %}{{ a() }}{% endmacro %}", "not_allowed"),
		("{% include 'secret' %}", "not_allowed"),
		("{% autoescape false %}{{ officer }}{% endautoescape %}", "not_allowed"),
		("{{ officer | safe }}", "unknown_filter"),
		("{{ loop.changed(1) }}", "calls"),
		("{% import 'secret' as s %}", "not_allowed"),
		("{% extends 'secret' %}", "not_allowed"),
		("{% filter upper %}a{% endfilter %}", "not_allowed"),
		("{{ visits[0:1] }}", "not_allowed"),
		("{{ {'a': 1} }}", "not_allowed"),
		("{{ officer is callable }}", "unknown_test"),
		("{% for a in range(1000000000) %}a{% endfor %}", "calls"),
		("{% for a in visits recursive %}{{ loop(visits) }}{% endfor %}", "loop_calls_itself"),
		("{% for a in visits %}" * 4 + "{% endfor %}" * 4, "loops_too_deep"),
		("{% for a, b in visits %}{% endfor %}", "not_allowed"),
	],
)
def test_what_reaches_for_python_or_has_no_end_is_refused(tag, code):
	assert code in codes(problems_in(tag))


def test_values_of_problems_stay_as_they_are_when_a_message_is_translated():
	problem = replace(problems_in("{{ Name }}")[0], values=("{{ Name }}", "Name", "officer"))
	assert problem.text(lambda text: text.replace("this form has no field", "本表没有字段")).startswith(
		'Near "{{ Name }}": 本表没有字段 "Name".'
	)


def test_a_check_that_takes_too_long_is_a_problem():
	# far too short for a process even to begin
	assert codes(check_template(GOOD, CONTACT_RECORD, limits=Limits(seconds=0))) == ["too_slow"]


@pytest.mark.parametrize("junk", [b"PK\x03\x04", b"PK\x03\x04" + bytes(100), GOOD.replace(b"word", b"W0rd")])
def test_junk_never_raises(junk):
	assert check_template(junk, CONTACT_RECORD)
