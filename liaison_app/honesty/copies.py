"""The same text with different visits: found by shared shingles, confirmed by comparing the texts.

Comparing each account with every other would take the square of their number. Instead each text is known by a sketch: the rarest of its runs
of three tokens that another text has as well, and some others. Texts that share parts of their sketches are candidates, few of which are looked at. Texts that
are the same to the letter are found by a look-up before that.
"""

from __future__ import annotations

import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from .flags import Flag
from .limits import Limits
from .occasions import same_occasion
from .visit import Visit
from .wording import Clause, tokens_of
from .work import Work

SHINGLE = 3  # tokens
RAREST, SAMPLED = 16, 8  # runs of a sketch
PLACES_OF_A_TEXT = 128  # bytes of the table of frequencies, or up to twice as many: one or two for each run of a usual account
MOST_COUNTED = 255
LEAST_SHARED = 2
MOST_USERS = 16  # a run of tokens that more texts have leads to the first recorded ones only
MOST_CANDIDATES = 16


@dataclass(frozen=True, slots=True)
class Text:
	"""What a visit's account says, without spaces and punctuation; `runs` are the hashes of its runs of tokens."""

	visit: Visit
	plain: str
	runs: array[int]


def same_text(
	visits: Sequence[Visit], limits: Limits, ignored: frozenset[Clause], work: Work
) -> Iterator[Flag]:
	"""For each visit the first recorded one with the same text on another occasion. `visits` are in order of recording."""
	exact: dict[str, list[Visit]] = defaultdict(list)
	different: list[Text] = []
	for visit in visits:
		tokens = tokens_of(visit.account, ignored)
		if len(tokens) < limits.least_text:
			continue
		plain = "".join(tokens)
		users = exact[plain]
		found = _first_elsewhere(visit, users, work)
		if found:
			yield _flag(visit, found, 100.0)
		if not users:
			different.append(Text(visit, plain, _runs(tokens)))
		if len(users) < MOST_USERS:
			users.append(visit)
	exact.clear()
	yield from _nearly_same(different, limits, work)


def _first_elsewhere(visit: Visit, users: Sequence[Visit], work: Work) -> Visit | None:
	for other in users:
		work.texts += 1
		if not same_occasion(visit, other):
			return other
	return None


def _runs(tokens: Sequence[str]) -> array[int]:
	"""Hashes of the runs of tokens, each once, the same in every process."""
	runs = {
		zlib.crc32("\x1f".join(tokens[place : place + SHINGLE]).encode())
		for place in range(len(tokens) - SHINGLE + 1)
	}
	return array("I", sorted(runs))


def _nearly_same(texts: Sequence[Text], limits: Limits, work: Work) -> Iterator[Flag]:
	frequency = _frequencies(texts)
	users: dict[int, array[int]] = {}
	for number, text in enumerate(texts):
		candidates: Counter[int] = Counter()
		for run in _sketch(text, frequency):
			before = users.setdefault(run, array("I"))
			candidates.update(before)
			if len(before) < MOST_USERS:
				before.append(number)
		found = _first_confirmed(text, [texts[other] for other in _best(candidates)], limits, work)
		if found:
			yield _flag(text.visit, *found)


def _frequencies(texts: Sequence[Text]) -> bytearray:
	"""How many texts have a run, at the run's place in a table; runs that meet in one place are counted together, which does no harm."""
	size = 1 << (len(texts) * PLACES_OF_A_TEXT).bit_length()
	table = bytearray(size)
	for text in texts:
		for run in text.runs:
			place = run & (size - 1)
			if table[place] < MOST_COUNTED:
				table[place] += 1
	return table


def _sketch(text: Text, frequency: bytearray) -> list[int]:
	"""Of the runs that another text has as well the rarest, and some by chance.

	What everybody writes leads to everybody, what nobody else writes to nobody. But a text that all have copied is what everybody writes.
	"""
	mask = len(frequency) - 1
	shared = [run for run in text.runs if frequency[run & mask] > 1]
	rarest = sorted((frequency[run & mask], run) for run in shared)[:RAREST]
	return sorted({*shared[:SAMPLED], *(run for _, run in rarest)})


def _best(candidates: Counter[int]) -> list[int]:
	"""The candidates that share most, in order of recording."""
	likely = [(-count, number) for number, count in candidates.items() if count >= LEAST_SHARED]
	return sorted(number for _, number in sorted(likely)[:MOST_CANDIDATES])


def _first_confirmed(
	text: Text, candidates: Sequence[Text], limits: Limits, work: Work
) -> tuple[Visit, float] | None:
	for other in candidates:
		work.texts += 1
		own = not set(text.visit.officers).isdisjoint(other.visit.officers)
		wanted = limits.similarity_of_own if own else limits.similarity_of_others
		likeness = fuzz.ratio(text.plain, other.plain, score_cutoff=wanted)
		if likeness >= wanted and not same_occasion(text.visit, other.visit):
			return other.visit, likeness
	return None


def _flag(visit: Visit, other: Visit, likeness: float) -> Flag:
	own = not set(visit.officers).isdisjoint(other.officers)
	return Flag(
		check="Same Text",
		visits=(visit.name,),
		compared_with=(other.name,),
		officers=tuple(sorted(visit.officers)),
		day=visit.day,
		message="The account is {0}% the same as that of {1} of {2}, by the same officer."
		if own
		else "The account is {0}% the same as that of {1} of {2}, by somebody else.",
		values=(f"{likeness:.0f}", other.name, other.day.isoformat()),
	)
