"""Follows the references of a workbook and finds rows that name the same thing, as the database would compare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .faults import Fault, _, nearest
from .reading import Content, Key, Row, Table
from .sheets import SHEETS, Column, folded

WHERE_WORDS_ARE = {
	"post": _('There is no post "{0}" on this site. Create it first or correct the name.'),
	"unit type": _('There is no unit type "{0}" on this site. Create it first or correct the name.'),
	"target type": _('There is no target type "{0}" on this site. Create it first or correct the name.'),
	"tag": _('There is no tag "{0}" on this site. Create it first or correct the name.'),
	"regulation": _(
		'There is no regulation "{0}" on this site. Load its rule pack first or correct the name.'
	),
	"assignment rule": _(
		'There is no assignment rule "{0}" on this site. Load its rule pack first or correct the name.'
	),
	"user": _('There is no user "{0}". Create the user first or correct the e-mail address.'),
	"Units": _(
		'There is no unit "{0}", neither on the sheet Units nor on this site. Add it there or correct the name.'
	),
	"Terms": _(
		'There is no term "{0}", neither on the sheet Terms nor on this site. Add it there or correct the name.'
	),
	"Officers": _('There is no officer with the code "{0}", neither on the sheet Officers nor on this site.'),
	"Targets": _('There is no target with the code "{0}", neither on the sheet Targets nor on this site.'),
}


@dataclass(frozen=True, slots=True)
class Stored:
	"""A row that the site has, in the words of the workbook: officers and targets are named by their codes."""

	name: str
	values: dict[str, Any]


@dataclass(slots=True)
class Known:
	"""What the site has. `stored` maps sheet and key to a row; `words` maps a kind and a folded name to the right name.

	`logins` maps users of officers who have no code to their names; `has_clerk` are codes of officers with a clerk of
	their own.
	"""

	stored: dict[str, dict[Key, Stored]] = field(default_factory=dict)
	words: dict[str, dict[str, str]] = field(default_factory=dict)
	disabled_users: frozenset[str] = frozenset()
	disabled_officers: frozenset[str] = frozenset()
	has_clerk: frozenset[str] = frozenset()
	regulation_of_rule: dict[str, str] = field(default_factory=dict)
	logins: dict[str, str] = field(default_factory=dict)


def folded_key(key: Key) -> Key:
	"""A key as the database compares it."""
	return tuple(folded(part) if isinstance(part, str) else part for part in key)


class Resolver:
	"""Puts the right names into the rows of a workbook, in place, and notes what cannot be found or is there twice."""

	def __init__(self, content: Content, known: Known) -> None:
		self.content = content
		self.known = known
		# A sheet with an unreadable key may well hold what seems to be missing.
		self.doubtful = {
			name
			for name, table in content.tables.items()
			if any(row.unread.intersection(table.sheet.key) for row in table.rows)
		}
		self.names: dict[str, Mapping[str, str]] = dict(known.words)

	def resolve(self) -> None:
		"""References first, as keys consist of them; sheet by sheet in the order in which they build on each other."""
		for name in ("Units", "Terms", "Officers", "Targets"):
			self.names[name] = self._names_of(name)
		for sheet in SHEETS:
			table = self.content.tables[sheet.name]
			for row in table.rows:
				self.content.faults.extend(self._references(table, row))
				self._let_rule_name_regulation(table, row)
			self._canonical_keys(table)
			self.content.faults.extend(_duplicates(table))

	def _names_of(self, name: str) -> dict[str, str]:
		"""Folded -> right name of everything of a sheet with a single key; what is stored keeps its spelling."""
		stored = {folded(str(key[0])): str(key[0]) for key in self.known.stored.get(name, {})}
		table = self.content.tables[name]
		written = (row.values.get(table.sheet.key[0]) for row in table.rows)
		return {**{folded(word): word for word in reversed(list(written)) if word}, **stored}

	def _references(self, table: Table, row: Row) -> Iterator[Fault]:
		for column in table.sheet.columns:
			value = row.values.get(column.field)
			if not column.refers_to or not value:
				continue
			if column.kind == "references":
				found = [self._find(column, word) for word in value]
				row.values[column.field] = tuple(right for right in found if right)
				unknown = [word for word, right in zip(value, found, strict=True) if not right]
			else:
				right = self._find(column, value)
				row.values[column.field] = right or value
				unknown = [] if right else [value]
			if column.refers_to not in self.doubtful:
				yield from (self._unknown(table, row, column, word) for word in unknown)

	def _find(self, column: Column, word: str) -> str | None:
		return self.names.get(column.refers_to, {}).get(folded(word))

	def _unknown(self, table: Table, row: Row, column: Column, word: str) -> Fault:
		message = WHERE_WORDS_ARE[column.refers_to]
		close = (
			"" if column.refers_to == "user" else nearest(word, self.names.get(column.refers_to, {}).values())
		)
		if close:
			near = _('"{0}" does not exist. The nearest that does: {1}. Correct the name, or add it first.')
			return table.fault(row, column.field, near, word, close)
		return table.fault(row, column.field, message, word)

	def _let_rule_name_regulation(self, table: Table, row: Row) -> None:
		"""An assignment that names a rule stands under that rule's regulation."""
		rule = row.values.get("assignment_rule")
		regulation = self.known.regulation_of_rule.get(rule or "")
		if not regulation:
			return
		written = row.values.get("regulation")
		if written and written != regulation:
			message = _('The rule "{0}" belongs to the regulation "{1}", not "{2}". Correct one of them.')
			self.content.faults.append(
				table.fault(row, "regulation", message, rule or "", regulation, written)
			)
		else:
			row.values["regulation"] = regulation

	def _canonical_keys(self, table: Table) -> None:
		"""A key that the database takes for a stored one is spelt as that one."""
		stored = {folded_key(key): key for key in self.known.stored.get(table.sheet.name, {})}
		for row in table.rows:
			key = row.key(table.sheet)
			right = stored.get(folded_key(key)) if key else None
			if right:
				row.values.update(zip(table.sheet.key, right, strict=True))


def _duplicates(table: Table) -> Iterator[Fault]:
	seen: dict[Key, int] = {}
	for row in table.rows:
		key = row.key(table.sheet)
		if key is None:
			continue
		first = seen.setdefault(folded_key(key), row.number)
		if first != row.number:
			shown = ", ".join(str(part) for part in key if part is not None)
			message = _("Row {0} is about the same ({1}). Keep one of the two rows.")
			yield table.fault(row, table.sheet.key[0], message, str(first), shown)
