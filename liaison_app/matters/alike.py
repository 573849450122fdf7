"""Matters that may be the same, raised twice: by their wording, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

ALIKE = 70.0  # of 100: below, texts of different matters begin to meet
MOST = 5


def find_alike(text: str, others: Iterable[tuple[str, str]]) -> list[tuple[str, float]]:
	"""(name, likeness from 0 to 100) of the matters whose wording is alike, the most alike first, at most `MOST`.

	`others` are (name, text); likeness ignores case, punctuation and the order of words.
	"""
	texts = dict(others)
	found = process.extract(
		text,
		texts,
		scorer=fuzz.token_set_ratio,
		processor=utils.default_process,
		score_cutoff=ALIKE,
		limit=MOST,
	)
	return sorted(((name, score) for _text, score, name in found), key=lambda each: (-each[1], each[0]))
