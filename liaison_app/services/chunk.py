"""One chunk of owners, from facts to stored rows, to-dos and notices, in one transaction."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from liaison_app.engine.index import FactIndex
from liaison_app.engine.planning import plan
from liaison_app.engine.reconciling import as_of, is_past, reconcile
from liaison_app.engine.reminding import remind
from liaison_app.engine.rows import Obligation, Progress, StoredRow
from liaison_app.engine.settling import settle

from . import contacts, notices, people_facts, settings, stored, todos
from .failures import Failure, failure_from
from .labels import Labels, enabled_users, labels_for
from .people_facts import PeopleRows
from .rule_facts import RuleFacts, read_rule_facts
from .stored import Found
from .tables import table_of

OwnerKind = Literal["Officer", "Unit"]
LONG = timedelta(days=400)  # rows longer than a year ask for the old visits of their owners only


@dataclass(frozen=True)
class Task:
	"""What a chunk is to do: these owners, as of this day, planned for this window; `common` is what the chunks of one process share."""

	owner_kind: OwnerKind
	owners: tuple[str, ...]
	today: date
	window: tuple[date, date]
	known_fingerprint: str = ""
	common: "Common | None" = None


class Common:
	"""What all chunks that are planned for this window have in common; read once, when the first of them asks."""

	def __init__(self, window: tuple[date, date]) -> None:
		self.window = window

	@cached_property
	def facts(self) -> RuleFacts:
		"""As they were when they were first asked for."""
		return read_rule_facts(since=self.window[0] - LONG)


@dataclass
class Outcome:
	"""What a chunk did; `rewritten` are the obligations that changed, `owners_left` were written by somebody else meanwhile and are to
	be done again.
	"""

	created: int = 0
	changed: int = 0
	closed: int = 0
	todos_opened: int = 0
	todos_closed: int = 0
	fingerprint: str = ""
	owners_left: set[str] = field(default_factory=set)
	rewritten: set[str] = field(default_factory=set)
	failures: list[Failure] = field(default_factory=list)


def work_out(task: Task) -> Outcome:
	"""Bring what is stored for the task's owners up to date. Writes, but does not commit.

	When neither the facts nor the visits have changed since they were last planned for the same window, only the rows are
	looked at whose state the passing of time can change.
	"""
	common = (task.common or Common(task.window)).facts
	people = _read_people(task, common)
	names = _visits(task, common)
	units = task.owners if task.owner_kind == "Unit" else ()
	enabled = enabled_users(people_facts.users_of(people, units, common))
	fingerprint = _fingerprint(task, common, people, names, enabled)
	outcome = Outcome(fingerprint=fingerprint, failures=list(common.failures))
	if fingerprint == task.known_fingerprint:
		_let_time_pass(task, common, people, enabled, outcome)
	else:
		_plan_anew(task, common, people, enabled, outcome)
	done = todos.synchronise(task.owner_kind, task.owners, outcome.rewritten)
	outcome.todos_opened, outcome.todos_closed = done.opened, done.closed
	if outcome.failures or outcome.owners_left:
		outcome.fingerprint = ""  # so that the next run plans these owners again
	return outcome


def _read_people(task: Task, common: RuleFacts) -> PeopleRows:
	if task.owner_kind == "Unit":
		return people_facts.read_for_units(common)
	return people_facts.read_for_officers(task.owners, common)


def _visits(task: Task, common: RuleFacts) -> list[Any]:
	"""(name, modified) of the visits that may count for the task's owners."""
	if task.owner_kind == "Unit" and not people_facts.owed_by_units(common):
		return []
	return contacts.visit_names(_people_of(task), since=task.window[0] - LONG)


def _people_of(task: Task) -> Collection[str] | None:
	return None if task.owner_kind == "Unit" else task.owners


def _fingerprint(
	task: Task, common: RuleFacts, people: PeopleRows, names: list[Any], enabled: frozenset[str]
) -> str:
	parts = (
		repr(task.window),
		repr(task.owners),
		common.fingerprint,
		people.fingerprint(),
		contacts.fingerprint(names),
		repr(contacts.read_documents(_people_of(task))),
		repr(sorted(enabled)),
	)
	return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


# --- nothing changed but the day ---


def _let_time_pass(
	task: Task, common: RuleFacts, people: PeopleRows, enabled: frozenset[str], outcome: Outcome
) -> None:
	table = table_of(stored.DOCTYPE)
	due = stored.read_rows(
		table.owner_kind == task.owner_kind,
		table.frozen == 0,
		table.next_change_on <= task.today,
		among=("owner_key", task.owners),
	)
	now = {
		name: as_of(found.row.row, found.row.progress, task.today, planned=found.planned)
		for name, found in due.items()
	}
	if due:
		labels = labels_for(people_facts.index_of(people, common), enabled)
		unplanned = {name for name, found in due.items() if not found.planned}
		_update(list(now.values()), due, labels, task, outcome, unplanned)
		_notify(now.values(), labels, task)


# --- plan, settle, reconcile ---


def _plan_anew(
	task: Task, common: RuleFacts, people: PeopleRows, enabled: frozenset[str], outcome: Outcome
) -> None:
	documents = contacts.read_documents(_people_of(task))
	index = people_facts.index_of(people, common, documents)
	planned, failed = _plan_contained(index, task, outcome)
	before = _stored_rows(task, common, failed, planned)
	since = common.last_completed_run or task.today  # the first run looks back on nothing
	if all(rule.shared for rule in common.rules):  # else what is past may still have had a contact for itself
		planned = [row for row in planned if row.name in before or not is_past(row, since)]
	every_row = {
		**{name: found.row.row for name, found in before.items()},
		**{row.name: row for row in planned},
	}
	progress = _settle(every_row.values(), people, common, index, task)
	kept = {name: found.row for name, found in before.items()}
	changes = reconcile(kept.values(), planned, progress, task.today, since)
	labels = labels_for(index, enabled)
	outcome.created = stored.insert(changes.create, labels, task.today)
	changed = {change.row.name for change in changes.update}
	renamed = stored.relabelled(planned, before, labels) - changed
	updates = [*changes.update, *(before[name].row for name in sorted(renamed))]
	unplanned = {update.row.name for update in updates} - {row.name for row in planned}
	_update(updates, before, labels, task, outcome, unplanned)
	_notify([*changes.create, *changes.update], labels, task)


def _plan_contained(index: FactIndex, task: Task, outcome: Outcome) -> tuple[list[Obligation], set[str]]:
	"""The rows of all owners; when something fails, owner by owner, so that one's bad data costs only that one."""
	try:
		return plan(index, task.window, task.owners), set()
	except Exception:  # contained: found again below, owner by owner
		pass
	rows: list[Obligation] = []
	failed: set[str] = set()
	for owner in task.owners:
		try:
			rows.extend(plan(index, task.window, (owner,)))
		except Exception as error:  # contained: this owner's rows stay as they are
			failed.add(owner)
			kind = "Liaison Officer" if task.owner_kind == "Officer" else "Liaison Unit"
			outcome.failures.append(failure_from(kind, owner, error))
	return rows, failed


def _stored_rows(
	task: Task, common: RuleFacts, failed: set[str], planned: Iterable[Obligation]
) -> dict[str, Found]:
	"""What is stored for the owners and may still change, and frozen rows that are planned again; nothing of what failed to be read."""
	table = table_of(stored.DOCTYPE)
	kind = table.owner_kind == task.owner_kind
	found = stored.read_rows(kind, table.frozen == 0, among=("owner_key", task.owners))
	closed = stored.owners_of_closed(task.owners)
	names = {row.name for row in planned if row.key.owner in closed} - set(found)
	found.update(stored.read_rows(table.frozen == 1, among=("name", names)))
	unread = {failure.name for failure in common.failures}
	return {
		name: each
		for name, each in found.items()
		if each.row.row.key.owner not in failed and each.row.row.key.rule not in unread
	}


def _settle(
	rows: Iterable[Obligation], people: PeopleRows, common: RuleFacts, index: FactIndex, task: Task
) -> dict[str, Progress]:
	"""Progress of the rows, with the visits of their own time read once."""
	counted = [row for row in rows if row.key.rule in index.rules]
	names = _visits_for([row for row in counted if index.rules[row.key.rule].measure != "Document"], task)
	found = contacts.read_contacts(names, common.rules)
	targets = {target for contact in found for target in contact.targets}
	if not targets <= set(index.targets):
		people_facts.add_targets(people, targets, common.rules)
		index = people_facts.index_of(people, common, index.facts.documents)
	return settle([*counted, *stored.companions(counted, common.rules)], found, index)


def _visits_for(rows: list[Obligation], task: Task) -> set[str]:
	people = _people_of(task)
	short = [row for row in rows if task.today - row.period_start <= LONG]
	long = [row for row in rows if task.today - row.period_start > LONG]
	names: set[str] = set()
	if short:
		since = min(row.period_start for row in short)
		names |= {name for name, _ in contacts.visit_names(people, since)}
	if long:
		since = min(row.period_start for row in long)
		owners = None if people is None else {row.key.owner for row in long}
		names |= {name for name, _ in contacts.visit_names(owners, since)}
	return names


# --- writing ---


def _update(
	changes: list[StoredRow],
	before: dict[str, Found],
	labels: Labels,
	task: Task,
	outcome: Outcome,
	unplanned: Collection[str],
) -> None:
	left = stored.update(changes, before, labels, task.today, unplanned)
	written = [change for change in changes if change.row.name not in left]
	outcome.changed = len(written)
	outcome.rewritten = {change.row.name for change in written}
	outcome.closed = sum(change.frozen for change in written)
	outcome.owners_left = {change.row.key.owner for change in changes if change.row.name in left}


def _notify(rows: Iterable[StoredRow], labels: Labels, task: Task) -> None:
	"""Tell reviewers and managers what has become overdue for long enough, where the settings ask for it."""
	allowed = {
		"Reviewer": settings.is_on("escalate_to_reviewers"),
		"Manager": settings.is_on("escalate_to_managers"),
	}
	kept = list(rows)
	due = remind([(row.row, row.progress, row.state) for row in kept], task.today)[1]
	due = [notice for notice in due if allowed[notice.level]]
	told = notices.told_among(due)
	fresh = [notice for notice in due if notice not in told]
	if fresh:
		by_name = {row.row.name: row.row for row in kept}
		notices.tell(fresh, by_name, labels, notices.managers())
