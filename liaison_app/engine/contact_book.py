"""Contacts by officer in order of their days, so that a row looks only at those of its own time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from .credit import counts_until
from .facts import Contact
from .index import FactIndex
from .rows import Obligation


class ContactBook:
	"""The contacts that were not cancelled, to be asked for by row."""

	def __init__(self, contacts: Sequence[Contact], index: FactIndex) -> None:
		self.index = index
		self._by_officer: dict[str, list[Contact]] = defaultdict(list)
		for contact in sorted(contacts, key=lambda contact: (contact.start, contact.name)):
			if not contact.cancelled:
				for officer in set(contact.officers):
					self._by_officer[officer].append(contact)
		self._days = {
			officer: [contact.start.date() for contact in found]
			for officer, found in self._by_officer.items()
		}

	def of(self, row: Obligation) -> list[Contact]:
		"""The contacts of the row's owner in its counting days, each once."""
		if row.owner_kind == "Officer":
			return self._between(row.key.owner, row.period_start, counts_until(row))
		members = self.index.officers_of_unit.get(row.key.owner, frozenset())
		found = {
			contact.name: contact
			for member in members
			for contact in self._between(member, row.period_start, counts_until(row))
		}
		return list(found.values())

	def _between(self, officer: str, first: date, last: date) -> list[Contact]:
		found = self._by_officer.get(officer)
		if not found:
			return []
		on = self._days[officer]
		return found[bisect_left(on, first) : bisect_right(on, last)]
