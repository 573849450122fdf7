"""What papers say on the forms: the declaration of a department head, and the parts that somebody wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liaison_app.forms.rows import ProblemRow
from liaison_app.permissions import rows_seen

from ..documents import standing
from ..figures import Span
from ..tables import children, select, select_in, table_of

PAPER = standing.DOCTYPE
# Parts of the report on the hearing of classes, by their headings in the pack; what counts the classes is counted anew.
COUNTED = {"How classes were heard", "听课制度执行情况"}
FOUND = {"Problems found and how they were handled", "发现的问题及处理情况"}
CONCLUDED = {"Conclusions", "结论"}
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Declared:
	"""Specialties and carriers that an officer declared for a year."""

	work_function: str
	business: str
	personal_talent: str
	teacher_carriers: tuple[str, ...]
	student_carriers: tuple[str, ...]


def declaration(officer: str, day: date, user: str, paper: str = "") -> Declared | None:
	"""The declaration that holds on the day: the one that is closed, or the `paper` that is printed itself; None without one."""
	table = table_of(PAPER)
	columns = ("name", "specialty_function", "specialty_subject", "specialty_talent")
	holds = (table.name == paper) | (
		standing.closed() & (table.period_start <= day) & (table.period_end >= day)
	)
	rows = select(
		PAPER,
		columns,
		table.officer == officer,
		table.document_kind == "Declaration",
		table.docstatus < 2,
		holds,
		*_seen(PAPER, user),
	)
	if not rows:
		return None
	name, function, subject, talent = next((row for row in rows if row[0] == paper), rows[-1])
	return Declared(
		function or "",
		subject or "",
		talent or "",
		_carriers(name, "Teachers", user),
		_carriers(name, "Students", user),
	)


def _carriers(name: str, audience: str, user: str) -> tuple[str, ...]:
	"""Titles of the carriers for teachers or for students, as far as the user may see them."""
	rows = children("Duty Document Carrier", PAPER, ("target", "audience"), [name])
	wanted = [target for _parent, target, of_audience in rows if target and of_audience == audience]
	titles: dict[str, str] = dict(
		select_in("Contact Target", ("name", "title"), "name", set(wanted), *_seen("Contact Target", user))
	)
	return tuple(titles[target] for target in wanted if target in titles)


def parts_of(kind: str, owed_by: tuple[str, str], span: Span, user: str, paper: str = "") -> list[Part]:
	"""(heading, text) of what was written in the `paper` that is printed, else in those handed in for the period.

	`owed_by` is the field and the name of the officer or unit.
	"""
	table, (field, name) = table_of(PAPER), owed_by
	of_period = (
		standing.handed_in()
		& (table.document_kind == kind)
		& (table.period_start == span.since)
		& (table.period_end == span.until)
	)
	if field == "unit":  # a unit's papers name the unit of an officer, too
		of_period &= table.officer.isnull() | (table.officer == "")
	conditions = [table[field] == name, table.docstatus < 2, *_seen(PAPER, user)]
	conditions.append(table.name == paper if paper else of_period)
	names = [row[0] for row in select(PAPER, ("name",), *conditions)]
	return _written(names)


def _written(names: Sequence[str]) -> list[Part]:
	rows = children("Duty Document Section", PAPER, ("heading", "text"), names) if names else []
	return [(heading or "", text.strip()) for _parent, heading, text in rows if text and text.strip()]


def problems_and_conclusions(parts: Sequence[Part]) -> tuple[tuple[ProblemRow, ...], str]:
	"""What the report on the hearing of classes says of problems, a line each, and concludes. A part that it does not know is a conclusion."""
	problems = [
		line for heading, text in parts if heading in FOUND for line in text.splitlines() if line.strip()
	]
	concluded = [
		text if heading in CONCLUDED else f"{heading}：{text}"
		for heading, text in parts
		if heading not in COUNTED | FOUND
	]
	return tuple(ProblemRow(problem=line.strip()) for line in problems), "\n".join(concluded)


def _seen(doctype: str, user: str) -> list[Any]:
	seen = rows_seen(doctype, user)
	return [] if seen is None else [seen]
