"""docxtpl behind its fences: a template's parts as text, and the document made of them. Runs in the child process only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from docxtpl import DocxTemplate
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from lxml import etree

from .fields import Field
from .language import FormEnvironment, TooLong
from .package import damaged
from .problems import Problem, TemplateFailed, _
from .reading import Part, problems_of_part
from .trial import empty_values, full_values

FOOTNOTES = "wordprocessingml.footnotes+xml"


class FencedTemplate(DocxTemplate):
	"""docxtpl that does not repair a document silently, and leaves the file's properties alone."""

	def fix_tables(self, xml: str) -> Any:
		# docxtpl parses leniently and so would drop what a misplaced tag broke
		etree.fromstring(xml)
		return super().fix_tables(xml)

	def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
		"""Title, author and the like are no place for fields: escaping for XML is wrong there."""

	def parts(self) -> Iterator[tuple[str, str]]:
		"""What docxtpl renders, as (place, XML): body, headers, footers, footnotes."""
		self.render_init()
		yield "body", self.get_xml()
		for place, uri in (("header", self.HEADER_URI), ("footer", self.FOOTER_URI)):
			for number, (_key, part) in enumerate(self.get_headers_footers(uri), 1):
				yield f"{place}{number}", self.get_part_xml(part)
		for part in self.docx.part.package.parts:
			if part.content_type.endswith(FOOTNOTES):
				yield "footnotes", part.blob.decode("utf-8")


def rendered(template: io.BytesIO, values: dict[str, Any], characters: int, most_bytes: int) -> bytes:
	"""The document made of plain values. Raises TemplateFailed."""
	made = io.BytesIO()
	with _failures_told():
		document = FencedTemplate(template)
		document.render(values, FormEnvironment(characters), autoescape=True)
		document.save(made)
	if made.tell() > most_bytes:
		raise TemplateFailed(_too_large())
	return made.getvalue()


def read_problems(template: bytes, fields: tuple[Field, ...], characters: int) -> list[Problem]:
	"""What is wrong in the parts of a template; when nothing is, what a trial with full and with empty values shows."""
	try:
		document = FencedTemplate(io.BytesIO(template))
		parts = [Part(place, xml, document.patch_xml(xml)) for place, xml in document.parts()]
	except MemoryError as error:
		return [_too_much_memory(error)]
	except Exception:  # a damaged file fails in whatever part of it is read first
		return [damaged("")]
	problems = [problem for part in parts for problem in problems_of_part(part, fields)]
	return problems or list(_problems_of_trial(template, fields, characters))


def _problems_of_trial(template: bytes, fields: tuple[Field, ...], characters: int) -> Iterator[Problem]:
	for values in (full_values(fields), empty_values(fields)):
		try:
			rendered(io.BytesIO(template), values, characters, most_bytes=characters)
		except TemplateFailed as failed:
			yield failed.problem
			return


@dataclass(frozen=True)
class _Failure:
	error: type[Exception]
	problem: Callable[[Any], Problem]


@contextmanager
def _failures_told() -> Iterator[None]:
	"""Turns whatever goes wrong inside into the TemplateFailed that names it."""
	try:
		yield
	except TemplateFailed:
		raise
	except Exception as error:
		failure = next(each for each in FAILURES if isinstance(error, each.error))
		raise TemplateFailed(failure.problem(error)) from error


def _too_large(_error: Any = None) -> Problem:
	return Problem(
		"output_too_large",
		"",
		_("The form grew too large. Look for a loop in the template that runs too often."),
	)


def _too_much_memory(_error: MemoryError) -> Problem:
	return Problem(
		"too_much_memory",
		"",
		_("The form needs too much memory. Look for a loop in the template that runs too often."),
	)


def _unknown(error: UndefinedError) -> Problem:
	return Problem("unknown_field", "", _("The form has no such field: {0}"), (str(error),))


def _refused(error: SecurityError) -> Problem:
	code, _colon, word = str(error).partition(": ")
	return Problem(
		code if word else "reaches_python",
		"",
		_('"{0}" is not allowed in a template. Use fields, filters, for and if.'),
		(word or str(error),),
	)


def _syntax(error: TemplateSyntaxError) -> Problem:
	return Problem("syntax", "", _("The form could not be made: {0}"), (error.message or "",))


def _broken(error: Exception) -> Problem:
	return Problem(
		"broken_document",
		"",
		_(
			"With values the template makes no valid document. Begin and end each for and if in the same cell, or give "
			"each a row (tr) or paragraph (p) of its own: {0}"
		),
		(str(error)[:200],),
	)


def _other(error: Exception) -> Problem:
	return Problem(
		"cannot_render", "", _("The form could not be made: {0}"), (f"{type(error).__name__}: {error}"[:200],)
	)


FAILURES = (
	_Failure(TooLong, _too_large),
	_Failure(MemoryError, _too_much_memory),
	_Failure(UndefinedError, _unknown),
	_Failure(SecurityError, _refused),
	_Failure(TemplateSyntaxError, _syntax),
	_Failure(etree.XMLSyntaxError, _broken),
	_Failure(Exception, _other),
)
