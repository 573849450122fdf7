"""Officers, their holdings and the targets these name: the facts of one chunk of owners."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import frappe

from liaison_app.engine.facts import Assignment, DatedTag, Facts, Leave, Officer, Target, Tenure
from liaison_app.engine.index import FactIndex
from liaison_app.engine.rules import DutyRule

from . import leaves
from .rule_facts import RuleFacts
from .tables import MOST_NAMES, Rows, batches, by_parent, children, is_among, select, select_in, table_of

ASSIGNMENT_FIELDS = (
	"name",
	"officer",
	"target",
	"from_date",
	"to_date",
	"regulation",
	"assignment_rule",
	"end_reason",
	"is_exception",
)
OFFICER_FIELDS = ("name", "unit", "full_name", "user", "party_member", "own_branch", "rank")
TARGET_FIELDS = (
	"name",
	"target_type",
	"unit",
	"title",
	"parent_contact_target",
	"active_from",
	"active_to",
	"end_reason",
	"represents_unit",
	"user",
)
EFFECTIVE = ("Approved", "Ended")  # assignments that the engine sees


@dataclass
class PeopleRows:
	"""Rows as read, not yet values: cheap to fingerprint when nothing has changed."""

	officers: Rows = field(default_factory=list)
	tenures: Rows = field(default_factory=list)
	leaves: Rows = field(default_factory=list)
	in_charge: Rows = field(default_factory=list)
	assignments: Rows = field(default_factory=list)
	targets: Rows = field(default_factory=list)
	tags: Rows = field(default_factory=list)
	offered: Rows = field(default_factory=list)

	def fingerprint(self) -> str:
		"""The same for the same rows."""
		return hashlib.sha256(repr(vars(self)).encode()).hexdigest()


def read_for_officers(names: Collection[str], common: RuleFacts) -> PeopleRows:
	"""The rows that decide what these officers owe: theirs, those of others who hold the same targets, and the targets."""
	holding = [*_assignments_beside(names), *_assignments_of(_event_targets(common))]
	contacting = _unit_contacts() if _asks_for_trigger_person(common) else []
	assignments = sorted({row[0]: row for row in (*holding, *contacting)}.values())
	owners = set(names)
	held = {row[2] for row in assignments if row[1] in owners}
	people = {*names, *(row[1] for row in assignments)}
	return _with_details(assignments, _officers(people), common, held)


def read_for_units(common: RuleFacts) -> PeopleRows:
	"""The rows that decide what units owe: who belongs to which unit, and the listed targets; none when no unit owes."""
	if not owed_by_units(common):
		return PeopleRows()
	table = table_of("Liaison Officer")
	officers = select("Liaison Officer", OFFICER_FIELDS, table.enabled == 1)
	asks_for_held = any(
		rule.owner_kind == "Unit" and rule.subject_kind == "Assigned" for rule in common.rules
	)
	status = table_of("Liaison Assignment").status
	if asks_for_held:
		assignments = select("Liaison Assignment", ASSIGNMENT_FIELDS, status.isin(EFFECTIVE))
	elif _asks_for_trigger_person(common):  # only where nobody contacts the person does the unit owe
		rows = (*_assignments_of(_event_targets(common)), *_unit_contacts())
		assignments = sorted({row[0]: row for row in rows}.values())
	else:
		assignments = []
	return _with_details(assignments, officers, common, set())


def owed_by_units(common: RuleFacts) -> bool:
	"""Whether any rule is owed by units, as one is by the unit of a person whom nobody holds and whose unit nobody contacts."""
	return _asks_for_trigger_person(common) or any(rule.owner_kind == "Unit" for rule in common.rules)


def _with_details(assignments: Rows, officers: Rows, common: RuleFacts, held: set[str]) -> PeopleRows:
	names = {row[0] for row in officers}
	wanted = held | {row[2] for row in assignments} | _event_targets(common)
	targets = _targets(wanted, common)
	target_names = {row[0] for row in targets}
	return PeopleRows(
		officers=officers,
		tenures=children(
			"Officer Tenure", "Liaison Officer", ("name", "post", "from_date", "to_date"), names
		),
		leaves=leaves.of(names),
		in_charge=children("Liaison Unit Link", "Liaison Officer", ("unit",), names),
		assignments=list(assignments),
		targets=targets,
		tags=children("Target Tag", "Contact Target", ("tag", "from_date", "to_date"), target_names),
		offered=children("Liaison Term Link", "Contact Target", ("term",), target_names),
	)


def add_targets(
	people: PeopleRows,
	names: Iterable[str],
	rules: Collection[DutyRule] | None = None,
	at_hand: Iterable[tuple[Any, ...]] = (),
) -> None:
	"""Add the targets that are not there yet, with all that belongs to them, or what judging contacts by these rules asks about.

	Those whose TARGET_FIELDS are `at_hand` are not read.
	"""
	missing = set(names) - {row[0] for row in people.targets}
	if not missing:
		return
	found = {row[0]: row for row in at_hand if row[0] in missing}
	people.targets += [
		*found.values(),
		*select_in("Contact Target", TARGET_FIELDS, "name", missing - set(found)),
	]
	if rules is None or any(rule.subject_tags or any(line.tags for line in rule.counts) for rule in rules):
		people.tags += children("Target Tag", "Contact Target", ("tag", "from_date", "to_date"), missing)
	if rules is None:
		people.offered += children("Liaison Term Link", "Contact Target", ("term",), missing)


def add_officers(people: PeopleRows, names: Iterable[str]) -> None:
	"""Read the officers who took part in contacts and who are not there yet, without posts, leaves and what they hold."""
	missing = set(names) - {row[0] for row in people.officers}
	if missing:
		people.officers += select_in("Liaison Officer", OFFICER_FIELDS, "name", missing)


def users_of(people: PeopleRows, units: Collection[str], common: RuleFacts) -> set[str]:
	"""Users who may be responsible for what these people and units owe: they, and who looks after a unit in their line."""
	index = FactIndex(Facts(units=common.units))
	places = {*units, *(unit for _name, unit, *_ in people.officers if unit)}
	line = {above for place in places for above in index.unit_line(place)}
	of_units = {user for unit in common.units if unit.name in line for user in (unit.reviewer, unit.clerk)}
	of_officers = {user for _name, _unit, _full_name, user, *_ in people.officers}
	return {user for user in of_officers | of_units if user}


def index_of(people: PeopleRows, common: RuleFacts, documents: tuple[Any, ...] = ()) -> FactIndex:
	"""The engine's facts from the rows."""
	return FactIndex(
		Facts(
			calendar=common.calendar,
			regulations=common.regulations,
			rules=common.rules,
			posts=common.posts,
			units=common.units,
			officers=officer_values(people),
			target_types=common.target_types,
			targets=target_values(people),
			assignments=tuple(_assignment(row) for row in people.assignments),
			events=common.events,
			exemptions=common.exemptions,
			roster=common.roster,
			documents=documents,
			last_completed_run=common.last_completed_run,
		)
	)


# --- reading ---


def _assignments_beside(officers: Collection[str]) -> Rows:
	"""The assignments of these officers, and those of everybody else to the same targets."""
	table = table_of("Liaison Assignment")
	effective = table.status.isin(EFFECTIVE)
	found: Rows = []
	for some in batches(sorted(officers), MOST_NAMES):
		held = frappe.qb.from_(table).select(table.target).where(is_among(table.officer, some) & effective)
		found += select("Liaison Assignment", ASSIGNMENT_FIELDS, table.target.isin(held), effective)
	return found


def _assignments_of(targets: Collection[str]) -> Rows:
	status = table_of("Liaison Assignment").status
	return select_in("Liaison Assignment", ASSIGNMENT_FIELDS, "target", targets, status.isin(EFFECTIVE))


def _unit_contacts() -> Rows:
	"""Assignments of the targets that stand for a unit: who contacts whose college."""
	stands_for_unit = table_of("Contact Target").represents_unit
	targets = {row[0] for row in select("Contact Target", ("name",), stands_for_unit != "")}
	return _assignments_of(targets)


def _asks_for_trigger_person(common: RuleFacts) -> bool:
	return bool(common.events) and any(rule.subject_kind == "Trigger Person" for rule in common.rules)


def _event_targets(common: RuleFacts) -> set[str]:
	return {event.target for event in common.events if event.target}


def _officers(names: Collection[str]) -> Rows:
	enabled = table_of("Liaison Officer").enabled
	return select_in("Liaison Officer", OFFICER_FIELDS, "name", names, enabled == 1)


def _targets(names: set[str], common: RuleFacts) -> Rows:
	"""The named targets, the listed ones, and all that contain them."""
	found = {row[0]: row for row in select_in("Contact Target", TARGET_FIELDS, "name", names)}
	types = _listed_types(common)
	found.update({row[0]: row for row in select_in("Contact Target", TARGET_FIELDS, "target_type", types)})
	missing = {row[4] for row in found.values() if row[4]} - set(found)
	while missing:
		above = {row[0]: row for row in select_in("Contact Target", TARGET_FIELDS, "name", missing)}
		found.update(above)
		missing = {row[4] for row in above.values() if row[4]} - set(found)
	return [found[name] for name in sorted(found)]


def _listed_types(common: RuleFacts) -> set[str]:
	listed = [rule for rule in common.rules if rule.subject_kind == "Listed"]
	index = FactIndex(Facts(target_types=common.target_types))
	return {
		kind.name
		for kind in common.target_types
		if any(index.is_kind_of(kind.name, rule.subject_types) for rule in listed)
	}


# --- values ---


def officer_values(people: PeopleRows) -> tuple[Officer, ...]:
	"""Officers from their rows."""
	tenures, leaves, charges = (
		by_parent(people.tenures),
		by_parent(people.leaves),
		by_parent(people.in_charge),
	)
	return tuple(
		Officer(
			name=name,
			unit=unit or "",
			full_name=full_name or "",
			user=user or "",
			tenures=tuple(
				Tenure(name=row, post=post, from_date=start, to_date=end)
				for row, post, start, end in tenures.get(name, ())
			),
			leaves=tuple(Leave(from_date=start, to_date=end) for start, end in leaves.get(name, ())),
			party_member=bool(member),
			own_branch=branch or "",
			units_in_charge=tuple(charge for (charge,) in charges.get(name, ())),
			rank=rank or 0,
		)
		for name, unit, full_name, user, member, branch, rank in people.officers
	)


def target_values(people: PeopleRows) -> tuple[Target, ...]:
	"""Targets from their rows."""
	tags, offered = by_parent(people.tags), by_parent(people.offered)
	return tuple(
		Target(
			name=row[0],
			target_type=row[1] or "",
			unit=row[2] or "",
			title=row[3] or "",
			parent=row[4] or "",
			active_from=row[5],
			active_to=row[6],
			end_reason=row[7] or "",
			represents_unit=row[8] or "",
			user=row[9] or "",
			tags=tuple(
				DatedTag(tag=tag, from_date=start, to_date=end) for tag, start, end in tags.get(row[0], ())
			),
			offered_in=tuple(term for (term,) in offered.get(row[0], ())),
		)
		for row in people.targets
	)


def _assignment(row: tuple[Any, ...]) -> Assignment:
	return Assignment(
		name=row[0],
		officer=row[1],
		target=row[2],
		from_date=row[3],
		to_date=row[4],
		regulation=row[5] or "",
		assignment_rule=row[6] or "",
		end_reason=row[7] or "",
		is_exception=bool(row[8]),
	)
