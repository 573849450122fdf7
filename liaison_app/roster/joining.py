"""Packs and a roster as one set of facts: what that institution owes under those regulations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..engine.facts import Facts, Post, TargetType
from ..engine.rules import BUILT_IN_TRIGGERS
from ..packs import Pack, combined
from .files import Roster, read_roster, roster_from
from .vocabulary import Vocabulary


def vocabulary_of(packs: Sequence[Pack]) -> Vocabulary:
	"""The words that packs define."""
	facts = combined(packs)
	return Vocabulary(
		loaded=frozenset(name for pack in packs for name in pack.governed),
		regulations=frozenset(regulation.name for regulation in facts.regulations),
		rules=frozenset(rule.name for rule in facts.rules),
		assignment_rules=frozenset(rule.name for rule in facts.assignment_rules),
		posts=frozenset(post.name for post in facts.posts),
		unit_types=_words(packs, "unit_types"),
		tags=_words(packs, "tags"),
		activity_types=_words(packs, "activity_types"),
		event_types=_words(packs, "event_types") | set(BUILT_IN_TRIGGERS),
		target_types={kind.name: kind.parent for kind in facts.target_types},
	)


def _words(packs: Iterable[Pack], section: str) -> frozenset[str]:
	return frozenset(entry["name"] for pack in packs for entry in pack.content.get(section, ()))


def read_institution(packs: Sequence[Pack], path: Path | str) -> tuple[Roster, Facts]:
	"""A roster file checked against the packs' words, and the facts of both. Raises FileRefused."""
	roster = read_roster(path, vocabulary_of(packs))
	return roster, joined(packs, roster)


def institution_from(packs: Sequence[Pack], content: Any, file: str = "roster") -> tuple[Roster, Facts]:
	"""The same from a JSON value. Raises FileRefused."""
	roster = roster_from(content, file, vocabulary_of(packs))
	return roster, joined(packs, roster)


def joined(packs: Sequence[Pack], roster: Roster) -> Facts:
	"""The facts of the roster together with the regulations and rules of the packs, as the institution adopted them."""
	law = combined(packs)
	own = roster.facts
	return replace(
		own,
		regulations=tuple(roster.adopted(regulation) for regulation in law.regulations),
		rules=law.rules,
		assignment_rules=law.assignment_rules,
		posts=tuple(_with(law.posts, own.posts)),
		target_types=tuple(_with(law.target_types, own.target_types)),
	)


def _with(of_packs: Iterable[Any], own: Iterable[Post | TargetType]) -> Iterable[Any]:
	"""The packs' entries and those that only the roster has."""
	return {**{entry.name: entry for entry in own}, **{entry.name: entry for entry in of_packs}}.values()
