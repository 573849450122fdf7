"""Where an institution stands on a day: what each owes, what is done, which to-dos are open. Everything from files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..engine import FactIndex, as_of, plan, remind, settle
from ..engine.facts import Contact, Facts
from ..engine.rows import Notice, StoredRow, ToDo
from ..packs import Pack
from .wording import Text


@dataclass(frozen=True, slots=True)
class Standing:
	"""`rows` are the obligations of `window` with their progress and state on the day `on`; `todos` go by obligation."""

	title: str
	regulations: Mapping[str, Text]
	on: date
	window: tuple[date, date]
	index: FactIndex
	rows: tuple[StoredRow, ...]
	contacts: tuple[Contact, ...]
	todos: dict[str, ToDo]
	notices: tuple[Notice, ...]

	def only(self, owners: Collection[str]) -> Standing:
		"""The same of these officers and units alone."""
		return self._with([row for row in self.rows if row.row.key.owner in owners])

	def with_todos(self) -> Standing:
		"""The same of the obligations with an open to-do."""
		return self._with([row for row in self.rows if row.row.name in self.todos])

	def _with(self, rows: Sequence[StoredRow]) -> Standing:
		kept = {row.row.name for row in rows}
		return replace(
			self,
			rows=tuple(rows),
			todos={name: todo for name, todo in self.todos.items() if name in kept},
			notices=tuple(notice for notice in self.notices if notice.obligation in kept),
		)


def standing(
	facts: Facts,
	contacts: Sequence[Contact],
	on: date,
	window: tuple[date, date] | None = None,
	title: str = "",
	regulations: Mapping[str, Text] | None = None,
) -> Standing:
	"""The standing on a day; only what was recorded, handed in or registered by then is known.

	`regulations` are their titles, by default those in the facts. `window` bounds the periods looked at, both days inclusive; by default those that can still be recorded on the day.
	"""
	index = FactIndex(_facts_known_on(facts, on))
	known = known_on(contacts, on)
	window = window or (on, on)
	planned = plan(index, window)
	progress = settle(planned, known, index)
	rows = tuple(as_of(row, progress[row.name], on) for row in planned)
	todos, notices = remind(((row.row, row.progress, row.state) for row in rows), on)
	return Standing(
		title=title,
		regulations=regulations or {one.name: Text(one.title, one.title) for one in facts.regulations},
		on=on,
		window=window,
		index=index,
		rows=rows,
		contacts=known,
		todos={todo.obligation: todo for todo in todos},
		notices=tuple(notices),
	)


def regulation_titles(packs: Sequence[Pack]) -> dict[str, Text]:
	"""Titles of the regulations of packs, in both languages."""
	entries = (entry for pack in packs for entry in pack.content["regulations"])
	return {entry["name"]: Text(entry["title"], entry["title_zh"]) for entry in entries}


def _facts_known_on(facts: Facts, on: date) -> Facts:
	return replace(
		facts,
		documents=tuple(paper for paper in facts.documents if paper.handed_in_on <= on),
		events=tuple(event for event in facts.events if (event.registered_on or event.day) <= on),
	)


def known_on(contacts: Sequence[Contact], on: date) -> tuple[Contact, ...]:
	"""The contacts that had happened and were recorded by the end of the day."""
	return tuple(
		contact
		for contact in contacts
		if contact.start.date() <= on and (contact.recorded_on or contact.start.date()) <= on
	)
