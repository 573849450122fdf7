"""Reads the tags of one part of a template and says which of them are wrong, where, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from .fields import Field
from .language import ALLOWED_FILTERS, ALLOWED_TESTS, Forbidden, FormEnvironment, forbidden
from .names import Misused, misused
from .problems import Problem, _

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RICH_TAG = re.compile(r"\{\{(?:r|p|tr|tc)\s")
OPENING = re.compile(r"\{[{%#]")
# Fields of Word that fetch or run something when the document is opened.
FETCHING_FIELD = re.compile(
	r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|EMBED|MACROBUTTON|RD|HYPERLINK|GOTOBUTTON)\b",
	re.IGNORECASE,
)
OPENINGS = {"{{": "}}", "{%": "%}", "{#": "#}"}
EXCERPT = 60
MOST_PROBLEMS = 50

MESSAGES = {
	"reaches_python": _('Near "{0}": "{1}" reaches behind the fields. Use the fields of the form only.'),
	"calls": _('Near "{0}": "{1}" is called like a function. Templates have fields and filters only.'),
	"not_allowed": _('Near "{0}": "{1}" is not allowed in a template. Use fields, filters, for and if.'),
	"loop_calls_itself": _('Near "{0}": a loop must not call itself ({1}).'),
	"loops_too_deep": _('Near "{0}": at most {1} loops may stand inside one another.'),
	"unknown_filter": _('Near "{0}": there is no filter "{1}". There are: {2}.'),
	"unknown_test": _('Near "{0}": there is no test "{1}". There are: {2}.'),
	"unknown_field": _('Near "{0}": this form has no field "{1}". It has: {2}.'),
	"not_a_list": _('Near "{0}": "{1}" is no list, so a loop cannot walk it. Lists are: {2}.'),
	"not_a_text": _('Near "{0}": "{1}" is a list or a record: write one of its parts: {2}.'),
}
CHOICES = {"unknown_filter": tuple(ALLOWED_FILTERS), "unknown_test": tuple(ALLOWED_TESTS)}


@dataclass(frozen=True, slots=True)
class Paragraph:
	"""A paragraph as its reader sees it: its text without those inside of it, and the instructions of Word's own fields."""

	text: str
	instructions: tuple[str, ...]


@dataclass(frozen=True)
class Part:
	"""One part of a document: `place` as in `header1`, its XML as Word wrote it, and with its tags cleared for Jinja."""

	place: str
	xml: str
	cleared: str

	@cached_property
	def root(self) -> Any:
		return etree.fromstring(self.xml, etree.XMLParser(resolve_entities=False, no_network=True))

	@cached_property
	def paragraphs(self) -> list[Paragraph]:
		return [_paragraph(element) for element in self.root.iter(f"{WORD}p")]

	@cached_property
	def source(self) -> str:
		"""What Jinja reads, each tag at the beginning of a line, so that a line says which tag is meant."""
		text = self.cleared.replace("\r", " ").replace("\n", " ")
		pieces, position = [], 0
		for start, _end in tags(text):
			pieces.append(text[position:start])
			position = start
		return "\n".join([*pieces, text[position:]])

	@cached_property
	def paragraph_of_tag(self) -> list[int]:
		"""For each tag, in order, the index of its paragraph."""
		return [number for number, each in enumerate(self.paragraphs) for _tag in tags(each.text)]

	def place_of(self, line: int) -> tuple[str, str]:
		"""Path and excerpt for a line of `source`. Tags that docxtpl multiplies cannot be counted: then the tag itself."""
		lines = self.source.split("\n")
		index = min(line, len(lines)) - 2
		if index >= 0 and len(lines) - 1 == len(self.paragraph_of_tag):
			number = self.paragraph_of_tag[index]
			return f"{self.place}[{number + 1}]", _excerpt(self.paragraphs[number].text)
		return self.place, _excerpt(re.sub(r"<[^>]+>", "", lines[index + 1]))


def _paragraph(element: Any) -> Paragraph:
	instructions = [each.text or "" for each in _own(element, "instrText")]
	instructions += [each.get(f"{WORD}instr") or "" for each in _own(element, "fldSimple")]
	return Paragraph(_own_text(element), tuple(instructions))


def _own(element: Any, name: str) -> Iterator[Any]:
	"""The elements of a name inside of this paragraph or row, those of paragraphs or rows inside of it left out."""
	return (each for each in element.iter(WORD + name) if next(each.iterancestors(element.tag)) is element)


def _own_text(element: Any) -> str:
	return "".join(each.text or "" for each in _own(element, "t"))


def tags(text: str) -> Iterator[tuple[int, int]]:
	"""Start and end of every tag in a text; the end is -1 for one that does not end, which is the last."""
	end = 0
	while found := OPENING.search(text, end):
		end = text.find(OPENINGS[found.group()], found.end())
		yield found.start(), end
		if end < 0:
			return


def problems_of_part(part: Part, fields: Sequence[Field]) -> list[Problem]:
	"""The first `MOST_PROBLEMS` problems of a part, in the order of its paragraphs."""
	problems = [*_fetching_fields(part), *_unclosed_tags(part)] or [*_rich_tags(part), *_lost_texts(part)]
	return (problems or list(_problems_of_tags(part, fields)))[:MOST_PROBLEMS]


def _fetching_fields(part: Part) -> Iterator[Problem]:
	"""Word may cut the name of a field into pieces, so those of a paragraph are read together as well as alone."""
	for number, paragraph in enumerate(part.paragraphs, 1):
		pieces = [*paragraph.instructions, "".join(paragraph.instructions)]
		found = next(filter(FETCHING_FIELD.search, pieces), None)
		if found:
			yield Problem(
				"fetches_from_outside",
				f"{part.place}[{number}]",
				_(
					"The document refers to something outside of it: {0}. Remove the link, or the attached template."
				),
				(found.strip()[:200],),
			)


def _unclosed_tags(part: Part) -> Iterator[Problem]:
	for number, paragraph in enumerate(part.paragraphs, 1):
		for start, end in tags(paragraph.text):
			if end < 0:
				opening = paragraph.text[start : start + 2]
				yield Problem(
					"unclosed_tag",
					f"{part.place}[{number}]",
					_('Near "{0}": a tag begins with {1} and does not end with {2} in the same paragraph.'),
					(_excerpt(paragraph.text), opening, OPENINGS[opening]),
				)


def _rich_tags(part: Part) -> Iterator[Problem]:
	"""docxtpl's tags for objects that bring their own layout: a plain value would vanish there."""
	for number, paragraph in enumerate(part.paragraphs, 1):
		for found in RICH_TAG.findall(paragraph.text):
			yield Problem(
				"not_allowed",
				f"{part.place}[{number}]",
				MESSAGES["not_allowed"],
				(_excerpt(paragraph.text), found.strip()),
			)


def _lost_texts(part: Part) -> Iterator[Problem]:
	"""Text beside a tag that takes its whole paragraph, cell or row with it."""
	for kind in ("p", "tc", "tr"):
		tag = re.compile(r"\{[%#]" + kind + r"\s.*?[%#]\}")
		for element in part.root.iter(WORD + kind):
			text = _own_text(element)
			rest = tag.sub("", text, count=1)
			if rest != text and rest.strip():
				yield Problem(
					"text_is_lost",
					_place_of_element(part, element),
					_(
						'Near "{0}": {1} takes its whole paragraph (p), cell (tc) or row (tr) with it, so text beside it '
						"would be lost. Move the text."
					),
					(_excerpt(text), f"{{%{kind}"),
				)


def _place_of_element(part: Part, element: Any) -> str:
	first = element if element.tag == f"{WORD}p" else next(element.iter(f"{WORD}p"))
	return f"{part.place}[{list(part.root.iter(f'{WORD}p')).index(first) + 1}]"


def _problems_of_tags(part: Part, fields: Sequence[Field]) -> Iterator[Problem]:
	try:
		tree = FormEnvironment().syntax_tree(part.source)
	except TemplateSyntaxError as error:
		path, excerpt = part.place_of(error.lineno)
		yield Problem("syntax", path, _('Near "{0}": {1}'), (excerpt, error.message or ""))
		return
	for found in _in_order(tree, fields):
		yield _problem(part, found)


def _in_order(tree: nodes.Template, fields: Sequence[Field]) -> list[Forbidden | Misused]:
	refused: list[Forbidden | Misused] = list(forbidden(tree))
	# names are looked at only where the language is kept to: `a.__class__` is no unknown field
	return sorted(refused or misused(tree, fields), key=lambda each: each.line)


def _problem(part: Part, found: Forbidden | Misused) -> Problem:
	choices = found.choices if isinstance(found, Misused) else CHOICES.get(found.code, ())
	path, excerpt = part.place_of(found.line)
	message = MESSAGES[found.code]
	values = (excerpt, found.word)
	return Problem(found.code, path, message, (*values, ", ".join(choices)) if "{2}" in message else values)


def _excerpt(text: str) -> str:
	text = " ".join(text.split())
	return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
