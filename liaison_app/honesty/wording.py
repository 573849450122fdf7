"""An account as a text to compare: its clauses without what stands in everybody's."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from .visit import Visit

CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
TOKEN = re.compile(rf"[{CHINESE}]|[^\W_{CHINESE}]+")
CLAUSE_END = re.compile(r"[^\w\s]+|[\n\r\t]+|_+")

LONGEST_PHRASE = 12
"""Tokens of the longest clause that may be a phrase; a longer one that many have is copied."""

Clause = tuple[str, ...]


def clauses(text: str) -> list[Clause]:
	"""The tokens (a Chinese sign, or a word of another script) between two marks of punctuation."""
	plain = unicodedata.normalize("NFKC", text).casefold()
	found = (tuple(TOKEN.findall(part)) for part in CLAUSE_END.split(plain))
	return [clause for clause in found if clause]


def phrases(texts: Iterable[str]) -> frozenset[Clause]:
	"""The clauses of texts that are nobody's own, such as the words printed on a form."""
	return frozenset(clause for text in texts for clause in clauses(text))


def tokens_of(text: str, ignored: frozenset[Clause]) -> list[str]:
	"""The tokens of the text without its ignored clauses."""
	return [token for clause in clauses(text) if clause not in ignored for token in clause]


def common_phrases(
	visits: Iterable[Visit], least_officers: int = 20, least_neighbours: int = 20
) -> frozenset[str]:
	"""Short clauses that many officers write in many different surroundings: ways of speaking, not copies.

	A copied text brings its neighbours along, so its clauses do not become phrases however often it is copied. Meant to be learned from a
	past period and given to the checks of the next one as `ignored_texts`.
	"""
	officers: dict[Clause, set[str]] = defaultdict(set)
	neighbours: dict[Clause, set[Clause]] = defaultdict(set)
	for visit in visits:
		found = clauses(visit.account)
		for before, clause, after in zip([(), *found], found, [*found[1:], ()], strict=False):
			if len(clause) <= LONGEST_PHRASE:
				_remember(officers[clause], visit.officers, least_officers)
				_remember(neighbours[clause], (before, after), least_neighbours)
	return frozenset(
		" ".join(clause)
		for clause, users in officers.items()
		if len(users) >= least_officers and len(neighbours[clause]) >= least_neighbours
	)


def _remember(some: set[str] | set[Clause], more: Iterable[object], enough: int) -> None:
	if len(some) < enough:
		some.update(more)  # type: ignore[arg-type]
