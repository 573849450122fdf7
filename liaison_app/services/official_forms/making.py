"""Makes an official form: reads what the reader may see, shapes it, and prints it on the template."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

import frappe
from frappe import _

from liaison_app.forms import FORMS, Problem, TemplateFailed, render_many, values
from liaison_app.forms.chinese import chinese_date, chinese_month
from liaison_app.forms.rows import HoldingRow, MonthRow, OfficerRow, VisitRow
from liaison_app.forms.workbook import grid_workbook

from ..figures import Span, span_of
from ..tables import table_of
from . import hearing, papers
from .holdings import holdings
from .people import Held, held, officer_rows
from .templates import added_values, content_of, form_of
from .visits import visits_of
from .vocabulary import BRANCHES, PERSON, STUDENT_CARRIERS, TEACHER_CARRIERS, Kinds, groups_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a file system or a browser takes for something else in a name; marks of direction could hide an ending.
UNSAFE = re.compile(
	'[\x00-\x1f\x7f-\x9f/\\\\:*?"<>|%\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+'
)
LONGEST_NAME = 60


@dataclass(frozen=True)
class Asked:
	"""Which form is made, of whom, for the period that holds the day, for which reader (the user of the session).

	`paper` is the Duty Document that is printed as the form, whose own words stand there.
	"""

	form: str
	user: str
	day: date
	officer: str = ""
	unit: str = ""
	visit: str = ""
	paper: str = ""


@dataclass(frozen=True)
class Made:
	"""A file for the reader."""

	name: str
	content: bytes
	mimetype: str


def make(asked: Asked, file_format: str = "docx") -> Made:
	"""The form as a file. Whether the reader may have it is asked before; what the reader may not see is left out here.

	Raises ValidationError with a sentence when the template cannot be printed, or has no such format.
	"""
	if file_format not in ("docx", "xlsx") or (file_format == "xlsx" and asked.form != "grid"):
		frappe.throw(
			_("This form is not made in the format {0}.").format(frappe.utils.escape_html(file_format))
		)
	sheets = sheets_of(asked)
	if file_format == "xlsx":
		return Made(f"{sheets[0][1]}.xlsx", grid_workbook(sheets[0][0]), EXCEL)
	documents = printed(asked.form, [found for found, _name in sheets])
	if len(sheets) == 1:
		return Made(f"{sheets[0][1]}.docx", documents[0], WORD)
	return _together([(f"{name}.docx", each) for (_found, name), each in zip(sheets, documents, strict=True)])


def sheets_of(asked: Asked) -> list[tuple[values.Values, str]]:
	"""The values of each sheet of the form, complete, and a name for its file, without ending."""
	fields, title = form_of(asked.form).fields, FORMS[asked.form].title
	return [
		(values.completed(found, fields), file_name(title, *about))
		for found, about in READERS[asked.form](asked)
	]


def printed(form: str, sheets: list[values.Values]) -> list[bytes]:
	"""The sheets as Word documents, made by one process: some dozens at once. Raises ValidationError where the template fails."""
	try:
		made = render_many(content_of(form), sheets)
	except TemplateFailed as failed:
		_refuse(failed.problem)
	for each in made:
		if isinstance(each, Problem):
			_refuse(each)
	return [each for each in made if isinstance(each, bytes)]


def _refuse(problem: Problem) -> NoReturn:
	told = frappe.utils.escape_html(problem.text(_))
	frappe.throw(_("The form could not be made from its template. {0}").format(told))
	raise AssertionError  # for the type checker: `throw` does not return


def _together(documents: list[tuple[str, bytes]]) -> Made:
	"""Several documents as one file."""
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
		for number, (name, content) in enumerate(documents, 1):
			archive.writestr(f"{number}_{name}", content)
	return Made(documents[0][0].removesuffix(".docx") + ".zip", packed.getvalue(), ZIP)


def file_name(*parts: str) -> str:
	"""A name without ending that every system takes: signs with a meaning for files become one underscore."""
	kept = (UNSAFE.sub("_", part).strip(" ._")[:LONGEST_NAME] for part in parts)
	return "_".join(part for part in kept if part)


Found = tuple[values.Values, tuple[str, ...]]


def _contact_record(asked: Asked) -> list[Found]:
	span, kinds = span_of("semester", asked.day), Kinds()
	person = _officer(asked, span)
	own = held(asked.user, span.since, span.until, [asked.officer])
	visits = [
		VisitRow(day=each.start.date(), account=_told(each), order=str(each.start), more=each.more)
		for each in visits_of([asked.officer], span, asked.user)
	]
	found = values.contact_record(
		person, _titles(own, BRANCHES, kinds), _titles(own, {PERSON}, kinds), visits
	)
	return [(_with_officer(found, asked), (person.name, _semester(span)))]


def _told(visit: Any) -> str:
	"""With whom a visit was, and its account: the form has one cell for both."""
	return "：".join(filter(None, ("、".join(visit.titles), visit.account)))


def _five_contacts(asked: Asked) -> list[Found]:
	span, kinds = span_of("month", asked.day), Kinds()
	person = _officer(asked, span)
	rows = []
	for each in visits_of([asked.officer], span, asked.user):
		targets = [(title, target_type) for _name, title, target_type in each.targets]
		for group, names in groups_of(targets, each.activities, kinds).items():
			rows.append(
				VisitRow(
					day=each.start.date(),
					account=each.account,
					group=group,
					names=tuple(names),
					order=str(each.start),
				)
			)
	found = values.five_contacts_seven_entries(person, asked.day.year, asked.day.month, rows)
	return [(_with_officer(found, asked), (person.name, chinese_month(asked.day)))]


def _three_specialties(asked: Asked) -> list[Found]:
	span = span_of("month", asked.day)
	person = _officer(asked, span)
	declared = papers.declaration(asked.officer, span.until, asked.user, asked.paper) or _undeclared(
		asked, span
	)
	parts = papers.parts_of("Record Form", ("officer", asked.officer), span, asked.user, asked.paper)
	month = MonthRow(
		year=asked.day.year,
		month=asked.day.month,
		work_function=declared.work_function,
		business=declared.business,
		personal_talent=declared.personal_talent,
		teacher_carriers=declared.teacher_carriers,
		student_carriers=declared.student_carriers,
		narrative="\n".join(text for _heading, text in parts) or _narrated(asked, span),
	)
	found = values.three_specialties(person, month)
	return [(_with_officer(found, asked), (person.name, chinese_month(asked.day)))]


def _undeclared(asked: Asked, span: Span) -> papers.Declared:
	"""What stands for a declaration that nobody made: the portfolio, and what is held."""
	own, kinds = held(asked.user, span.since, span.until, [asked.officer]), Kinds()
	return papers.Declared(
		work_function=frappe.db.get_value("Liaison Officer", asked.officer, "portfolio") or "",
		business="",
		personal_talent="",
		teacher_carriers=tuple(_titles(own, TEACHER_CARRIERS, kinds)),
		student_carriers=tuple(_titles(own, STUDENT_CARRIERS, kinds)),
	)


def _narrated(asked: Asked, span: Span) -> str:
	"""The visits of the month, where nobody wrote about it."""
	visits = visits_of([asked.officer], span, asked.user)
	return "\n".join(f"{chinese_date(each.start.date())} {_told(each)}" for each in visits)


def _registration(asked: Asked) -> list[Found]:
	"""One for each class that the officer holds."""
	person = _officer(asked, Span(asked.day, asked.day))
	rows = holdings(asked.user, asked.day, [asked.officer], with_category=True)
	return [
		(
			_with_officer(values.registration(row), asked),
			(person.name, row.school_class, chinese_date(asked.day)),
		)
		for row in rows or [HoldingRow(officer=person)]
	]


def _grid(asked: Asked) -> list[Found]:
	officers = None
	if asked.unit:
		officers = hearing.officers_of(hearing.units_below(asked.unit))
	found = values.grid(_institution(), holdings(asked.user, asked.day, officers))
	return [(found, (asked.unit, chinese_date(asked.day)))]


def _observation(asked: Asked) -> list[Found]:
	row = hearing.observation(asked.visit, asked.user)
	more = added_values("Contact Visit", frappe.get_doc("Contact Visit", asked.visit).as_dict())
	return [({**more, **values.observation(row)}, (row.observer.name, row.course, chinese_date(row.day)))]


def _execution_report(asked: Asked) -> list[Found]:
	span = span_of("semester", asked.day)
	today = frappe.utils.getdate()
	term = _semester(span)
	parts = papers.parts_of("Report", ("unit", asked.unit), span, asked.user, asked.paper)
	row = hearing.report(
		asked.unit, span, today, asked.user, institution=_institution(), term=term, parts=parts
	)
	more = added_values("Liaison Unit", frappe.get_doc("Liaison Unit", asked.unit).as_dict())
	return [({**more, **values.execution_report(row)}, (asked.unit, term))]


READERS: dict[str, Callable[[Asked], list[Found]]] = {
	"contact_record": _contact_record,
	"five_contacts_seven_entries": _five_contacts,
	"three_specialties": _three_specialties,
	"registration": _registration,
	"grid": _grid,
	"observation": _observation,
	"execution_report": _execution_report,
}


def _officer(asked: Asked, span: Span) -> OfficerRow:
	"""The officer with the posts held at the end of the period, or today when it lasts still."""
	return officer_rows([asked.officer], max(span.since, min(span.until, frappe.utils.getdate())))[
		asked.officer
	]


def _with_officer(found: values.Values, asked: Asked) -> values.Values:
	return {
		**added_values("Liaison Officer", frappe.get_doc("Liaison Officer", asked.officer).as_dict()),
		**found,
	}


def _titles(own: list[Held], wanted: set[str] | frozenset[str], kinds: Kinds) -> list[str]:
	return list(dict.fromkeys(each.title for each in own if wanted & kinds.of(each.target_type)))


def _institution() -> str:
	"""The unit at the top."""
	table = table_of("Liaison Unit")
	rows = frappe.qb.from_(table).select(table.name).where(table.lft == 1).limit(1).run()
	return str(rows[0][0]) if rows else ""


def _semester(span: Span) -> str:
	"""The term's name, or in a vacation the days."""
	term = frappe.db.get_value("Liaison Term", {"first_day": span.since, "last_day": span.until}, "name")
	return str(term) if term else f"{chinese_date(span.since)}至{chinese_date(span.until)}"
