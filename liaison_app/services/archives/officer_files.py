"""The file of officers: for each a folder with a workbook of duties, assignments, visits and papers, the papers, forms and attachments."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frappe import _

from liaison_app.bundle import Part, Sheet, write_workbook

from ..contacts import DONE
from ..figures import Group, attainment_by, overall, span_of
from ..official_forms.people import officer_rows
from ..reports import names
from ..tables import batches, is_among, table_of
from . import files, lines, reading
from .reading import DUTY, PAPER, VISIT, Row
from .task import Heads, Task, Work, folder_of, officers_of, plan_of, seen

OFFICERS_A_PART = 10
MOST_SEMESTERS = 24


def work_of(task: Task) -> Work:
	"""A part for some officers each, so that neither memory nor what a kill costs grows with them."""
	officers = officers_of(task)
	parts = [list(some) for some in batches(officers, OFFICERS_A_PART)]
	steps = [partial(write_part, task, some) for some in parts]
	return Work(steps, lines.heads_of_officers(), plan_of(task, parts=parts))


def write_part(task: Task, officers: Sequence[str], part: Part) -> None:
	"""Write the folders of these officers and their rows of the index."""
	batch = _Batch(task, officers)
	forms = []
	for officer in officers:
		if officer not in batch.people:  # deleted since
			continue
		rows = batch.rows_of(officer, part)
		_add_workbook(part, batch.folder(officer), rows)
		for key, some in rows.items():
			for row in some:
				part.row(key, *row)
		forms += [(batch.folder(officer), each) for each in batch.forms(officer)]
	files.add_forms(part, forms)


class _Batch:
	"""What is known of some officers, asked for all of them at once."""

	def __init__(self, task: Task, officers: Sequence[str]) -> None:
		self.task = task
		self.people = reading.people(officers)
		self.posts = officer_rows(self.people, max(task.span.since, min(task.span.until, task.today)))
		self.words = lines.Words(names.clauses(), names.regulations(), names.activities())
		self.assignments = _by_officer(reading.assignments(self.people, task.span))
		self.visits = _visits_by_officer(reading.visits_of(self.people, task.span) if self.people else [])
		self._read_duties_and_papers()
		visits = [visit for some in self.visits.values() for visit in some]
		held = [row for some in self.assignments.values() for row in some]
		subjects = {row["subject"] for some in self.duties.values() for row in some}
		targets = {row["target"] for row in held} | {name for visit in visits for name in visit["targets"]}
		self.titles = reading.titles_of(targets | subjects)
		present = reading.people({name for visit in visits for name in visit["officers"]})
		self.names = {name: row["full_name"] for name, row in present.items()}
		papers = [row for some in self.papers.values() for row in some]
		self.files = {
			PAPER: reading.attachments(PAPER, [row["name"] for row in papers]),
			VISIT: reading.attachments(VISIT, [row["name"] for row in visits if row["may_read"]]),
		}
		self.steps = _grouped(
			[
				*reading.steps(PAPER, [row["name"] for row in papers]),
				*reading.steps(reading.ASSIGNMENT, [row["name"] for row in held]),
			],
			"reference_name",
		)

	def _read_duties_and_papers(self) -> None:
		self.duties: dict[str, list[Row]] = {}
		self.papers: dict[str, list[Row]] = {}
		self.figures: dict[str, list[Group]] = defaultdict(list)
		if not self.people:
			return
		owed, paper, span = table_of(DUTY), table_of(PAPER), self.task.span
		self.duties = _by_officer(reading.duties(span, is_among(owed.officer, self.people)))
		self.papers = _by_officer(reading.papers(span, is_among(paper.officer, self.people)))
		of_these = is_among(owed.officer, self.people)
		groups = attainment_by(("officer",), of_these, *seen(DUTY), span=span, today=self.task.today)
		for group in groups:
			self.figures[group.key[0]].append(group)

	def folder(self, officer: str) -> str:
		return folder_of(officer, self.people[officer]["full_name"] or "")

	def rows_of(self, officer: str, part: Part) -> dict[str, list[list[Any]]]:
		"""The officer's rows by sheet. Papers and attachments are put into the part on the way."""
		who, folder = self.people[officer]["full_name"], self.folder(officer)
		common = (self.words, self.titles)
		held, visits = self.assignments.get(officer, []), self.visits.get(officer, [])
		papers = self.papers.get(officer, [])
		self._add_attachments(part, folder, papers, visits)
		return {
			"officers": [self._about(officer)],
			"duties": [lines.duty(row, who, *common) for row in self.duties.get(officer, [])],
			"assignments": [lines.assignment(row, who, *common) for row in held],
			"visits": [
				[*lines.visit(row, lines.whose(row["officers"], self.names), *common), _told(row, part)]
				for row in visits
			],
			"papers": [
				lines.paper(
					row,
					who,
					self.words,
					files.add_paper(part, f"{folder}/{_('Papers')}", {**row, "officer_name": who}),
				)
				for row in papers
			],
			"steps": [*self._steps(papers, "title"), *self._steps(held, "name")],
		}

	def _about(self, officer: str) -> list[Any]:
		person = self.people[officer]
		groups = self.figures.get(officer, [])
		rate = overall(groups)
		return [
			officer,
			person["full_name"],
			person["unit"],
			self.posts[officer].post,
			"" if person["enabled"] else _("Yes"),
			sum(group.owed for group in groups),
			None if rate is None else round(100 * rate, 1),
			len(self.visits.get(officer, [])),
			len(self.papers.get(officer, [])),
			self.folder(officer),
		]

	def _steps(self, rows: Iterable[Row], title: str) -> list[list[Any]]:
		return [
			lines.step(step, row[title] or "") for row in rows for step in self.steps.get(row["name"], [])
		]

	def _add_attachments(self, part: Part, folder: str, papers: Iterable[Row], visits: Iterable[Row]) -> None:
		for doctype, rows in ((PAPER, papers), (VISIT, visits)):
			for row in rows:
				found = self.files[doctype].get(row["name"], [])
				files.add_attachments(part, f"{folder}/{_('Attachments')}", row["name"], found)

	def forms(self, officer: str) -> list[Any]:
		"""The contact record of each semester in which there was a visit, and papers that are an official form."""
		days = Counter(
			span_of("semester", visit["start"].date()).since
			for visit in self.visits.get(officer, [])
			if visit["outcome"] in (DONE, None, "")
		)
		semesters = sorted(days)[:MOST_SEMESTERS]
		return files.forms_asked(self.task, officer, self.papers.get(officer, []), semesters)


def _told(visit: Row, part: Part) -> str:
	"""The account; with a confidential one the archive is its reader's alone."""
	if visit["confidential_account"] and visit["may_read"]:
		part.row("confidential")
	return reading.told(visit)


def _grouped(rows: Iterable[Row], field: str) -> dict[str, list[Row]]:
	found: dict[str, list[Row]] = defaultdict(list)
	for row in rows:
		found[row[field]].append(row)
	return found


def _by_officer(rows: Iterable[Row]) -> dict[str, list[Row]]:
	return _grouped(rows, "officer")


def _visits_by_officer(visits: Iterable[Row]) -> dict[str, list[Row]]:
	found: dict[str, list[Row]] = defaultdict(list)
	for visit in visits:
		for officer in dict.fromkeys(visit["officers"]):
			found[officer].append(visit)
	return found


def _add_workbook(part: Part, folder: str, rows: dict[str, list[list[Any]]]) -> None:
	"""The officer's own rows beside his or her papers."""
	heads: Heads = [head for head in lines.heads_of_officers() if head[0] in rows]
	with TemporaryDirectory() as room:
		book = Path(room) / "book.xlsx"
		write_workbook(book, [Sheet(title, headings, rows[key]) for key, title, headings in heads])
		part.copy(f"{folder}/{folder}.xlsx", book)
