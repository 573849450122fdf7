"""What a check answers: a flag with its evidence. It is a question to the reviewer, never a verdict."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Check = Literal[
	"Two Places at Once",
	"Day Too Full",
	"Same Text",
	"Same Photo",
	"Recorded in Bulk",
	"Recorded Late",
	"Outside Class Hours",
]
Status = Literal["Open", "Explained", "Upheld", "No Longer Found"]
RESOLVED: tuple[Status, ...] = ("Explained", "Upheld")
DOUBTED: tuple[Status, ...] = ("Open", "Upheld")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
	"""A reason to ask. `visits` are those asked about; `compared_with` are the visits that they were found beside, themselves above doubt.

	`message` is an English template that is filled with `values`. `day` is that of the first visit asked about.
	"""

	check: Check
	visits: tuple[str, ...]
	compared_with: tuple[str, ...] = ()
	officers: tuple[str, ...]
	day: date
	message: str
	values: tuple[str, ...]

	@property
	def name(self) -> str:
		"""The flag's name, the same whenever it is found: `HF-` and 20 hexadecimal digits of the check and its visits."""
		parts = (self.check, *sorted(self.visits), "", *sorted(self.compared_with))
		return "HF-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlag:
	"""A flag as stored, with what the reviewer made of it."""

	name: str
	check: Check
	visits: tuple[str, ...]
	status: Status


@dataclass(frozen=True, slots=True)
class FlagChanges:
	"""What has to be written: flags to add, and names of stored ones to reopen or to close as no longer found."""

	add: tuple[Flag, ...] = ()
	reopen: tuple[str, ...] = ()
	close: tuple[str, ...] = ()


def joined(flags: Iterable[Flag]) -> list[Flag]:
	"""Each flag once, in order of day, check and name; what several officers did together is one flag of them all."""
	found: dict[str, Flag] = {}
	for flag in flags:
		name = flag.name
		if name in found:
			officers = {*found[name].officers, *flag.officers}
			flag = replace(min(found[name], flag, key=_told), officers=tuple(sorted(officers)))
		found[name] = flag
	return [flag for _, flag in sorted(found.items(), key=lambda pair: (pair[1].day, pair[1].check, pair[0]))]


def _told(flag: Flag) -> tuple[str, tuple[str, ...]]:
	return flag.message, flag.values


def reconcile_flags(stored: Iterable[StoredFlag], found: Iterable[Flag]) -> FlagChanges:
	"""What the store lacks. A resolved flag stays as it is, and answers for every flag of its check that asks about nothing further."""
	kept = {flag.name: flag for flag in stored}
	current = {flag.name: flag for flag in found}
	answered = _answered(kept.values())
	return FlagChanges(
		add=tuple(
			flag for name, flag in current.items() if name not in kept and not _is_answered(flag, answered)
		),
		reopen=tuple(name for name in current if name in kept and kept[name].status == "No Longer Found"),
		close=tuple(name for name, flag in kept.items() if flag.status == "Open" and name not in current),
	)


def _answered(stored: Iterable[StoredFlag]) -> dict[tuple[Check, str], list[frozenset[str]]]:
	"""(check, visit) -> the sets of visits of resolved flags about several visits that it belongs to."""
	found: dict[tuple[Check, str], list[frozenset[str]]] = defaultdict(list)
	for flag in stored:
		if flag.status in RESOLVED and len(flag.visits) > 1:
			whole = frozenset(flag.visits)
			for visit in flag.visits:
				found[flag.check, visit].append(whole)
	return found


def _is_answered(flag: Flag, answered: dict[tuple[Check, str], list[frozenset[str]]]) -> bool:
	return any(whole.issuperset(flag.visits) for whole in answered.get((flag.check, flag.visits[0]), ()))


def doubtful_visits(stored: Iterable[StoredFlag]) -> frozenset[str]:
	"""Names of the visits that an open or upheld flag asks about: those that rates without flagged visits leave out."""
	return frozenset(visit for flag in stored if flag.status in DOUBTED for visit in flag.visits)
