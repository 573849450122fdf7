"""ToDos of units about whom they have to place anew: a target has ended, a holder has left or is away for long.

One open ToDo per unit, for whoever reviews it; it lists what is open, points at the unit and closes by itself, because the next night
makes it what is stored. The unit is the one that the rule names for placing, else that of the target or officer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from html import escape

from frappe import _
from frappe.query_builder import Criterion

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex
from liaison_app.engine.replacing import LEAVING, LOOK_BACK_DAYS, Placement, to_replace
from liaison_app.permissions import rows_seen

from . import approvals, leaves, listed_todos, messages, notices, people_facts, rule_cache
from .digest_html import and_more, section
from .listed_todos import TODO_FIELDS, Values
from .people_facts import EFFECTIVE
from .tables import select, select_in, table_of
from .todos import languages_of

KIND = "TP"  # begins their names
MOST_LISTED = 20
AHEAD = 14
ByPlace = dict[tuple[str, str], list[Placement]]  # (unit, user)


def synchronise(today: date) -> None:
	"""Bring the ToDos of all units in line with who holds what today and in the next days."""
	todo = table_of("ToDo")
	found = placements(today)
	listed_todos.bring_in_line(_values(found), (todo.status == "Open") & todo.name.like(f"{KIND}-%"))


def placements(today: date) -> list[Placement]:
	"""What is to be placed anew today and in the next days."""
	common, rules = rule_cache.common(), rule_cache.assignment_rules()
	people = people_facts.read_for_officers(_in_question(today), common)
	index = people_facts.index_of(people, common)
	return to_replace(FactIndex(replace(index.facts, assignment_rules=rules)), today, AHEAD)


# --- whose holdings are looked at ---


def _in_question(today: date) -> set[str]:
	"""Officers whose holdings or targets may have come to an end, or come to one soon; what they hold decides."""
	since, until = today - timedelta(days=LOOK_BACK_DAYS), today + timedelta(days=AHEAD)
	held, tenure, leave = (
		table_of(name) for name in ("Liaison Assignment", "Officer Tenure", "Officer Leave")
	)
	officer = table_of("Liaison Officer")
	gone = {name for (name,) in select("Liaison Officer", ("name",), officer.enabled == 0)}
	left = select("Officer Tenure", ("parent",), tenure.to_date >= since, tenure.to_date <= until)
	away = select("Officer Leave", ("parent",), leave.to_date >= today, leave.from_date <= until)
	moved = {name for (name,) in (*left, *away)} | leaves.away(today, until)
	lasts = held.to_date.isnull() | (held.to_date >= since)
	still = select_in(
		"Liaison Assignment", ("officer",), "officer", gone | moved, held.status.isin(EFFECTIVE), lasts
	)
	ended = select("Liaison Assignment", ("officer",), held.status.isin(EFFECTIVE), *_ended(since, until))
	return {name for (name,) in (*still, *ended, *_holders_of_ended(since, until))}


def _ended(since: date, until: date) -> Iterable[Criterion]:
	table = table_of("Liaison Assignment")
	lasting = [rule.name for rule in rule_cache.assignment_rules() if rule.until_target_ends or rule.coverage]
	yield (table.to_date >= since) & (table.to_date <= until)
	yield table.end_reason.isin(list(LEAVING)) | table.assignment_rule.isin(lasting or [""])


def _holders_of_ended(since: date, until: date) -> Iterable[tuple[str]]:
	"""Holders of targets that end in these days, and of what such a target contains."""
	held, target = table_of("Liaison Assignment"), table_of("Contact Target")
	ends = (target.active_to >= since) & (target.active_to <= until)
	over = {name for (name,) in select("Contact Target", ("name",), ends)}
	inside = {name for (name,) in select_in("Contact Target", ("name",), "parent_contact_target", over)}
	rows = select_in("Liaison Assignment", ("officer",), "target", over | inside, held.status.isin(EFFECTIVE))
	return [(name,) for (name,) in rows]


# --- whose ToDo ---


def _by_place(found: Collection[Placement]) -> ByPlace:
	"""The placements by the unit that has to act and the user who does."""
	tree, places = approvals.read_tree(), _Units(found)
	managers = notices.managers()
	listed: ByPlace = defaultdict(list)
	for each in found:
		unit = places.responsible(each)
		reviewer = tree.answers(unit, "reviewer")
		for user in [reviewer] if reviewer else managers:
			if unit and user:
				listed[unit, user].append(each)
	return listed


class _Units:
	"""Which unit has to place: the one that the rule names, by name or type, nearest to the target or officer; else theirs."""

	def __init__(self, found: Collection[Placement]) -> None:
		self.index = FactIndex(Facts(units=rule_cache.common().units))
		self.placed_by = {rule.name: rule.placed_by for rule in rule_cache.assignment_rules()}
		officers = {each.officer for each in found}
		targets = {each.target for each in found}
		self.of_officer: dict[str, str] = dict(
			select_in("Liaison Officer", ("name", "unit"), "name", officers)
		)
		self.of_target: dict[str, str] = dict(select_in("Contact Target", ("name", "unit"), "name", targets))

	def responsible(self, each: Placement) -> str:
		own = self.of_officer.get(each.officer) if each.kind == "Officer" else self.of_target.get(each.target)
		own = own or self.of_officer.get(each.officer) or ""
		named = self.placed_by.get(each.rule, "")
		units = [self.index.units[name] for name in self.index.unit_line(own) if name in self.index.units]
		others = sorted(self.index.units.values(), key=lambda unit: unit.name)
		fits = [unit.name for unit in (*units, *others) if named and named in (unit.name, unit.unit_type)]
		return fits[0] if fits else own


# --- what it says ---


def _values(found: Collection[Placement]) -> dict[str, Values]:
	by_place = _by_place(found)
	words = _Words(found, by_place)
	languages = languages_of(user for _unit, user in by_place)
	values = {}
	for (unit, user), listed in by_place.items():
		text = words.describe(listed, user, languages[user])
		row = ("Open", "High", min(each.since for each in listed), user, text, "Liaison Unit", unit)
		values[messages.name_of(KIND, unit, user)] = dict(zip(TODO_FIELDS, row, strict=True))
	return values


class _Words:
	"""Names of people and targets; whoever may not read a target is told its type only."""

	def __init__(self, found: Collection[Placement], by_place: ByPlace) -> None:
		officers, targets = {each.officer for each in found}, {each.target for each in found}
		self.people: dict[str, str] = dict(
			select_in("Liaison Officer", ("name", "full_name"), "name", officers)
		)
		rows = select_in("Contact Target", ("name", "title", "target_type"), "name", targets)
		self.targets = {name: (title, kind) for name, title, kind in rows}
		self.seen = {user: self._seen(user, targets) for _unit, user in by_place}

	@staticmethod
	def _seen(user: str, targets: set[str]) -> set[str]:
		allowed = rows_seen("Contact Target", user)
		conditions = [allowed] if allowed is not None else []
		return {name for (name,) in select_in("Contact Target", ("name",), "name", targets, *conditions)}

	def describe(self, listed: list[Placement], user: str, language: str) -> str:
		lines = [escape(self._line(each, user, language)) for each in listed[:MOST_LISTED]]
		head = _("To be placed anew: {0}", lang=language).format(len(listed))
		foot = _("This to-do closes by itself as soon as all are placed.", lang=language)
		return f"{section(head, lines)}{and_more(len(listed) - len(lines), language)}<p>{escape(foot)}</p>"

	def _line(self, each: Placement, user: str, language: str) -> str:
		title, kind = self.targets.get(each.target, (each.target, ""))
		target = title if each.target in self.seen[user] else _(kind, lang=language)
		officer = self.people.get(each.officer, each.officer)
		if each.kind == "Officer":
			text = _("{0} needs another target from {2} on: {1} has ended.", lang=language)
		elif each.reason == "Long Leave":
			text = _("{1} needs another holder from {2} on: {0} is away for long.", lang=language)
		elif each.reason == "Officer Left":
			text = _("{1} needs another holder from {2} on: {0} has left.", lang=language)
		else:
			text = _("{1} needs another holder from {2} on: the assignment of {0} has ended.", lang=language)
		return text.format(officer, target, each.since)
