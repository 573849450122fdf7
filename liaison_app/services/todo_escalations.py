"""ToDos of reviewers and managers about what has stayed overdue for longer than its rule allows.

One open ToDo per reviewer and officer (or owing unit), and one per manager and unit: it names what is overdue, points at that officer
or unit, and is a projection like the ToDos of obligations: made, rewritten, closed and opened again by what is stored, never the record.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from frappe import _
from frappe.query_builder import Criterion

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex

from . import listed_todos, messages, settings
from .digest_html import and_more, section
from .duty_titles import RuleTitle, duty_for_others, read_titles
from .labels import enabled_users
from .listed_todos import TODO_FIELDS, Values
from .notices import managers
from .rule_facts import read_units
from .tables import is_among, select, select_in, table_of
from .todos import REFERENCE, languages_of

KIND = "TE"  # begins their names; no ToDo of an obligation and none of people has such a name
MOST_LISTED = 10
FIELDS = ("name", "rule", "owner_kind", "owner_key", "unit", "subject_title", "next_due", "sensitive")


class Overdue(NamedTuple):
	"""An overdue obligation, its FIELDS."""

	name: str
	rule: str
	owner_kind: str
	owner: str
	unit: str | None
	subject_title: str | None
	due: date
	sensitive: int


class Place(NamedTuple):
	"""The document that a ToDo points at."""

	doctype: str
	name: str


@dataclass
class Wanted:
	"""A ToDo that ought to be open: of whom, about whom, and about which obligations."""

	level: str
	user: str
	place: Place
	rows: list[Overdue] = field(default_factory=list)

	@property
	def name(self) -> str:
		"""Derived from the rest, so that there is one at most."""
		return messages.name_of(KIND, self.level, self.user, *self.place)


def synchronise(today: date) -> None:
	"""Bring all of them in line with what is stored."""
	todo = table_of("ToDo")
	wanted = list(_wanted(_overdue(), today))
	_bring_in_line(wanted, (todo.status == "Open") & todo.name.like(f"{KIND}-%"))


def synchronise_around(owners: Collection[tuple[str, str]], today: date) -> None:
	"""The same for those about these owners, (kind, name), and about their units, after a visit has settled something."""
	officers = {name for kind, name in owners if kind == "Officer"}
	places = {Place("Liaison Officer", officer) for officer in officers}
	at = {unit for (unit,) in select_in("Liaison Officer", ("unit",), "name", officers) if unit}
	at |= {name for kind, name in owners if kind == "Unit"}
	places |= {Place("Liaison Unit", unit) for unit in at}
	table, todo = table_of(REFERENCE), table_of("ToDo")
	near = is_among(table.owner_key, [name for _kind, name in owners])
	rows = _overdue(near | is_among(table.unit, at) if at else near)
	wanted = [each for each in _wanted(rows, today) if each.place in places]
	about = is_among(todo.reference_name, [place.name for place in places])
	kinds = todo.reference_type.isin(["Liaison Officer", "Liaison Unit"])
	_bring_in_line(wanted, (todo.status == "Open") & todo.name.like(f"{KIND}-%") & kinds & about)


# --- what is wanted ---


def _overdue(scope: Criterion | None = None) -> list[Overdue]:
	"""Overdue obligations of rules that pass anything on."""
	table, rule = table_of(REFERENCE), table_of("Duty Rule")
	passing = select("Duty Rule", ("name",), (rule.reviewer_after_days > 0) | (rule.manager_after_days > 0))
	if not passing:
		return []
	conditions = [table.state == "Overdue", table.frozen == 0, *([scope] if scope else [])]
	rows = select_in(REFERENCE, FIELDS, "rule", {name for (name,) in passing}, *conditions)
	return sorted((Overdue(*row) for row in rows), key=lambda row: (row.due, row.name))


def _wanted(rows: Sequence[Overdue], today: date) -> Iterable[Wanted]:
	"""The ToDos that these rows ask for, each with all of the rows that it is about."""
	titles = read_titles({row.rule for row in rows})
	found: dict[str, Wanted] = {}
	for level, row, users in _passed_on(rows, titles, today):
		for user in users:
			each = Wanted(level, user, _place(level, row))
			found.setdefault(each.name, each).rows.append(row)
	return found.values()


def _passed_on(
	rows: Sequence[Overdue], titles: dict[str, RuleTitle], today: date
) -> Iterator[tuple[str, Overdue, Sequence[str]]]:
	"""(level, row, users) of what has been overdue for the days of its rule."""

	def long_overdue(row: Overdue, days: int) -> bool:
		return days > 0 and today >= row.due + timedelta(days=days)

	if settings.is_on("escalate_to_reviewers"):
		late = [row for row in rows if long_overdue(row, titles[row.rule].reviewer_after_days)]
		reviewers = _reviewers({row.unit for row in late if row.unit})
		for row in late:
			yield "Reviewer", row, reviewers.get(row.unit or "", ())
	if settings.is_on("escalate_to_managers"):
		late = [row for row in rows if long_overdue(row, titles[row.rule].manager_after_days)]
		users = managers() if late else []
		for row in late:
			yield "Manager", row, users


def _reviewers(wanted: Collection[str]) -> dict[str, Sequence[str]]:
	"""The reviewer of each unit, or of the nearest unit above that has one who may log in."""
	units = read_units() if wanted else ()
	index = FactIndex(Facts(units=units))
	enabled = enabled_users({unit.reviewer for unit in units if unit.reviewer})
	found: dict[str, Sequence[str]] = {}
	for unit in wanted:
		line = [index.units[name].reviewer for name in index.unit_line(unit) if name in index.units]
		found[unit] = [user for user in line if user in enabled][:1]
	return found


def _place(level: str, row: Overdue) -> Place:
	"""A reviewer looks at the officer; a manager, who has all of them, at the unit."""
	if row.owner_kind == "Officer" and (level == "Reviewer" or not row.unit):
		return Place("Liaison Officer", row.owner)
	return Place("Liaison Unit", row.unit or row.owner)


# --- writing ---


def _bring_in_line(wanted: Sequence[Wanted], open_ones: Criterion) -> None:
	listed_todos.bring_in_line(_values(wanted), open_ones)


# --- what they say ---


def _values(wanted: Sequence[Wanted]) -> dict[str, Values]:
	"""The ToDos by name, in the languages of their users."""
	rows = [row for each in wanted for row in each.rows]
	titles = read_titles({row.rule for row in rows})
	people = _names_of(wanted, rows)
	languages = languages_of(each.user for each in wanted)
	lines = (
		("Open", "High", each.rows[0].due, each.user, _describe(each, titles, people, languages), *each.place)
		for each in wanted
	)
	return {
		each.name: dict(zip(TODO_FIELDS, line, strict=True)) for each, line in zip(wanted, lines, strict=True)
	}


def _names_of(wanted: Sequence[Wanted], rows: Sequence[Overdue]) -> dict[Place, str]:
	"""What people call the officers and units."""
	officers = {row.owner for row in rows if row.owner_kind == "Officer"}
	units = {each.place.name for each in wanted if each.place.doctype == "Liaison Unit"}
	full_names = select_in("Liaison Officer", ("name", "full_name"), "name", officers)
	titles = select_in("Liaison Unit", ("name", "unit_name"), "name", units)
	return {
		**{Place("Liaison Officer", name): title or name for name, title in full_names},
		**{Place("Liaison Unit", name): title or name for name, title in titles},
	}


def _describe(
	wanted: Wanted, titles: dict[str, RuleTitle], people: dict[Place, str], languages: dict[str, str]
) -> str:
	language = languages[wanted.user]
	one = _("{0}: 1 duty is overdue and was passed on to you.", lang=language)
	several = _("{0}: {1} duties are overdue and were passed on to you.", lang=language)
	head = (one if len(wanted.rows) == 1 else several).format(
		people.get(wanted.place, wanted.place.name), len(wanted.rows)
	)
	lines = [_line(row, wanted, titles, people, language) for row in wanted.rows[:MOST_LISTED]]
	foot = _("This to-do closes by itself as soon as none of them is overdue.", lang=language)
	more = and_more(len(wanted.rows) - len(lines), language)
	return f"{section(head, lines)}{more}<p>{escape(foot)}</p>"


def _line(
	row: Overdue, wanted: Wanted, titles: dict[str, RuleTitle], people: dict[Place, str], language: str
) -> str:
	subject = None if row.sensitive else row.subject_title
	title = duty_for_others(titles, row.rule, subject, language)
	if row.owner_kind == "Officer" and wanted.place.doctype == "Liaison Unit":
		owner = people.get(Place("Liaison Officer", row.owner), row.owner)
		return escape(_("{0}, {1} (due {2})", lang=language).format(owner, title, row.due))
	return escape(_("{0} (due {1})", lang=language).format(title, row.due))
