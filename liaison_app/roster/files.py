"""Reads roster and visits files: schema first, then what only the whole file shows, then the engine's facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..engine.facts import Contact, Facts
from ..engine.rules import Regulation
from ..jsonfile import FileRefused, Problem, Schema, read_json
from .checks import roster_problems
from .convert import contacts_of, day_of, facts_of
from .visits import visit_problems
from .vocabulary import Vocabulary

ROSTER_SCHEMA = Schema(Path(__file__).parent / "roster.schema.json")
VISITS_SCHEMA = Schema(Path(__file__).parent / "visits.schema.json")


@dataclass(frozen=True)
class Roster:
	"""A roster that passed its checks: its facts, its words joined with those of the packs, and the file's content."""

	facts: Facts
	vocabulary: Vocabulary
	content: dict[str, Any]

	@property
	def title(self) -> str:
		"""The institution's name."""
		return str(self.content.get("title", ""))

	def adopted(self, regulation: Regulation) -> Regulation:
		"""The regulation with the unit and the dates that this institution's `regulations` give it, if any."""
		entries = self.content.get("regulations", ())
		entry: dict[str, Any] = next((entry for entry in entries if entry["name"] == regulation.name), {})
		dates = {name: day_of(entry[name]) for name in ("effective_from", "effective_to") if name in entry}
		return replace(regulation, unit=entry.get("unit", regulation.unit), **dates)  # type: ignore[arg-type]


def read_roster(path: Path | str, vocabulary: Vocabulary | None = None) -> Roster:
	"""The roster in a JSON file. Raises FileRefused with every problem found."""
	return roster_from(read_json(path), str(path), vocabulary)


def roster_from(content: Any, file: str = "roster", vocabulary: Vocabulary | None = None) -> Roster:
	"""The roster in a JSON value. Raises FileRefused with every problem found."""
	words = vocabulary or Vocabulary()
	_refuse(ROSTER_SCHEMA.problems(content, file))
	_refuse(roster_problems(content, file, words))
	return Roster(facts_of(content), words.joined_with(content), content)


def read_visits(path: Path | str, roster: Roster, on: date | None = None) -> tuple[Contact, ...]:
	"""The contacts in a JSON file, checked against the roster. Raises FileRefused with every problem found."""
	return visits_from(read_json(path), roster, str(path), on)


def visits_from(
	content: Any, roster: Roster, file: str = "visits", on: date | None = None
) -> tuple[Contact, ...]:
	"""The contacts in a JSON value; with `on`, one that starts later is refused. Raises FileRefused."""
	_refuse(VISITS_SCHEMA.problems(content, file))
	_refuse(visit_problems(content, file, roster.facts, roster.vocabulary, on))
	return contacts_of(content)


def _refuse(problems: list[Problem]) -> None:
	if problems:
		raise FileRefused(problems)
