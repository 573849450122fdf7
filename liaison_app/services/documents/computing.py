"""The figures of a paper: per clause what was required, done, late, missed and waived, and the visits behind it.

They are those of the obligations of the paper's regulation that meet its period, of whom the paper is about: the officer, or all
whom the unit's paper reaches. Titles of rules only: no target, account or person is named.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Max

from liaison_app.engine import days
from liaison_app.engine.collating import owners_below
from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex
from liaison_app.engine.rules import DutyRule
from liaison_app.engine.tally import serving

from .. import people_facts, rule_cache
from ..contacts import read_contacts_between
from ..duties import measured_in
from ..figures import Group, Span, attainment_by, rated_rows
from ..people_facts import OFFICER_FIELDS, PeopleRows
from ..tables import children, is_among, select, table_of

OBLIGATION = "Periodic Obligation"
RULE_FIELDS = ("name", "code", "title", "title_zh", "clause", "measure", "quantity_unit", "hours_per_day")
MISSED = ("Missed", "Overdue")
FIGURES = (
	"quantity",
	"owed",
	"done",
	"capped",
	"attainment",
	"late",
	"missed",
	"waived",
	"withdrawn",
	"tally",
	"visits",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class About:
	"""Whose figures of which regulation and days; `rule` is the one that the paper answers."""

	rule: str
	regulation: str
	span: Span
	owners: frozenset[str]


def work_out(paper: Any, today: date | None = None) -> None:
	"""Put the figures into the paper as they are now. A paper for no duty of its owner has none."""
	paper.set("rows", rows_of(paper, today or frappe.utils.getdate()))
	paper.computed_on = frappe.utils.now() if paper.rule else None


def rows_of(paper: Any, today: date) -> list[Row]:
	"""The figures as rows of the paper, in order of the rules' codes. The number of queries does not hang on that of the officers."""
	about = about_of(paper)
	if not about:
		return []
	groups = attainment_by((), *_conditions(about), span=about.span, today=today)
	units = _units_of_quantity(about, today)
	names = _visits(about, today)
	fitting = without_number(about, today)
	rules = {rule["name"]: rule for rule in _rules(about.regulation)}
	found = {group.rule: _row(group, rules, units, names) for group in groups if group.rule in rules}
	for rule, visits in fitting.items():
		row = found.setdefault(rule, _named(rules[rule]))
		visits = visits | frozenset(json.loads(row.get("visit_names") or "[]"))
		row.update(tally=len(fitting[rule]), **_behind(visits))
	return [found[rule] for rule in rules if rule in found and rule != about.rule]


def about_of(paper: Any) -> About | None:
	"""What the paper's figures are about; None where its owner owes no such paper, so that nobody looks at others' figures by naming a rule."""
	owner = paper.officer or paper.unit
	if not (paper.rule and owner and paper.period_start and paper.period_end and _owes(paper, owner)):
		return None
	span = Span(frappe.utils.getdate(paper.period_start), frappe.utils.getdate(paper.period_end))
	owners = frozenset((owner,)) if paper.officer else reached(paper.rule, owner, span)
	return About(paper.rule, paper.regulation, span, owners)


def _owes(paper: Any, owner: str) -> bool:
	kind = "Officer" if paper.officer else "Unit"
	filters = {"rule": paper.rule, "period_key": paper.period_key, "owner_key": owner, "owner_kind": kind}
	return bool(frappe.db.exists(OBLIGATION, filters))


def reached(rule: str, unit: str, span: Span) -> frozenset[str]:
	"""The officers and units whose figures and papers the unit's paper is about."""
	during = days.span(span.since, span.until)
	return owners_below(rule_named(rule), unit, during, people_index())


def rule_named(name: str) -> DutyRule:
	"""The rule as the engine knows it; one that is no longer in force collates nothing."""
	found = (rule for rule in rule_cache.rules() if rule.name == name)
	return next(found, DutyRule(name=name, regulation="", code=""))


def people_index() -> FactIndex:
	"""Everybody with unit, own branch and posts, in three queries; who has left is among them."""
	common = rule_cache.common()
	people = PeopleRows(
		officers=select("Liaison Officer", OFFICER_FIELDS),
		tenures=children("Officer Tenure", "Liaison Officer", ("name", "post", "from_date", "to_date")),
	)
	facts = Facts(
		units=common.units,
		posts=common.posts,
		rules=common.rules,
		officers=people_facts.officer_values(people),
	)
	return FactIndex(facts)


# --- reading ---


def _conditions(about: About) -> list[Criterion]:
	table = table_of(OBLIGATION)
	return [table.regulation == about.regulation, is_among(table.owner_key, about.owners)]


def _rules(regulation: str) -> list[Row]:
	rows = select("Duty Rule", RULE_FIELDS, table_of("Duty Rule").regulation == regulation)
	return sorted(
		(dict(zip(RULE_FIELDS, row, strict=True)) for row in rows), key=lambda row: in_order(row["code"])
	)


def in_order(code: str) -> list[tuple[int, str]]:
	"""A6 comes before A10, and A16 before A16-unit."""
	return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", code) if part]


def _units_of_quantity(about: About, today: date) -> dict[str, str]:
	table = table_of(OBLIGATION)
	query = frappe.qb.from_(table).select(table.rule, Max(table.quantity_unit))
	for condition in (*_conditions(about), rated_rows(about.span, today)):
		query = query.where(condition)
	return dict(query.groupby(table.rule).run())


def _visits(about: About, today: date) -> dict[str, frozenset[str]]:
	"""Rule -> the visits, or papers, that counted for it."""
	table = table_of(OBLIGATION)
	counted = table.counted_contacts.notin(("", "[0]"))
	rows = select(
		OBLIGATION, ("rule", "counted_contacts"), *_conditions(about), rated_rows(about.span, today), counted
	)
	found: dict[str, set[str]] = defaultdict(set)
	for rule, contacts in rows:
		found[rule].update(json.loads(contacts)[1:])
	return {rule: frozenset(names) for rule, names in found.items()}


def without_number(about: About, today: date) -> dict[str, frozenset[str]]:
	"""Rule -> the visits that fit it, for rules that ask for no number."""
	common = rule_cache.common()
	rules = tuple(
		rule for rule in common.rules if rule.regulation == about.regulation and rule.quantity is None
	)
	if not rules:
		return {}
	common = replace(common, rules=rules)
	people = people_facts.read_for_officers(about.owners, common)
	until = min(about.span.until, today)
	contacts, targets = read_contacts_between(about.owners, about.span.since, until, rules)
	people_facts.add_targets(people, {row[0] for row in targets}, rules, at_hand=targets)
	return serving(about.owners, contacts, people_facts.index_of(people, common))


# --- rows ---


def _row(group: Group, rules: dict[str, Row], units: dict[str, str], names: dict[str, frozenset[str]]) -> Row:
	rule = rules[group.rule]
	share, unit = measured_in({"quantity_unit": units.get(group.rule)}, rule)
	visits = names.get(group.rule, frozenset()) if rule["measure"] != "Document" else frozenset()
	return {
		**_named(rule),
		"quantity": round(group.quantity / share, 2),
		"quantity_unit": unit,
		"owed": group.owed,
		"done": round(group.done / share, 2),
		"capped": round(group.capped / share, 2),
		"attainment": round(100 * (group.attainment or 0), 1),
		"late": group.states.get("Met Late", 0),
		"missed": sum(group.states.get(state, 0) for state in MISSED),
		"waived": group.states.get("Waived", 0),
		"withdrawn": group.states.get("Withdrawn", 0),
		**_behind(visits),
	}


def _named(rule: Row) -> Row:
	chinese = language().startswith("zh") and rule["title_zh"]
	return {
		"rule": rule["name"],
		"clause": rule["clause"],
		"title": f"{rule['code']} {chinese or rule['title']}",
	}


def _behind(visits: Iterable[str]) -> Row:
	names = sorted(visits)
	return {"visits": len(names), "visit_names": json.dumps(names)}


def language() -> str:
	"""A paper is written in the language of the site, whoever works it out."""
	return str(frappe.get_system_settings("language") or "en")


def figures(rows: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
	"""Rule -> the row's figures, comparable."""
	return {row.rule: tuple(float(row.get(field) or 0) for field in FIGURES) for row in rows}


def visits_of(rows: Collection[Any]) -> list[str]:
	"""The names of the visits behind the rows, each once."""
	return sorted({name for row in rows for name in json.loads(row.visit_names or "[]")})
