"""The words that a roster may use: those of the packs in force and those it adds itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.rules import BUILT_IN_TRIGGERS


@dataclass(frozen=True, slots=True)
class Vocabulary:
	"""Names known from packs. `loaded` are the regulations whose packs are at hand; only their rule names can be checked.

	`target_types` maps each type to its parent ("" = none); rules go by full names such as `A-A6`.
	"""

	loaded: frozenset[str] = frozenset()
	regulations: frozenset[str] = frozenset()
	rules: frozenset[str] = frozenset()
	assignment_rules: frozenset[str] = frozenset()
	posts: frozenset[str] = frozenset()
	unit_types: frozenset[str] = frozenset()
	tags: frozenset[str] = frozenset()
	activity_types: frozenset[str] = frozenset()
	event_types: frozenset[str] = frozenset(BUILT_IN_TRIGGERS)
	target_types: Mapping[str, str] = field(default_factory=dict)

	def joined_with(self, content: Mapping[str, Any]) -> Vocabulary:
		"""This vocabulary and what a roster's `vocabulary` and `regulations` add to it."""
		own = content.get("vocabulary", {})
		return Vocabulary(
			loaded=self.loaded,
			regulations=self.regulations | _names(content.get("regulations", ())),
			rules=self.rules,
			assignment_rules=self.assignment_rules,
			posts=self.posts | _names(own.get("posts", ())),
			unit_types=self.unit_types | set(own.get("unit_types", ())),
			tags=self.tags | set(own.get("tags", ())),
			activity_types=self.activity_types | set(own.get("activity_types", ())),
			event_types=self.event_types | set(own.get("event_types", ())),
			target_types={
				**{entry["name"]: entry.get("parent", "") for entry in own.get("target_types", ())},
				**self.target_types,
			},
		)

	def trusted_regulation_of(self, rule: str) -> str | None:
		"""The regulation, named by the roster without its pack, that the rule seems to belong to."""
		named = (name for name in self.regulations - self.loaded if rule.startswith(f"{name}-"))
		return next(named, None)


def _names(entries: Iterable[Mapping[str, Any]]) -> frozenset[str]:
	return frozenset(entry["name"] for entry in entries)
