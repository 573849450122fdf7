"""Collation: which papers a unit's paper takes in, which are missing, and a reminder to those who owe them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from liaison_app.engine.collating import taken_in
from liaison_app.engine.rows import Key, Obligation
from liaison_app.engine.rule_from_row import split_names
from liaison_app.engine.rules import DutyRule

from .. import nudging, stored
from ..labels import enabled_users
from ..tables import select_in, table_of
from .computing import people_index, rule_named
from .standing import DOCTYPE, HANDED_IN

OBLIGATION = "Periodic Obligation"
A_YEAR = timedelta(days=366)
PAPER_FIELDS = (
	"name",
	"rule",
	"officer",
	"unit",
	"period_key",
	"subject",
	"status",
	"docstatus",
	"handed_in_on",
)


@dataclass(frozen=True)
class Wanted:
	"""A paper that is to be taken in: the duty that asks for it, and the paper where there is one."""

	obligation: str
	rule: str
	officer: str
	unit: str
	due: date
	paper: str = ""
	status: str = ""  # empty: nobody has begun it
	docstatus: int = 0
	handed_in_on: date | None = None

	@property
	def is_closed(self) -> bool:
		"""Whether its own level is closed: approved, or submitted where nobody approves."""
		return self.status in HANDED_IN and (self.status == "Approved" or self.docstatus == 1)


def wanted_by(paper: Any) -> list[Wanted]:
	"""The papers that a unit's paper takes in, there or not, in order of rule and owner; none for one that collates nothing."""
	rule = rule_named(paper.rule) if paper.rule and paper.unit and not paper.officer else None
	if not rule or not rule.takes_in:
		return []
	own = _rows(_of_paper(paper))
	if not own:
		return []
	others = _rows(_of_rules(_rules_below(rule), own[0]))
	rows = taken_in(own[0], others, people_index())
	return _with_papers(rows)


def _of_paper(paper: Any) -> Criterion:
	table = table_of(OBLIGATION)
	of_unit = (table.owner_kind == "Unit") & (table.owner_key == paper.unit)
	return of_unit & (table.rule == paper.rule) & (table.period_key == paper.period_key)


def _rules_below(rule: DutyRule) -> set[str]:
	"""The rules that it takes in, and those that these take in."""
	direct = {f"{rule.regulation}-{code}" for code in split_names(rule.takes_in)}
	further = {
		f"{rule.regulation}-{code}" for name in direct for code in split_names(rule_named(name).takes_in)
	}
	return direct | further


def _of_rules(rules: Collection[str], row: Obligation) -> Criterion:
	"""Duties of these rules around the row's period; the engine says which of them end in it."""
	table = table_of(OBLIGATION)
	until, since = row.period_end or row.dues[-1], row.period_start - A_YEAR
	around = (table.period_start <= until) & (table.last_due >= since)
	return table.rule.isin(sorted(rules)) & (table.state != "Withdrawn") & around


def _rows(condition: Criterion) -> list[Obligation]:
	return [found.row.row for found in stored.read_rows(condition).values()]


def _with_papers(rows: list[Obligation]) -> list[Wanted]:
	table = table_of(DOCTYPE)
	found: dict[Key, dict[str, Any]] = {}
	for values in select_in(
		DOCTYPE, PAPER_FIELDS, "rule", {row.key.rule for row in rows}, table.docstatus < 2
	):
		paper = dict(zip(PAPER_FIELDS, values, strict=True))
		owner = paper["officer"] or paper["unit"] or ""
		key = Key(paper["rule"], owner, paper["subject"] or "", paper["period_key"] or "")
		if key not in found or _further(paper) > _further(found[key]):
			found[key] = paper
	return [_wanted(row, found.get(row.key)) for row in rows]


def _further(paper: dict[str, Any]) -> tuple[bool, int]:
	"""Of several papers for one duty the one counts that is furthest on its way."""
	return paper["status"] in HANDED_IN, paper["docstatus"]


def _wanted(row: Obligation, paper: dict[str, Any] | None) -> Wanted:
	of_officer = row.owner_kind == "Officer"
	return Wanted(
		obligation=row.name,
		rule=row.key.rule,
		officer=row.key.owner if of_officer else "",
		unit="" if of_officer else row.key.owner,
		due=row.dues[-1],
		**({field: paper[field] for field in ("status", "docstatus", "handed_in_on")} if paper else {}),
		paper=paper["name"] if paper else "",
	)


def take_in(paper: Any) -> None:
	"""Put the closed ones of the wanted papers into the paper's sources."""
	paper.set("sources", [_source(each) for each in wanted_by(paper) if each.is_closed])


def _source(wanted: Wanted) -> dict[str, Any]:
	return {
		"document": wanted.paper,
		"officer": wanted.officer or None,
		"unit": wanted.unit or None,
		"status": wanted.status,
		"handed_in_on": wanted.handed_in_on,
	}


def missing(paper: Any) -> list[Wanted]:
	"""Those that the paper has not taken in, whatever became of them since."""
	taken = {row.document for row in paper.sources}
	return [each for each in wanted_by(paper) if not each.paper or each.paper not in taken]


def shown(wanted: Iterable[Wanted]) -> list[dict[str, Any]]:
	"""The same for the form: `who`, `document`, `status` (`""`: not begun), `due`, `handed_in_on`."""
	found = list(wanted)
	names = _names(found)
	return [
		{
			"who": names.get(each.officer) or each.officer or each.unit,
			"document": each.paper,
			"status": each.status,
			"due": each.due,
			"handed_in_on": each.handed_in_on,
		}
		for each in found
	]


def _names(wanted: Iterable[Wanted]) -> dict[str, str]:
	officers = {each.officer for each in wanted} - {""}
	return {
		name: title or name
		for name, title in select_in("Liaison Officer", ("name", "full_name"), "name", officers)
	}


# --- what is closed stays ---


def refuse_while_taken_in(paper: Any) -> None:
	"""Refuse to take back a paper that a closed one has taken in; that one is taken back first. Raises ValidationError."""
	if paper.is_new():
		return
	line, above = table_of("Duty Document Source"), table_of(DOCTYPE)
	query = frappe.qb.from_(line).join(above).on((above.name == line.parent) & (above.docstatus == 1))
	query = query.select(above.name, above.title).where(line.document == paper.name)
	for name, title in query.orderby(above.name).limit(1).run():
		frappe.throw(
			_("It is part of {0} ({1}), which is closed. Have that one taken back first.").format(
				frappe.bold(frappe.utils.escape_html(title)), name
			),
			title=_("Closed"),
		)


# --- reminding ---


def remind(paper: Any, user: str, today: date) -> nudging.Told:
	"""Remind who owes the missing papers and has not handed them in: one message a day each, logged with the nudges."""
	owed = [each for each in missing(paper) if each.status not in HANDED_IN]
	people = _owing(owed, today)
	return nudging.remind(people, user, today)


def _owing(owed: list[Wanted], today: date) -> dict[str, nudging.Behind]:
	fields = ("name", "officer", "unit", "responsible_user", "period_label")
	rows = select_in(OBLIGATION, fields, "name", {each.obligation for each in owed})
	found = {row[0]: dict(zip(fields, row, strict=True)) for row in rows}
	able = enabled_users({row["responsible_user"] for row in found.values() if row["responsible_user"]})
	names = _names(owed)
	people: dict[str, nudging.Behind] = {}
	for each in owed:
		row, key = found[each.obligation], each.officer or each.unit
		before = people[key].duties if key in people else ()
		duty = nudging.Duty(each.rule, "", row["period_label"] or "", each.due, each.due < today)
		people[key] = nudging.Behind(
			officer=key,
			full_name=names.get(each.officer) or key,
			unit=row["unit"] or "",
			user=row["responsible_user"] if row["responsible_user"] in able else None,
			duties=(*before, duty),
			is_unit=not each.officer,
		)
	return people
